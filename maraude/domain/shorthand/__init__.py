"""La ligne: one line of letters and marks that says a whole encounter."""

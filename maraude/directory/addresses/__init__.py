"""Addresses: how they are written, in files and by people in a hurry."""

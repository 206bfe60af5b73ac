"""Kinds of what a note had better not hold."""

from enum import StrEnum


class Kind(StrEnum):
    """What something found is; the values name the lists of the data files."""

    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    FOREIGNER = "foreigner"
    NIR = "nir"
    BIRTH_DATE = "birth_date"
    DIAGNOSIS = "diagnosis"
    JUDGEMENT = "judgement"
    RELIGION = "religion"
    ORIGIN = "origin"
    INTIMATE = "intimate"
    OPINION = "opinion"
    OFFENCE = "offence"


Found = tuple[int, int, Kind]
"""Where something starts and ends, and what it is."""

"""Fictional addresses, as BAN and BANO write theirs."""

import gzip
from pathlib import Path

BAN_HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat;"
    "type_position;alias"
)


def ban(
    number: str, street: str, *, suffix: str = "", lat: float = 48.85, lon: float = 2.35
) -> str:
    """Give a line of the department 99, commune Lucioles."""
    return f"99001_0001;;{number};{suffix};{street};99000;99001;Lucioles;0;0;{lon};{lat};entrée;"


def bano(
    number: str,
    street: str,
    town: str = "Lucioles",
    *,
    postcode: str = "99000",
    lat: float = 48.85,
    lon: float = 2.35,
) -> str:
    """Give a line of the department 99."""
    cell = f'"{street}"' if "," in street else street
    return f"990010003F-{number},{number},{cell},{postcode},{town},OSM,{lat},{lon}"


def write(path: Path, *lines: str, header: str = "", compressed: bool = False) -> Path:
    """Write lines into a file."""
    data = "".join(f"{line}\n" for line in filter(None, (header, *lines))).encode()
    path.write_bytes(gzip.compress(data) if compressed else data)
    return path


TOWN = (
    *(bano(str(n), "Rue des Lilas", lat=48.85 + n / 100_000) for n in (1, 2, 3, 5, 8, 12)),
    bano("12BIS", "Rue des Lilas", lat=48.8513),
    bano("4", "Rue de la République"),
    bano("4", "Rue de la République", "Vers-Luisants", postcode="99100", lat=48.95),
    bano("7", "Avenue du Général Fictif"),
    bano("1", "Rue du 8 Mai 1945"),
    bano("8", "Rue du 8 Mai 1945", lat=48.8508),
    bano("3", "Boulevard Sainte-Lumière, Nord"),
    bano("6", "Place de l'Église", "Vers-Luisants", postcode="99100", lat=48.95),
    bano("2", "Faubourg de France"),
)
"""Two towns, ten kilometres apart."""

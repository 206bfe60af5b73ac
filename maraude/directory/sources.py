"""Where sources of services are on the network: those that come with the program, and others.

Sources: https://help.opendatasoft.com/apis/ods-explore-v2, https://wiki.openstreetmap.org/wiki/Overpass_API,
https://adresse.data.gouv.fr/outils/telechargements.
"""

import ipaddress
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from maraude.directory import categories, naming
from maraude.directory.importers import FORMATS, overpass
from maraude.directory.importers import mapping as mappings
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _

MAX_URL = 8_000
_DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-68]|98[78]")
MAX_FILES = 20
"""Files of one source: a package has a table for each kind of thing."""
LARGEST_BOX = 1.0
"""Degrees on a side of a box: the area of a large city and of what is around it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source and its address; ``more`` are those of other files that belong to the first one.

    ``format`` is recognised where it is empty; ``mapping`` is the text of one (TOML), where no
    importer knows what comes.
    """

    name: str
    url: str
    format: str = ""
    mapping: str = ""
    more: tuple[str, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all its files."""
        return self.url, *self.more


@dataclass(frozen=True, slots=True)
class Box:
    """What lies between two parallels and two meridians, in degrees (WGS 84)."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def parse(cls, text: str) -> "Box":
        """Read ``SOUTH,WEST,NORTH,EAST``; Refusal ``wrong-value``."""
        try:
            box = cls(*map(float, text.split(",")))
        except (TypeError, ValueError):
            box = cls(0, 0, 0, 0)
        high, wide = box.north - box.south, box.east - box.west
        is_on_earth = abs(box.south) <= 90 and abs(box.north) <= 90 and abs(box.west) <= 180
        if not (is_on_earth and 0 < high <= LARGEST_BOX and 0 < wide <= LARGEST_BOX):
            raise Refusal(
                "wrong-value",
                _(
                    "Une zone s'écrit --box=SUD,OUEST,NORD,EST, en degrés, d'un degré de côté au"
                    " plus : --box=45.70,4.76,45.81,4.93."
                ),
            )
        return box


def source(
    name: str,
    url: str,
    format: str = "",  # noqa: A002 - the command's word
    mapping: str = "",
    more: Sequence[str] = (),
) -> Source:
    """Check what someone typed of a source.

    Refusal: ``wrong-value``, ``unknown-format``; as ``mapping.parse``.
    """
    name, url, *others = naming.check(name), *map(clean_line, (url, *more))
    if len(others) >= MAX_FILES or not all(map(_may_be_asked, (url, *others))):
        raise Refusal(
            "wrong-value",
            _(
                "L'adresse d'une source commence par https:// et nomme un serveur ; une source a"
                " {n} fichiers au plus."
            ).format(n=MAX_FILES),
        )
    if format and format not in FORMATS:
        raise Refusal(
            "unknown-format",
            _("Le format « {name} » n'est pas connu. Formats connus : {known}.").format(
                name=format, known=", ".join(FORMATS)
            ),
        )
    if mapping:
        mappings.parse(mapping.encode(), name)
    return Source(name, url, format, mapping, tuple(others))


def _may_be_asked(url: str) -> bool:
    return is_safe(url) and len(url) <= MAX_URL


def is_safe(url: str) -> bool:
    """Tell whether nobody can change what comes from ``url``: it is encrypted, or from here."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def shipped(territory: str) -> tuple[Source, ...]:
    """Give the sources that come with the program for a territory."""
    document = _load()
    named = [
        Source(entry["name"], entry["url"], entry["format"])
        for entry in document["sources"]
        if entry["territory"] == territory
    ]
    if territory in document["boxes"]:
        named.append(in_box("openstreetmap", Box(*document["boxes"][territory])))
    if territory in document["departments"]:
        named.append(of_department(document["departments"][territory]))
    return tuple(named)


def in_box(name: str, box: Box) -> Source:
    """Give the source of all that OpenStreetMap has in ``box`` of what the directory knows."""
    area = f"({box.south},{box.west},{box.north},{box.east})"
    tags = dict.fromkeys(tag for one in categories.load().values() for tag in one.osm)
    asked = "".join(f'nwr["{key}"="{value}"]{area};' for key, value in (t.split("=") for t in tags))
    query = f"[out:json][timeout:180];({asked});out center meta;"
    return source(name, f"{_load()['overpass']}?data={quote(query)}", overpass.FORMAT)


def of_department(department: str, name: str = "") -> Source:
    """Give the source of a department's addresses; Refusal ``wrong-value`` for none."""
    code = department.strip().upper()
    if not _DEPARTMENT.fullmatch(code):
        raise Refusal("wrong-value", _("Un département s'écrit par son numéro : 69, 2A ou 974."))
    url = _load()["addresses"].format(department=code)
    return source(name or f"adresses-{code.lower()}", url)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _load() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        files(__package__).joinpath("sources.json").read_text("utf-8")
    )
    return document

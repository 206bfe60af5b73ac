"""Small sound files of every kind that is read from elsewhere: what the fuzzer starts from."""

import io
import json
import tempfile
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import osmium
from osmium.osm.mutable import Node

from maraude import paths
from maraude.directory import street_codec
from maraude.directory.importers import mapping, team
from maraude.protocol import bundle, messages
from maraude.protocol.bundle import Handover, Sent, Shared
from maraude.store import engine, keyring
from maraude.store.archive import pack
from tests.directory.addresses import files as addresses
from tests.directory.importers import hsds_files, soliguide
from tests.directory.importers.files import elements, node
from tests.directory.importers.test_data_inclusion import SERVICE, STRUCTURE
from tests.directory.town import grid
from tests.protocol.test_messages import HELLO, LINE, WELCOME
from tests.team import PASSPHRASE, make_locked_profile

ENCOUNTER = (
    b'{"n":3,"h":"01a20a3e8840.0000","t":"encounter","r":"r","k":"put","b":0,"f":{"tour":"t",'
    b'"at":"2026-11-23T21:10:00.000Z","contact":"CON","people":{"men":2,"persons":["p"]},'
    b'"needs":[{"code":"HEB","state":"asked"}],"given":[{"code":"SOU","quantity":2}]},"tx":1}'
)
TOILETS = {
    "results": [
        {"horaire": "6 h - 1 h", "adresse": "1 rue des Essais", "acces_pmr": "Oui", "gestionnaire":
         "Ville", "geo_point_2d": {"lon": 2.36, "lat": 48.87}, "type": "SANISETTE"}
    ]
}  # fmt: skip
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": "node/1", "properties": {"amenity": "toilets"}, "geometry":
         {"type": "Point", "coordinates": [2.36, 48.87]}}
    ],
}  # fmt: skip
DOCUMENTS: dict[str, Any] = {
    "soliguide": soliguide.answer(soliguide.place(42, soliguide.service("shower"))),
    "data_inclusion": {"structures": [STRUCTURE], "services": [SERVICE]},
    "hsds": [hsds_files.service()],
    "hsds_tables": hsds_files.tables(hsds_files.service()),
    "opendatasoft": TOILETS,
    "overpass": elements(node(7, amenity="toilets", opening_hours="Mo-Fr 10:00-12:00; PH off")),
    "geojson": GEOJSON,
}
TABLE = team.template().encode()
MAPPING = mapping.template().encode()
STREETS = street_codec.encode(grid(3))
REQUEST = messages.inflate(messages.request(HELLO, [LINE]), 10_000)
ANSWER = msgspec.json.encode(WELCOME)
SHARED = bundle.encode(
    Shared("team:nord", "Nord", 1, "2" * 16, [b'{"m":"row","t":"p","r":"p","rv":1,"f":{}}'], [])
)
HELD = bundle.handover(Handover("ab" * 8, Sent("ab" * 8, 1, b"sealed"), [b"locked"]))


@cache
def archive() -> bytes:
    """Give a zip of a document and a table."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.json", json.dumps(DOCUMENTS["overpass"]))
        packed.writestr("b.csv", TABLE)
    return made.getvalue()


@cache
def extract() -> bytes:
    """Give an extract of OpenStreetMap."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            writer.add_node(Node(id=7, location=(2.36, 48.87), tags={"amenity": "toilets"}))
        return path.read_bytes()


def address_files() -> tuple[bytes, ...]:
    """Give a file of BAN and one of BANO."""
    ban = f"{addresses.BAN_HEADER}\n{addresses.ban('12', 'rue des Essais')}\n"
    return ban.encode(), f"{addresses.bano('12', 'rue des Essais')}\n".encode()


@cache
def profile() -> tuple[bytes, bytes]:
    """Give the keyring of a profile that ``PASSPHRASE`` opens, and its backup in one file."""
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder, "home"), Path(folder, "backup")
        make_locked_profile(home)
        key = keyring.open_slot(paths.keyring(home), PASSPHRASE).key
        with closing(engine.connect(paths.database(home), key)) as connection:
            pack(connection, home, file)
        return paths.keyring(home).read_bytes(), file.read_bytes()

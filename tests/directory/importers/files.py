"""What the tests of importers share: files written, read, or refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from maraude.directory import importers
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Service
from maraude.domain.refusal import Refusal

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[3] / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here")
HOSTILE = "\x1b]52;c;cm0=\x07 [/] [@click=app.quit]x[/] \u202e \x9b31m \ud800"
COMMANDS = {"\x1b", "\x07", "\x9b", "\u202e", "\ud800"}
"""What of it must be gone once it was read."""


def written(folder: Path, content: str | bytes, name: str = "fichier") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, document: object) -> Batch:
    """Write a JSON document and read it as a file of an unnamed format."""
    return importers.read(written(folder, json.dumps(document)), TODAY)


def refusal_of(path: Path, format_name: str | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        importers.read(path, TODAY, format_name)
    return refused.value


def only(batch: Batch) -> Service:
    (service,) = batch.services
    return service


def reasons(batch: Batch) -> list[tuple[str, str]]:
    return [(refused.record, refused.reason) for refused in batch.refused]


def elements(*given: Any) -> dict[str, Any]:
    """Give an answer of Overpass."""
    return {"version": 0.6, "elements": given}


def node(number: int, **tags: Any) -> dict[str, Any]:
    """Give a node of Overpass; ``__`` in a name of a tag stands for a colon."""
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return {"type": "node", "id": number, "lat": 48.87, "lon": 2.36, "tags": named}

"""What reads bytes from elsewhere, each as one function: it reads them, or refuses in its words.

A function lets through whatever else is raised; that is a fault. So is a refusal without a
sentence, text that was not cleaned, and a change to the folder it was given. Two write what a
tape has put into every field.
"""

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from unittest import mock

from maraude.directory import importers, street_codec
from maraude.directory.addresses import files as addresses
from maraude.directory.addresses import plus_codes
from maraude.directory.addresses.asked import readings
from maraude.directory.importers import mapping
from maraude.directory.importers.batch import Batch
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.parse import parse
from maraude.domain.text import clean, clean_line, fold, printable
from maraude.protocol import bundle, changes, documents, messages
from maraude.protocol import directory as published
from maraude.protocol.bundle import MalformedBundleError, Shared
from maraude.protocol.changes import MalformedChangeError
from maraude.protocol.enrolment import Code
from maraude.protocol.messages import MalformedMessageError
from maraude.store import archive, keyring
from tests.fuzz import papers, samples
from tests.fuzz.tape import Tape, changed, disturbed
from tests.protocol.test_messages import LINE

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
Target = Callable[[bytes], None]
_INSIDE = (MalformedBundleError, MalformedChangeError, MalformedMessageError)


def _change(data: bytes) -> None:
    tape = Tape(data)
    sample = tape.pick((LINE, samples.ENCOUNTER))
    if tape.below(2):
        line = changed(sample, tape)
    else:
        line = json.dumps(disturbed(json.loads(sample), tape), separators=(",", ":")).encode()
    with suppress(*_INSIDE):
        change, found = changes.read(line)
        with suppress(KeyError, ValueError):
            documents.from_document(change.t, change.r, found)


def _request(data: bytes) -> None:
    body = messages.deflate(changed(samples.REQUEST, Tape(data)))
    with suppress(MalformedMessageError):
        messages.read_request(body)


def _answer(data: bytes) -> None:
    body = messages.answer([changed(samples.ANSWER, Tape(data))])
    with suppress(MalformedMessageError):
        messages.read_answer(body, "0" * 32)
    with suppress(MalformedMessageError):
        published.read_answer(body)


def _compressed(data: bytes) -> None:
    for read in (messages.read_request, partial(messages.read_answer, nonce="0" * 32)):
        with suppress(MalformedMessageError):
            read(data)


def _bundle(data: bytes) -> None:
    tape = Tape(data)
    with suppress(MalformedBundleError):
        bundle.read_handover(changed(samples.HELD, tape))
    with suppress(MalformedBundleError):
        bundle.sealed_back(data)
    with suppress(MalformedBundleError):
        bundle.rows(bundle.read_part(data))
    with suppress(MalformedBundleError):
        bundle.rows(bundle.decode(changed(samples.SHARED, Tape(data)), Shared))


def _document(name: str, data: bytes) -> None:
    """Import a JSON document of which values are others, cleaned or refused one by one."""
    content = json.dumps(disturbed(samples.DOCUMENTS[name], Tape(data))).encode()
    _imported(content)


def _file(sample: Callable[[], bytes], name: str, data: bytes) -> None:
    """Import a file of which pieces are others."""
    _imported(changed(sample(), Tape(data)), name)


def _imported(content: bytes, name: str = "fichier") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        batch = _refused(lambda: importers.read(path, TODAY))
        assert [file.name for file in Path(folder).iterdir()] == [name]
        assert path.read_bytes() == content
    if isinstance(batch, Batch):
        assert batch.read >= len(batch.refused)
        for service in batch.services:
            texts = {field.name: getattr(service, field.name) for field in fields(service)}
            for field, text in texts.items():
                if isinstance(text, str):
                    assert text.isascii() if field == "raw" else text == clean(text), field


def _addresses(data: bytes) -> None:
    tape = Tape(data)
    content = changed(tape.pick(samples.address_files()), tape)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "adresses.csv"
        path.write_bytes(content)
        _refused(lambda: _all_of(path))


def _all_of(path: Path) -> None:
    with addresses.reading(path) as found:
        list(found.lines())


def _mapping(data: bytes) -> None:
    _refused(lambda: mapping.parse(changed(samples.MAPPING, Tape(data)), "a.toml"))


def _streets(data: bytes) -> None:
    told = changed(samples.STREETS[:-32], Tape(data))
    _refused(lambda: street_codec.decode(told + street_codec._digest(told)))
    _refused(lambda: street_codec.heading(data))


def _text(data: bytes) -> None:
    text = data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert printable(cleaned).replace(" ", "") == cleaned.replace("\t", "").replace(" ", "")
    assert fold(fold(text)) == fold(text)
    _line(clean_line(text))


def _line(line: str) -> None:
    """Read what somebody may type as la ligne, as an address, a plus code, a code of a server."""
    parse(line, letters("fr"))
    readings(line)
    found = plus_codes.find(line)
    if found:
        with suppress(ValueError, Refusal):
            plus_codes.position(found[0])
    with suppress(ValueError):
        Code.parse(line)


def _keyring(data: bytes) -> None:
    _refused(lambda: keyring.parse(changed(samples.profile()[0], Tape(data))))


def _backup(data: bytes) -> None:
    """Restore a backup of which pieces are others, where deriving a key takes no time."""
    content = changed(samples.profile()[1], Tape(data))
    opened = keyring.Opened("user:ines", bytes(32))
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(keyring, "unlock", return_value=opened),
    ):
        home, file = Path(folder, "home"), Path(folder, "backup")
        file.write_bytes(content)
        _refused(lambda: archive.unpack(home, file, "", NOW))
        assert list(home.iterdir()) == []


def _refused(action: Callable[[], object]) -> object:
    """Do something that may be refused, in a sentence."""
    refusal: Refusal | None = None
    try:
        return action()
    except Refusal as refused:
        refusal = refused
    assert refusal.code
    assert refusal.message
    return None


TARGETS: dict[str, Target] = {
    "change": _change,
    "request": _request,
    "answer": _answer,
    "compressed": _compressed,
    "bundle": _bundle,
    **{name: partial(_document, name) for name in samples.DOCUMENTS},
    "table": partial(_file, lambda: samples.TABLE, "a.csv"),
    "archive": partial(_file, samples.archive, "a.zip"),
    "extract": partial(_file, samples.extract, "a.osm.pbf"),
    "addresses": _addresses,
    "mapping": _mapping,
    "streets": _streets,
    "text": _text,
    "keyring": _keyring,
    "backup": _backup,
    "subject": papers.subject,
    "slip": papers.slips,
}

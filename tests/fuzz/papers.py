"""What is written on paper, of hostile words in every field: a person's file, and a slip."""

import atexit
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from maraude.directory import timetable
from maraude.directory.hours import read
from maraude.directory.service import Access
from maraude.directory.walking import Walk
from maraude.domain.access import Check
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.service_note import Correction, ServiceNote
from maraude.domain.text import searchable
from maraude.i18n import LANGUAGES
from maraude.protocol import documents, rows
from maraude.reports import subject_access as paper
from maraude.store import records
from maraude.store.records import select
from maraude.usecases import slip, subject_access
from maraude.usecases.masking import Masks
from maraude.usecases.session import Session
from maraude.usecases.slip import Slip
from maraude.usecases.subject_access import SubjectFile
from tests.directory.services import SERVICE
from tests.fuzz.tape import Tape
from tests.pages import Page
from tests.team import Clock, leave
from tests.tui.filled import fill
from tests.tui.poison import CODED, LINKS, PROBES, Poison, _hours, _rarer, _records

OTHER = "Adébọ̀wálé"
"""Somebody else's name, of which a letter is written with a mark of its own."""
PIECES = (
    "", "<script>alert(1)</script>", '"><img src=x onerror=y>', "</title><b>", "<!--", "-->", "]]>",
    "<?php", "&lt;i&gt;", "&#x1b;[2J", "' onclick='y", "</ul></main>", "\u2028", "\u2029", "\u202e",
    "e" + "\u0301" * 9, "\x00", "\r", "\x85", "\u00ad", "\ufffe", "\U000e0041", *PROBES,
)  # fmt: skip
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HEAD = Counter(("html", "head", "meta", "meta", "meta", "title", "style", "body", "main", "h1"))
_KNOWN = re.compile(
    "charset=utf-8|name=viewport|lang=(fr|en)|http-equiv=Content-Security-Policy"
    "|content=(width=device-width|default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+')"
    r"|(id|aria-labelledby)=s\d+|class=(when|source)"
)


class _Hostile(Poison):
    """Gives the texts of a tape, of which each but those of a person's own names ``another``."""

    def __init__(self, tape: Tape, another: str) -> None:
        super().__init__()
        self._tape = tape
        self._another = another

    def text(self, before: str = "") -> str:
        return f"{before} {self._piece()} {self._another} {self._piece()}"

    def _piece(self) -> str:
        if self._tape.below(4):
            return self._tape.pick(PIECES)
        code = self._tape.below(0x110000)
        return "" if 0xD800 <= code < 0xE000 else chr(code)


def subject(data: bytes) -> None:
    """Write the file of somebody of whom, and of everything about them, every text is hostile."""
    tape = Tape(data)
    session, marta = _evening()
    coded = not tape.below(4)
    kept = LINKS if coded else LINKS | CODED | {"service_name"}  # a service is called what it is
    others, own = _Hostile(tape, "" if coded else OTHER), _Hostile(tape, "")
    hostile = [
        (own if isinstance(one, Person | PersonIdentity) else others).into(one, kept)
        for one in _records(session)
        if not isinstance(one, Person | PersonIdentity)
        or marta.id in (one.id, getattr(one, "person", ""))
    ]
    masks = Masks(hidden=frozenset((tape.pick(PIECES),)))
    with _for_now(session, hostile):
        file = subject_access.read(
            session, marta, Check.KNOWN, tape.pick(LANGUAGES), masks, safety=True
        )
    _is_plain(paper.text(file))
    _is_harmless(paper.html(file), file)
    if not coded:
        told = searchable("\n".join(paper.lines(file)))
        assert {"adebowale", "wale"}.isdisjoint(told.split())


def slips(data: bytes) -> None:
    """Write a slip for a service of which every text is hostile, and which a note corrects."""
    tape = Tape(data)
    session, _marta = _evening()
    hostile = _Hostile(tape, "")
    service = replace(
        hostile.into(SERVICE, LINKS | {"category", "hours"}),
        category="night_stop",
        hours=_hours(read(tape.pick(("", 'Mo-Su 20:00-07:00 "essai"', "essai"))), hostile),
        access=tape.pick(tuple(Access)),
    )
    note = ServiceNote(
        id="n", service=service.id, at=session.now(), what=tape.pick(tuple(Correction)),
        text=_Hostile(tape, OTHER).text(), facet=hostile.text(),
    )  # fmt: skip
    opening = timetable.of(service, session.profile.zone, session.now())
    made = Slip(service, opening, Walk(9.0), (note,))
    with tempfile.TemporaryDirectory() as folder:
        written = slip.save(session, made, tape.pick(LANGUAGES), folder)
        (there,) = Path(folder).iterdir()
        assert re.fullmatch(r"[a-z0-9-]+\.txt", there.name)
        content = written.read_bytes().decode()
    _is_plain(content)
    assert "adebowale" not in searchable(content)


def _is_plain(text: str) -> None:
    assert HARMFUL.findall(text) == [], text
    assert max(map(len, text.split("\n"))) <= slip.WIDTH


def _is_harmless(page: str, file: SubjectFile) -> None:
    """Look for what a text of the file has made besides text."""
    parsed = Page(page)
    lines = [line for section in file.sections for line in section.lines]
    spans = sum(bool(line.when) + bool(line.source) for line in lines)
    count = {"p": len(file.introduction), "li": len(lines), "span": spans}
    sections = dict.fromkeys(("section", "h2", "ul"), len(file.sections))
    assert Counter(parsed.tags) == _HEAD + Counter(count) + Counter(sections)
    assert [one for one in parsed.attributes if not _KNOWN.fullmatch("=".join(map(str, one)))] == []
    assert parsed.rest == []
    assert HARMFUL.findall(parsed.text) == []
    assert page.count("http-equiv") == 1


@contextmanager
def _for_now(session: Session, hostile: list[Any]) -> Iterator[None]:
    """Let records be as another program would have written them, until it is over."""
    reader = session.store.reader
    reader.execute("SAVEPOINT hostile")
    try:
        for one in hostile:
            row = (one.id, 1, rows.canonical(documents.to_document(one)))
            records.put_merged(reader, documents.type_name(one), [row])
        yield
    finally:
        reader.execute("ROLLBACK TO hostile")
        reader.execute("RELEASE hostile")


@cache
def _evening() -> tuple[Session, Person]:
    """Give an evening in full, made once, and somebody who was met; another's name is ``OTHER``."""
    folder = tempfile.TemporaryDirectory(prefix="maraude-fuzz-")
    session = leave(Path(folder.name), Clock())
    fill(session)
    reader = session.store.reader
    (momo,) = select(reader, Person, "called = 'Momo'")
    renamed = replace(momo, called=OTHER)
    session.store.write(lambda transaction: transaction.save(renamed, *_rarer(session))).result()
    (marta,) = select(reader, Person, "called = 'Marta'")
    atexit.register(folder.cleanup)
    return session, marta

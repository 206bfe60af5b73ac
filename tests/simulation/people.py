"""What people do on the laptops of a run, and what is remembered of it to check it by."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maraude.domain.refusal import Refusal
from maraude.protocol import changes
from tests.simulation import checks, silence, voiding
from tests.simulation.machine import REGISTERS, Field, Machine
from tests.simulation.start import BODY, LINE
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.base import Base

IMPORTED, LONG = 12, 700
"""Rows of an import and characters of each: together more than a request can hold."""
RISK = 0.05
"""How often the power goes in the midst of a write."""
ERASING = 4
"""Steps of an erasure after which the power may go."""
MEETING = 0.3
"""How often somebody is met before anybody is purged."""
REFUSALS = ("disk-full", "too-long")

Rows = dict[str, tuple[str, dict[str, str]]]
"""Types and texts of rows by their ids."""


class People:
    """Those who write. ``trace`` tells what happened.

    ``removes`` has for each text those that its author replaced, ``about`` whom a row is about,
    ``texts_about`` all that was written of each person, ``erased`` who was erased anywhere; of
    ``tainted`` fields nothing is known.
    """

    disasters: bool

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)  # noqa: S311 - to be found again by its seed
        self.trace: list[str] = []
        self.names = 0
        self.texts = 0
        self.removes: dict[str, set[str]] = {}
        self.tainted: set[Field] = set()
        self.about: dict[str, str] = {}
        self.texts_about: dict[str, set[str]] = {}
        self.oversized: set[str] = set()
        self.erased: set[str] = set()
        self.machines: list[Machine] = []
        self.base: Base

    def _create(self, machine: Machine) -> None:
        type_name = self.random.choice(list(REGISTERS))
        self._made(machine, {self._new_id(type_name): type_name})

    def _create_pair(self, machine: Machine) -> None:
        """Write two rows in one transaction."""
        types = self.random.sample(list(REGISTERS), 2)
        made = {self._new_id(type_name): type_name for type_name in types}
        first, second = made
        self.base.pairs.append((first, second))
        self._made(machine, made)

    def _made(self, machine: Machine, made: dict[str, str]) -> None:
        rows = {
            record: (type_name, {name: self._text() for name in REGISTERS[type_name]})
            for record, type_name in made.items()
        }
        self._create_rows(machine, rows)

    def _create_rows(self, machine: Machine, rows: Rows) -> None:
        persons = [record for table, record in machine.records() if table == "person"]
        person = self.random.choice(persons) if persons else None
        if not self._write_at_risk(machine, lambda: machine.create(rows, person)):
            return
        if person in self.erased:  # the server takes no note of them, whoever does not know yet
            self.base.forget_pairs(set(rows))
        for record, (type_name, values) in rows.items():
            if type_name == "person":
                self.about[record] = record
            elif type_name == "note" and person:
                self.about[record] = person
            for name, value in values.items():
                self.removes[value] = set()
                machine.memory.own[record, name] = [value]
                self._wrote(record, value)

    def _import(self, machine: Machine) -> None:
        """Write more in one transaction than a request can hold."""
        made = [self._new_id("encounter") for _row in range(IMPORTED)]
        self._create_rows(
            machine,
            {r: ("encounter", {"note": f"{self._text()} {'x' * LONG}"}) for r in made},
        )

    def _write_too_much(self, machine: Machine) -> None:
        """Write a change that no server reads, as only a program gone wrong does."""
        record = self._new_id("encounter")
        self.oversized.add(record)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changes, "MAX_LINE", BODY)
            text = f"{self._text()} {'x' * LINE}"
            self._create_rows(machine, {record: ("encounter", {"note": text})})

    def _edit(self, machine: Machine) -> None:
        if not (shown := machine.records()):
            return
        type_name, record = self.random.choice(shown[:2])
        fields = REGISTERS[type_name]
        names = self.random.sample(fields, min(self.random.choice((1, 1, 2)), len(fields)))
        before = machine.shown(type_name, record)
        if self.disasters:  # a copied laptop may send under another name what it handed over
            others = {n for n in names if machine.shows_others(type_name, record, n)}
            self.tainted |= {(record, name) for name in others}
        values = {name: self._text() for name in names}
        if not self._write_at_risk(machine, lambda: machine.edit(type_name, record, values)):
            return
        for name, value in values.items():
            own = machine.memory.own.setdefault((record, name), [])
            self.removes[value] = {before[name], *own}
            own.append(value)
            self._wrote(record, value)
        self._tell(f"  {record} {values}")

    def _edit_set(self, machine: Machine) -> None:
        persons = [record for table, record in machine.records() if table == "person"]
        if not persons:
            return
        record = self.random.choice(persons)
        before = list(machine.shown("person", record)["also_called"])
        if before and self.random.random() < 0.4:
            before.pop()
        text = self._text()
        self._wrote(record, text)
        changed = {"also_called": (*before, text)}
        self._write(machine, lambda: machine.edit("person", record, changed))

    def _delete(self, machine: Machine) -> None:
        if shown := machine.records():
            chosen = self.random.choice(shown)
            self._write(machine, lambda: machine.edit(*chosen, {"deleted": True}))

    def _erase(self, machine: Machine) -> None:
        persons = [record for table, record in machine.records() if table == "person"]
        if not persons:
            return
        person = self.random.choice(persons)
        self._tell(f"  {person}")
        self.base.forget_pairs({one for one, named in self.about.items() if named == person})
        machine.memory.erased.add(person)
        self.erased.add(person)

        def erase() -> None:
            machine.erase(person)

        def erase_and_crash() -> None:
            steps = self.random.randrange(ERASING)
            self._tell(f"  power lost after {steps}")
            machine.lose_power(erase, self._new_folder(), steps)

        if self._write(machine, self.random.choice((erase, erase, erase_and_crash))):
            checks.check_erased(machine, self)
        else:
            machine.memory.erased.discard(person)

    def _redact(self, machine: Machine) -> None:
        """Void a text, with all that was known of it before."""
        found = [one for one in voiding.voidable(machine) if one[1] not in self.oversized]
        if not found:
            return
        type_name, record, name = self.random.choice(found[:3])
        key = record, name
        own = machine.memory.own.get(key, [])
        texts = checks.texts_in((machine.shown(type_name, record)[name], *own))
        self._tell(f"  {record} {name} {sorted(texts)}")
        known = machine.memory.redacted.get(key, set())
        machine.memory.redacted[key] = known | texts
        self.tainted.add(key)

        def redact() -> None:
            machine.redact(type_name, record, name)

        def redact_and_crash() -> None:
            steps = self.random.randrange(ERASING)
            self._tell(f"  power lost after {steps}")
            machine.lose_power(redact, self._new_folder(), steps)

        if self._write(machine, self.random.choice((redact, redact, redact_and_crash))):
            voiding.check_void_here(machine, texts)
            machine.memory.own.pop(key, None)
        else:
            machine.memory.redacted[key] = known

    def _purge(self, machine: Machine) -> None:
        """Let the server erase somebody whose two years are over, with the notes about them.

        Where it knows of nobody, or sometimes, somebody is met first, who will be later.
        """
        persons = self.base.persons()
        if not persons or self.random.random() < MEETING:
            for type_name in ("person", "encounter"):
                self._made(machine, {self._new_id(type_name): type_name})
            return
        person = self.random.choice(persons)
        said = silence.notes_about(self.base, person)
        self._tell(f"  {person}")
        if not self.base.purge(person):
            return
        silence.check_silenced(self.base, said)
        self.base.forget_pairs({one for one, named in self.about.items() if named == person})
        self.erased.add(person)

    def _undo(self, machine: Machine) -> None:
        undone: list[str] = []
        self._write(machine, lambda: undone.extend(machine.undo()))
        for record in undone:
            self.tainted |= {(record, name) for all_ in REGISTERS.values() for name in all_}

    def _write_at_risk(self, machine: Machine, job: Callable[[], None]) -> bool:
        """Write, or lose the power before all is written: then nothing is, as False says."""
        if self.random.random() >= RISK:
            return self._write(machine, job)
        before = contents(machine)
        self._write(machine, lambda: machine.lose_power(job, self._new_folder(), 0))
        self._tell("  power lost")
        checks.check_whole(machine, self.base.pairs)
        if contents(machine) != before:
            raise Violation(4, f"{machine.device} kept a part of what it wrote")
        return False

    def _write(self, machine: Machine, job: Callable[[], None]) -> bool:
        """Write on a laptop; False where nothing is: a full disk, or more than a change holds."""
        before = contents(machine)
        try:
            job()
        except Refusal as refusal:
            if refusal.code not in REFUSALS or contents(machine) != before:
                raise Violation(34, f"{refusal.code} changed something") from refusal
            self._tell(f"  {refusal.code}")
            return False
        return True

    def _wrote(self, record: str, text: str) -> None:
        """Remember of whom a text tells."""
        if person := self.about.get(record):
            self.texts_about.setdefault(person, set()).add(text)

    def _text(self) -> str:
        self.texts += 1
        return f"text{self.texts}"

    def _new_id(self, type_name: str) -> str:
        self.names += 1
        return f"{type_name}-{self.names:07}"

    def _new_folder(self) -> Path:
        self.names += 1
        return self.folder / str(self.names)

    def _tell(self, text: str) -> None:
        self.trace.append(text)


def contents(machine: Machine) -> list[list[tuple[object, ...]]]:
    """Give all that a laptop keeps of people, and how far it has come with the server."""
    tables = (
        "change", "cursor", "held", "person", "encounter", "note", "shadow", "erasure", "redaction"
    )  # fmt: skip
    queries = [f"SELECT * FROM {table} ORDER BY 1, 2" for table in tables]  # noqa: S608
    queries.append("SELECT * FROM meta WHERE key = 'sync.epoch'")
    queries.append("SELECT inc, n, parent, parent_n FROM incarnation ORDER BY 1")
    return [machine.store.reader.execute(query).fetchall() for query in queries]

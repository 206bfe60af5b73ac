"""What the team has noted, in clear, in files that other programs read."""

import csv
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from maraude.domain.access import Act
from maraude.domain.feeds import NARROW, Role, may_read
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.refusal import Refusal
from maraude.protocol import documents
from maraude.usecases import accesses, export, find, spots
from maraude.usecases.session import Session
from tests import small_disk
from tests.joined import become
from tests.usecases.conftest import Note


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "export"


def test_each_table_is_there_twice_and_says_the_same(
    work: Session, note: Note, folder: Path
) -> None:
    note("2hs=u- ,momo /un café", "momo")
    done = export.export(work, folder)

    assert done.counts["encounter"] == done.counts["person"] == 1
    assert set(done.counts) == set(documents.TYPES) - NARROW
    (row,), (document,) = table(folder, "encounter"), lines(folder, "encounter")
    assert row["note"] == document["note"] == "un café"
    assert json.loads(row["people"]) == document["people"]
    assert table(folder, "person")[0]["called"] == "momo"
    assert "n'y sont pas" in (folder / export.READ_ME).read_text()


def test_only_its_owner_reads_it(work: Session, folder: Path) -> None:
    export.export(work, folder)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_it_is_on_the_disk_when_it_is_said_to_be(
    work: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: set[int] = set()
    fsync = os.fsync

    def flush(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
    export.export(work, folder)

    assert {path.stat().st_ino for path in (*folder.iterdir(), folder, folder.parent)} <= flushed


def test_no_cell_is_a_formula_and_a_place_comes_back_as_it_was(
    work: Session, note: Note, folder: Path
) -> None:
    note("2h /=2+2")
    spots.add(work, "-1, quai du Canal")
    export.export(work, folder)
    (row,) = table(folder, "spot")

    assert table(folder, "encounter")[0]["note"] == "'=2+2"
    assert row["name"] == "'-1, quai du Canal"
    file = folder.with_name("lieux.csv")
    file.write_text(f'name\n"{row["name"]} bis"\n')
    spots.import_csv(work, file)
    assert {found.spot.name for found in spots.find(work)} == {
        "-1, quai du Canal",
        "-1, quai du Canal bis",
    }


def test_what_fewer_may_read_comes_only_when_asked_for(
    work: Session, note: Note, folder: Path
) -> None:
    note("2h ,momo !vio", "momo")
    (found,) = find.people(work, "momo")
    who = PersonIdentity(id="who", person=found.person.id, last_name="Essai")
    care = HealthNote(id="care", person=found.person.id, at=work.now(), text="pansement Essai")
    mark = HealthMark(id="mark", person=found.person.id, health_note="care", at=work.now())
    work.store.write(lambda transaction: transaction.save(who, care, mark)).result()
    export.export(work, folder)
    everything = folder.with_name("everything")
    export.export(work, everything, with_narrow=True)

    assert not any("Essai" in file.read_text() for file in folder.iterdir())
    assert table(everything, "person_identity")[0]["last_name"] == "Essai"
    assert lines(everything, "safety_note")
    assert lines(everything, "health_note")
    assert not (folder / "health_mark.csv").exists()


def test_what_a_volunteer_is_never_sent_is_narrow() -> None:
    assert {name for name in documents.TYPES if not may_read(Role.VOLUNTEER, name)} <= NARROW


def test_the_access_log_says_whose_file_left(work: Session, note: Note, folder: Path) -> None:
    note("2h ,momo", "momo")
    (found,) = find.people(work, "momo")
    export.export(work, folder)

    assert accesses.read(work, found.person.id)[0].act is Act.EXPORTED


def opposed(person: Person, _now: datetime) -> Person:
    return replace(person, opposed=True)


def to_forget(person: Person, now: datetime) -> Person:
    return replace(person, forget_at=now)


def restricted(person: Person, _now: datetime) -> Person:
    return replace(person, restricted=True)


@pytest.mark.parametrize("leave", [opposed, restricted, to_forget])
def test_whoever_wants_no_file_is_not_in_it(
    work: Session, note: Note, folder: Path, leave: Callable[[Person, datetime], Person]
) -> None:
    note("2h ,momo !pla", "momo")
    (found,) = find.people(work, "momo")
    left = leave(found.person, work.now())
    work.store.write(lambda transaction: transaction.save(left)).result()
    export.export(work, folder, with_narrow=True)

    (met,) = lines(folder, "encounter")
    assert met["people"]["persons"] == []
    assert found.person.id not in "".join(file.read_text() for file in folder.iterdir())


def test_what_another_team_noted_is_not_this_team_s_to_export(
    work: Session, note: Note, folder: Path
) -> None:
    note("2h")
    work.store.reader.execute("UPDATE encounter SET extra = json_set(extra, '$.team', 'team:est')")
    assert export.export(work, folder).counts["encounter"] == 0


@pytest.mark.parametrize("role", Role)
def test_where_there_is_a_server_the_coordination_exports(
    work: Session, folder: Path, role: Role
) -> None:
    become(work, role)
    if role in ("coordinator", "professional"):
        export.export(work, folder)
        return
    with pytest.raises(Refusal) as refused:
        export.export(work, folder)
    assert refused.value.code == "not-coordinator"
    assert not folder.exists()


def test_nothing_is_written_over(work: Session, folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(Refusal) as refused:
        export.export(work, folder)
    assert refused.value.code == "file-exists"


def test_on_a_full_disk_nothing_is_left_of_it(tmp_path: Path) -> None:
    small_disk.on_small_disk(
        tmp_path,
        """
from maraude.usecases import export, log, profiles, tours
from tests.team import KEY, Clock, make_profile
make_profile(HOME)
session = profiles.open_with(HOME, KEY, "user:ines", Clock())
tour = tours.start(session)
for number in range(30):
    log.save(session, log.read(session, tour, "2h /" + "une longue note " * 400, at=session.now()))
occupy_the_rest()
assert refusal(export.export, session, HOME / "export") == "export-failed"
assert not (HOME / "export").exists()
""",
    )

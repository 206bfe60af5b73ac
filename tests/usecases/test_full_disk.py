"""Everything that an evening writes, on a disk that is full: a sentence, and nothing is lost."""

from pathlib import Path

from tests import small_disk

BEGIN = """
from dataclasses import replace
from maraude.domain.kept_line import KeptLine
from maraude.directory.importers.batch import Batch
from maraude.usecases import backups, drafts, log, profiles, tours
from tests.directory.services import SERVICE, TODAY
from tests.team import KEY, Clock, make_profile

clock = Clock()
make_profile(HOME)
session = profiles.open_with(HOME, KEY, "user:ines", clock)
tour = tours.start(session)

def note(line):
    return log.save(session, log.read(session, tour, line, (), at=clock()))

def draft(line):
    return drafts.keep(session, KeptLine(line, clock())).result()

def services(count):
    kept = tuple(
        replace(SERVICE, id=f"essai:{n}", source_id=str(n), raw="x" * 20_000) for n in range(count)
    )
    batch = Batch("essai", "Les Lucioles", count, kept, ())
    return session.services.replace(batch, TODAY, session.profile.zone)

def kept():
    with session.services.reading() as snapshot:
        return [one.services for one in snapshot.sources()]

def make_room():
    (HOME / "rest").unlink()

def lines():
    return [entry.encounter.note for entry in tours.entries(session, tour)]
"""


def on_full_disk(tmp_path: Path, code: str, mebibytes: int = 24) -> None:
    small_disk.on_small_disk(tmp_path, BEGIN + code, mebibytes)


def test_a_draft_is_refused_and_what_is_held_back_still_takes_the_encounter(
    tmp_path: Path,
) -> None:
    on_full_disk(
        tmp_path,
        """
draft("éh /avant")
occupy_the_rest()
assert refusal(draft, "éh /" + "après " * 1_200) == "disk-full"
assert drafts.read(session).line == "éh /avant"
note("éh /" + "une longue note " * 400)
assert len(lines()) == 1
""",
    )


def test_an_import_is_refused_the_directory_stays_and_room_lets_it_in(tmp_path: Path) -> None:
    on_full_disk(
        tmp_path,
        """
services(3)
occupy_the_rest()
assert refusal(services, 400) == "directory-not-written"
session.close()
session = profiles.open_with(HOME, KEY, "user:ines", clock)
assert kept() == [3]
make_room()
services(100)
assert kept() == [100]
""",
    )


def test_the_end_of_a_tour_is_refused_and_can_be_said_again(tmp_path: Path) -> None:
    on_full_disk(
        tmp_path,
        """
note("éh /calme")
from maraude.store import reserve
reserve.release(HOME)
occupy_the_rest()
words = replace(tour, debrief="une longue soirée " * 2_000)
assert refusal(tours.end, session, words) == "disk-full"
assert tours.current(session).is_open
assert lines() == ["calme"]
make_room()
tours.end(session, words)
assert tours.current(session) is None
""",
    )


def test_a_backup_to_hand_over_is_refused_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    on_full_disk(
        tmp_path,
        """
from maraude import paths
from maraude.store import keyring
from maraude.store.slots import Cost
keyring.create(paths.keyring(HOME), "user:ines", "la lune au canal", Cost())
note("éh /calme")
occupy_the_rest()
assert refusal(backups.pack, session, HOME / "copie.maraude") == "backup-failed"
assert not list(HOME.glob("copie*"))
assert lines() == ["calme"]
make_room()
backups.pack(session, HOME / "copie.maraude")
assert (HOME / "copie.maraude").stat().st_size > 0
""",
    )


def test_a_damaged_base_waits_for_room_and_says_so(tmp_path: Path) -> None:
    on_full_disk(
        tmp_path,
        """
from maraude import paths
note("éh /calme")
session.store.back_up()
session.close()
paths.database(HOME).write_bytes(b"x" * 9_000)
from maraude.store import reserve
reserve.release(HOME)
occupy_the_rest()

def reopened():
    return profiles.open_with(HOME, KEY, "user:ines", clock)

assert refusal(reopened) == "restore-failed"
make_room()
session = reopened()
assert lines() == ["calme"]
""",
    )


def test_a_profile_opens_on_a_full_disk_to_be_read_and_for_what_is_held_back(
    tmp_path: Path,
) -> None:
    on_full_disk(
        tmp_path,
        """
def reopened():
    return profiles.open_with(HOME, KEY, "user:ines", clock)

note("éh /calme")
session.close()
occupy_the_rest()
session = reopened()
note("éh /sur la réserve")
assert lines() == ["sur la réserve", "calme"]
session.close()
kept = 2
for _again in range(3):
    (HOME / "rest").rename(HOME / f"rest {_again}")
    occupy_the_rest()
    session = reopened()
    assert len(lines()) == kept
    kept += refusal(note, "éh /" + "une longue note " * 400) != "disk-full"
    session.close()
""",
    )

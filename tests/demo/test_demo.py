import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maraude import paths
from maraude.demo import demo
from maraude.domain.refusal import Refusal
from maraude.usecases import backups, log, profiles, tours
from tests.demo.conftest import TONIGHT, Made, clock
from tests.demo.dump import dump

ROOT = Path(__file__).parents[2]
LATER = """
import sys
from datetime import timedelta
from pathlib import Path
from maraude.demo import demo
from tests.demo.conftest import TONIGHT, clock
demo.prepare(Path(sys.argv[1]), 1, clock(TONIGHT + timedelta(hours=3)))
"""


def test_the_same_seed_gives_the_same_data_to_the_last_id_whatever_the_hour_and_the_process(
    made: Made, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-c", LATER, str(other)], cwd=ROOT, check=True)

    assert dump(made("fr")) == dump(other)


def test_another_seed_gives_other_data_evening_by_evening(made: Made, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    demo.prepare(tmp_path / "two", 2, clock(), lambda done, total: told.append((done, total)))

    assert dump(tmp_path / "two") != dump(made("fr"))
    assert told == [(done, 31) for done in range(1, 32)]


def test_what_a_visitor_noted_is_there_at_the_next_start(own: Path) -> None:
    session = demo.open_session(own, clock())
    tour = tours.open_at(session, None)
    log.save(session, log.read(session, tour, "s=", at=TONIGHT))
    session.close()
    demo.prepare(own, 1, clock())
    again = demo.open_session(own, clock())
    latest = tours.entries(again, tours.open_at(again, None))[0]
    again.close()

    assert latest.at == TONIGHT


def test_another_evening_makes_the_demonstration_anew_and_does_not_guide_twice(own: Path) -> None:
    christmas = clock(datetime(2026, 12, 24, 22, 30, tzinfo=UTC))
    assert not demo.is_guided(own)
    demo.keep_guided(own)
    demo.prepare(own, 1, christmas)

    assert demo.is_guided(own)
    session = demo.open_session(own, christmas)
    assert tours.current(session) is not None
    session.close()


def test_one_that_was_not_finished_is_made_anew(own: Path, made: Made) -> None:
    (own / demo.MARKER).unlink()
    demo.prepare(own, 1, clock())

    assert dump(own) == dump(made("fr"))


def test_nothing_of_a_demonstration_leaves_it(own: Path, tmp_path: Path) -> None:
    session = demo.open_session(own, clock())
    with pytest.raises(Refusal, match="rien n'en sort"):
        backups.pack(session, tmp_path / "out")
    session.close()

    assert not (tmp_path / "out").exists()


def test_nothing_real_is_restored_into_a_demonstration(own: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    profiles.create(
        real, organisation="Les Lucioles", team="Nord", user="Inès", passphrase="une phrase longue"
    )
    session = profiles.unlock(real, "une phrase longue")
    backups.pack(session, tmp_path / "saved")
    session.close()
    before = paths.database(own).read_bytes()
    with pytest.raises(Refusal, match="démonstration"):
        backups.unpack(own, tmp_path / "saved", "une phrase longue")

    assert paths.database(own).read_bytes() == before


def test_a_folder_with_real_work_is_left_alone(tmp_path: Path) -> None:
    paths.database(tmp_path).write_bytes(b"work")
    with pytest.raises(Refusal, match="vrai profil"):
        demo.prepare(tmp_path, 1, clock())

    assert [path.name for path in tmp_path.iterdir()] == ["maraude.db"]

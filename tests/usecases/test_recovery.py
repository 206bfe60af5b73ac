"""A profile that was damaged on the disk: what opens, what is said, what is still there."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import engine
from maraude.store import recovery as store_recovery
from maraude.usecases import log, profiles, recovery, tours
from maraude.usecases.session import Session
from tests.damage import damage_table
from tests.held import held_by_another
from tests.old_profile import make_old_profile
from tests.team import KEY, Clock, make_profile

Damage = Callable[[Path], object]

LINES_BEFORE, LINES_AFTER = 3, 2


def note(session: Session, line: str) -> None:
    reading = log.read(session, log.tour_for(session, None), line, at=session.now())
    log.save(session, reading)


def noted(session: Session) -> int:
    tour = tours.current(session)
    return len(tours.entries(session, tour)) if tour else 0


def reopened(home: Path, clock: Clock) -> Session:
    return profiles.open_with(home, KEY, "user:ines", clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Path:
    """A closed profile: three lines in its backup, two written since."""
    make_profile(tmp_path)
    with closing(reopened(tmp_path, clock)) as session:
        for _line in range(LINES_BEFORE):
            note(session, "s= /avant la sauvegarde")
        session.store.back_up()
        clock.pass_time(minutes=5)
        for _line in range(LINES_AFTER):
            note(session, "h /après la sauvegarde")
    return tmp_path


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6_000])


def first_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:140] = bytes(40)
    path.write_bytes(content)


def not_a_database(path: Path) -> None:
    path.write_bytes(b"<html>portail captif</html>" * 400)


UNREADABLE = (Path.unlink, empty, truncated, first_page, not_a_database)


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_lost_database_gives_way_to_its_backup_and_says_so(
    home: Path, clock: Clock, damage: Damage
) -> None:
    damage(paths.database(home))
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE
        assert "la sauvegarde du lundi 23 nov. à 22:10 est reprise" in session.notice
        assert "peut manquer" in session.notice
        note(session, "e")
        assert noted(session) == LINES_BEFORE + 1
    with closing(reopened(home, clock)) as again:
        assert again.notice == ""


def test_what_was_written_since_the_backup_is_salvaged_where_it_can_be_read(
    home: Path, clock: Clock
) -> None:
    damage_table(home, KEY, "undo")
    recovery.diagnose(home, engine.DatabaseError("malformed"))
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE + LINES_AFTER
        assert "retrouvées" in session.notice
        assert "peut manquer" not in session.notice


def test_the_damaged_file_is_kept(home: Path, clock: Clock) -> None:
    first_page(paths.database(home))
    damaged = paths.database(home).read_bytes()
    with closing(reopened(home, clock)) as session:
        (aside,) = home.glob("maraude-aside-*.db")
        assert aside.read_bytes() == damaged
        assert aside.name in session.notice


def test_a_damaged_backup_gives_way_to_the_one_before(home: Path, clock: Clock) -> None:
    clock.pass_time(minutes=30)
    with closing(reopened(home, clock)) as session:
        note(session, "e")
        session.store.back_up()
    first_page(paths.database(home))
    first_page(sorted(paths.backups(home).glob("*.db"))[-1])
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE


@pytest.mark.parametrize("damage", UNREADABLE)
def test_without_a_good_backup_the_profile_is_refused_and_left_as_it_is(
    home: Path, clock: Clock, damage: Damage
) -> None:
    damage(paths.database(home))
    for backup in paths.backups(home).glob("*.db"):
        backup.unlink()
    before = {file: file.read_bytes() for file in home.glob("*") if file.is_file()}
    with pytest.raises(Refusal) as refusal:
        reopened(home, clock)

    assert refusal.value.code == "damaged-database"
    assert "maraude restore FICHIER" in refusal.value.message
    assert {f: f.read_bytes() for f in home.glob("*") if f.is_file()} == before


def test_a_recovered_laptop_goes_on_under_another_number(home: Path, clock: Clock) -> None:
    first_page(paths.database(home))
    with closing(reopened(home, clock)) as session:
        rows = session.store.reader.execute("SELECT parent, parent_n FROM incarnation").fetchall()
        assert len(rows) == 2
        assert rows[1][0] is not None


def test_what_was_recovered_is_said_until_a_session_ends_well(home: Path, clock: Clock) -> None:
    first_page(paths.database(home))
    killed = reopened(home, clock)
    killed.store.close()
    with closing(reopened(home, clock)) as session:
        assert session.notice == killed.notice
    with closing(reopened(home, clock)) as session:
        assert session.notice == ""


def test_a_backup_of_an_older_version_takes_what_is_salvaged(tmp_path: Path, clock: Clock) -> None:
    make_old_profile(tmp_path, ("avant la mise à jour",))
    with closing(reopened(tmp_path, clock)) as session:
        note(session, "s= /après la mise à jour")
    damage_table(tmp_path, KEY, "undo")
    recovery.diagnose(tmp_path, engine.DatabaseError("malformed"))
    with closing(reopened(tmp_path, clock)) as session:
        assert _words(session) == ["après la mise à jour", "avant la mise à jour"]


def test_an_old_profile_is_brought_up_to_date_and_kept_as_it_was(
    tmp_path: Path, clock: Clock
) -> None:
    make_old_profile(tmp_path, ("de l'an dernier",))
    paths.backups(tmp_path).mkdir()
    minutes_ago = paths.backups(tmp_path) / "maraude-20261123T210000Z.db"
    minutes_ago.write_bytes(b"one is made all the same")
    with closing(reopened(tmp_path, clock)) as session:
        assert _words(session) == ["de l'an dernier"]
    backup = max(paths.backups(tmp_path).iterdir())
    assert backup != minutes_ago
    with closing(engine.connect_read_only(backup, KEY)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'situation'")
        assert tables.fetchone() == (0,)
        assert connection.execute("SELECT note FROM encounter").fetchall() == [("de l'an dernier",)]


def test_damage_met_while_opening_is_made_good_at_once(home: Path, clock: Clock) -> None:
    damage_table(home, KEY, "incarnation")
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE + LINES_AFTER
        assert "est reprise" in session.notice


def test_damage_met_by_a_backup_is_made_good_by_the_next_start(home: Path, clock: Clock) -> None:
    damage_table(home, KEY, "undo")
    clock.pass_time(hours=1)
    with closing(reopened(home, clock)) as session:
        assert session.notice == ""
        with pytest.raises(Refusal) as refused:
            session.store.back_up()
    assert refused.value.code == "damaged-database"
    assert "Relancez maraude" in refused.value.message
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE + LINES_AFTER
        assert "est reprise" in session.notice


def test_what_was_saved_together_is_salvaged_together(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The damaged file can be read for so many changes, and then no further."""
    with closing(reopened(home, clock)) as session:
        note(session, "2hu- /115 appelé")
    damage_table(home, KEY, "undo")
    recovery.diagnose(home, engine.DatabaseError("malformed"))
    kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for readable in range(LINES_AFTER, LINES_AFTER + 3):
        monkeypatch.setattr(store_recovery, "_rows", partial(_only, readable, store_recovery._rows))
        with closing(reopened(home, clock)) as session:
            calls = session.store.reader.execute("SELECT count(*) FROM referral").fetchone()[0]
            assert _words(session).count("115 appelé") == calls
            assert "peut manquer" in session.notice
        monkeypatch.undo()
        for path, content in kept.items():
            path.write_bytes(content)


def _only(
    count: int, rows: Callable[..., Iterator[tuple[int, bytes]]], *arguments: object
) -> Iterator[tuple[int, bytes]]:
    yield from islice(rows(*arguments), count)
    raise engine.DatabaseError("malformed")


def test_a_suspicion_without_cause_changes_nothing(home: Path, clock: Clock) -> None:
    assert recovery.diagnose(home, engine.DatabaseError("malformed"))
    with closing(reopened(home, clock)) as session:
        assert noted(session) == LINES_BEFORE + LINES_AFTER
        assert session.notice == ""
    assert not paths.suspect(home).exists()


def test_what_is_no_damage_is_not_called_so(home: Path) -> None:
    assert recovery.diagnose(home, engine.OperationalError("database is locked")) == ""
    assert recovery.diagnose(home, ValueError()) == ""
    assert not paths.suspect(home).exists()


def test_a_profile_of_a_newer_program_is_left_alone(home: Path, clock: Clock) -> None:
    with closing(engine.connect(paths.database(home), KEY)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('maraude', '0999_from_the_future', '2030-01-01')"
        )
    with pytest.raises(Refusal) as refusal:
        reopened(home, clock)
    assert refusal.value.code == "newer-profile"


def test_a_clock_set_back_ten_years_is_told_and_orders_nothing_anew(
    home: Path, clock: Clock
) -> None:
    clock.pass_time(days=-3650)
    with closing(reopened(home, clock)) as session:
        assert "L'horloge de cet ordinateur indique le 25/11/2016" in session.notice
        note(session, "e /à l'heure fausse")
        hybrid = session.store.reader.execute("SELECT h FROM change ORDER BY n").fetchall()
        assert hybrid == sorted(hybrid)


def test_a_clock_that_is_a_little_behind_is_not_told(home: Path, clock: Clock) -> None:
    clock.pass_time(hours=-3)
    with closing(reopened(home, clock)) as session:
        assert session.notice == ""


def test_one_application_holds_a_profile_at_a_time(home: Path) -> None:
    with held_by_another(home), pytest.raises(Refusal) as refusal:
        profiles.hold(home)
    profiles.hold(home)()

    assert refusal.value.code == "already-open"


def _words(session: Session) -> list[str]:
    tour = tours.current(session)
    entries = tours.entries(session, tour) if tour else ()
    return [entry.encounter.note for entry in entries]

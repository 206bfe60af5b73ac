import os
import secrets
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maraude.domain.refusal import Refusal
from maraude.store import engine

KEY = secrets.token_bytes(32)
MARKER = "Samira dort sous le pont Marie"


def filled(path: Path) -> engine.Connection:
    connection = engine.connect(path, KEY)
    with engine.transaction(connection):
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany(
            "INSERT INTO note (text) VALUES (?)", [(f"{MARKER} {n}",) for n in range(2_000)]
        )
    return connection


def store(connection: engine.Connection, sql: str, failure: Exception | None = None) -> None:
    with engine.transaction(connection):
        connection.execute("DELETE FROM note WHERE id = 1")
        connection.execute(sql)
        if failure:
            raise failure


def damaged(path: Path, at: int) -> Path:
    filled(path).close()
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return path


def refusal_of(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(Refusal) as refused:
        engine.connect(path, key)
    return refused.value.code


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_no_file_shows_what_is_stored_while_open_or_after(tmp_path: Path) -> None:
    connection = filled(tmp_path / "work.db")
    while_open = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    connection.close()
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(while_open) == {"work.db", "work.db-wal", "work.db-shm"}
    for content in (*while_open.values(), *after.values()):
        assert MARKER.encode() not in content
        assert not content.startswith(b"SQLite format 3")


def test_what_was_written_is_read_with_the_same_key(tmp_path: Path) -> None:
    filled(tmp_path / "work.db").close()
    connection = engine.connect(tmp_path / "work.db", KEY)
    assert connection.execute("SELECT text FROM note WHERE id = 7").fetchone() == (f"{MARKER} 6",)
    connection.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("cipher_log_level", "NONE"),
        ("temp_store", 2),
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_a_connection_is_set_as_trust_asks(tmp_path: Path, pragma: str, value: object) -> None:
    connection = engine.connect(tmp_path / "work.db", KEY)
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    connection.close()


def test_a_draft_connection_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    connection = engine.connect(tmp_path / "work.db", KEY, synchronous="NORMAL")
    assert connection.execute("PRAGMA synchronous").fetchone() == (1,)
    connection.close()


def test_files_belong_to_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        connection = filled(tmp_path / "work.db")
        modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        connection.close()
    finally:
        os.umask(before)
    assert modes == {0o600}


def test_a_path_may_hold_spaces_accents_and_signs_of_a_uri(tmp_path: Path) -> None:
    path = tmp_path / "équipe nord ?mode=memory#%41.db"
    filled(path).close()
    assert path.stat().st_size > 50_000


def test_another_key_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "work.db").close()
    assert refusal_of(tmp_path / "work.db", secrets.token_bytes(32)) == "damaged-database"


def test_a_refusal_does_not_tell_the_key(tmp_path: Path) -> None:
    filled(tmp_path / "work.db").close()
    wrong = secrets.token_bytes(32)
    with pytest.raises(Refusal) as refused:
        engine.connect(tmp_path / "work.db", wrong)
    assert wrong.hex() not in "".join(traceback.format_exception(refused.value))


def test_a_key_of_another_length_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        engine.connect(tmp_path / "work.db", b"short")


@pytest.mark.parametrize("size", [100, 4096, 5000, 60_000])
def test_a_truncated_file_is_refused(tmp_path: Path, size: int) -> None:
    filled(tmp_path / "work.db").close()
    os.truncate(tmp_path / "work.db", size)
    assert refusal_of(tmp_path / "work.db") == "damaged-database"


@pytest.mark.parametrize("at", [0, 20, 2000, 4090])
def test_damage_in_the_first_page_is_refused(tmp_path: Path, at: int) -> None:
    assert refusal_of(damaged(tmp_path / "work.db", at)) == "damaged-database"


def test_damage_in_a_later_page_is_an_error_when_it_is_read(tmp_path: Path) -> None:
    connection = engine.connect(damaged(tmp_path / "work.db", 4096 * 9 + 500), KEY)
    with pytest.raises(engine.DatabaseError):
        connection.execute("SELECT sum(length(text)) FROM note").fetchone()
    connection.close()


@pytest.mark.parametrize("content", [None, b"", b"x"])
def test_a_database_that_must_exist_is_not_made_anew(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "work.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refusal, match="absente ou vide"):
        engine.connect(path, KEY, must_exist=True)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path) == "unreadable-database"


def test_reading_a_finished_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    connection = filled(tmp_path / "work.db")
    connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    connection.close()
    copy = engine.connect_read_only(tmp_path / "copy.db", KEY)
    assert copy.execute("SELECT count(*) FROM note").fetchone() == (2_000,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "work.db"]
    with pytest.raises(engine.OperationalError, match="readonly"):
        copy.execute("DELETE FROM note")
    copy.close()


def test_a_transaction_is_written_at_its_end(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "work.db"), engine.connect(tmp_path / "work.db", KEY)
    with engine.transaction(one):
        one.execute("DELETE FROM note WHERE id > 1")
        assert other.execute("SELECT count(*) FROM note").fetchone() == (2_000,)
    assert other.execute("SELECT count(*) FROM note").fetchone() == (1,)
    one.close()
    other.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    connection = filled(tmp_path / "work.db")
    with pytest.raises(KeyError):
        store(connection, "DELETE FROM note", KeyError())
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (2_000,)
    assert not connection.in_transaction
    connection.close()


def test_a_transaction_waits_for_the_other_writer_before_it_does_anything(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "work.db"), engine.connect(tmp_path / "work.db", KEY)
    other.execute("PRAGMA busy_timeout = 0")
    with engine.transaction(one), pytest.raises(engine.OperationalError, match="locked"):
        store(other, "SELECT 1", KeyError())
    one.close()
    other.close()


def test_a_transaction_without_room_is_taken_back_whole(tmp_path: Path) -> None:
    connection = filled(tmp_path / "work.db")
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(engine.DiskFull):
        store(connection, "INSERT INTO note (text) VALUES (randomblob(1000000))")
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (2_000,)
    with engine.transaction(connection):
        connection.execute("DELETE FROM note WHERE id = 1")
    connection.close()


def test_a_connection_stays_with_the_thread_that_opened_it(tmp_path: Path) -> None:
    connection = filled(tmp_path / "work.db")
    with ThreadPoolExecutor(1) as other:
        failure = other.submit(connection.execute, "SELECT 1").exception()
    connection.close()
    assert type(failure).__name__ == "ProgrammingError"


def test_nothing_is_written_on_the_terminal_when_a_key_is_wrong(tmp_path: Path) -> None:
    filled(tmp_path / "work.db").close()
    done = run(
        "from pathlib import Path\n"
        "from maraude.store import engine\n"
        f"try: engine.connect(Path({str(tmp_path / 'work.db')!r}), bytes(32))\n"
        "except Exception: pass"
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_sqlite_utils_catches_what_sqlcipher_raises() -> None:
    done = run(
        "import maraude.store, sqlite_utils.utils, sqlcipher3\n"
        "print(sqlite_utils.utils.OperationalError is sqlcipher3.OperationalError)"
    )
    assert done.stdout == "True\n"


def test_sqlite_utils_may_not_come_first() -> None:
    done = run("import sqlite_utils\nimport maraude.store")
    assert done.stderr.splitlines()[-1].startswith("ImportError: maraude/store/__init__.py must")


def test_without_sqlcipher_there_is_no_store() -> None:
    done = run("import sys\nsys.modules['sqlcipher3'] = None\nimport maraude.store.engine")
    assert "sqlcipher3" in done.stderr.splitlines()[-1]
    assert done.returncode == 1

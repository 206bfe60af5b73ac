"""A server whose disk is full says so, keeps what it acknowledged, and goes on with more room."""

from pathlib import Path

from tests import small_disk

PUSH_UNTIL_FULL = """
from sqlalchemy import text
from maraude.protocol import messages
from maraude.server import home
from maraude.sync.failure import LinkError
from maraude.sync.link import Link
from tests.server.processes import Pushing, Server, made

folder = made(HOME / "server", "")

def push(laptop, link):
    answer = link.exchange(laptop.request(want=0))
    (welcome, *_rows) = messages.read_answer(answer, "0" * 32)
    laptop.acked = welcome.acked

def people(laptop, first, last, note):
    for number in range(first, last):
        laptop.put("person", f"p{number}", called="Marta", note=note)

with Server.started(folder) as server:
    laptop = Pushing.enrolled(folder, "portable 1", [server.url])
    with Link(server.url, "", laptop._token) as link:
        people(laptop, 0, 20, "")
        push(laptop, link)
        occupy_the_rest()
        people(laptop, 20, 100, "x" * 4_000)
        for _again in range(2):
            try:
                push(laptop, link)
            except LinkError as failure:
                assert failure.code == "no-room", failure.code
                assert "disque du serveur est plein" in failure.sentence
            assert laptop.acked == 20
        (HOME / "rest").unlink()
        push(laptop, link)
        assert laptop.acked == 100
with home.read(folder).database() as database, database.read() as connection:
    assert connection.execute(text("SELECT count(*) FROM row_state")).scalar() == 100
"""


def test_a_full_server_takes_nothing_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    small_disk.on_small_disk(tmp_path, PUSH_UNTIL_FULL, mebibytes=8)

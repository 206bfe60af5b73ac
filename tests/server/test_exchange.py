from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude.server.database import Database
from tests.server.laptop import Laptop, enrol
from tests.team import Clock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as opened:
        opened.create_schema()
        yield opened


class TestExchange:
    def test_what_one_laptop_writes_another_is_sent(self, database: Database) -> None:
        enrol(database, "ines")
        enrol(database, "sam")
        ines, sam = Laptop(database, "ines", Clock()), Laptop(database, "sam", Clock())
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", note="Prefers the evening")
        ines.exchange()
        sam.exchange()
        assert sam.fields("marta")["called"] == "Marta"
        assert sam.is_exact()
        assert ines.is_exact()
        sam.patch("person", "marta", called="Martha")
        sam.exchange()
        ines.exchange()
        assert ines.fields("marta") == sam.fields("marta")
        assert ines.is_exact()

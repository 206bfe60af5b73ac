from maraude.server.database import Database
from tests.server.laptop import Laptop, enrol
from tests.team import Clock


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

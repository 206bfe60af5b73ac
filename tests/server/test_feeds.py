import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from maraude.protocol.messages import Gone, Welcome
from maraude.server import tables
from maraude.server.database import Database
from tests.server.laptop import LYON, PARIS, Laptop, enrol
from tests.team import Clock


class TestMoves:
    def test_a_row_leaves_one_feed_and_enters_another(
        self, database: Database, clock: Clock
    ) -> None:
        enrol(database, "ana", "coordinator", (PARIS, LYON))
        enrol(database, "lou", grants=(PARIS,))
        enrol(database, "yan", grants=(LYON,))
        ana, lou, yan = (Laptop(database, name, clock) for name in ("ana", "lou", "yan"))
        ana.put("person", "marta", called="Marta")
        ana.exchange()
        lou.exchange()
        ana.patch("person", "marta", territory=LYON)
        ana.exchange()
        assert Gone("marta") in lou.exchange()
        yan.exchange()
        assert yan.fields("marta")["called"] == "Marta"
        assert lou.is_exact()
        assert yan.is_exact()
        assert ana.is_exact()

    def test_invariant_17_a_row_that_moves_in_while_pages_are_read_comes_whole(
        self, database: Database, clock: Clock, ines: Laptop, sam: Laptop
    ) -> None:
        enrol(database, "ana", "coordinator", (PARIS, LYON))
        ana = Laptop(database, "ana", clock)
        ana.write("put", "person", "marta", {"territory": LYON, "called": "Marta", "note": ""})
        ana.exchange()
        for number in range(12):
            ines.put("person", f"p{number}")
        ines.exchange()
        for asked in range(20):
            sam.exchange(want=1)
            if asked == 5:
                ana.patch("person", "marta", territory=PARIS)
                ana.exchange()
            if asked == 7:
                ana.patch("person", "marta", note="Asked for a blanket")
                ana.exchange()
        assert (sam.fields("marta")["called"], len(sam.feeds[PARIS])) == ("Marta", 13)
        assert sam.fields("marta")["note"] == "Asked for a blanket"
        assert sam.is_exact()

    def test_what_was_written_before_the_move_was_known_counts(
        self, database: Database, clock: Clock
    ) -> None:
        enrol(database, "ana", "coordinator", (PARIS, LYON))
        enrol(database, "lou", grants=(PARIS,))
        ana, lou = Laptop(database, "ana", clock), Laptop(database, "lou", clock)
        ana.put("person", "marta", note="")
        ana.exchange()
        lou.exchange()
        ana.patch("person", "marta", territory=LYON)
        ana.exchange()
        lou.patch("person", "marta", note="Asked for a blanket")
        (told, *_) = lou.exchange()
        assert isinstance(told, Welcome)
        assert told.quarantined == 0
        ana.exchange()
        assert ana.fields("marta")["note"] == "Asked for a blanket"


class TestPositions:
    def test_invariant_12_are_dense_and_a_reader_misses_none_while_four_write(
        self, database: Database, clock: Clock, ines: Laptop
    ) -> None:
        laptops = []
        for number in range(4):
            enrol(database, f"device{number}")
            laptops.append(Laptop(database, f"device{number}", clock))
        written = threading.Event()

        def write(laptop: Laptop) -> None:
            for number in range(8):
                laptop.put("person", f"{laptop.name}-{number}")
                laptop.patch("person", f"{laptop.name}-{number // 2}", note=str(number))
                laptop.exchange()

        def read() -> None:
            while not written.is_set():
                ines.exchange(want=500)

        with ThreadPoolExecutor(5) as pool:
            reading = pool.submit(read)
            try:
                list(pool.map(write, laptops))
            finally:
                written.set()
            reading.result()
        with database.read() as connection:
            head = connection.execute(select(tables.feed.c.head)).scalar_one()
            query = select(func.count(), func.max(tables.feed_row.c.fseq))
            assert tuple(connection.execute(query).one()) == (32, head)
        for laptop in (ines, *laptops):
            laptop.exchange()
            assert len(laptop.feeds[PARIS]) == 32
            assert laptop.is_exact()

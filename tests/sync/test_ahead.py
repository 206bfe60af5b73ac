"""Many small requests: the next goes out before the answer to the one before is kept."""

import pytest

from maraude.domain.person import Person
from maraude.server.database import Database
from maraude.store import outbox, replica
from maraude.sync.client import Answer, Client
from tests.server.laptop import NORD, enrol
from tests.server.laptop import Laptop as Bare
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock

MANY = 12


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in ("least", "first", "most"):
        monkeypatch.setattr(Client, size, 100)


@pytest.fixture
def ines(ines: Laptop) -> Laptop:
    ines.client = Client(ines.store, ines.way.clock)
    for number in range(MANY):
        code = f"ABC{number:04}"
        ines.save(Person(id=f"person-{number}", code=code, called=f"Marta {number}", team=NORD))
    return ines


def answer(laptop: Laptop) -> Answer:
    asked = laptop.client.ask()
    return laptop.client.read(asked, laptop.way.exchange(asked.body))


def test_the_next_request_goes_on_where_the_answer_does(ines: Laptop) -> None:
    first = answer(ines)
    ahead = ines.client.ask_on(first)
    assert ahead
    assert ahead.hello.next == first.asked.sent.stop
    assert ahead.hello.cursor == {page.feed: page.end for page, _rows in first.pages}
    second = ines.client.read(ahead, ines.way.exchange(ahead.body))
    assert outbox.waiting(ines.store.reader) == MANY
    ines.client.take(first)
    ines.client.take(second)
    assert outbox.waiting(ines.store.reader) == MANY - second.welcome.acked
    assert replica.positions(ines.store.reader) == second.cursor
    assert ines.sync().complete


def test_invariant_01_an_answer_that_is_never_kept_loses_nothing(ines: Laptop, sam: Laptop) -> None:
    ahead = ines.client.ask_on(answer(ines))
    assert ahead
    ines.way.exchange(ahead.body)
    done = ines.sync()
    assert done.complete
    assert done.pushed == MANY
    assert ines.kept("SELECT count(*) FROM incarnation") == [(2,)]
    assert sam.sync().pulled == MANY


def test_invariant_13_an_answer_to_what_was_ahead_of_one_that_is_not_kept_changes_nothing(
    ines: Laptop, sam: Laptop
) -> None:
    ines.sync()
    ahead = sam.client.ask_on(answer(sam))
    assert ahead
    second = sam.client.read(ahead, sam.way.exchange(ahead.body))
    assert any(rows for _page, rows in second.pages)
    assert sam.client.take(second).rows == 0
    assert sam.kept("SELECT * FROM person") == []
    assert sam.sync().complete


def test_invariant_19_nothing_goes_ahead_of_an_erasure(
    database: Database, ines: Laptop, clock: Clock
) -> None:
    ines.save(MARTA)
    ines.sync()
    enrol(database, "ana", "coordinator")
    ana = Bare(database, "ana", clock)
    ana.exchange()
    ana.write("erase", "person", "marta")
    ana.exchange()
    for number in range(MANY):
        ines.save(Person(id=f"late-{number}", code=f"DEF{number:04}", called="", team=NORD))
    told = answer(ines)
    assert outbox.waiting(ines.store.reader) > len(told.asked.sent)
    assert ines.client.ask_on(told) is None
    ines.client.take(told)
    assert ines.find("marta") is None


def test_a_request_is_ahead_of_one_answer_only(ines: Laptop, sam: Laptop) -> None:
    ines.sync()
    first = answer(sam)
    ahead = sam.client.ask_on(first)
    assert ahead
    second = sam.client.read(ahead, sam.way.exchange(ahead.body))
    assert sam.client.ask_on(second) is None
    sam.client.take(first)
    assert sam.client.ask_on(second)


def test_invariant_06_what_was_taken_twice_does_not_hide_what_others_wrote_after_it(
    ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    for laptop in (ines, sam):
        laptop.sync()
    ines.change("marta", called="Marthe")
    ines.change("marta", referent="Inès")
    whole = ines.client.ask(carried=True)
    assert len(whole.sent) == 2
    ines.way.exchange(whole.body)
    sam.sync()
    sam.change("marta", referent="Sam")
    sam.sync()
    assert ines.sync().complete
    assert ines.person("marta").referent == "Sam"
    assert ines.kept("SELECT * FROM shadow") == []


def test_what_came_in_several_pages_is_not_asked_for_once_more(
    ines: Laptop, sam: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines.sync()
    monkeypatch.setattr("maraude.server.pull.PAGE_ROWS", 2)
    monkeypatch.setattr(Client, "affords", 2**20)
    done = sam.sync()
    assert done.complete
    assert done.pulled == MANY
    assert len(sam.way.answers) == 1


def test_an_answer_that_comes_damaged_while_another_is_kept_is_asked_for_again(
    ines: Laptop, sam: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines.sync()
    clean, count = sam.way.exchange, iter(range(MANY * 3))

    def exchange(body: bytes) -> bytes:
        answered = clean(body)
        return answered[:-1] if next(count) == 1 else answered

    monkeypatch.setattr(sam.way, "exchange", exchange)
    done = sam.sync()
    assert done.complete
    assert done.pulled == MANY
    assert len(sam.kept("SELECT id FROM person")) == MANY

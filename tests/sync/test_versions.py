"""Laptops of several versions of the program, with one server between them."""

from dataclasses import replace

import pytest

from maraude.server import meta
from maraude.server.database import Database
from maraude.store import outbox
from maraude.sync.client import TooOldError
from tests.server.laptop import Laptop as Bare
from tests.server.laptop import enrol
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


@pytest.fixture
def newer(database: Database, clock: Clock) -> Bare:
    """A laptop whose program knows more fields and types than this one."""
    enrol(database, "newer")
    return Bare(database, "newer", clock)


def test_invariant_25_a_field_of_a_newer_program_survives_an_edit_by_this_one(
    sam: Laptop, newer: Bare
) -> None:
    sam.save(MARTA)
    sam.sync()
    newer.exchange(schema=2)
    newer.patch("person", "marta", pronoun="elle")
    newer.exchange(schema=2)
    sam.sync()
    sam.change("marta", referent="Sam")
    sam.sync()
    newer.exchange(schema=2)
    fields = newer.fields("marta")
    assert (fields["pronoun"], fields["referent"]) == ("elle", "Sam")
    assert newer.is_exact()
    assert sam.sync().complete


def test_invariant_25_a_row_that_a_newer_program_made_can_be_edited_by_this_one(
    sam: Laptop, newer: Bare
) -> None:
    sam.save(MARTA)
    sam.sync()
    newer.exchange(schema=2)
    newer.put("person", "noe", **{**newer.fields("marta"), "called": "Noé", "pronoun": "il"})
    newer.exchange(schema=2)
    sam.sync()
    sam.change("noe", referent="Sam")
    sam.sync()
    newer.exchange(schema=2)
    fields = newer.fields("noe")
    assert (fields["pronoun"], fields["referent"]) == ("il", "Sam")
    assert sam.sync().complete


def test_invariant_25_what_an_older_program_leaves_out_has_its_default(
    sam: Laptop, newer: Bare
) -> None:
    newer.put("person", "noe", code="ABC2346", called="Noé", informed="no")
    newer.exchange()
    sam.sync()
    assert (sam.person("noe").called, sam.person("noe").vulnerable) == ("Noé", False)
    assert sam.sync().complete


def test_invariant_25_a_type_that_this_program_does_not_know_is_kept_and_passed_on(
    sam: Laptop, newer: Bare, database: Database, clock: Clock
) -> None:
    newer.put("wish", "hat", what="un bonnet")
    newer.exchange(schema=2)
    sam.sync()
    enrol(database, "newest")
    newest = Bare(database, "newest", clock)
    newest.exchange(schema=2)
    assert newest.fields("hat")["what"] == "un bonnet"
    assert sam.kept("SELECT record, type FROM unread") == [("hat", "wish")]


def test_invariant_25_a_program_that_is_too_old_hands_over_and_is_sent_nothing(
    database: Database, ines: Laptop, sam: Laptop
) -> None:
    sam.save(MARTA)
    sam.sync()
    with database.write() as connection:
        meta.keep(connection, meta.MIN_APP, "99.0")
    ines.save(replace(MARTA, id="idris"))
    with pytest.raises(TooOldError):
        ines.sync()
    assert outbox.waiting(ines.store.reader) == 0
    assert ines.find("marta") is None
    with database.write() as connection:
        meta.keep(connection, meta.MIN_APP, "0.0.1")
    assert ines.sync().complete
    assert ines.find("marta") == MARTA

"""Laptops of several versions of the program, with one server between them."""

import pytest

from maraude.server.database import Database
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

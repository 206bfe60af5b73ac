import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from maraude.domain.person import Person
from maraude.protocol import documents, rows
from maraude.store import records
from maraude.store.store import Store
from tests import drawn

EXTRA = st.dictionaries(
    st.sampled_from(["team", "territory", "colour", "rv", "extra"]),
    st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.integers(0, 9)),
)
"""Fields that not every record type has a column for."""


def test_every_record_type_has_a_table_with_its_fields(store: Store) -> None:
    database = Database(store.reader)
    for name in documents.TYPES:
        columns = {column.name for column in database.table(name).columns}
        assert columns == {"id", "extra", "rv", *records.table(name).columns}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn.records, EXTRA)
def test_a_merged_row_is_kept_whole(store: Store, record: Any, extra: dict[str, Any]) -> None:
    name = documents.type_name(record)
    document = {**extra, **documents.to_document(record)}
    store.reader.execute("SAVEPOINT before")
    for rv, told in ((1, document), (2, documents.to_document(record)), (3, document)):
        records.put_merged(store.reader, name, [(record.id, rv, rows.canonical(told))])
        assert records.told(store.reader, name, record.id) == (rv, json.loads(json.dumps(told)))
        assert records.get(store.reader, type(record), record.id) == record
    store.reader.execute("ROLLBACK TO before")


@pytest.mark.parametrize("more", [{}, {"team": "team:nord"}, {"colour": "blue"}])
def test_what_a_row_does_not_say_is_as_by_default(store: Store, more: dict[str, Any]) -> None:
    told = {"code": "ABC2345", "called": "Marta", "team": "team:nord", **more}
    records.put_merged(store.reader, "person", [("marta", 1, rows.canonical(told))])
    assert records.get(store.reader, Person, "marta") == Person(
        id="marta", code="ABC2345", called="Marta", team="team:nord"
    )

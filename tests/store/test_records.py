from sqlite_utils import Database

from maraude.protocol import documents
from maraude.store import records
from maraude.store.store import Store


def test_every_record_type_has_a_table_with_its_fields(store: Store) -> None:
    database = Database(store.reader)
    for name in documents.TYPES:
        columns = {column.name for column in database.table(name).columns}
        assert columns == {"id", "extra", "rv", *records.table(name).columns}

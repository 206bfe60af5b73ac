"""All that a demonstration holds, as lines of JSON that depend on nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path

from maraude.demo import demo
from maraude.protocol import documents
from maraude.store.records import select


def dump(home: Path) -> str:
    """Give the records, the changes that wrote them and the services, in a canonical order."""
    return "\n".join(_lines(home))


def _lines(home: Path) -> Iterator[str]:
    session = demo.open_session(home)
    try:
        reader = session.store.reader
        for name, record_type in documents.TYPES.items():
            for record in select(reader, record_type, "1 ORDER BY id"):
                yield json.dumps([name, record.id, documents.to_document(record)], sort_keys=True)
        changes = (
            "SELECT n, tx, h, type, record, kind, base_rv, author, line FROM change ORDER BY n"
        )
        yield from (repr(row) for row in reader.execute(changes))
        with session.services.reading() as snapshot:
            count = sum(source.services for source in snapshot.sources())
            services = snapshot.services(range(1, 1 + count))
            yield from (repr(service) for _key, service in sorted(services.items()))
    finally:
        session.close()

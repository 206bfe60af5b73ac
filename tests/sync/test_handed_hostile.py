"""Files of other laptops that are not as this program writes them, though their keys are right."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude import sealed
from maraude.domain.person import Person
from maraude.domain.text import clean
from maraude.protocol import bundle, changes, documents, messages
from maraude.protocol.bundle import Handover, MalformedBundleError, Sent, Shared
from maraude.protocol.changes import Change, Kind
from maraude.protocol.messages import Rival, Row
from maraude.server.database import Database
from maraude.store import conflicts, feed_keys, guests, records
from maraude.sync import carried
from maraude.sync.carried import OwnFileError
from maraude.sync.client import epoch
from tests.server.laptop import NORD, PARIS
from tests.sync.laptops import MARTA, Laptop

STRANGER = "ab" * 8


pytestmark = pytest.mark.usefixtures("met")


def forged(
    taker: Laptop,
    rows: list[bytes] | None = None,
    written: list[tuple[str, bytes]] | None = None,
    feed: str = PARIS,
    **fields: Any,
) -> bytes:
    """Give a file that was locked with the key of a feed of ``taker``'s."""
    told = {"team": "Nord", "at": 1, "epoch": epoch(taker.store.reader), **fields}
    shared = Shared(feed=feed, rows=rows or [], changes=written or [], **told)
    key = feed_keys.held(taker.store.reader)[feed][0]
    part = sealed.lock(bundle.part(shared), key)
    return bundle.handover(Handover(STRANGER, Sent(STRANGER, 1, b"sealed"), [part]))


def row(record: str, rv: int, fields: Any, type_name: str = "person") -> bytes:
    encoded = msgspec.Raw(fields if isinstance(fields, bytes) else msgspec.json.encode(fields))
    return msgspec.json.encode(Row(type_name, record, rv, encoded))


def line(
    n: int,
    h: str = "019c3f2a1b40.0003",
    *,
    record: str,
    type_name: str = "person",
    kind: Kind = "put",
    fields: dict[str, Any],
) -> bytes:
    encoded = msgspec.Raw(msgspec.json.encode(fields))
    return changes.encode(Change(n, h, type_name, record, kind, 0, encoded, 1))


def idris(**fields: Any) -> dict[str, Any]:
    known = documents.to_document(Person(id="idris", code="ABC2346", called="Idris", team=NORD))
    return {**known, "territory": PARIS, **fields}


def whole(laptop: Laptop) -> list[Any]:
    return [laptop.kept(f"SELECT * FROM {one}") for one in ("person", "note", "guest", "shadow")]  # noqa: S608 - ours


@pytest.mark.parametrize("kind", ["put", "patch"])
def test_a_row_of_another_type_with_the_same_id_touches_nothing(sam: Laptop, kind: Kind) -> None:
    before = whole(sam)
    note = {"text": "x", "at": "2026-11-23T20:40:00.000Z", "territory": PARIS, "called": "Ana"}
    written = [(STRANGER, line(1, record="marta", type_name="note", kind=kind, fields=note))]
    carried.meet(sam.store, forged(sam, [row("marta", 9, note, "note")], written))
    assert whole(sam) == before
    assert sam.sync().complete


def test_what_is_of_another_feed_stays_out(sam: Laptop) -> None:
    moved = idris(territory="territory:lyon")
    note = {"encounter": "meeting", "at": "2026-11-23T20:40:00.000Z", "code": "VIO"}
    written = [
        (STRANGER, line(1, record="idris", fields=moved)),
        (STRANGER, line(2, record="note", type_name="safety_note", fields=note)),
    ]
    assert carried.meet(sam.store, forged(sam, [row("idris", 9, moved)], written)).new == 0


def test_a_newer_programs_record_is_kept_and_handed_on(ines: Laptop, sam: Laptop) -> None:
    fields = {"territory": PARIS, "persons": 3, "people": {"persons": [{}, None]}, "person": []}
    written = [(STRANGER, line(1, record="one", type_name="dog", fields=fields))]
    assert carried.meet(sam.store, forged(sam, [], written)).new == 1
    key = sealed.public(sealed.new_key())
    made = carried.write(sam.store, sam.client, "sam", key, sam.way.clock())
    carried.meet(ines.store, made.content)
    assert guests.lines(ines.store.reader) == guests.lines(sam.store.reader)


ALERT = {"person": "marta", "code": "DOG", "severity": 10**30, "since": "2026-11-23T20:40:00Z"}


@pytest.mark.parametrize(
    ("type_name", "fields"),
    [
        ("alert", ALERT),
        ("person", {"forget_at": "9999-12-31T23:59:59.999Z"}),
        ("person", {"called": ["x"]}),
    ],
)
def test_what_no_record_can_hold_stops_nobody_reading(
    ines: Laptop, sam: Laptop, type_name: str, fields: dict[str, Any]
) -> None:
    told = idris(**fields)
    poison = line(2, record="idris", type_name=type_name, fields=told)
    file = forged(sam, [row("joe", 3, told, type_name)], [(STRANGER, poison)])
    assert carried.meet(sam.store, file).new == 2

    hello = ines.client.ask().hello
    ines.way.exchange(messages.request(hello, [poison]))
    assert sam.sync().complete
    assert sam.kept("SELECT record FROM unread") == [("idris",), ("joe",)]
    assert sam.kept(f"SELECT id FROM \"{type_name}\" WHERE id != 'marta'") == []  # noqa: S608 - ours


@pytest.mark.parametrize("person", [[], {}, 3, None])
def test_a_person_that_is_no_id_stops_nobody_reading(sam: Laptop, person: object) -> None:
    carried.meet(sam.store, forged(sam, [row("note1", 9, idris(person=person), "right_step")]))

    assert sam.find("marta")


@pytest.mark.parametrize("name", ["n", "b", "tx"])
def test_numbers_that_no_message_holds_do_not_stop_the_next_exchange(
    sam: Laptop, name: str
) -> None:
    change = line(1, record="idris", fields=idris())
    huge = msgspec.json.encode({**msgspec.json.decode(change), name: 2**60})
    carried.meet(sam.store, forged(sam, [], [(STRANGER, huge)]))
    assert guests.last(sam.store.reader) == {}
    assert sam.sync().complete


def test_what_other_values_of_a_row_say_is_cleaned(sam: Laptop) -> None:
    rival = Rival(msgspec.Raw(b'"\\u001b]0;x"'), "user:sam", "019c3f2a1b40.0003", STRANGER, 2)
    one = msgspec.json.decode(row("idris", 9, idris()))
    told = msgspec.json.encode({**one, "x": {"called": [rival, rival]}})
    carried.meet(sam.store, forged(sam, [told, told]))
    (found,) = conflicts.listed(sam.store.reader)
    assert {one.value for one in found.rivals} == {"]0;x"}


def test_rows_of_a_server_that_was_restored_since_are_not_taken(sam: Laptop) -> None:
    told = row("marta", 99, {**documents.to_document(MARTA), "territory": PARIS, "called": "Ana"})
    assert carried.meet(sam.store, forged(sam, [told], epoch="before")).new == 0
    assert sam.person("marta").called == "Marta"
    assert carried.meet(sam.store, forged(sam, [told])).new == 1


def test_a_feed_that_was_taken_away_before_it_was_ever_read_leaves_nothing(
    tmp_path: Any, database: Database, ines: Laptop
) -> None:
    ana = Laptop.enrolled(tmp_path / "ana", database, "ana", ines.way.clock, (NORD,))
    keys = ines.store.reader.execute("SELECT * FROM meta WHERE key LIKE 'feed_keys%'").fetchall()
    ana.store.write_local(
        lambda c: c.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", keys)
    ).result()
    written = [(STRANGER, line(1, record="idris", fields=idris()))]
    assert carried.meet(ana.store, forged(ana, [row("joe", 9, idris())], written)).new == 2
    ana.sync()
    assert ana.find("idris") is ana.find("joe") is None
    ana.store.close()


def test_many_changes_of_one_row_are_shown_soon(sam: Laptop) -> None:
    stamps = [f"{999_999 - n:012x}.0000" for n in range(2_000)]
    written = [(STRANGER, line(1, record="idris", fields=idris()))] + [
        (STRANGER, line(n, h, record="idris", kind="patch", fields={"called": f"{n}"}))
        for n, h in enumerate(stamps, start=2)
    ]
    carried.meet(sam.store, forged(sam, [], written))
    assert sam.person("idris").called == "200"


@pytest.mark.parametrize("part", [b"", b"x" * 40])
def test_a_file_of_endless_parts_is_refused(sam: Laptop, part: bytes) -> None:
    content = Handover(STRANGER, Sent(STRANGER, 1, b""), [part] * 5_000)
    with pytest.raises(MalformedBundleError):
        carried.meet(sam.store, bundle.handover(content))


def test_of_a_feed_one_part_is_read(sam: Laptop) -> None:
    content = bundle.read_handover(forged(sam))
    parts = list(carried._opened(content.parts * 400, feed_keys.held(sam.store.reader)))
    assert len(parts) == 1


TEXTS = st.text() | st.sampled_from(["\x1b]52;c;x\x07", "a\u202eb", "e" + "\u0301" * 9, "\ud800"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS.filter(lambda text: text.isprintable() or "\ud800" not in text),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from([*idris(), "person", "persons", "people", "spot", "at", "text", "new"])
FIELDS = st.dictionaries(NAMES, JSON, max_size=6).map(lambda some: {**idris(), **some})
TYPES = st.sampled_from([*documents.TYPES, "dog", 'person"; --', ""])
IDS = st.sampled_from(["marta", "idris", "joe", "", "a'b\"c"])
RAW = st.sampled_from([b"[1]", b'"x"', b'{"a":"\xff"}', b"[" * 50_000, b"{}", b"null", b"1e999"])


@st.composite
def handed_rows(draw: st.DrawFn) -> bytes:
    fields = draw(FIELDS | RAW)
    raw = fields if isinstance(fields, bytes) else msgspec.json.encode(fields)
    known = Row(draw(TYPES), draw(IDS), draw(st.integers(0, 2**53 - 1)), msgspec.Raw(raw))
    return msgspec.json.encode(known)


@st.composite
def handed_changes(draw: st.DrawFn) -> tuple[str, bytes]:
    change = {
        "n": draw(st.integers(0, 3) | st.integers(2**52, 2**64)),
        "h": draw(st.sampled_from(["ffffffffffff.ffff", "000000000000.0000", "x"])),
        "t": draw(TYPES),
        "r": draw(IDS),
        "k": draw(st.sampled_from(["put", "patch", "erase", "redact", "void", "inc"])),
        "b": draw(st.sampled_from([0, 1, 2, 2**53 - 1, -1])),
        "f": draw(FIELDS | JSON),
        "tx": 1,
    }
    return draw(st.sampled_from([STRANGER, "cd" * 8])), msgspec.json.encode(change)


def texts(laptop: Laptop) -> list[str]:
    rows = [row for type_name in documents.TYPES for row in all_of(laptop, type_name)]
    return [text for row in rows for text in row if isinstance(text, str)]


def all_of(laptop: Laptop, type_name: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in records.table(type_name).columns)
    return laptop.kept(f'SELECT {columns} FROM "{type_name}"')  # noqa: S608 - the names are ours


def is_clean(text: str) -> bool:
    try:
        inner = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return clean(text) == text
    found = msgspec.json.encode(inner).decode() if not isinstance(inner, str) else inner
    return "\\u00" not in found and clean(text)[:8_000] == text[:8_000]


AGAIN = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)


@AGAIN
@given(
    rows=st.lists(handed_rows() | st.binary(max_size=30), max_size=4),
    written=st.lists(handed_changes(), max_size=4),
    team=TEXTS.filter(lambda text: "\ud800" not in text),
)
def test_hostile_content_with_the_right_key_never_stops_reading(
    sam: Laptop, rows: list[bytes], written: list[tuple[str, bytes]], team: str
) -> None:
    try:
        told = carried.meet(sam.store, forged(sam, rows, written, team=team))
    except MalformedBundleError:
        return
    assert clean(told.team) == told.team
    assert all(map(is_clean, texts(sam)))
    key = sealed.public(sealed.new_key())
    carried.write(sam.store, sam.client, "sam", key, sam.way.clock())
    assert sam.find("marta")


@AGAIN
@given(st.binary(max_size=200), st.sampled_from([b"", b"maraude bundle 1 out\n"]))
def test_any_bytes_are_refused(sam: Laptop, content: bytes, head: bytes) -> None:
    for file in (head + content, bundle._file(head, content)):
        with pytest.raises((MalformedBundleError, OwnFileError)):
            carried.meet(sam.store, file)


@AGAIN
@given(st.binary(max_size=200))
def test_any_bytes_inside_a_part_are_refused(sam: Laptop, content: bytes) -> None:
    key = feed_keys.held(sam.store.reader)[PARIS][0]
    for inside in (content, messages.deflate(content)):
        made = Handover(STRANGER, Sent(STRANGER, 1, b""), [sealed.lock(inside, key)])
        with pytest.raises(MalformedBundleError):
            carried.meet(sam.store, bundle.handover(made))

"""Mechanisms of the program broken on purpose, each of which the simulation has to notice."""

from dataclasses import replace
from itertools import takewhile
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, update

from maraude.domain import feeds, merge
from maraude.domain.merge import Candidate, Write
from maraude.protocol import messages
from maraude.server import (
    erasure,
    incarnations,
    ingest,
    publication,
    quarantine,
    redaction,
    rows,
    scope,
    tables,
)
from maraude.server.applying import Applying, Verdict
from maraude.store import guests, ledger, outbox, overlay, removal, replica
from maraude.store import redaction as kept_texts
from maraude.store.replica import Replica
from maraude.store.transaction import Transaction
from maraude.sync import client
from maraude.sync.client import Told
from tests.server.laptop import LYON, NORD, PARIS


def acknowledge_what_was_not_sent(patch: pytest.MonkeyPatch) -> None:
    """Take all changes up to the server's number for acknowledged, sent or not."""

    def acknowledge(connection: Any, inc: str, numbers: range, at: Any) -> None:
        connection.execute("UPDATE change SET acked = 1 WHERE inc = ? AND acked = 0", (inc,))

    patch.setattr(outbox, "acknowledge", acknowledge)


def skip_the_last_row(patch: pytest.MonkeyPatch) -> None:
    """Turn the cursor past a row that is not kept."""
    take = Replica.take
    patch.setattr(Replica, "take", lambda self, found: take(self, found[:-1]))


def hide_what_waits(patch: pytest.MonkeyPatch) -> None:
    """Show the server's row without the laptop's own changes that wait."""
    patch.setattr(replica, "_over", lambda _connection, merged: merged)


def let_the_last_writer_win(patch: pytest.MonkeyPatch) -> None:
    """Replace whatever stands in a field."""

    def merge_register(
        row: merge.Row, name: str, value: Any, write: Write
    ) -> tuple[Candidate, ...]:
        return (Candidate(value, write.stamp),)

    patch.setattr(merge, "_merge_register", merge_register)


def never_replace(patch: pytest.MonkeyPatch) -> None:
    """Keep values that their author's successors had seen."""
    patch.setattr(Write, "saw", lambda _self, _candidate: False)


def take_all_for_own(patch: pytest.MonkeyPatch) -> None:
    """Send a number for a row that others have changed too."""
    patch.setattr(rows.Meta, "put_by", lambda self, _inc, _type, _known: self.base[2])


def send_every_feed(patch: pytest.MonkeyPatch) -> None:
    """Let every laptop read everything."""
    everything = frozenset({PARIS, LYON, NORD})
    patch.setattr(feeds, "readable", lambda _role, _granted: everything)


def answer_revoked_devices(patch: pytest.MonkeyPatch) -> None:
    """Let a revoked laptop read on."""
    before = scope.scope

    def scope_of_all(connection: Any, device: str, *, lock: bool = False) -> scope.Scope:
        found = before(connection, device, lock=lock)
        return replace(found, readable=frozenset({PARIS, NORD}))

    patch.setattr("maraude.server.exchange.scope", scope_of_all)


def ignore_a_new_epoch(patch: pytest.MonkeyPatch) -> None:
    """Offer nothing again to a restored server."""
    patch.setattr(client, "_is_restored", lambda _hello, _welcome: False)


def keep_what_has_left(patch: pytest.MonkeyPatch) -> None:
    """Keep rows that are in no feed any more."""
    patch.setattr(replica, "_drop_unheld", lambda _connection, _ids: 0)


def forget_what_disagrees(patch: pytest.MonkeyPatch) -> None:
    """Tell nobody of conflicts."""
    patch.setattr(rows.Meta, "is_disputed", lambda _self: False)


def cut_transactions(patch: pytest.MonkeyPatch) -> None:
    """Send the changes of a transaction one by one."""
    patch.setattr(outbox, "_whole_transactions", lambda rows, _size: [next(rows)[::2]])


def take_copies_for_the_same(patch: pytest.MonkeyPatch) -> None:
    """Take a change for known by its number alone."""
    patch.setattr(ingest, "_common", lambda _connection, own, _first, _numbered: own.acked)


def write_row_and_change_apart(patch: pytest.MonkeyPatch) -> None:
    """Commit a row before the change that tells of it."""
    append = Transaction._append

    def commit_and_append(self: Transaction, *told: Any) -> None:
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")
        append(self, *told)

    patch.setattr(Transaction, "_append", commit_and_append)


def say_done_too_early(patch: pytest.MonkeyPatch) -> None:
    """Say that nothing is left to read after each answer."""
    take = client.Client.take

    def told(*asked: Any, **how: Any) -> Told:
        return replace(take(*asked, **how), more=False)

    patch.setattr(client.Client, "take", told)


def lose_a_field(patch: pytest.MonkeyPatch) -> None:
    """Show a row from elsewhere without one of its fields."""
    read = replica._clean

    def without(encoded: bytes) -> bytes:
        told = msgspec.json.decode(read(encoded))
        if isinstance(told, dict):
            told.pop("animals", None)
        return msgspec.json.encode(told)

    patch.setattr(replica, "_clean", without)


def number_all_again(patch: pytest.MonkeyPatch) -> None:
    """Take what was acknowledged along into a fork."""
    renumber = outbox.renumber

    def all_again(connection: Any, parent: str, parent_n: int, inc: str) -> None:
        connection.execute("UPDATE change SET acked = 0 WHERE inc = ?", (parent,))
        renumber(connection, parent, parent_n, inc)

    patch.setattr(outbox, "renumber", all_again)


def acknowledge_one_more(patch: pytest.MonkeyPatch) -> None:
    """Acknowledge a change that has not come."""
    acknowledge = incarnations.acknowledge
    patch.setattr(incarnations, "acknowledge", lambda c, inc, acked: acknowledge(c, inc, acked + 1))


def count_readings(patch: pytest.MonkeyPatch) -> None:
    """Change rows each time that an answer is taken."""
    read = client._read

    def read_and_count(connection: Any, *told: Any, **how: Any) -> Any:
        connection.execute("UPDATE person SET rv = rv + 1 WHERE rv > 0")
        return read(connection, *told, **how)

    patch.setattr(client, "_read", read_and_count)


def miscount(patch: pytest.MonkeyPatch) -> None:
    """Count one row too few in a feed."""
    advance = publication._advance
    patch.setattr(
        publication,
        "_advance",
        lambda c, feed, rows, count, added: advance(c, feed, rows, max(count - 1, 0), added),
    )


def count_what_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    """Count a row as held and do not write it."""
    write = replica._write
    patch.setattr(replica, "_write", lambda c, merged: write(c, list(merged)[:-1]))


def let_all_go(patch: pytest.MonkeyPatch) -> None:
    """Ask nobody before more than a fifth of the rows is gone."""
    read = client._read
    patch.setattr(client, "_read", lambda *told, allow: read(*told, allow=True))


def keep_what_was_written(patch: pytest.MonkeyPatch) -> None:
    """Leave the contents of an erased person's changes on the laptop."""
    patch.setattr(removal, "_void", lambda _connection, _record: None)


def keep_the_lines(patch: pytest.MonkeyPatch) -> None:
    """Leave the contents of an erased person's changes on the server."""
    patch.setattr(erasure, "_wipe", lambda _connection, _person, _erased: None)


def keep_the_notes(patch: pytest.MonkeyPatch) -> None:
    """Leave the notes of somebody's encounters on the server."""
    patch.setattr(redaction, "redact", lambda *_asked: None)


def keep_what_was_said(patch: pytest.MonkeyPatch) -> None:
    """Leave a text that is voided in the laptop's changes."""
    patch.setattr(kept_texts, "_forget_written", lambda *_asked: 0)


def let_the_unaware_in(patch: pytest.MonkeyPatch) -> None:
    """Take a text from who does not know that it is void."""
    patch.setattr(redaction, "unaware", lambda *_asked: [])


def forget_the_ledger(patch: pytest.MonkeyPatch) -> None:
    """Let a restored backup bring back whoever it knows."""
    patch.setattr(ledger, "back", lambda _connection, _home, _key: {})


def show_who_is_erased(patch: pytest.MonkeyPatch) -> None:
    """Show whoever the server still sends, though their erasure waits."""
    patch.setattr(replica, "_without_erased", lambda _connection, taken: list(taken))


def let_the_late_in(patch: pytest.MonkeyPatch) -> None:
    """Take a late change of an erased row for one of a new row."""
    patch.setattr(Applying, "drops", lambda _self, _change, _fields: False)


def drop_numbers_of_the_erased(patch: pytest.MonkeyPatch) -> None:
    """Take the changes of an erased person out of the log, their numbers too."""
    wipe = erasure._wipe

    def wipe_and_drop(connection: Any, person: str, erased: list[str]) -> None:
        wipe(connection, person, erased)
        connection.execute(delete(tables.change).where(tables.change.c.line.is_(None)))

    patch.setattr(erasure, "_wipe", wipe_and_drop)


def refuse_fast_clocks(patch: pytest.MonkeyPatch) -> None:
    """Keep apart what is dated in the future."""
    take = Applying.take

    def take_the_past(self: Applying, change: Any, write: Write, *how: Any, **more: Any) -> Verdict:
        if change.h > write.stamp.h:
            return Verdict.MALFORMED
        return take(self, change, write, *how, **more)

    patch.setattr(Applying, "take", take_the_past)


def release_without_effect(patch: pytest.MonkeyPatch) -> None:
    """Cross a released change off without applying it."""

    def cross_off(connection: Any, one: Any, at: int, *, freely: bool) -> Verdict:
        row = update(tables.quarantine).where(tables.quarantine.c.inc == one.inc)
        connection.execute(row.where(tables.quarantine.c.n == one.n).values(released_at=at))
        return Verdict.APPLIED

    patch.setattr(quarantine, "_apply", cross_off)


def release_over_what_followed(patch: pytest.MonkeyPatch) -> None:
    """Apply a released change over what its author wrote later."""
    patch.setattr(quarantine, "_written_later", lambda _connection, _one, _row: frozenset())


def leave_before_all_is_handed_over(patch: pytest.MonkeyPatch) -> None:
    """Stop at the first word of the end of an excluded laptop."""
    take = client.Client.take

    def told(*asked: Any, **how: Any) -> Told:
        done = take(*asked, **how)
        return replace(done, more=False) if done.wipe else done

    patch.setattr(client.Client, "take", told)


def take_any_answer(patch: pytest.MonkeyPatch) -> None:
    """Take an answer that was meant for somebody else."""
    read = messages.read_answer

    def read_any(body: bytes, _nonce: str) -> Any:
        head = messages.inflate(body, messages.MAX_ANSWER).split(b"\n", 1)[0]
        return read(body, msgspec.json.decode(head)["nonce"])

    patch.setattr(messages, "read_answer", read_any)


def stop_at_what_cannot_be_read(patch: pytest.MonkeyPatch) -> None:
    """Take no change after one that nobody can read."""
    following = ingest._following

    def until_unreadable(acked: int, numbered: Any) -> Any:
        return takewhile(lambda one: one.change is not None, following(acked, numbered))

    patch.setattr(ingest, "_following", until_unreadable)


def import_in_one(patch: pytest.MonkeyPatch) -> None:
    """Make one transaction of an import, whatever its size."""

    def save(self: Transaction, *saved: Any) -> None:
        for record in saved:
            self._save(record)

    patch.setattr(Transaction, "save", save)


def name_nobody(patch: pytest.MonkeyPatch) -> None:
    """Write over what another laptop handed over as if it had not been seen."""
    patch.setattr(overlay, "others_shown", lambda *_told: frozenset())


def keep_what_was_handed_over(patch: pytest.MonkeyPatch) -> None:
    """Show what another laptop handed over though the server has told of it since."""
    patch.setattr(guests, "outdate", lambda _connection, _versions: None)
    patch.setattr(guests, "release", lambda _connection, _reached: frozenset())

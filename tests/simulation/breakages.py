"""Mechanisms of the program broken on purpose, each of which the simulation has to notice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from maraude.domain import feeds, merge
from maraude.domain.merge import Candidate, Write
from maraude.server import ingest, rows, scope
from maraude.store import outbox, replica
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
    patch.setattr(Replica, "_over", lambda _self, merged: merged)


def claim_to_have_seen_all(patch: pytest.MonkeyPatch) -> None:
    """Give a patch the newest version as its base, though an own change hid it."""

    def by_base(
        self: Transaction, type_name: str, record: str, fields: dict[str, Any]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        query = "SELECT rv FROM shadow WHERE type = ? AND record = ?"
        (base,) = self.connection.execute(query, (type_name, record)).fetchone()
        yield base, fields

    patch.setattr(Transaction, "_by_base", by_base)


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

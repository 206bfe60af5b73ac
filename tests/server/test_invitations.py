from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select, update

from maraude.domain.feeds import Role
from maraude.protocol.enrolment import Enrolled, EnrolRequest
from maraude.server import access, invitations
from maraude.server.database import Database
from maraude.server.invitations import EnrolmentError
from maraude.server.tables import audit, device, incarnation, invitation
from tests.server.serving import INC, OTHER_INC
from tests.team import Clock

FEEDS = ("territory:paris", "team:nord")


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection to an empty database, in a transaction."""
    with database.write() as opened:
        yield opened


def invite(connection: Connection, clock: Clock) -> str:
    return invitations.invite(connection, Role.VOLUNTEER, FEEDS, "", clock)


def accept(connection: Connection, clock: Clock, secret: str, inc: str = INC) -> Enrolled:
    return invitations.enrol(connection, EnrolRequest(secret, "portable 1", inc, "0.1"), clock)


def refused(connection: Connection, clock: Clock, secret: str, inc: str = INC) -> str:
    with pytest.raises(EnrolmentError) as refusal:
        accept(connection, clock, secret, inc)
    return refusal.value.code


def test_an_accepted_invitation_makes_a_device(connection: Connection, clock: Clock) -> None:
    enrolled = accept(connection, clock, invite(connection, clock))

    made = access.authenticate(connection, enrolled.token)
    assert made is not None
    assert (made.id, made.name, made.role, made.app) == (
        enrolled.device,
        "portable 1",
        Role.VOLUNTEER,
        "0.1",
    )
    assert made.feeds == enrolled.feeds == ("team:nord", "territory:paris")
    assert (made.seen_at, made.revoked) == (None, False)


def test_neither_the_secret_nor_the_token_is_stored(connection: Connection, clock: Clock) -> None:
    secret = invite(connection, clock)
    enrolled = accept(connection, clock, secret)

    tables = (invitation, device, incarnation, audit)
    stored = repr([connection.execute(select(table)).all() for table in tables])
    assert enrolled.device in stored
    assert secret not in stored
    assert enrolled.token not in stored


def test_an_invitation_serves_one_laptop(connection: Connection, clock: Clock) -> None:
    secret = invite(connection, clock)
    accept(connection, clock, secret)

    assert refused(connection, clock, secret, OTHER_INC) == "used-code"


def test_an_invitation_ends_after_ten_minutes(connection: Connection, clock: Clock) -> None:
    early, late = invite(connection, clock), invite(connection, clock)
    clock.pass_time(minutes=9, seconds=59)
    accept(connection, clock, early)
    clock.pass_time(seconds=1)

    assert refused(connection, clock, late) == "expired-code"


def test_an_unknown_secret_opens_nothing(connection: Connection, clock: Clock) -> None:
    assert refused(connection, clock, "222222222222") == "unknown-code"


def test_a_laptop_that_lost_the_answer_asks_again(connection: Connection, clock: Clock) -> None:
    secret = invite(connection, clock)
    lost = accept(connection, clock, secret)
    again = accept(connection, clock, secret)

    assert again.device == lost.device
    assert access.authenticate(connection, lost.token) is None
    assert access.authenticate(connection, again.token) is not None
    assert len(access.devices(connection)) == 1


def test_a_laptop_that_was_seen_does_not_ask_again(connection: Connection, clock: Clock) -> None:
    secret = invite(connection, clock)
    accept(connection, clock, secret)
    connection.execute(update(device).values(seen_at=1))

    assert refused(connection, clock, secret) == "used-code"


def test_a_laptop_enrolled_anew_takes_the_place_of_the_old_device(
    connection: Connection, clock: Clock
) -> None:
    old = accept(connection, clock, invite(connection, clock))
    new = accept(connection, clock, invite(connection, clock))

    was = access.authenticate(connection, old.token)
    assert was is not None
    assert was.revoked
    assert connection.execute(select(incarnation.c.inc, incarnation.c.device)).all() == [
        (INC, new.device)
    ]


def test_what_is_done_to_devices_is_kept_by_ids(connection: Connection, clock: Clock) -> None:
    made = accept(connection, clock, invite(connection, clock))
    access.revoke(connection, made.device, clock)
    access.revoke(connection, made.device, clock)

    rows = connection.execute(select(audit.c.actor, audit.c.action, audit.c.target)).all()
    assert rows == [
        ("server", "invite", "volunteer"),
        (made.device, "grant", made.device),
        (made.device, "enrol", made.device),
        ("server", "revoke", made.device),
    ]

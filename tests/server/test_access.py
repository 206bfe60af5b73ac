from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.protocol.enrolment import Enrolled, EnrolRequest
from maraude.server import access, invitations
from maraude.server.database import Database
from tests.server.serving import INC, OTHER_INC
from tests.team import Clock


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection to an empty database, in a transaction."""
    with database.write() as opened:
        yield opened


def enrolled(
    connection: Connection, clock: Clock, name: str = "portable 1", inc: str = INC
) -> Enrolled:
    secret = invitations.invite(connection, Role.VOLUNTEER, ("territory:paris",), "", clock)
    return invitations.enrol(connection, EnrolRequest(secret, name, inc), clock)


def feeds(connection: Connection) -> tuple[str, ...]:
    return access.devices(connection)[0].feeds


@pytest.mark.parametrize("token", ["", "a", "é", "\udcff", "x" * 10_000])
def test_a_token_that_was_never_given_is_nobody_s(
    connection: Connection, clock: Clock, token: str
) -> None:
    enrolled(connection, clock)

    assert access.authenticate(connection, token) is None


def test_a_token_has_256_bits(connection: Connection, clock: Clock) -> None:
    tokens = {access.new_token()[0] for _ in range(100)}

    assert {len(token) for token in tokens} == {43}
    assert len(tokens) == 100


def test_grants_are_added(connection: Connection, clock: Clock) -> None:
    device = enrolled(connection, clock).device
    access.grant(connection, device, ["territory:lyon", "territory:paris"], clock)

    assert feeds(connection) == ("territory:lyon", "territory:paris")


def test_grants_can_take_the_place_of_others(connection: Connection, clock: Clock) -> None:
    device = enrolled(connection, clock).device
    access.grant(connection, device, ["territory:lyon"], clock, only=True)

    assert feeds(connection) == ("territory:lyon",)


def test_a_device_is_named_by_its_id_or_its_name(connection: Connection, clock: Clock) -> None:
    device = enrolled(connection, clock).device

    assert access.named(connection, device) == access.named(connection, "portable 1")


def test_a_name_that_two_devices_have_names_neither(connection: Connection, clock: Clock) -> None:
    enrolled(connection, clock)
    enrolled(connection, clock, inc=OTHER_INC)

    with pytest.raises(Refusal) as refusal:
        access.named(connection, "portable 1")
    assert refusal.value.code == "which-device"


def test_a_device_that_is_not_there_is_not_found(connection: Connection) -> None:
    with pytest.raises(Refusal) as refusal:
        access.named(connection, "portable 9")
    assert refusal.value.code == "unknown-device"


def test_a_revoked_device_keeps_the_moment_of_it(connection: Connection, clock: Clock) -> None:
    device = enrolled(connection, clock).device
    access.revoke(connection, device, clock)
    first = access.named(connection, device)
    clock.pass_time(hours=1)
    access.revoke(connection, device, clock)

    assert first.revoked
    assert access.named(connection, device) == first

"""Where the search starts from when an address is not sure, or there are none."""

from pathlib import Path

from maraude.usecases import addresses
from maraude.usecases.session import Session
from tests.directory.addresses.files import TOWN, write
from tests.directory.services import TODAY
from tests.tui.seen import heading, notices
from tests.tui.test_nearby import noted
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


async def test_an_address_that_may_be_two_is_asked_and_one_that_is_none_said(
    session: Session, tmp_path: Path
) -> None:
    addresses.import_file(session.addresses, write(tmp_path / "bano", *TOWN), TODAY)
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "a", "'4 rue de la republique", "enter", "down", "enter")
        chosen = heading(pilot)
        await keys(pilot, "a", "'zzzzzz", "enter")

        assert "4 Rue de la République, 99" in chosen
        assert heading(pilot) == chosen
        (told,) = notices(pilot)
        assert told.startswith("Aucune adresse ne ressemble à « zzzzzz »")


async def test_without_addresses_it_is_said_how_to_get_them(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "a", "'12 rue des Lilas", "enter")

        (told,) = notices(pilot)
        assert "maraude directory addresses import" in told

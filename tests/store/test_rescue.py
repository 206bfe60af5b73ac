"""The keyring, as an organisation's help leaves it."""

from functools import cache
from pathlib import Path

import pytest

from maraude.domain.refusal import Refusal
from maraude.protocol.rescue import Rescue
from maraude.store import keyring, slots
from maraude.store.keyring import Keyring
from maraude.store.slots import Cost, Slot
from tests.team import KEY, PASSPHRASE

INES, SAM, OTHER = "user:ines", "user:sam", "un thermos de soupe"


@cache
def slot() -> Slot:
    return slots.seal(KEY, INES, PASSPHRASE, Cost())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring that Inès alone opens."""
    made = tmp_path / "keyring.json"
    keyring.install(made, Keyring(keyring.key_id(KEY), (slot(),)))
    return made


def test_what_is_entrusted_stays_while_slots_change(path: Path) -> None:
    rescue = Rescue(bytes(32), b"sealed")
    keyring.entrust(path, rescue)
    keyring.new_sheet(path, KEY)

    assert keyring.load(path).rescue == rescue


def test_who_has_the_key_is_let_in_again(path: Path) -> None:
    keyring.readmit(path, KEY, INES, OTHER)

    assert keyring.open_slot(path, OTHER).user == INES
    with pytest.raises(Refusal) as refused:
        keyring.open_slot(path, PASSPHRASE)
    assert refused.value.code == "wrong-passphrase"


def test_who_has_another_key_is_not_let_in(path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.readmit(path, bytes(32), SAM, OTHER)

    assert refused.value.code == "another-key"
    assert keyring.users(path) == (INES,)

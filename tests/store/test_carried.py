import pytest
from msgspec import structs

from maraude.store import keyring, slots
from maraude.store.slots import Cost
from tests.store.test_keyring import INES, NEW, OTHER, PHRASE, SAM, Made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A keyring that no test here writes to."""
    path = tmp_path_factory.mktemp("profile") / "keyring.json"
    key, words = keyring.create(path, INES, PHRASE, Cost())
    keyring.add(path, key, SAM, OTHER)
    return Made(path, key, words)


def test_another_database_key_reaches_everyone_by_the_passphrase_they_have(made: Made) -> None:
    carried = keyring.carried(keyring.load(made.path), made.key, NEW)
    assert keyring.unlock(carried, PHRASE, INES).key == NEW
    assert keyring.unlock(carried, OTHER, SAM).key == NEW
    assert keyring.unlock(carried, made.words, "recovery").key == NEW
    assert carried.key_id != keyring.load(made.path).key_id


def test_another_database_key_is_not_sealed_to_whom_nobody_let_in(made: Made) -> None:
    kept = keyring.load(made.path)
    forged = slots.seal(bytes(32), "user:lou", OTHER, Cost())
    carried = keyring.carried(kept.holding(*kept.slots, forged), made.key, NEW)
    assert [slot.header.user for slot in carried.slots] == [INES, "recovery", SAM]
    moved = [structs.replace(kept.slots[0], envelope=forged.envelope)]
    assert keyring.carried(kept.holding(*moved), made.key, NEW).slots == ()

import base64
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from maraude.domain.refusal import Refusal
from maraude.store import files, keyring
from maraude.store.slots import Cost

INES, SAM = "user:ines", "user:sam"
NEW = bytes(range(32, 64))
PHRASE, OTHER = "la lune au canal", "un thermos de soupe"


WRITTEN_IN_0_1 = """
{
  "key_id": "wTpFF1IxPl2blrnHWPGHmg==",
  "slots": [
    {
      "header": {
        "user": "user:ines",
        "form": "chosen",
        "ops": 3,
        "memory": 134217728,
        "salt": "ABpBa/CeOtCVV7/Gh1ITUg==",
        "kdf": "argon2id",
        "cipher": "xchacha20-poly1305"
      },
      "sealed": "o73Xj22cd2s7NQwAZ4oHzMpsdMqFUowanQsgs0hIJtiJO9kVfZzeXw4968iL8Iqx\
CUewcwLfb0i/E2mS/OdQSx5FP6coY8Mc"
    },
    {
      "header": {
        "user": "recovery",
        "form": "words",
        "ops": 3,
        "memory": 134217728,
        "salt": "FXJkMQw/YVAWu4dBdtbjTQ==",
        "kdf": "argon2id",
        "cipher": "xchacha20-poly1305"
      },
      "sealed": "Ba9exM9RT4VDBBKNtuk+a/2WevzXEZ9IPG9z1QUTRu7zt3J65YPYpiYN6+EvEDNd\
AOpUo03rN5fwFgTi3OBUqzdtsGJPRWXr"
    }
  ],
  "version": 1
}
"""
"""The keyring of a first release; a later one that could not open it would lock people out."""


@dataclass
class Made:
    path: Path
    key: bytes
    words: str


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Derive the keys of one keyring for all tests here: each derivation takes 0.2 s."""
    path = tmp_path_factory.mktemp("profile") / "keyring.json"
    key, words = keyring.create(path, INES, PHRASE, Cost())
    return Made(path, key, words)


@pytest.fixture
def made(once: Made, tmp_path: Path) -> Made:
    for path in once.path.parent.glob("keyring.json*"):
        shutil.copy(path, tmp_path)
    return Made(tmp_path / "keyring.json", once.key, once.words)


def alone(made: Made) -> Path:
    """Leave the keyring without its previous copy."""
    made.path.with_name("keyring.json.previous").unlink()
    return made.path


def edit(path: Path, **header: Any) -> None:
    content = json.loads(path.read_text())
    content["slots"][0]["header"].update(header)
    path.write_text(json.dumps(content))


def code_of(path: Path, passphrase: str = PHRASE) -> str:
    with pytest.raises(Refusal) as refused:
        keyring.open_slot(path, passphrase)
    return refused.value.code


def test_the_passphrase_gives_the_user_and_the_key(made: Made) -> None:
    opened = keyring.open_slot(made.path, PHRASE)
    assert (opened.user, opened.key, opened.notice) == (INES, made.key, "")
    assert len(made.key) == 32


def test_the_recovery_words_open_without_accents_and_in_capitals(made: Made) -> None:
    plain = made.words.upper().replace("É", "E").replace("È", "E")
    opened = keyring.open_slot(made.path, plain)
    assert (opened.user, opened.key) == ("recovery", made.key)


@pytest.mark.parametrize(
    ("typed", "user"),
    [
        ("Le thé du soir, rue Paré", INES),
        (
            "sculpter agencer carbone scinder jaguar ligoter berceau pepite ponderer veinard",
            "recovery",
        ),
    ],
)
def test_a_keyring_of_the_first_release_opens(tmp_path: Path, typed: str, user: str) -> None:
    (tmp_path / "keyring.json").write_text(WRITTEN_IN_0_1)
    opened = keyring.open_slot(tmp_path / "keyring.json", typed)
    assert opened.user == user
    assert opened.key.hex() == "2298c1aded4439865fd46f27da1410f86d585fde01c24bf99080addbafcf46da"


def test_a_slot_of_the_first_release_is_written_anew_once_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    path.write_text(WRITTEN_IN_0_1)
    first = keyring.open_slot(path, "Le thé du soir, rue Paré")
    kept = keyring.load(path)
    assert {slot.header.user: bool(slot.envelope) for slot in kept.slots} == {
        INES: True,
        "recovery": False,
    }
    assert keyring.open_slot(path, "Le thé du soir, rue Paré").key == first.key
    assert keyring.load(path) == kept
    assert [s.header.user for s in keyring.carried(kept, first.key, NEW).slots] == [INES]


def test_a_slot_without_its_envelope_opens_nothing(made: Made) -> None:
    content = json.loads(made.path.read_text())
    del content["slots"][0]["envelope"]
    made.path.write_text(json.dumps(content))
    assert code_of(made.path) == "wrong-passphrase"


def test_another_passphrase_is_refused(made: Made) -> None:
    assert code_of(made.path, OTHER) == "wrong-passphrase"


def test_a_profile_is_not_overwritten(made: Made) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.create(made.path, SAM, OTHER, Cost())
    assert refused.value.code == "profile-exists"
    assert keyring.users(made.path) == (INES,)


def test_a_weak_passphrase_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.create(tmp_path / "keyring.json", INES, "trop court", Cost())
    assert refused.value.code == "weak-passphrase"
    assert list(tmp_path.iterdir()) == []


def test_the_keyring_holds_neither_key_nor_words(made: Made) -> None:
    content = made.path.read_bytes()
    for secret in (made.key, base64.b64encode(made.key), PHRASE.encode(), made.words.encode()):
        assert secret not in content


def test_every_file_belongs_to_its_owner_only(made: Made) -> None:
    before = os.umask(0o022)
    try:
        keyring.add(made.path, made.key, SAM, OTHER)
        keyring.open_slot(made.path, OTHER, SAM)
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in made.path.parent.iterdir()}
    assert modes == {
        "keyring.json": "0o600",
        "keyring.json.previous": "0o600",
        "last-user": "0o600",
    }


def test_two_volunteers_open_one_profile(made: Made) -> None:
    keyring.add(made.path, made.key, SAM, OTHER)
    assert keyring.open_slot(made.path, OTHER).key == made.key
    assert keyring.open_slot(made.path, PHRASE).user == INES
    with pytest.raises(Refusal) as refused:
        keyring.add(made.path, made.key, SAM, PHRASE)
    assert refused.value.code == "slot-exists"


def test_who_opened_last_is_offered_first(made: Made) -> None:
    keyring.add(made.path, made.key, SAM, OTHER)
    assert keyring.users(made.path) == (INES, SAM)
    keyring.open_slot(made.path, OTHER)
    assert keyring.users(made.path) == (SAM, INES)


def test_a_changed_passphrase_replaces_the_old_one_in_every_copy(made: Made) -> None:
    keyring.change(made.path, INES, PHRASE, OTHER)
    assert keyring.open_slot(made.path, OTHER).key == made.key
    assert code_of(made.path, PHRASE) == "wrong-passphrase"
    assert code_of(made.path.with_name("keyring.json.previous"), PHRASE) == "wrong-passphrase"


def test_a_passphrase_is_changed_by_who_knows_it(made: Made) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.change(made.path, INES, OTHER, "encore une autre phrase")
    assert refused.value.code == "wrong-passphrase"
    with pytest.raises(Refusal) as refused:
        keyring.change(made.path, SAM, PHRASE, OTHER)
    assert refused.value.code == "no-such-slot"


def test_a_removed_volunteer_is_in_no_copy(made: Made) -> None:
    keyring.add(made.path, made.key, SAM, OTHER)
    keyring.remove(made.path, SAM)
    assert keyring.users(made.path) == (INES,)
    for path in made.path.parent.glob("keyring.json*"):
        assert SAM not in path.read_text()


@pytest.mark.parametrize("user", [INES, "recovery"])
def test_the_last_volunteer_and_the_sheet_stay(made: Made, user: str) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.remove(made.path, user)
    assert refused.value.code == "last-slot"


def test_who_has_no_slot_cannot_be_removed(made: Made) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.remove(made.path, SAM)
    assert refused.value.code == "no-such-slot"


def test_a_new_sheet_replaces_the_old_one(made: Made) -> None:
    words = keyring.new_sheet(made.path, made.key)
    assert keyring.open_slot(made.path, words).user == "recovery"
    assert code_of(made.path, made.words) == "wrong-passphrase"


def test_a_folder_without_a_keyring_has_no_profile(tmp_path: Path) -> None:
    assert code_of(tmp_path / "keyring.json") == "no-profile"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 1, "key_id": "AAAAAAAAAAAAAAAAAAAAAA==", "slots": []}',
        b"[" * 60_000,
        b" " * 70_000,
    ],
)
def test_what_is_no_keyring_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keyring.json").write_bytes(content)
    assert code_of(tmp_path / "keyring.json") == "damaged-keyring"


def test_a_truncated_keyring_is_refused(made: Made) -> None:
    path = alone(made)
    os.truncate(path, path.stat().st_size - 30)
    assert code_of(path) == "damaged-keyring"


def test_a_keyring_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keyring.json").mkdir()
    assert code_of(tmp_path / "keyring.json") == "damaged-keyring"


@pytest.mark.parametrize(
    "header",
    [
        {"ops": 2},
        {"ops": 65},
        {"memory": 64 * 1024 * 1024},
        {"memory": 1 << 40},
        {"salt": "AAAA"},
        {"kdf": "pbkdf2"},
        {"cipher": "none"},
        {"user": "\x1b]0;salut\x07"},
        {"form": "digits"},
        {"role": "coordinator"},
    ],
)
def test_a_header_outside_of_what_is_allowed_is_refused(made: Made, header: dict[str, Any]) -> None:
    path = alone(made)
    edit(path, **header)
    assert code_of(path) == "damaged-keyring"


@pytest.mark.parametrize("header", [{"ops": 4}, {"user": SAM}])
def test_a_header_that_was_tampered_with_opens_nothing(made: Made, header: dict[str, Any]) -> None:
    edit(made.path, **header)
    assert code_of(made.path) == "wrong-passphrase"


def test_a_locked_key_of_another_slot_opens_nothing(made: Made) -> None:
    content = json.loads(made.path.read_text())
    content["slots"][0]["sealed"] = content["slots"][1]["sealed"]
    made.path.write_text(json.dumps(content))
    assert code_of(made.path) == "wrong-passphrase"


def test_a_keyring_of_a_newer_program_is_left_alone(made: Made) -> None:
    content = json.loads(made.path.read_text())
    made.path.write_text(json.dumps({**content, "version": 3, "sealed_to": "org"}))
    assert code_of(made.path) == "newer-keyring"


@pytest.mark.parametrize("content", [None, b"", b"{"])
def test_the_previous_copy_opens_and_says_so(made: Made, content: bytes | None) -> None:
    keyring.add(made.path, made.key, SAM, OTHER)
    if content is None:
        made.path.unlink()
    else:
        made.path.write_bytes(content)
    opened = keyring.open_slot(made.path, PHRASE)
    assert opened.key == made.key
    assert "copie précédente" in opened.notice
    assert keyring.users(made.path) == (INES,)


def test_a_slug_that_could_not_be_read_back_is_not_written(made: Made) -> None:
    before = made.path.read_bytes()
    with pytest.raises(ValueError, match="user"):
        keyring.add(made.path, made.key, "Sam !", OTHER)
    assert made.path.read_bytes() == before


def test_an_opened_slot_does_not_show_its_key() -> None:
    key = bytes(range(32))
    assert repr(key) not in repr(keyring.Opened(INES, key))


@pytest.mark.parametrize("cost", [{"ops": 2}, {"memory": 128 * 1024 * 1024 - 1}, {"ops": 1_000}])
def test_a_cost_below_the_floor_does_not_exist(cost: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cost"):
        Cost(**cost)


def test_a_measured_cost_is_never_below_the_floor() -> None:
    assert Cost.measured() >= Cost(ops=3, memory=128 * 1024 * 1024)


def test_a_later_slot_costs_as_much_as_the_first(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    key, _words = keyring.create(path, INES, PHRASE, Cost(ops=4))
    keyring.add(path, key, SAM, OTHER)
    assert [slot.header.ops for slot in keyring.load(path).slots] == [4, 4, 4]


WRITER = """
import sys
from pathlib import Path
from maraude.store import files
path = Path(sys.argv[1])
contents = [bytes([65 + n]) * 300_000 for n in range(2)]
print("ready", flush=True)
while True:
    for content in contents:
        files.write(path, content)
"""


def test_a_file_is_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    files.write(path, b"A" * 300_000)
    chance = random.Random(20)  # noqa: S311 - moments to kill at, no secret
    for _kill in range(40):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.0, 0.03))
            writer.send_signal(signal.SIGKILL)
        assert path.read_bytes() in (b"A" * 300_000, b"B" * 300_000)
    files.write(path, b"again")
    assert [left.name for left in tmp_path.iterdir()] == ["keyring.json"]

import os
from pathlib import Path

from maraude.usecases import sticks
from maraude.usecases.session import Session


def test_a_stick_is_what_is_mounted_where_systems_mount_them(tmp_path: Path) -> None:
    mounted = {tmp_path / "media" / "CLE", tmp_path / "run" / "ines" / "KINGSTON"}
    for folder in (*mounted, tmp_path / "media" / "vide", tmp_path / "run" / "ines" / "autre"):
        folder.mkdir(parents=True)
    places = (tmp_path / "media", tmp_path / "run", tmp_path / "nowhere")

    assert set(sticks.plugged(places, mounted.__contains__)) == mounted


def test_the_latest_file_of_a_stick_comes_first(tmp_path: Path) -> None:
    for at, name in enumerate(("a.maraude", "b.maraude", "lettre.txt", ".c.maraude.tmp")):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (at, at))
    (tmp_path / "d.maraude").mkdir()

    assert [one.path.name for one in sticks.files([tmp_path])] == ["b.maraude", "a.maraude"]


def test_a_stick_that_was_just_pulled_out_has_nothing(tmp_path: Path) -> None:
    assert sticks.files([tmp_path / "gone"]) == ()


def test_a_file_is_named_after_the_team_and_the_hour(work: Session, tmp_path: Path) -> None:
    assert sticks.new_file(work, tmp_path) == tmp_path / "maraude-nord-20261123-2210.maraude"

from pathlib import Path

from tests.cli.conftest import Run


def test_an_export_is_confirmed_first(run: Run, tmp_path: Path) -> None:
    run("tour", "start")
    run("log", "2hs=")
    folder = tmp_path / "export"
    refused = run("export", str(folder), status=2)

    assert refused["error"]["code"] == "not-confirmed"
    assert not folder.exists()
    assert run("export", str(folder), "--yes")["rows"]["encounter"] == 1
    assert run("export", str(folder), "--yes", status=1)["error"]["code"] == "file-exists"

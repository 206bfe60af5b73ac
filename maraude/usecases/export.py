"""The team's own data in open formats: to analyse it at base, or to leave this program with it."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from maraude.domain import cells
from maraude.domain.evening import long_date
from maraude.domain.feeds import NARROW, TEAM
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import documents
from maraude.store import files, records, rows
from maraude.usecases import accesses, conflicts, profiles
from maraude.usecases.session import Session

READ_ME = "LISEZ-MOI.txt"
STEP = 200
"""Rows between two times that whoever watches is told."""

Document = dict[str, Any]
Watch = Callable[[int], object]
"""Is told now and again how many rows are written; what it raises ends the export."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where it stands, and how many rows there are of each record type."""

    folder: Path
    counts: dict[str, int]


def export(
    session: Session,
    folder: Path,
    *,
    with_narrow: bool = False,
    watch: Watch = lambda _rows: None,
) -> Exported:
    """Write what the team has noted into the new ``folder``, in clear, readable by its owner only.

    Each record type is a CSV table, for spreadsheets, and JSON Lines, which is exact; those that
    are ``NARROW`` are there only ``with_narrow``. Whoever does
    not want a file, contests it, or is to be forgotten, is not in it; the access log of everyone
    else says that they are.

    Refusal: as ``refuse_others``; ``file-exists``; ``export-failed``; what ``watch`` raises.
    Nothing is left of it then.
    """
    refuse_others(session)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Refusal(
            "file-exists", _("Il y a déjà quelque chose de ce nom. Choisissez un autre dossier.")
        ) from error
    except OSError as error:
        raise _failed(folder) from error
    try:
        return _write(session, folder, watch, with_narrow=with_narrow)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise _failed(folder) from error
        raise


def refuse_others(session: Session) -> None:
    """Refuse demonstrations, ``is-demo``; where there is a server, others, ``not-coordinator``."""
    profiles.refuse_to_leave(session.profile)
    if not conflicts.may_settle(session):
        raise Refusal(
            "not-coordinator",
            _("L'export est en clair : demandez-le à la coordination, qui sait où il ira."),
        )


def new_folder(session: Session, parent: Path) -> Path:
    """Give the folder for an export that is made now."""
    team = session.profile.team.partition(":")[2]
    at = session.now().astimezone(session.zone)
    return parent / f"export-{team}-{at:%Y%m%d-%H%M}"


def _write(session: Session, folder: Path, watch: Watch, *, with_narrow: bool) -> Exported:
    without = _left_out(session)
    ids: dict[str, list[str]] = {}
    for name in documents.TYPES:
        if name not in NARROW or with_narrow:
            before = sum(map(len, ids.values()))
            ids[name] = _write_type(session, folder, name, without, partial(_told, watch, before))
    counts = {name: len(written) for name, written in ids.items()}
    with files.create(folder / READ_ME) as stream:
        stream.write(_read_me(session, counts, with_narrow=with_narrow).encode())
    _write_down(folder)
    accesses.keep_exported(session, ids["person"])
    return Exported(folder, counts)


def _write_down(folder: Path) -> None:
    """See to it that a stick may be pulled out as soon as the screen says so."""
    for path in folder.iterdir():
        files.sync(path)
    files.sync_folder(folder)
    files.sync_folder(folder.parent)


def _told(watch: Watch, before: int, rows_of_type: int) -> None:
    if rows_of_type % STEP == 0:
        watch(before + rows_of_type)


def _write_type(
    session: Session, folder: Path, name: str, without: frozenset[str], watch: Watch
) -> list[str]:
    """Write one record type twice; gives the ids of its rows."""
    columns = ("id", *records.table(name).columns)
    ids: list[str] = []
    with (
        files.create(folder / f"{name}.csv") as table,
        files.create(folder / f"{name}.jsonl") as lines,
    ):
        table.write(b"\xef\xbb\xbf" + _csv_line(columns))
        for identifier, document in _own(session, name, without):
            watch(len(ids))
            whole = {"id": identifier, **document}
            lines.write(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            table.write(_csv_line(tuple(_cell(whole.get(column)) for column in columns)))
            ids.append(identifier)
    return ids


def _own(session: Session, name: str, without: frozenset[str]) -> Iterator[tuple[str, Document]]:
    """Give the rows of the team that are about nobody who is left out."""
    for identifier, document in rows.documents(session.store.reader, name):
        elsewhere = document.get(TEAM, session.profile.team) != session.profile.team
        if elsewhere or identifier in without or document.get("person") in without:
            continue
        yield identifier, _without(document, without)


def _left_out(session: Session) -> frozenset[str]:
    """Give whoever does not want a file to be kept, contests it, or asked to be forgotten."""
    return frozenset(
        identifier
        for identifier, document in rows.documents(session.store.reader, "person")
        if document["opposed"] or document["restricted"] or document["forget_at"]
    )


def _without(document: Document, persons: frozenset[str]) -> Document:
    """Take persons out of the lists of a document; counts stay."""
    if "people" in document:
        return {**document, "people": _without(document["people"], persons)}
    if "persons" in document:
        return {**document, "persons": [one for one in document["persons"] if one not in persons]}
    return document


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return cells.neutral(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv_line(row: tuple[str, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue().encode()


def _read_me(session: Session, counts: dict[str, int], *, with_narrow: bool) -> str:
    today = long_date(session.now().astimezone(session.zone).date())
    paragraphs = [
        _("Ce que l'équipe {team} a noté, exporté de maraude : {date}.").format(
            team=session.profile.team_name, date=today
        ),
        _(
            "Ces fichiers sont en clair. Gardez-les sur un disque chiffré, ne les envoyez pas par"
            " courriel, et effacez-les quand ils ont servi."
        ),
        _("Les identités, notes de sécurité et de soins, droits et positions exactes y sont aussi.")
        if with_narrow
        else _(
            "Les identités, notes de sécurité et de soins, droits et positions exactes n'y sont"
            " pas."
        ),
        _(
            "Chaque table est en CSV (UTF-8, virgules ; une apostrophe précède ce qu'un tableur"
            " prendrait pour une formule) et en JSON Lines, exact. Les heures sont en UTC ; les"
            " colonnes portent les noms de maraude, les codes sont ceux de ses listes."
        ),
        "\n".join(f"{name}: {count}" for name, count in counts.items()),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _failed(folder: Path) -> Refusal:
    return Refusal(
        "export-failed",
        _(
            "L'export n'a pas pu être écrit dans {folder} : rien n'en reste. Vérifiez le chemin et"
            " la place libre."
        ).format(folder=folder),
    )

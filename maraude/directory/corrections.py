"""A service as the coordination corrects it, over what its source says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from maraude.directory.matching import label
from maraude.directory.opening import Opening, State
from maraude.directory.service import FACETS, Eligibility, Facet, Load, Service
from maraude.domain.evening import long_date
from maraude.domain.service_note import Correction, ServiceNote
from maraude.domain.spot import Position
from maraude.i18n import _

Notes = Sequence[ServiceNote]
"""What is corrected of one service, the latest first."""


def opening(notes: Notes, told: Opening) -> Opening:
    """Give the state of a service: closed where that is said, unknown where it moved to."""
    for note in notes:
        if note.what == Correction.CLOSED:
            return Opening(State.CLOSED, comment=note.text or _("selon la coordination"))
        if note.what == Correction.MOVED and position(notes) is None:
            return Opening(State.UNKNOWN, comment=_kind(note))
    return told


def is_full(notes: Notes) -> bool:
    """Tell whether a service is said to have no room."""
    return any(note.what == Correction.FULL for note in notes)


def eligibility(notes: Notes, told: Eligibility) -> Eligibility:
    """Give whom a service takes: what is said to be refused is."""
    refused: dict[str, Any] = {
        note.facet: Facet.NO
        for note in notes
        if note.what == Correction.REFUSES and note.facet in FACETS
    }
    return replace(told, **refused) if refused else told


def position(notes: Notes) -> Position | None:
    """Give where a service has moved to, None where nobody said so."""
    for note in notes:
        if note.what == Correction.MOVED and note.lat is not None and note.lon is not None:
            return Position(note.lat, note.lon)
    return None


def applied(notes: Notes, service: Service) -> Service:
    """Give the service as corrected."""
    moved = next((n.text for n in notes if n.what == Correction.MOVED and n.text), "")
    return replace(
        service,
        position=position(notes) or service.position,
        address=moved or service.address,
        eligibility=eligibility(notes, service.eligibility),
        load=Load.FULL if is_full(notes) else service.load,
    )


def words(note: ServiceNote, *, quoted: bool = True) -> str:
    """Say a correction in a few words, with the day up to which it holds.

    What somebody wrote of it is ``quoted``, or left out.
    """
    said = _kind(note)
    if note.text and quoted:
        said = _("{correction} « {text} »").format(correction=said, text=note.text)
    if note.until is None:
        return said
    return _("{correction}, jusqu'au {date}").format(
        correction=said, date=long_date(note.until.date)
    )


def signed(note: ServiceNote, zone: tzinfo) -> str:
    """Say a correction in a sentence, with who wrote it and when."""
    return _("La coordination corrige : {correction} ({author}, {date}).").format(
        correction=words(note),
        author=note.author.partition(":")[2] or "?",
        date=f"{note.at.astimezone(zone):%d/%m/%Y}",
    )


def _kind(note: ServiceNote) -> str:
    match note.what:
        case Correction.CLOSED:
            return _("fermé")
        case Correction.FULL:
            return _("complet")
        case Correction.MOVED:
            return _("déplacé")
        case Correction.REFUSES if note.facet in FACETS:
            return _("n'accueille pas ({whom})").format(whom=label(note.facet))
        case _:
            return _("à vérifier")

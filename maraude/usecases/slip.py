"""A slip to hand over: how to get to a service, in words to read out, copy or print."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from maraude import i18n, paths
from maraude.directory import categories, corrections, reasons, timetable
from maraude.directory.service import Access, Service
from maraude.directory.timetable import Timetable
from maraude.directory.walking import Walk
from maraude.domain.identifiers import slug
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import ServiceNote
from maraude.domain.text import printable
from maraude.i18n import N_, _
from maraude.store import files
from maraude.usecases.orient import Nearby
from maraude.usecases.refer import SENSITIVE
from maraude.usecases.session import Session

WIDTH = 72
"""Columns of a slip that is kept as a file."""
_LONGEST_NAME = 60
_ACCESS = {
    Access.WALK_IN: N_("Pour entrer : sans rendez-vous."),
    Access.APPOINTMENT: N_("Pour entrer : prendre rendez-vous avant."),
    Access.REGISTRATION: N_("Pour entrer : s'inscrire avant."),
    Access.REFERRAL: N_("Pour entrer : être orienté par un professionnel."),
    Access.UNKNOWN: N_("Pour entrer : rien n'est précisé."),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says, in no language yet, and nothing of whom it is for or of where they sleep.

    ``walk`` is that from where it is handed over, which it does not name: the name of a spot is
    the team's own word. It says what is ``corrected``, but for what somebody wrote of it.
    """

    service: Service
    opening: Timetable
    walk: Walk
    corrected: tuple[ServiceNote, ...] = ()


def prepare(session: Session, found: Nearby) -> Slip:
    """Gather what a slip says, for today and tomorrow; may take the worker's time.

    Refusal for a service that no paper may name.
    """
    if found.category == SENSITIVE:
        raise Refusal(
            "sensitive-service",
            _(
                "Par sécurité, ce lieu ne se note pas sur un papier : dites-le de vive voix, ou"
                " donnez le 3919."
            ),
        )
    if found.service.confidential:
        raise Refusal(
            "confidential-service",
            _(
                "Ce lieu n'est connu que des professionnels : il ne se note pas sur un papier."
                " Dites-le de vive voix, à la personne seule."
            ),
        )
    with session.services.reading() as snapshot:
        zone = snapshot.zone or session.profile.zone
    opening = timetable.of(found.service, zone, session.now())
    return Slip(found.service, opening, found.walk, found.corrected)


def text(slip: Slip, language: str) -> str:
    """Say the slip in ``language``, whatever language the program speaks; an empty line parts."""
    with i18n.speaking(language):
        return "\n".join(_lines(slip))


def save(session: Session, slip: Slip, language: str, folder: str = "") -> Path:
    """Keep the slip as a new text file in ``folder``, else among the profile's own; give its path.

    Refusal: ``no-such-folder``, ``slip-not-saved``.
    """
    place = paths.typed(folder).absolute() if folder else paths.slips(session.store.home)
    lines = text(slip, language).splitlines()
    content = "".join(f"{fill(printable(line), WIDTH, subsequent_indent='  ')}\n" for line in lines)
    try:
        if not folder:
            place.mkdir(mode=0o700, exist_ok=True)
        if not place.is_dir():
            raise Refusal(
                "no-such-folder", _("Ce dossier n'existe pas : {path}").format(path=place)
            )
        return _write(place, f"{_name(slip)}-{language}", content.encode())
    except OSError as error:
        raise Refusal(
            "slip-not-saved",
            _("Le papier n'a pas pu être enregistré dans {path}.").format(path=place),
        ) from error


def _lines(slip: Slip) -> Iterator[str]:
    service = slip.service
    category = categories.load().get(service.category)
    yield service.name
    if category:
        yield category.label
    yield _address(service)
    yield ""
    yield from _opening(slip)
    yield from _corrected(slip)
    yield ""
    yield _(_ACCESS[service.access])
    said = (reasons.stop(service), reasons.ages(service.eligibility))
    yield from filter(None, (*said, *reasons.in_its_words(service)))
    yield _("À apporter : {documents}.").format(
        documents=service.documents.rstrip(".") or _("rien n'est précisé")
    )
    if service.cost:
        yield _("Prix : {cost}.").format(cost=service.cost.rstrip("."))
    if service.contact:
        yield _("Contact : {contact}").format(contact=service.contact)
    yield _("À pied : environ {minutes}, depuis l'endroit où ce papier a été remis.").format(
        minutes=slip.walk.words
    )
    yield ""
    yield _source(service)
    yield _("Les horaires ont pu changer depuis : mieux vaut vérifier avant d'y aller.")


def _address(service: Service) -> str:
    """Give where it is; where no address is known, its position."""
    postcode = "" if service.postcode in service.address else service.postcode
    known = ", ".join(part for part in (service.address, postcode) if part)
    here = service.position
    return known or _("Adresse non précisée ; position : {lat}, {lon}").format(
        lat=f"{here.lat:.5f}", lon=f"{here.lon:.5f}"
    )


def _opening(slip: Slip) -> Iterator[str]:
    days = timetable.words(slip.opening)
    if days:
        yield _("Horaires :")
        yield from (f"  {day}" for day in days)
    elif slip.service.hours.raw:
        yield _("Horaires, tels que la source les donne : « {raw} ».").format(
            raw=slip.service.hours.raw
        )
    else:
        yield _("Horaires inconnus.")


def _corrected(slip: Slip) -> Iterator[str]:
    """Say what is not so these days; what somebody wrote of it stays in the team."""
    for note in slip.corrected:
        said = corrections.words(note, quoted=False).rstrip(".")
        yield _("En ce moment : {correction}.").format(correction=said)
    if not corrections.is_full(slip.corrected):
        yield from filter(None, (reasons.full(slip.service),))


def _source(service: Service) -> str:
    if service.verified_on is None:
        return _("Source : {source}, copie du {copied} ; date de vérification inconnue.").format(
            source=service.attribution, copied=f"{service.copied_on:%d/%m/%Y}"
        )
    return _("Source : {source}, vérifié le {verified}, copie du {copied}.").format(
        source=service.attribution,
        verified=f"{service.verified_on:%d/%m/%Y}",
        copied=f"{service.copied_on:%d/%m/%Y}",
    )


def _name(slip: Slip) -> str:
    """Give the file's name: that of the service as letters and digits, and the day."""
    try:
        bare = slug("", slip.service.name).removeprefix(":")
    except ValueError:
        bare = slip.service.category
    return f"{bare[:_LONGEST_NAME]}-{slip.opening.since.date()}"


def _write(folder: Path, name: str, content: bytes) -> Path:
    """Write a new file, numbered where its name is taken."""
    number = 1
    while True:
        path = folder / (f"{name}.txt" if number == 1 else f"{name}-{number}.txt")
        try:
            files.write_new(path, content)
        except FileExistsError:
            number += 1
        else:
            return path

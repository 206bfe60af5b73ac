"""``maraude people`` and ``maraude person``: find someone, read their file."""

from argparse import Namespace

from maraude.cli import access, documents
from maraude.cli.output import Answer
from maraude.domain import codes
from maraude.domain.evening import long_date
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import erase, find, person_file
from maraude.usecases.find import Found
from maraude.usecases.session import Session


def search(arguments: Namespace) -> Answer:
    """Give the persons whom a text may name."""
    with access.session(arguments) as session:
        found = find.people(session, " ".join(arguments.text))
        return Answer(
            {
                "people": [
                    {
                        "code": one.person.code,
                        "called": one.person.called,
                        "also_called": list(one.person.also_called),
                        "last_met": one.last_met.isoformat() if one.last_met else None,
                        "spot": one.spot,
                        "passed": one.passed,
                    }
                    for one in found
                ]
            },
            [_line(session, one) for one in found] or [_("Personne ne s'appelle ainsi.")],
        )


def show(arguments: Namespace) -> Answer:
    """Give one file; who the person is on paper is left out."""
    with access.session(arguments) as session:
        person = _one(session, arguments.code)
        if person.forget_at:
            raise Refusal(
                "to-forget", _("Cette personne a demandé à être oubliée : la fiche est fermée.")
            )
        file = person_file.read(session, person.id)
        return Answer(
            {"person": documents.person(session, file)},
            [
                _line(session, Found(person)),
                *(codes.load("alerts").label(alert.code) for alert in file.alerts),
                *(
                    f"{row.time} {row.spot} {row.summary.words}"
                    for row in person_file.timeline(session, person.id, 0, 20)
                ),
            ],
        )


def erase_one(arguments: Namespace) -> Answer:
    """Erase a person for ever."""
    if not arguments.yes:
        raise Refusal(
            "not-confirmed",
            _(
                "Tout ce qui est écrit de cette personne serait effacé pour toujours, ici et sur"
                " chaque ordinateur. Pour le confirmer : --yes."
            ),
        )
    with access.session(arguments) as session:
        person = _one(session, arguments.code)
        done = erase.erase(session, person)
        document = {
            "erased": person.code,
            "waits": done.waits,
            "mentions": [{"at": one.at.isoformat(), "note": one.note} for one in done.mentions],
        }
        return Answer(document, erase.told(session, done))


def _one(session: Session, code: str) -> Person:
    person = find.one(session, code)
    if person is None:
        raise Refusal("no-such-person", _("Aucune fiche n'a le code {code}.").format(code=code))
    return person


def _line(session: Session, found: Found) -> str:
    person = found.person
    if person.forget_at:
        return _("{code}  à oublier").format(code=person.code)
    names = ", ".join(person.names)
    if found.last_met is None:
        return f"{person.code}  {names}"
    if found.passed:
        return f"{person.code}  {names} · {found.passed}"
    met = found.last_met.astimezone(session.zone)
    return _("{code}  {names} · vu {date} · {spot}").format(
        code=person.code, names=names, date=long_date(met.date()), spot=found.spot
    )

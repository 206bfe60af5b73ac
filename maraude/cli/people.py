"""``maraude people`` and ``maraude person``: find someone, read their file."""

from argparse import Namespace

from maraude.cli import access, documents
from maraude.cli.output import Answer
from maraude.domain import codes
from maraude.domain.access import Act
from maraude.domain.evening import long_date
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import accesses, erase, find, person_file, restriction
from maraude.usecases.find import Found
from maraude.usecases.session import Session


def search(arguments: Namespace) -> Answer:
    """Give the persons whom a text may name."""
    with access.session(arguments) as session:
        found = find.people(session, " ".join(arguments.text))
        return Answer(
            {
                "people": [
                    {"code": one.person.code, "restricted": True}
                    if one.hidden
                    else {
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
        person = find.named(session, arguments.code)
        if person.forget_at:
            raise Refusal(
                "to-forget", _("Cette personne a demandé à être oubliée : la fiche est fermée.")
            )
        restriction.refuse_hidden(session, (person.id,))
        if arguments.log:
            return _log(session, person)
        file = person_file.read(session, person.id)
        accesses.keep(session, person.id, Act.OPENED)
        return Answer(
            {"person": documents.person(session, file)},
            [
                _line(session, Found(person)),
                *(codes.load("alerts").label(alert.code) for alert in file.alerts),
                *(
                    f"{row.time} {row.spot} {row.summary.words}"
                    for row in person_file.timeline(session, person.id, 0, 20)
                ),
                *filter(None, (file.missing,)),
            ],
        )


def _log(session: Session, person: Person) -> Answer:
    """Give who opened, changed or showed a file on this laptop."""
    found = accesses.of(session, person.id)
    told = [_("Personne n'a encore ouvert cette fiche sur cet ordinateur.")]
    return Answer(
        {
            "accesses": [
                {
                    "at": one.at.astimezone(session.zone).isoformat(timespec="minutes"),
                    "author": one.author,
                    "act": one.act.value,
                    "check": one.check.value if one.check else None,
                }
                for one in found
            ]
        },
        [
            f"{one.at.astimezone(session.zone):%d/%m/%Y %H:%M}  {accesses.who(one)}"
            f"  {accesses.words(one)}"
            for one in found
        ]
        or told,
    )


def restrict(arguments: Namespace) -> Answer:
    """Freeze the file of a person who contests it, or lift that."""
    with access.session(arguments) as session:
        person = find.named(session, arguments.code)
        if arguments.lift:
            restriction.lift(session, person)
            told = _("Le gel est levé : la fiche se lit et s'écrit de nouveau.")
        else:
            restriction.freeze(session, person)
            told = restriction.frozen_words()
        return Answer({"code": person.code, "restricted": not arguments.lift}, [told])


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
        person = find.named(session, arguments.code)
        done = erase.erase(session, person)
        document = {
            "erased": person.code,
            "waits": done.waits,
            "mentions": [{"at": one.at.isoformat(), "note": one.note} for one in done.mentions],
        }
        return Answer(document, erase.told(session, done))


def _line(session: Session, found: Found) -> str:
    person = found.person
    if person.forget_at:
        return _("{code}  à oublier").format(code=person.code)
    if found.hidden:
        return _("{code}  fiche gelée").format(code=person.code)
    names = ", ".join(person.names)
    if found.last_met is None:
        return f"{person.code}  {names}"
    if found.passed:
        return f"{person.code}  {names} · {found.passed}"
    met = found.last_met.astimezone(session.zone)
    return _("{code}  {names} · vu {date} · {spot}").format(
        code=person.code, names=names, date=long_date(met.date()), spot=found.spot
    )

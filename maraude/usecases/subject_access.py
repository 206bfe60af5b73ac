"""« Montrez-moi ma fiche » : all that is kept about a person, in words that they can read.

What is theirs is shown, what is others' is not. Of an encounter with several people only what is
not known to concern another one is told; names of other people and of volunteers are hidden in
words. The referent is not: the person knows who accompanies them. A safety note is theirs, and is
told with its date; its words are withheld until a coordinator has read them again, because they
may name who did it or who told of it, and because a paper may be found by whoever did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from maraude import i18n
from maraude.domain.access import Act, Check
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import of_person, persons, subject
from maraude.usecases import (
    accesses,
    coordination,
    history,
    people,
    restriction,
    subject_sections,
)
from maraude.usecases.masking import Masking, Masks
from maraude.usecases.session import Session
from maraude.usecases.subject_sections import Gathered, Section


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """A person's file as it is shown to them, in ``language``; ``masked`` are the words hidden."""

    code: str
    title: str
    made_at: datetime
    language: str
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]
    masked: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a file of it is called, without ending: it says no name."""
        return f"fiche-{self.code.lower()}-{self.made_at.date()}"


def read(
    session: Session,
    person: Person,
    check: Check,
    language: str,
    masks: Masks | None = None,
    *,
    safety: bool = False,
) -> SubjectFile:
    """Gather a person's file in a language, with what ``masks`` says of others' names.

    ``safety`` shows the words of safety notes. Refusal: ``not-coordinator`` for these, and for a
    file that is closed.
    """
    person = people.by_id(session, person.id)
    if safety or person.forget_at:
        coordination.refuse_others(
            session, _("La coordination peut montrer cela à la personne, pas un autre poste.")
        )
    restriction.refuse_hidden(session, (person.id,))
    reader = session.store.reader
    files = persons.all_ids(reader, person.id)
    own = [*_own_names(session, files), person.referent]
    masking = Masking(subject.names_of_others(reader, files), own, masks or Masks())
    with i18n.speaking(language):
        gathered = Gathered(session, files, masking, safety=safety)
        sections = tuple(section for section in subject_sections.all_of(gathered) if section.lines)
        made_at = session.now().astimezone(session.zone)
        return SubjectFile(
            person.code,
            _("Ce que {organisation} garde sur vous").format(
                organisation=session.profile.organisation_name
            ),
            made_at,
            language,
            tuple(_introduction(session, made_at, check)),
            (*sections, *subject_sections.explanations(gathered)),
            tuple(masking.found),
        )


def shown(session: Session, person: Person, check: Check) -> None:
    """Write down that the file was shown on the screen, or read out, and how it was checked."""
    accesses.keep(session, person.id, Act.SHOWN, check)


def exported(session: Session, person: Person, check: Check) -> None:
    """Write down that the file was written for the person, and how it was checked."""
    accesses.keep(session, person.id, Act.EXPORTED, check)


def read_check(written: str) -> Check:
    """Read how an identity was checked; Refusal ``identity-not-checked``."""
    try:
        return Check(written)
    except ValueError:
        raise Refusal(
            "identity-not-checked",
            _(
                "Dites d'abord comment l'identité a été vérifiée : --checked known (connue de"
                " l'équipe), papers (papiers vus), answers (réponses sur ce que dit la fiche) ou"
                " accompanied (présentée par qui l'accompagne)."
            ),
        ) from None


def _own_names(session: Session, files: Sequence[str]) -> list[str]:
    reader = session.store.reader
    names = [name for one in persons.by_ids(reader, files) for name in one.names]
    for file in files:
        if identity := of_person.identity(reader, file):
            names += [identity.first_name, identity.last_name]
    return names


def _introduction(session: Session, made_at: datetime, check: Check) -> list[str]:
    zone: tzinfo = session.zone
    how = _(accesses.CHECKS[check])
    return [
        _("Fait le {date} à {time}, par l'équipe {team}.").format(
            date=f"{made_at.astimezone(zone):%d/%m/%Y}",
            time=f"{made_at.astimezone(zone):%H:%M}",
            team=session.profile.team_name,
        ),
        _("Votre identité a été vérifiée ainsi : {how}.").format(how=how),
        *_incomplete(session),
        _(
            "Ceci est ce que cet ordinateur garde. La coordination peut en garder plus : des notes"
            " protégées, ou d'autres équipes. Demandez-lui."
        ),
    ]


def _incomplete(session: Session) -> list[str]:
    """Say since when encounters and notes are here: the law gives the person all, by the base."""
    first = history.begins(session)
    if first is None:
        return []
    return [
        _(
            "CE DOCUMENT N'EST PAS COMPLET : ce portable ne garde les soirées que depuis le {date}."
            " Ce qui est plus ancien est à la base. La coordination vous doit le document entier,"
            " dans le mois : demandez-le, ou dites à l'équipe de le demander pour vous."
        ).format(date=f"{first.date:%d/%m/%Y}")
    ]

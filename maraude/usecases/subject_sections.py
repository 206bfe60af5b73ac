"""The parts of a person's file as it is shown to them, each line with its day and its source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.i18n import N_, _, ngettext
from maraude.store import access_log, encounters, subject
from maraude.store.subject import Held
from maraude.usecases import accesses, conflict_words, conflicts, coordination, listing
from maraude.usecases.crews import Crews, team_name
from maraude.usecases.masking import Masking
from maraude.usecases.session import Session

_TITLES = {
    "person": N_("Qui vous êtes"),
    "person_identity": N_("Votre identité, gardée à part"),
    "situation": N_("Où vous dormez"),
    "right": N_("Vos droits et démarches"),
    "alert": N_("Alertes"),
    "follow_up": N_("Vous revoir"),
    "note": N_("Mots des équipes"),
    "safety_note": N_("Notes protégées"),
}
_STRUCTURE = frozenset(
    {"id", "person", "persons", "tour", "encounter", "spot", "team", "territory", "author", "at"}
    | {"merged_into", "deleted", "service", "right", "health_note"}
)
"""Fields that tie records together or say when: no words about a person."""
_WHEN = ("at", "since", "due")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is kept: ``key`` names it, ``when`` and ``source`` may be empty."""

    key: str
    when: str
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]


@dataclass
class Gathered:
    """What the sections are made from."""

    session: Session
    files: Sequence[str]
    masking: Masking
    safety: bool
    crews: Crews = field(init=False)
    held: tuple[Held, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.crews = Crews(self.session)
        self.held = subject.about(self.session.store.reader, self.files)

    def day(self, moment: datetime) -> str:
        """Say a moment as a local day and time."""
        return f"{moment.astimezone(self.session.zone):%d/%m/%Y %H:%M}"

    def team(self, document: Mapping[str, Any]) -> str:
        """Say whose team wrote a record."""
        team = document.get("team")
        if not isinstance(team, str) or not team:
            return ""
        return _("équipe {team}").format(team=team_name(self.session, team))

    def line(self, key: str, when: str, words: str, source: str = "") -> Line:
        """Give a line, hidden where that was decided."""
        return Line(key, when, self.masking.line(key, words), source)


def all_of(gathered: Gathered) -> Iterator[Section]:
    """Give every section in which something may be kept."""
    known = {held.type for held in gathered.held}
    for type_name in ("person", "person_identity", "situation"):
        yield _records(gathered, type_name)
    yield Section(_("Rencontres"), tuple(_encounters(gathered)))
    yield Section(_("Orientations et appels au 115"), tuple(_referrals(gathered)))
    for type_name in ("right", "follow_up", "alert", "note"):
        yield _records(gathered, type_name)
    yield Section(_(_TITLES["safety_note"]), tuple(_safety_notes(gathered)))
    for type_name in sorted(known - _TITLES.keys()):
        yield _records(gathered, type_name)
    yield Section(_("Ce que deux équipes ont écrit différemment"), tuple(_disputed(gathered)))
    yield Section(_("Corrections faites sur cet ordinateur"), tuple(_corrections(gathered)))
    yield Section(_("Qui a ouvert votre fiche sur cet ordinateur"), tuple(_accesses(gathered)))


def explanations(gathered: Gathered) -> Iterator[Section]:
    """Give what is said to everyone: why it is kept, for how long, rights, what is hidden."""
    profile = gathered.session.profile
    kept = (
        _(
            "Ces informations ont été notées par les équipes de rue de {organisation}, avec ce que"
            " vous avez dit ou ce qu'elles ont vu. Elles servent à ne pas vous redemander la même"
            " chose, à revenir vous voir et à suivre vos démarches."
        ).format(organisation=profile.organisation_name),
        _(
            "Elles sont gardées chiffrées, sur les ordinateurs des équipes de votre territoire et"
            " sur le serveur de l'association, deux ans au plus après la dernière rencontre."
        ),
    )
    rights = (
        _("Vous pouvez faire corriger ce qui est faux, ou ajouter ce qui manque."),
        _("Vous pouvez contester : la fiche est alors gelée le temps de vérifier."),
        _("Vous pouvez vous opposer au suivi : vous restez aidé·e, sans fiche."),
        _("Vous pouvez faire effacer votre fiche partout."),
        _(
            "Demandez-le à l'équipe ou à {organisation}. En cas de refus, vous pouvez écrire à la"
            " CNIL, 3 place de Fontenoy, 75007 Paris, www.cnil.fr."
        ).format(organisation=profile.organisation_name),
    )
    yield _words(_("Pourquoi, où et combien de temps"), kept)
    yield _words(_("Vos droits"), rights)
    yield _words(_("Ce qui est masqué"), _masked(gathered))


def _masked(gathered: Gathered) -> Iterator[str]:
    yield _(
        "Les autres personnes et les bénévoles ont aussi des droits : leurs noms, sauf celui de"
        " votre référent, sont remplacés par « [masqué] », et ce qui ne concerne qu'une autre"
        " personne n'est pas montré."
    )
    if not coordination.coordinates(gathered.session):
        yield _("Les notes protégées se demandent à la coordination.")
    elif not gathered.safety:
        yield _("Le texte des notes protégées se demande de vive voix à la coordination.")
    if count := subject.unread(gathered.session.store.reader, gathered.files):
        yield ngettext(
            "Une note d'une version plus récente du logiciel n'a pas pu être montrée.",
            "{n} notes d'une version plus récente du logiciel n'ont pas pu être montrées.",
            count,
        ).format(n=count)


def _words(title: str, sentences: Iterable[str]) -> Section:
    return Section(title, tuple(Line("", "", sentence) for sentence in sentences))


def _records(gathered: Gathered, type_name: str) -> Section:
    title = _(_TITLES[type_name]) if type_name in _TITLES else conflict_words.kind(type_name)
    found = [held for held in gathered.held if held.type == type_name]
    lines = (_record(gathered, held) for held in found)
    return Section(title, tuple(line for line in lines if line))


def _record(gathered: Gathered, held: Held) -> Line | None:
    """Say a record field by field; nothing where none of them says anything."""
    document = held.document
    said = [
        _said(gathered.masking, held.type, name, value)
        for name, value in document.items()
        if name not in _STRUCTURE and value not in (None, "", [], False, 0)
    ]
    if document.get("deleted"):
        said.append(_("retiré"))
    if not said:
        return None
    return gathered.line(
        held.record, _when(gathered, document), " · ".join(said), gathered.team(document)
    )


def _said(masking: Masking, type_name: str, name: str, value: Any) -> str:
    """Say a field, with its name where its value does not say by itself what it is."""
    words = conflict_words.value(type_name, name, value)
    if conflict_words.is_text(type_name, name) and name != "service_name":
        words = masking.hide(words)
    if name == "text" or (name == "code" and type_name != "person"):
        return words
    return _("{field} : {value}").format(field=conflict_words.field(name), value=words)


def _when(gathered: Gathered, document: Mapping[str, Any]) -> str:
    written = next((document[name] for name in _WHEN if document.get(name)), "")
    try:
        if len(written) == len("2026-11-23"):
            return f"{date.fromisoformat(written):%d/%m/%Y}"
        return gathered.day(datetime.fromisoformat(written))
    except ValueError:
        return ""


def _encounters(gathered: Gathered) -> Iterator[Line]:
    reader = gathered.session.store.reader
    for met in subject.encounters(reader, gathered.files):
        stored = encounters.entry(reader, met.id) or Entry(met)
        (row,) = listing.rows(gathered.session, (_own(stored, frozenset(gathered.files)),))
        crew = gathered.crews.of(met.tour)
        words = (
            gathered.masking.hide(row.spot),
            row.summary.words,
            _company(met),
            gathered.masking.hide(met.note),
            _("retiré") if met.deleted else "",
        )
        yield gathered.line(
            met.id,
            gathered.day(met.at),
            " · ".join(filter(None, words)) or _("rencontre"),
            _("équipe {team}").format(team=crew.team) if crew else "",
        )


def _own(stored: Entry, files: frozenset[str]) -> Entry:
    """Give an entry without what is known to concern somebody else."""
    met = stored.encounter
    others = {one.code for one in stored.alerts if one.person and one.person not in files}
    if isinstance(met, Encounter):
        met = replace(met, alerts=tuple(code for code in met.alerts if code not in others))
    return replace(
        stored,
        encounter=met,
        referrals=tuple(
            one for one in stored.referrals if not one.persons or files & set(one.persons)
        ),
        safety_notes=tuple(one for one in stored.safety_notes if one.person in files),
    )


def _company(met: Encounter) -> str:
    others = max(met.people.total, len(met.people.persons)) - 1
    if others < 1:
        return ""
    return ngettext(
        "avec une autre personne", "avec {n} autres personnes : ceci vaut pour le groupe", others
    ).format(n=others)


def _referrals(gathered: Gathered) -> Iterator[Line]:
    for made in subject.referrals(gathered.session.store.reader, gathered.files):
        held = subject.document(gathered.session.store.reader, "referral", made.id)
        if held and (line := _record(gathered, held)):
            yield line


def _safety_notes(gathered: Gathered) -> Iterator[Line]:
    if not coordination.coordinates(gathered.session):
        return
    for held in gathered.held:
        if held.type == "safety_note":
            document = held.document if gathered.safety else {**held.document, "text": ""}
            if line := _record(gathered, replace(held, document=document)):
                yield line


def _disputed(gathered: Gathered) -> Iterator[Line]:
    for found in conflicts.listed(gathered.session):
        if found.person in gathered.files:
            for value in found.values:
                words = _("{field} : {value}").format(field=found.field, value=value.words)
                masked = gathered.masking.hide(words)
                yield gathered.line(f"{found.name}.{masked}", gathered.day(value.at), masked)


def _corrections(gathered: Gathered) -> Iterator[Line]:
    hidden = () if gathered.safety else ("safety_note",)
    ids = [held.record for held in gathered.held if held.type not in hidden]
    for when, type_name, fields in subject.corrections(gathered.session.store.reader, ids):
        said = [
            _said(gathered.masking, type_name, name, value)
            for name, value in fields.items()
            if name not in _STRUCTURE
        ]
        if said:
            words = f"{conflict_words.kind(type_name)} · {' · '.join(said)}"
            yield gathered.line(str(when), gathered.day(when.moment), words)


def _accesses(gathered: Gathered) -> Iterator[Line]:
    """Say who had the file before them by their team alone: volunteers are third parties."""
    source = _("équipe {team}").format(team=gathered.session.profile.team_name)
    for access in access_log.of(gathered.session.store.reader, gathered.files):
        yield Line("", gathered.day(access.at), accesses.words(access), source)

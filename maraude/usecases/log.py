"""Log an encounter from one line: say what it means while it is typed, then keep it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from maraude import i18n
from maraude.domain import guard
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand import facts
from maraude.domain.shorthand.draft import Draft, Item, ProblemKind
from maraude.domain.shorthand.explain import explain, problem_words
from maraude.domain.shorthand.labels import entry as labelled
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.meaning import Context, meaning, needs_safety_person
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.render import render
from maraude.domain.spot import Spot
from maraude.domain.text import clean, clean_line, searchable
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store.records import get
from maraude.usecases import correct, keep, opposition, passages, protected, resolve, stock, tours
from maraude.usecases.resolve import Match
from maraude.usecases.session import Session

NEAR_DUPLICATE = timedelta(minutes=10)
CLOCK_SLACK = timedelta(minutes=5)
NURSING = "SOI"
"""What a nurse alone gives (list 2)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line means now: the draft, its words resolved, and itself in words.

    ``problems`` are sentences; where all are text that may become note, ``may_keep`` is true.
    ``repeats`` is when the same people were already noted at the same place, minutes ago;
    ``passed`` says which of them another tour has just seen.
    """

    line: str
    draft: Draft
    tour: Tour
    at: datetime
    persons: tuple[Match, ...]
    spot: Match | None
    words: tuple[str, ...]
    problems: tuple[str, ...]
    may_keep: bool
    asks_whom: bool
    zone: tzinfo
    choices: tuple[Choice, ...] = ()
    repeats: datetime | None = None
    passed: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The note as one Enter more would keep it, with what was not understood."""
        return (_with_note(self.draft) if self.may_keep else self.draft).note

    @property
    def found(self) -> tuple[guard.Finding, ...]:
        """What the note had better not hold."""
        return guard.findings(self.note)

    @property
    def matches(self) -> tuple[Match, ...]:
        """The persons, then the place, that the line names."""
        return self.persons + ((self.spot,) if self.spot else ())

    @property
    def counted(self) -> Draft:
        """The draft as it is written: those who oppose being followed are only counted."""
        return opposition.counted(self.draft, self.persons)

    @property
    def is_move_only(self) -> bool:
        """Whether the line only says where the team is now."""
        return bool(self.draft.spot) and self.draft == Draft(spot=self.draft.spot)


def read(
    session: Session,
    tour: Tour,
    line: str,
    choices: Sequence[Choice] = (),
    *,
    at: datetime,
    entries: Sequence[Entry] = (),
) -> Reading:
    """Say what ``line`` means for a tour; ``at`` is when it was opened, unless it says a time.

    ``entries`` are those of the tour with which the line may repeat itself.
    """
    draft = parse(clean(line), letters(i18n.language()))
    persons = tuple(resolve.person(session, word, choices) for word in draft.persons)
    spot = resolve.spot(session, draft.spot, choices) if draft.spot else None
    moment = tour.evening.moment(draft.at, session.zone) if draft.at else at
    problems = tuple(problem_words(p, letters(i18n.language())) for p in draft.problems)
    if moment > max(at, session.now()) + CLOCK_SLACK:
        problems += (_("Cette heure n'est pas encore passée."),)
    problems += tuple(_named_twice(persons))
    reading = Reading(
        line=line,
        draft=draft,
        tour=tour,
        at=moment,
        persons=persons,
        spot=spot,
        words=_words(session, tour, draft, persons, spot, choices)
        + _beyond_stock(tour, entries, draft),
        problems=problems,
        may_keep=bool(draft.problems)
        and len(problems) == len(draft.problems)
        and all(p.kind is ProblemKind.UNKNOWN for p in draft.problems),
        asks_whom=needs_safety_person(draft) and _safety_match(choices, persons) is None,
        zone=session.zone,
        choices=tuple(choices),
        passed=tuple(_passed(session, tour, persons)),
    )
    return replace(reading, repeats=_repeats(reading, entries))


def _passed(session: Session, tour: Tour, persons: Sequence[Match]) -> Iterator[str]:
    """Say which persons of a line were seen a short while ago on another tour."""
    named = {match.chosen.record: match.name for match in persons if match.chosen}
    for person, passage in passages.recent(session, named).items():
        if passage.tour != tour.id:
            yield _("{name} : {passed}").format(
                name=named[person], passed=passages.told(session, passage)
            )


def save(
    session: Session,
    reading: Reading,
    *,
    as_note: bool = False,
    correcting: Entry | None = None,
) -> Entry | None:
    """Keep what a line says, on disk when this returns; None where it only moved the team.

    With ``as_note`` what was not understood becomes note text. With ``correcting`` the entry
    keeps its id and time, and only what changed is written.
    """
    _check(reading, as_note=as_note)
    _check_care(session, reading, correcting)
    draft = _with_note(reading.counted) if as_note else reading.counted
    resolved = keep.Resolved.of(session, opposition.filed(reading.persons), reading.spot)
    if reading.is_move_only and correcting is None:
        keep.move(session, reading.tour, resolved)
        return None
    context = Context(
        tour=reading.tour,
        spot=_spot_of(reading, resolved, correcting),
        at=reading.at,
        persons=resolved.persons,
        safety_person=_resolved_safety(reading, resolved),
    )
    said = keep.completed(
        session, meaning(draft, context, session.ids.record), reading.choices, correcting
    )
    if correcting is not None:
        return correct.keep(session, reading.tour, said, resolved, correcting)
    return keep.entry(session, reading.tour, said, resolved)


def with_note(reading: Reading, note: str) -> str:
    """Give the line with another note; what was not understood, and is in the note, goes."""
    return render(replace(reading.draft, note=note), letters(i18n.language()))


def tour_for(session: Session, at: datetime | None) -> Tour:
    """Give the tour that a line logged at ``at`` belongs to; where there is none, a new one.

    A new tour is written with the first line that is saved in it.
    """
    moment = at or session.now()
    tours.close_left_open(session)
    return tours.of_moment(session, moment)


def _check(reading: Reading, *, as_note: bool) -> None:
    """Refuse a line that cannot be kept as it stands."""
    if reading.draft.is_empty:
        raise Refusal("empty-line", _("La ligne est vide : rien à noter."))
    if reading.problems and not (as_note and reading.may_keep):
        raise Refusal("not-understood", " ".join(reading.problems))
    for match in reading.matches:
        if not match.is_settled:
            raise Refusal("which", unsettled(match))
    if reading.asks_whom:
        names = ", ".join(match.name for match in reading.persons)
        raise Refusal(
            "which-person",
            _(
                "De qui s'agit-il ? Une alerte de sécurité concerne une seule personne : {names}."
            ).format(names=names),
        )


def _check_care(session: Session, reading: Reading, correcting: Entry | None) -> None:
    """Refuse a nurse's act where nobody of the team is one; what was noted already stays."""
    before = correcting.encounter if correcting else None
    noted = before.given if isinstance(before, Encounter) else ()
    codes = {given.code for given in facts.given(reading.draft)} - {given.code for given in noted}
    if NURSING in codes and not protected.has_nurse(session, reading.tour):
        raise Refusal(
            "not-nurse",
            _(
                "« .soi » est l'acte d'une infirmière ou d'un infirmier ; les premiers secours se"
                " notent {letter}=. Si l'équipe en a, dites-le au départ : Karim:infirmier."
            ).format(letter=letters(i18n.language()).letter(Item("SAN", "PSP"))),
        )


def _named_twice(persons: Sequence[Match]) -> Iterator[str]:
    """Say whom two words of the line name."""
    names = {match.chosen.record: match.name for match in persons if match.chosen}
    words = [match.chosen.record for match in persons if match.chosen]
    for record, name in names.items():
        if words.count(record) > 1:
            yield _("La ligne nomme deux fois la même personne : {name}.").format(name=name)


def unsettled(match: Match) -> str:
    """Say, in a sentence, why a word cannot be saved yet."""
    if match.candidates:
        names = ", ".join(candidate.name for candidate in match.candidates[:8])
        return _("« {word} » peut être : {names}. Écrivez une lettre de plus.").format(
            word=match.word, names=names
        )
    if match.kind is ChoiceKind.PERSON:
        return _("Personne ne s'appelle « {word} » dans les fiches de l'équipe.").format(
            word=match.word
        )
    return _("Aucun lieu ne s'appelle « {word} ».").format(word=match.word)


def _with_note(draft: Draft) -> Draft:
    """Give the draft with what was not understood as note text, in the order typed."""
    kept = clean_line(" ".join((*(problem.text for problem in draft.problems), draft.note)))
    return replace(draft, note=kept, problems=())


def _words(
    session: Session,
    tour: Tour,
    draft: Draft,
    persons: tuple[Match, ...],
    spot: Match | None,
    choices: Sequence[Choice],
) -> tuple[str, ...]:
    """Say the draft in words, one fact a line; first who is counted without their file."""
    whom = _safety_match(choices, persons)
    words = explain(
        opposition.counted(draft, persons),
        persons=tuple(match.name for match in opposition.filed(persons)),
        about=whom.name if whom and not whom.unfiled else "",
        spot=spot.name if spot else _spot_name(session, tour),
        evening=tour.evening,
    )
    proposed = (
        _("Orientation : {name}, proposée").format(name=choice.name)
        for choice in choices
        if choice.kind is ChoiceKind.SERVICE
    )
    return (*opposition.sentences(persons), *words, *proposed)


def _beyond_stock(tour: Tour, entries: Sequence[Entry], draft: Draft) -> tuple[str, ...]:
    """Say of which things, loaded tonight, the line gives more than should be left."""
    short = stock.run_out(tour, entries, facts.given(draft))
    labels = ", ".join(labelled("given", code).short for code in short)
    return (_("Plus assez en stock : {things}").format(things=labels),) if short else ()


def _spot_name(session: Session, tour: Tour) -> str:
    spot = get(session.store.reader, Spot, tour.spot) if tour.spot else None
    return spot.name if spot else ""


def _spot_of(reading: Reading, resolved: keep.Resolved, correcting: Entry | None) -> str | None:
    if resolved.spot:
        return resolved.spot
    return correcting.encounter.spot if correcting else reading.tour.spot


def _safety_match(choices: Sequence[Choice], persons: tuple[Match, ...]) -> Match | None:
    """Give whom a safety note is about: the only person named, or the one that was chosen."""
    if len(persons) == 1:
        return persons[0]
    words = {searchable(c.word) for c in choices if c.kind is ChoiceKind.SAFETY}
    return next((match for match in persons if searchable(match.word) in words), None)


def _resolved_safety(reading: Reading, resolved: keep.Resolved) -> str | None:
    """Give the id of whom a safety note is about, None where it goes to nobody's file."""
    match = _safety_match(reading.choices, reading.persons)
    filed = opposition.filed(reading.persons)
    return resolved.persons[filed.index(match)] if match in filed else None


def _repeats(reading: Reading, entries: Sequence[Entry]) -> datetime | None:
    """Give when the same people were noted at the same place within ten minutes."""
    if reading.draft.is_empty or reading.is_move_only:
        return None
    spot = reading.spot.chosen.record if reading.spot and reading.spot.chosen else None
    filed = opposition.filed(reading.persons)
    known = tuple(match.chosen.record for match in filed if match.chosen)
    for entry in entries:
        encounter = entry.encounter
        if abs(entry.at - reading.at) > NEAR_DUPLICATE or not isinstance(encounter, Encounter):
            continue
        same_spot = encounter.spot == (spot or reading.tour.spot)
        same_people = (
            set(known) == set(encounter.people.persons)
            and len(known) == len(filed)
            and reading.draft.people == encounter.people.total
        )
        if same_spot and same_people:
            return entry.at
    return None

"""A person's file as lines: each section under its title, then every encounter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from textwrap import wrap

from maraude.domain import codes
from maraude.domain.alert import Alert
from maraude.domain.encounter import NeedState, SafetyNote
from maraude.domain.evening import Evening, long_date, month
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthNote
from maraude.domain.note import Note
from maraude.domain.person import Informed, Person
from maraude.domain.referral import Referral
from maraude.domain.right import Right, RightStep
from maraude.domain.shorthand.labels import named
from maraude.domain.situation import Situation
from maraude.i18n import N_, _, ngettext
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases import referrals, situations
from maraude.usecases.listing import Row
from maraude.usecases.person_file import PersonFile, Wish

TITLE_WIDTH, WHEN_WIDTH, WORDS_WIDTH = 12, 16, 46
RECENT = 4
"""Referrals that came to a result, and past situations, that are shown."""

Record = (
    Alert
    | FollowUp
    | Right
    | RightStep
    | Wish
    | Referral
    | Situation
    | Note
    | SafetyNote
    | HealthNote
    | Person
    | Row
)
"""What a line is about."""

_SEVERITIES = {1: N_("maintenant"), 2: N_("ce soir"), 3: N_("au prochain passage")}
_WISHES = {
    NeedState.ASKED: N_("demandé"),
    NeedState.MET: N_("obtenu"),
    NeedState.UNMET: N_("pas disponible"),
    NeedState.REFUSED: N_("pas souhaité"),
}
_INFORMED = {
    Informed.YES: N_("informée de la fiche"),
    Informed.NO: N_("pas encore informée de la fiche"),
    Informed.NOT_POSSIBLE: N_("information pas possible jusqu'ici"),
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line: the title of its section where it is the first, when, and what, in words."""

    title: str
    when: str
    words: str
    record: Record | None = None
    strong: bool = False


def spans(line: FileLine) -> Spans:
    """Give the line as it is drawn."""
    return (
        (f"{fit(line.title, TITLE_WIDTH)} ", "bold"),
        (f"{fit(line.when, WHEN_WIDTH)} ", ""),
        (line.words, "bold" if line.strong else ""),
    )


def heading(person: Person) -> str:
    """Say who the person is, in one line."""
    known = (
        codes.load("genders").label(person.gender) if person.gender else "",
        _age(person),
        codes.load("households").label(person.household) if person.household else "",
        ", ".join(codes.load("languages").label(language) for language in person.languages),
        _("interprète nécessaire") if person.interpreter else "",
        _("dehors depuis {since}").format(since=_since(person.outside_since))
        if person.outside_since
        else "",
        _("animaux : {animals}").format(animals=person.animals) if person.animals else "",
        _("référent : {name}").format(name=person.referent) if person.referent else "",
        _("vulnérable") if person.vulnerable else "",
        _("s'oppose à la tenue d'une fiche") if person.opposed else "",
        _("FICHE GELÉE : g lève le gel") if person.restricted else "",
        _(_INFORMED[person.informed]),
    )
    return " · ".join(filter(None, known))


def sections(file: PersonFile, zone: tzinfo) -> Iterator[FileLine]:
    """Give what holds now: from what to be careful about to what may be a second file."""
    yield from _section(_("ALERTES"), (_alert(alert, zone) for alert in file.alerts))
    yield from _section(_("À REVOIR"), map(_follow_up, file.follow_ups))
    yield from _section(_("DROITS"), (*map(_right, file.rights), *map(_step, file.steps)))
    yield from _section(_("DEMANDES"), (_wish(wish, zone) for wish in file.wishes))
    yield from _section(_("ORIENTÉ VERS"), (_referral(r, zone) for r in _shown(file.referrals)))
    yield from _section(_("DORT"), map(_situation, file.situations[: 1 + RECENT]))
    yield from _section(_("MOTS"), (_note(note, zone) for note in file.notes))
    yield from _section(_("À PART"), _protected(file, zone))
    yield from _section(_("RÉUNIE AVEC"), map(_merged, file.merged))
    yield from _section(_("DOUBLON ?"), map(_alike, file.alike))


def encounter(row: Row, zone: tzinfo, *, first: bool) -> FileLine:
    """Give an encounter's line."""
    words = f"{row.spot} · {row.summary.words}" if row.spot else row.summary.words
    if row.entry.encounter.note:
        words = f"{words} · {row.entry.encounter.note}"
    when = f"{_day(row.entry.at, zone)} {row.time}"
    return FileLine(_("RENCONTRES") if first else "", when, words, row)


def missing(file: PersonFile) -> Iterator[FileLine]:
    """Say below the encounters that older ones are not here, over as many lines as it takes."""
    for line in wrap(file.missing, WORDS_WIDTH):
        yield FileLine("", "", line)


def follow_up_words(follow_up: FollowUp) -> str:
    """Say what a follow-up is for."""
    needs = ", ".join(codes.load("needs").label(code) for code in follow_up.what_for)
    return " · ".join(filter(None, (follow_up.note, needs, _every(follow_up)))) or _("à revoir")


def evening_words(evening: Evening | None) -> str:
    """Say an evening, or that it is still to be said."""
    return long_date(evening.date) if evening else _("sans soirée")


def _section(title: str, lines: Iterable[FileLine]) -> Iterator[FileLine]:
    for place, line in enumerate(lines):
        yield line if place else replace(line, title=title)


def _alert(alert: Alert, zone: tzinfo) -> FileLine:
    label = codes.load("alerts").label(alert.code)
    words = " — ".join(filter(None, (label, alert.what_to_do)))
    severity = _(_SEVERITIES.get(alert.severity, _SEVERITIES[3]))
    return FileLine("", _day(alert.since, zone), f"! {words} ({severity})", alert, strong=True)


def _follow_up(follow_up: FollowUp) -> FileLine:
    return FileLine("", evening_words(follow_up.due), follow_up_words(follow_up), follow_up)


def _every(follow_up: FollowUp) -> str:
    if not follow_up.every:
        return ""
    return ngettext("chaque soir", "tous les {n} soirs", follow_up.every).format(n=follow_up.every)


def _right(right: Right) -> FileLine:
    words = _("{right} : {state}").format(
        right=codes.load("rights").label(right.code),
        state=codes.load("right_states").label(right.state),
    )
    when = evening_words(right.due) if right.due else ""
    return FileLine("", when, " — ".join(filter(None, (words, right.next_step))), right)


def _step(step: RightStep) -> FileLine:
    when = evening_words(step.due) if step.due else ""
    words = _("papiers : {step}").format(step=step.text)
    # The step of a right is told by who knows the right; others read it only.
    return FileLine("", when, words, None if step.right else step)


def _protected(file: PersonFile, zone: tzinfo) -> Iterator[FileLine]:
    """Give the notes that fewer may read, each closed until it is opened."""
    for note in file.safety:
        label = codes.load("alerts").label(note.code)
        words = _("{label} · Entrée pour lire").format(label=label)
        yield FileLine("", _day(note.at, zone), words, note)
    for noted in file.health:
        yield FileLine("", _day(noted.at, zone), _("santé · Entrée pour lire"), noted)
    for mark in file.health_marks:
        words = _("une note de santé, que les soignants lisent")
        yield FileLine("", _day(mark.at, zone), words)


def _wish(wish: Wish, zone: tzinfo) -> FileLine:
    words = _("{thing} : {state}").format(
        thing=named(wish.need.code, wish.need.item).label, state=_(_WISHES[wish.need.state])
    )
    if wish.times > 1:
        words = _("{words} · demandé {n} fois").format(words=words, n=wish.times)
    return FileLine("", _day(wish.last_at, zone), words, wish)


def _referral(referral: Referral, zone: tzinfo) -> FileLine:
    listed = "call_results" if referral.is_call else "referral_results"
    words = _("{target} : {result}").format(
        target=referral.service_name or codes.load("targets").label(referral.target),
        result=codes.load(listed).label(referral.result),
    )
    reason = codes.load("refusal_reasons").label(referral.reason) if referral.reason else ""
    words = " — ".join(filter(None, (words, reason)))
    awaited = referrals.is_awaited(referral)
    return FileLine("", _day(referral.at, zone), words, referral, strong=awaited)


def _shown(made: Iterable[Referral]) -> Iterator[Referral]:
    """Give the referrals that something may still come of, and the last ones that are over."""
    over = 0
    for referral in made:
        if referrals.is_awaited(referral):
            yield referral
        elif over < RECENT:
            over += 1
            yield referral


def _situation(situation: Situation) -> FileLine:
    since, until = situation.since.date, situation.until
    when = f"{since:%d/%m} → {_date(until.date)}" if until else _date(since)
    return FileLine("", when, situations.words(situation), situation)


def _note(note: Note, zone: tzinfo) -> FileLine:
    return FileLine("", _day(note.at, zone), note.text, note)


def _merged(person: Person) -> FileLine:
    return FileLine("", person.code, " · ".join(person.names), person)


def _alike(person: Person) -> FileLine:
    words = _("{names} · autre fiche, peut-être la même personne")
    return FileLine("", person.code, words.format(names=" · ".join(person.names)), person)


def _age(person: Person) -> str:
    if not person.age:
        return ""
    label = codes.load("age_bands").label(person.age)
    return _("{age} (estimé)").format(age=label) if person.age_estimated else label


def _since(text: str) -> str:
    """Say ``2024-03`` as "mars 2024"."""
    year, _dash, number = text.partition("-")
    return f"{month(date(int(year), int(number), 1))} {year}" if number else year


def _day(moment: datetime, zone: tzinfo) -> str:
    return _date(moment.astimezone(zone).date())


def _date(day: date) -> str:
    return f"{day:%d/%m/%y}"

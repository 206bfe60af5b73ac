"""La ligne in words: what it says, and what it does not say yet."""

from collections.abc import Iterator, Sequence

from maraude.domain.encounter import NeedState, People
from maraude.domain.evening import Evening, long_date, short_date
from maraude.domain.referral import CALL
from maraude.domain.shorthand import facts
from maraude.domain.shorthand.codewords import dotted, is_stock, targets
from maraude.domain.shorthand.draft import Cause, Draft, Item, Problem, ProblemKind, SeeAgain
from maraude.domain.shorthand.labels import because, entry, given_words, named, short, why
from maraude.domain.shorthand.letters import Letters
from maraude.i18n import N_, _, ngettext

_A_WEEK = 7
_SOUP = Item("ALI", "SOU")
_NEEDS = (
    (NeedState.ASKED, N_("Demande : {things}")),
    (NeedState.MET, N_("Obtenu : {things}")),
    (NeedState.UNMET, N_("Pas disponible : {things}")),
    (NeedState.REFUSED, N_("N'a pas souhaité : {things}")),
)
_INCOMPLETE = {
    ",": N_("? , : un prénom ou un surnom, par exemple ,mar"),
    ";": N_("? ; : un lieu, par exemple ;gare"),
    "!": N_("? ! : une alerte, par exemple !pla (plaie)"),
    "*": N_("? * : la réponse du 115 ou une raison, par exemple *rap (rappeler plus tard)"),
    "@": N_("? @ : une heure, par exemple @2136"),
    ".": N_("? . : un code, par exemple .log (logement)"),
}
_REFUSED = {
    Cause.COUNT: N_("? {text} : 999 personnes au plus"),
    Cause.QUANTITY: N_("? {text} : une quantité va de 1 à 999, par exemple {soup}=8"),
    Cause.WAIT: N_("? {text} : 999 minutes d'attente au plus"),
    Cause.EVENINGS: N_("? {text} : de 1 à 365 soirées, par exemple {again}3"),
    Cause.NAME: N_("? {text} : un prénom s'écrit en lettres ; pour compter, par exemple 4,2"),
    Cause.ALERT: N_("? {text} : cette alerte n'existe pas ; ! seul ouvre la liste"),
    Cause.WHY: N_("? {text} : ni une réponse du 115, ni une raison ; * seul ouvre la liste"),
    Cause.TIME: N_("? {text} : une heure s'écrit par exemple @2136"),
    Cause.ANSWERS_NOTHING: N_("? {text} : rien sur la ligne à quoi cela réponde"),
    Cause.SAID_BEFORE: N_("? {text} : la ligne dit déjà autre chose"),
    Cause.NOBODY: N_("? {text} : sans personne, seul se note ce qui a été laissé : 0{soup}=5"),
}


def explain(
    draft: Draft,
    *,
    persons: Sequence[str] = (),
    about: str = "",
    spot: str = "",
    evening: Evening,
) -> tuple[str, ...]:
    """Say ``draft`` in words, one fact a line; nothing for a line that says nothing yet.

    ``persons`` are the names of those it names, in its order, ``about`` the name of whom a safety
    note is about, ``spot`` the name of the place that it names; ``evening`` is the tour's.
    """
    if draft.is_empty:
        return ()
    facts_said = _facts(draft, persons or draft.persons, spot or draft.spot, evening)
    return (*facts_said, *_note(draft, about))


def problem_words(problem: Problem, letters: Letters) -> str:
    """Say in one sentence why a piece of the line is not understood, and what to write."""
    if problem.kind is ProblemKind.INCOMPLETE:
        return _(_INCOMPLETE[problem.text[:1]])
    if problem.kind is ProblemKind.AMBIGUOUS:
        candidates = (_candidate(problem.text, code, letters) for code in problem.candidates)
        return _("? {text} : {candidates}").format(
            text=problem.text, candidates=", ".join(candidates)
        )
    if problem.cause is None:
        return _("? je ne comprends pas : {text}").format(text=problem.text)
    return _(_REFUSED[problem.cause]).format(
        text=problem.text, soup=letters.letter(_SOUP), again=letters.letter(SeeAgain())
    )


def _facts(draft: Draft, persons: Sequence[str], spot: str, evening: Evening) -> Iterator[str]:
    if draft != Draft(spot=draft.spot, at=draft.at, problems=draft.problems):
        yield from _who(draft, persons)
    yield from _needs(draft)
    yield from _given(draft)
    if facts.has_animal(draft):
        yield _("Un animal est présent")
    yield from map(_answer, facts.answers(draft))
    if alerts := facts.alerts(draft):
        labels = ", ".join(entry("alerts", alert).label for alert in alerts)
        yield _("Alerte : {alerts}").format(alerts=labels)
    yield from (_again(evenings, evening) for evenings in facts.see_again(draft))
    if draft.spot:
        yield _("Lieu : {spot}").format(spot=spot)
    if draft.at is not None:
        yield _("Heure : {time}").format(time=f"{draft.at:%H:%M}")


def _who(draft: Draft, persons: Sequence[str]) -> Iterator[str]:
    """Say who was met, and how."""
    people, contact = facts.people(draft, persons), facts.contact(draft)
    if facts.is_left_behind(draft):
        yield _("Personne n'a été rencontré")
    elif people.total:
        yield _people(people, persons)
    elif persons:
        yield ", ".join(persons)
    if contact != "CON":
        result = because(entry("contacts", contact).label, facts.contact_reason(draft))
        yield _("Contact : {result}").format(result=result)


def _people(people: People, names: Sequence[str]) -> str:
    """Say who and how many: "2 personnes : Marta + 1 inconnue"."""
    total, detail = people.total, _breakdown(people)
    rest = total - len(names)
    if detail and names:
        text = ngettext(
            "{n} personne : {detail}, dont {names}", "{n} personnes : {detail}, dont {names}", total
        )
    elif detail:
        text = ngettext("{n} personne : {detail}", "{n} personnes : {detail}", total)
    elif names and rest > 0:
        text = ngettext(
            "{n} personnes : {names} + {rest} inconnue",
            "{n} personnes : {names} + {rest} inconnues",
            rest,
        )
    elif names:
        text = ngettext("{n} personne : {names}", "{n} personnes : {names}", total)
    else:
        text = ngettext("{n} personne", "{n} personnes", total)
    return text.format(n=total, detail=detail, names=", ".join(names), rest=rest)


def _breakdown(people: People) -> str:
    """Say how many men, women and minors, nothing where that is not known."""
    if not (people.men or people.women or people.minors):
        return ""
    if people.men or people.women:
        unknown = _("{n} sans précision")
    else:
        unknown = ngettext("{n} adulte", "{n} adultes", people.unknown)
    counts = (
        (people.men, ngettext("{n} homme", "{n} hommes", people.men)),
        (people.women, ngettext("{n} femme", "{n} femmes", people.women)),
        (people.unknown, unknown),
        (people.minors, ngettext("{n} mineur", "{n} mineurs", people.minors)),
    )
    return ", ".join(text.format(n=n) for n, text in counts if n)


def _needs(draft: Draft) -> Iterator[str]:
    """Say what was asked, and what came of it, one line a state."""
    needs = facts.needs(draft)
    for state, sentence in _NEEDS:
        labels = [
            because(named(need.code, need.item).short, need.reason)
            for need in needs
            if need.state is state
        ]
        if labels:
            yield _(sentence).format(things=", ".join(labels))


def _given(draft: Draft) -> Iterator[str]:
    """Say what was handed over, then what was done."""
    given = facts.given(draft)
    handed = [given_words(g) for g in given if is_stock(g.code)]
    done = [given_words(g) for g in given if not is_stock(g.code)]
    if handed and facts.is_left_behind(draft):
        yield _("Laissé sur place : {things}").format(things=", ".join(handed))
    elif handed:
        yield _("Remis : {things}").format(things=", ".join(handed))
    if done:
        yield _("Fait : {things}").format(things=", ".join(done))


def _answer(answer: facts.Answer) -> str:
    """Say what came of a call to the 115, or of another referral."""
    if answer.target != CALL:
        return _("Orientation : {target}, {result}").format(
            target=entry("targets", answer.target).label,
            result=because(entry("referral_results", answer.result).label, answer.reason),
        )
    result = entry("call_results", answer.result).label
    if answer.waited is not None:
        result = _("{result}, {n} min d'attente").format(result=result, n=answer.waited)
    return _("115 : {result}").format(result=because(result, answer.reason))


def _again(evenings: int, evening: Evening) -> str:
    """Say on which evening to come back."""
    due = evening.later(evenings).date
    when = short_date(due) if evenings < _A_WEEK else long_date(due)
    if evenings == 1:
        return _("À revoir : {date} (soirée suivante)").format(date=when)
    return ngettext(
        "À revoir : {date} (dans {n} soirée)", "À revoir : {date} (dans {n} soirées)", evenings
    ).format(date=when, n=evenings)


def _note(draft: Draft, about: str) -> Iterator[str]:
    """Say the note, and which part of the line goes to a safety note alone."""
    codes = facts.safety(draft)
    if codes:
        labels = ", ".join(entry("alerts", code).label for code in codes)
        if about:
            yield _("Note à part, protégée, pour {name} : {what}").format(name=about, what=labels)
        else:
            yield _("Note à part, protégée : {what}").format(what=labels)
    if draft.note and codes:
        yield _("Texte protégé : {text}").format(text=draft.note)
    elif draft.note:
        yield _("Note : {text}").format(text=draft.note)


def _candidate(text: str, code: str, letters: Letters) -> str:
    """Say what a word may still become: its code, its label, its letter."""
    if text[0] == "!":
        label, letter = entry("alerts", code).short, ""
    elif text[0] == "*":
        label, letter = why(code).short, ""
    else:
        act = (targets() if text.startswith("..") else dotted())[code]
        label, letter = short(act), letters.letter(act)
    shown = _("{code} {label} ({letter})") if letter else _("{code} {label}")
    return shown.format(code=code, label=label, letter=letter)

"""The questions that la ligne and the calls to the 115 ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from textual.app import App

from maraude.domain import codes
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed
from maraude.domain.referral import OPEN_CALL
from maraude.i18n import N_, _
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases.resolve import Candidate, Match, as_name

_ANSWER_KEYS = {"PLA": "=", "NPA": "-", "NCO": "c", "REFP": "r", "NDC": "n", "RAP": "p"}
_INFORMED = (
    (Informed.YES, "o", N_("oui, la personne sait qu'une fiche existe et à quoi elle sert")),
    (Informed.NO, "n", N_("non, pas encore")),
    (Informed.NOT_POSSIBLE, "p", N_("pas possible ce soir")),
)


async def decide(app: App[object], match: Match, zone: tzinfo) -> Choice | None:
    """Ask which record a word stands for, or whether to make a new one."""
    if _is_person(match):
        question, new = _("« {word} » : qui est-ce ?"), _("{word}, nouvelle fiche")
    else:
        question, new = _("« {word} » : quel lieu ?"), _("{word}, nouveau lieu")
    answers = [
        Choosable(Choice(match.kind, match.word, record=c.record), _candidate(c, zone))
        for c in match.candidates[:9]
    ]
    fresh = Choice(match.kind, match.word, name=as_name(match.word))
    answers.append(Choosable(fresh, new.format(word=as_name(match.word)), "+"))
    choice = await app.push_screen_wait(Pick(question.format(word=match.word), answers))
    if choice is None or choice.record or not _is_person(match):
        return choice
    told = await app.push_screen_wait(informed(choice.name))
    return replace(choice, informed=told) if told else None


def whom(persons: Sequence[Match]) -> Pick[Choice]:
    """Ask which of the persons named a safety note is about."""
    return Pick(
        _("De qui s'agit-il ? Cette note reste à part, au nom d'une seule personne."),
        [Choosable(Choice(ChoiceKind.SAFETY, match.word), match.name) for match in persons],
    )


def call_answer(since: str) -> Pick[str]:
    """Ask what the 115 answered to the call of ``since``, a local time."""
    answers = [
        Choosable(code.code, code.label, _ANSWER_KEYS.get(code.code, ""))
        for code in codes.load("call_results")
        if code.code != OPEN_CALL
    ]
    first = sorted(answers, key=lambda answer: not answer.key)
    return Pick(_("115 appelé à {time} : quelle réponse ?").format(time=since), first)


def informed(name: str) -> Pick[Informed]:
    """Ask whether a person knows that a file on them begins."""
    question = _("Nouvelle fiche « {name} » : la personne en est-elle informée ?").format(name=name)
    return Pick(question, [Choosable(value, _(label), key) for value, key, label in _INFORMED])


def informed_label(informed: Informed) -> str:
    """Say whether a person knows of their file."""
    return next(_(label) for value, _key, label in _INFORMED if value is informed)


def _is_person(match: Match) -> bool:
    return match.kind is ChoiceKind.PERSON


def _candidate(candidate: Candidate, zone: tzinfo) -> str:
    if candidate.last_met is None:
        return candidate.name
    met = candidate.last_met.astimezone(zone)
    return _("{name} · dernière rencontre le {date}").format(
        name=candidate.name, date=f"{met:%d/%m/%Y}"
    )

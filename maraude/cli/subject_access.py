"""``maraude subject-access``: show a person their file, on the screen or in a file."""

from argparse import Namespace
from typing import Any

from maraude import i18n
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.reports import subject_access as paper
from maraude.usecases import find, subject_access
from maraude.usecases.masking import Masks
from maraude.usecases.subject_access import SubjectFile


def run(arguments: Namespace) -> Answer:
    """Gather the file, print it or write it, and write down that this was done."""
    check = subject_access.read_check(arguments.checked)
    masks = Masks(frozenset(arguments.mask), frozenset(arguments.show))
    with access.session(arguments) as session:
        person = find.named(session, arguments.code)
        shown = subject_access.read(
            session, person, check, i18n.language(), masks, safety=arguments.safety
        )
        if arguments.file is None:
            subject_access.shown(session, person, check)
            return Answer(_document(shown), [*paper.lines(shown), "", *_masked(shown)])
        path = paper.write(shown, arguments.file)
        subject_access.exported(session, person, check)
    written = _(
        "Écrit : {path}. Relisez-le avant de le remettre ; il n'est plus à l'abri, et un effacement"
        " ne l'atteindra pas."
    )
    return Answer(
        {"file": str(path), "masked": list(shown.masked)},
        [written.format(path=path), *_masked(shown)],
    )


def _masked(shown: SubjectFile) -> list[str]:
    """Say which words are hidden, for whoever shows the file and not for whom it is of."""
    if not shown.masked:
        return []
    words = ", ".join(shown.masked)
    return [
        _("Masqué : {words}. --show MOT en montre un, --mask MOT en masque un autre.").format(
            words=words
        )
    ]


def _document(shown: SubjectFile) -> dict[str, Any]:
    return {
        "subject_access": {
            "code": shown.code,
            "title": shown.title,
            "made_at": shown.made_at.isoformat(timespec="minutes"),
            "introduction": list(shown.introduction),
            "sections": [
                {
                    "title": section.title,
                    "lines": [
                        {"when": line.when, "words": line.words, "source": line.source}
                        for line in section.lines
                    ],
                }
                for section in shown.sections
            ],
            "masked": list(shown.masked),
        }
    }

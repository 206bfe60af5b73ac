"""Keep the line that is being typed, so that a crash or a lock takes nothing away."""

from concurrent.futures import Future
from dataclasses import replace

from maraude import i18n
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.kept_line import KeptLine
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.names import chip_words
from maraude.domain.shorthand.parse import rewritten
from maraude.store import drafts, persons
from maraude.usecases.session import Session


def keep(session: Session, line: KeptLine) -> Future[None]:
    """Write the draft; done when it would survive the end of the process."""
    return session.store.write_local(lambda connection: drafts.keep(connection, line))


def drop(session: Session) -> Future[None]:
    """Forget the draft: its line was saved or taken back."""
    return session.store.write_local(drafts.drop)


def naming(session: Session, line: KeptLine, person: str) -> KeptLine:
    """Give a line with a person, by their id, named first on it."""
    chosen = [choice for choice in line.choices if choice.kind is ChoiceKind.PERSON]
    if any(choice.record == person for choice in chosen):
        return line
    called = persons.called(session.store.reader, (person,)).get(person, "")
    word = chip_words([*(choice.word for choice in chosen), called])[-1]
    return replace(
        line,
        line=f",{word} {line.line.lstrip()}",
        choices=(*line.choices, Choice(ChoiceKind.PERSON, word, record=person)),
    )


def read(session: Session) -> KeptLine | None:
    """Give the draft that was kept, in the letters of the language in use.

    None where nothing was typed.
    """
    kept = drafts.read(session.store.reader)
    if kept is None or not kept.line.strip():
        return None
    language = i18n.language()
    line = rewritten(kept.line, letters(kept.language), letters(language))
    return replace(kept, line=line, language=language)

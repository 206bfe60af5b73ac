"""``maraude quarantine`` and ``release``: what the server keeps apart, for a coordinator."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.clock import HybridTime
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.quarantine import Kept, Name
from maraude.usecases import quarantine
from maraude.usecases import quarantine_words as words
from maraude.usecases.session import Session


def show(arguments: Namespace) -> Answer:
    """List what is kept apart, and what it says as far as this coordinator may read it."""
    with access.session(arguments) as session:
        found = quarantine.listed(session, arguments.laptop)
        lines = [line for one in found.changes for line in _lines(session, one)]
    document = {"quarantine": [_document(one) for one in found.changes], "count": found.count}
    return Answer(document, lines or [_("Rien n'est mis de côté.")])


def release(arguments: Namespace) -> Answer:
    """Let the server apply changes; Refusal where it applies none of them."""
    names = [_named(word) for word in arguments.change]
    with access.session(arguments) as session:
        done = quarantine.release(session, names)
    refused = [
        {"change": str(one.change), "code": one.code, "message": words.refusal(one.code)}
        for one in done.refused
    ]
    if not done.released:
        raise Refusal(done.refused[0].code, words.released(done))
    document = {"released": [str(name) for name in done.released], "refused": refused}
    return Answer(document, (words.released(done),))


def _named(word: str) -> Name:
    try:
        return Name.parse(word)
    except ValueError:
        raise Refusal(
            "bad-change",
            _("{word} ne désigne aucun changement. La liste : maraude quarantine.").format(
                word=word
            ),
        ) from None


def _document(one: Kept) -> dict[str, object]:
    return {
        "change": str(one.change),
        "device": one.device,
        "author": one.author or None,
        "type": one.type or None,
        "kind": one.kind or None,
        "record": one.record or None,
        "reason": one.reason,
        "received_at": HybridTime(one.received_at).moment.isoformat(),
        "written_at": HybridTime(one.written_at).moment.isoformat() if one.written_at else None,
        "releasable": one.reachable,
        "fields": one.fields,
    }


def _lines(session: Session, one: Kept) -> list[str]:
    parts = (words.kind(one), words.about(session, one), words.author(one))
    told = " · ".join(filter(None, (str(one.change), *parts, words.when(one, session.zone))))
    return [
        _("{what} : {why}").format(what=told, why=words.why(one)),
        f"    {words.contents(session, one)}",
    ]

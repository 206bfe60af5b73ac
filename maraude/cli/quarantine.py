"""``maraude server quarantine`` and ``release``: changes that the server keeps apart."""

from argparse import Namespace
from dataclasses import dataclass
from datetime import datetime

from maraude.cli.output import Answer
from maraude.cli.server import moment, opened
from maraude.domain.clock import HybridTime, system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.protocol import changes
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.quarantine import Name
from maraude.server import access, audit, quarantine
from maraude.server.quarantine import Apart
from maraude.usecases import conflict_words, morning_words


@dataclass(frozen=True, slots=True)
class _Listed:
    """A change kept apart, as it is named here, and whose laptop's it is."""

    apart: Apart
    device: str
    change: Change | None

    @property
    def name(self) -> str:
        return f"{self.apart.inc}.{self.apart.n}"

    @property
    def kind(self) -> str:
        return self.change.t if self.change else ""

    @property
    def written(self) -> datetime | None:
        return HybridTime.parse(self.change.h).moment if self.change else None


def show(arguments: Namespace) -> Answer:
    """List the changes that are kept apart, and why; what they say only where it is asked for."""
    with opened(arguments) as database, database.read() as connection:
        names = {one.id: one.name for one in access.devices(connection)}
        found = [
            _Listed(one, names.get(one.device, one.device), _read(one))
            for one in quarantine.listed(connection)
        ]
    contents = arguments.contents
    return Answer(
        {"quarantine": [_document(one, contents=contents) for one in found]},
        [line for one in found for line in _lines(one, contents=contents)]
        or [_("Rien n'est mis de côté.")],
    )


def release(arguments: Namespace) -> Answer:
    """Apply changes that were kept apart, as if they came in now."""
    wanted = [_named(word) for word in arguments.change]
    at = audit.milliseconds(system_now)
    with opened(arguments) as database:
        with database.write() as connection:
            done: set[tuple[str, int]] = set()
            for name in wanted:
                if (name.inc, name.n) not in done:
                    applied = quarantine.release(connection, name.inc, name.n, at)
                    done |= {(name.inc, n) for n in applied}
            released = [f"{inc}.{n}" for inc, n in sorted(done)]
            for change in released:
                audit.record(connection, audit.SERVER, "release", change, at)
        database.shred()
    told = ngettext(
        "{n} changement est appliqué : les ordinateurs le recevront.",
        "{n} changements sont appliqués : les ordinateurs les recevront.",
        len(done),
    )
    return Answer({"released": released}, (told.format(n=len(done)),))


def _named(word: str) -> Name:
    try:
        return Name.parse(word)
    except ValueError:
        raise Refusal(
            "bad-change",
            _("{word} ne désigne aucun changement. La liste : maraude server quarantine.").format(
                word=word
            ),
        ) from None


def _read(apart: Apart) -> Change | None:
    try:
        return changes.decode(apart.line)
    except MalformedChangeError:
        return None


def _document(one: _Listed, *, contents: bool) -> dict[str, object]:
    document: dict[str, object] = {
        "change": one.name,
        "device": one.apart.device,
        "author": one.change.a if one.change else None,
        "type": one.kind or None,
        "record": one.change.r if one.change else None,
        "reason": one.apart.reason,
        "received_at": moment(one.apart.received_at),
        "written_at": one.written.isoformat() if one.written else None,
    }
    if contents:
        document["line"] = one.apart.line.decode("utf-8", "replace")
    return document


def _lines(one: _Listed, *, contents: bool) -> list[str]:
    told = _("{change} · {device} · {author} · {kind} · reçu {received} : {reason}").format(
        change=one.name,
        device=one.device,
        author=(one.change.a.partition(":")[2] if one.change else "") or "–",
        kind=conflict_words.kind(one.kind) if one.kind else "–",
        received=moment(one.apart.received_at),
        reason=morning_words.reason(one.apart.reason),
    )
    return [told, f"    {one.apart.line.decode('utf-8', 'replace')}"] if contents else [told]

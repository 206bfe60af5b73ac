"""What a change that the server keeps apart is, in words."""

from datetime import tzinfo

from maraude.domain.clock import HybridTime
from maraude.domain.entry import Entry
from maraude.domain.evening import long_date
from maraude.domain.person import Person
from maraude.i18n import N_, _, ngettext
from maraude.protocol import documents
from maraude.protocol.quarantine import Kept, Released
from maraude.store import persons, records
from maraude.usecases import conflict_words, listing, morning_words
from maraude.usecases.session import Session

_KINDS = {
    "put": N_("nouveau"),
    "patch": N_("modification"),
    "erase": N_("effacement pour toujours"),
    "redact": N_("effacement d'un texte pour toujours"),
    "void": N_("effacé entre-temps"),
}
_REFUSALS = {
    "unknown-change": N_("il n'est plus là : quelqu'un l'a déjà libéré"),
    "out-of-reach": N_("il touche une équipe ou un secteur que cet ordinateur ne voit pas"),
    "unreadable-change": N_("il est illisible"),
    "unknown-row": N_("la fiche qu'il modifie n'est pas encore sur le serveur"),
}


def kind(one: Kept) -> str:
    """Say which kind of record it writes, and how."""
    if not one.type:
        return _("illisible")
    how = _(_KINDS[one.kind]) if one.kind in _KINDS else one.kind
    return f"{conflict_words.kind(one.type)}, {how}"


def author(one: Kept) -> str:
    """Say who wrote it, on which laptop."""
    who = one.author.partition(":")[2]
    return f"{who} · {one.device}" if who else one.device


def when(one: Kept, zone: tzinfo) -> str:
    """Say when it was written, and when it came in."""
    received = _("reçu {when}").format(when=_moment(one.received_at, zone))
    if not one.written_at:
        return received
    written = _("écrit {when}").format(when=_moment(one.written_at, zone))
    return f"{written}, {received}"


def why(one: Kept) -> str:
    """Say why it is kept apart, and whether it can be released from here."""
    said = morning_words.reason(one.reason)
    if one.reachable:
        return said
    return _("{reason} ; il ne peut pas être libéré d'ici").format(reason=said)


def about(session: Session, one: Kept) -> str:
    """Name whom it is about, where this laptop knows them."""
    fields = one.fields or {}
    found = one.record if one.type == "person" else fields.get("person")
    known = records.get(session.store.reader, Person, str(found)) if found else None
    if known:
        return persons.head(session.store.reader, known).called
    return str(fields.get("called") or "") if one.type == "person" else ""


def contents(session: Session, one: Kept) -> str:
    """Say what it writes, as far as this coordinator may read it."""
    if one.fields is None:
        if one.reachable:
            return _("Trop long pour être montré ici.")
        return _("Ce qu'il dit ne se lit pas ici.")
    said = _encounter(session, one) if one.type == "encounter" else ""
    pairs = conflict_words.said(one.type, one.fields)
    told = (_("{field} : {value}").format(field=field, value=value) for field, value in pairs)
    return " · ".join(filter(None, (said, *told))) or _("rien qui se lise ici")


def released(done: Released) -> str:
    """Say what came of it."""
    said = [
        ngettext("{n} changement libéré.", "{n} changements libérés.", len(done.released)).format(
            n=len(done.released)
        )
    ]
    if done.refused:
        n = len(done.refused)
        said.append(
            ngettext(
                "{n} reste de côté : {reason}.", "{n} restent de côté ; le premier, {reason}.", n
            ).format(n=n, reason=refusal(done.refused[0].code))
        )
    return " ".join(said)


def refusal(code: str) -> str:
    """Say why a change stays apart."""
    return _(_REFUSALS[code]) if code in _REFUSALS else code


def _encounter(session: Session, one: Kept) -> str:
    """Say an encounter as a line of the evening does; nothing where it is not whole."""
    try:
        encounter = documents.from_document(one.type, one.record, dict(one.fields or {}))
        (row,) = listing.rows(session, [Entry(encounter)])
    except (KeyError, ValueError, TypeError):
        return ""
    return " · ".join(filter(None, (row.spot, row.summary.people, row.summary.words)))


def _moment(milliseconds: int, zone: tzinfo) -> str:
    at = HybridTime(milliseconds).moment.astimezone(zone)
    return _("{date} à {time}").format(date=long_date(at.date()), time=f"{at:%H:%M}")

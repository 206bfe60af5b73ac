"""Open a profile in spite of damage, and say what was recovered and what may be missing."""

from collections.abc import Iterator
from datetime import timedelta, tzinfo
from pathlib import Path

from maraude.domain.clock import Now
from maraude.domain.evening import long_date
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.store import incarnation, recovery
from maraude.store.addresses import Addresses
from maraude.store.engine import DatabaseError
from maraude.store.recovery import Recovered
from maraude.store.services import Services
from maraude.store.store import Store
from maraude.usecases.session import Session

CLOCK_SLACK = timedelta(days=1)


def open_session(home: Path, key: bytes, author: str, now: Now) -> Session:
    """Open the stores in ``home``; damaged ones give way to what can be recovered.

    The session's notice says what happened. Refusal where nothing can be.
    """
    try:
        return _opened(home, key, author, now)
    except Refusal as refused:
        if refused.code != "damaged-database":
            raise
    except DatabaseError as error:
        if not recovery.is_damage(error):
            raise
    recovery.recover(home, key, author, now)
    return _opened(home, key, author, now)


def diagnose(home: Path, failure: BaseException) -> str:
    """Give the sentence for a failure that is damage, nothing for any other.

    The next start then reads the database to the end, and recovers what it can.
    """
    if not recovery.is_damage(failure):
        return ""
    recovery.suspect(home)
    return _(
        "La base de travail est abîmée sur le disque. Relancez maraude : la dernière sauvegarde"
        " sera reprise, avec tout ce qui se laisse encore lire."
    )


def _opened(home: Path, key: bytes, author: str, now: Now) -> Session:
    recovery.clear_suspicion(home, key)
    store = Store(home, key, author, now)
    try:
        recovered = recovery.told(store.reader)
        services, addresses = Services.open(home, key), Addresses.open(home, key)
        sentences = [
            *(_told(recovered, store.profile.zone) if recovered else ()),
            *_log_damaged(store),
            *_erased_again(store),
            *filter(None, (services.notice, addresses.notice)),
            *_clock_doubt(store, now),
        ]
    except BaseException:
        store.close()
        raise
    return Session(store, services, addresses, now, " ".join(sentences))


def _told(recovered: Recovered, zone: tzinfo) -> Iterator[str]:
    made_at = recovered.made_at.astimezone(zone)
    yield _(
        "La base de travail était abîmée : la sauvegarde du {date} à {time} est reprise."
    ).format(date=long_date(made_at.date()), time=f"{made_at:%H:%M}")
    if recovered.salvaged:
        yield ngettext(
            "Une écriture plus récente a été retrouvée.",
            "{n} écritures plus récentes ont été retrouvées.",
            recovered.salvaged,
        ).format(n=recovered.salvaged)
    if not recovered.whole:
        yield _("Ce qui a été noté ensuite peut manquer : à vérifier avec l'équipe.")
    if recovered.aside:
        yield _("Le fichier abîmé est gardé : {name}.").format(name=recovered.aside)


def _log_damaged(store: Store) -> Iterator[str]:
    if store.log_damaged:
        yield _(
            "La fin du journal de la base est abîmée : ce qui a été noté juste avant le dernier"
            " arrêt peut manquer, à vérifier avec l'équipe."
        )


def _erased_again(store: Store) -> Iterator[str]:
    if store.erased_again:
        yield _(
            "Des effacements demandés plus tôt ont été refaits : ces personnes ne sont plus sur cet"
            " ordinateur."
        )


def _clock_doubt(store: Store, now: Now) -> Iterator[str]:
    """Say that the laptop's clock is earlier than what was written last."""
    last = incarnation.current(store.reader).h.moment
    if now() < last - CLOCK_SLACK:
        here, then = (moment.astimezone(store.profile.zone) for moment in (now(), last))
        yield _(
            "L'horloge de cet ordinateur indique le {here}, avant ce qui a été noté en dernier"
            " ({then}). Réglez-la : les soirées suivent cette horloge."
        ).format(here=f"{here:%d/%m/%Y}", then=f"{then:%d/%m/%Y}")

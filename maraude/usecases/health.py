"""Say whether all is well with a profile on this laptop: a sentence for each thing, and what to do.

Nothing is changed, but that a damaged work database is marked: the next start then mends it.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from maraude import paths
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.store import backup, inspection, keyring, recovery, reserve, streets
from maraude.store.engine import DatabaseError
from maraude.store.inspection import State, Work
from maraude.usecases import history
from maraude.usecases.recovery import CLOCK_SLACK
from maraude.usecases.session import Session

OLD_DAYS = 7
"""Days after which a backup, or changes that no server has, are worth a word."""


class Level(StrEnum):
    """How a thing is: well, to be looked after, or wrong."""

    WELL = "well"
    WATCH = "watch"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that was looked at, by a word for programs and a label; ``to_do`` may be empty."""

    about: str
    label: str
    level: Level
    sentence: str
    to_do: str = ""


def examine(home: Path, key: bytes | None, now: datetime) -> Iterator[Finding]:
    """Look at everything in ``home``, one thing after the other; less of it without ``key``.

    Each takes as long as reading its files does. Refusal ``no-profile`` for an empty folder.
    """
    if not (paths.keyring(home).exists() or paths.database(home).exists()):
        raise Refusal("no-profile", _("Il n'y a pas de profil ici."))
    yield _keys(home)
    yield _permissions(home)
    yield _space(home)
    yield _reserve(home)
    yield _log(home)
    work = _work(home, key)
    yield work
    yield _directory(home, key)
    yield _addresses(home, key)
    if paths.streets(home).exists():
        yield _streets(home)
    yield _backups(home, key, now)
    if key is None:
        yield _locked()
    elif work.level is Level.WELL:
        yield from _inside(home, key, now)


def of(session: Session) -> Iterator[Finding]:
    """Look at everything in an open profile, as ``examine``."""
    return session.store.with_key(lambda home, key: examine(home, key, session.now()))


def _inside(home: Path, key: bytes, now: datetime) -> Iterator[Finding]:
    """Say what the work database, which is whole, says of itself."""
    try:
        found = inspection.work(home, key)
    except (DatabaseError, Refusal):
        label = _("Schéma de la base")
        yield Finding("schema", label, Level.WRONG, _("La base ne répond pas."), _mended())
        return
    for look in (_schema, _ledger):
        yield look(found)
    yield _waiting(found, now)
    if found.begins:
        yield _history(found.begins)
    yield _clock(found, now)


def _keys(home: Path) -> Finding:
    label = _("Trousseau de clés")
    say = _sayer("keyring", label)
    file = paths.keyring(home)
    if paths.demo_key(home).exists() and not file.exists():
        return say(Level.WELL, _("Une démonstration s'ouvre sans phrase de passe."))
    held, spare = keyring.copies(file)
    if held is None and spare is None:
        return say(
            Level.WRONG,
            _("Le trousseau et sa copie ne se laissent pas lire : rien ne s'ouvrira."),
            _("Reprenez une sauvegarde, qui le contient : maraude restore FICHIER."),
        )
    if held is None or spare is None or held.key_id != spare.key_id:
        return say(
            Level.WATCH,
            _("Un seul des deux exemplaires du trousseau se laisse lire."),
            _("Changez une phrase de passe : les deux sont récrits (maraude key change)."),
        )
    count = len(held.without(keyring.RECOVERY))
    sentence = ngettext(
        "Une personne ouvre ce profil, et la feuille de secours.",
        "{n} personnes ouvrent ce profil, et la feuille de secours.",
        count,
    ).format(n=count)
    return say(Level.WELL, sentence)


def _permissions(home: Path) -> Finding:
    say = _sayer("permissions", _("Droits sur les fichiers"))
    found = inspection.readable_by_others(home)
    if not found:
        return say(Level.WELL, _("Seul votre compte peut lire les fichiers."))
    sentence = ngettext(
        "D'autres comptes de l'ordinateur peuvent lire un fichier : {names}.",
        "D'autres comptes de l'ordinateur peuvent lire {n} fichiers : {names}.",
        len(found),
    ).format(n=len(found), names=_names(found))
    return say(Level.WATCH, sentence, _("Tapez : chmod -R go= {home}").format(home=home))


def _space(home: Path) -> Finding:
    say = _sayer("space", _("Place libre"))
    megabytes = shutil.disk_usage(home).free // 1_000_000
    if warning := reserve.free_space_warning(home):
        return say(
            Level.WATCH,
            warning,
            _("Videz la corbeille, retirez des vidéos ou des programmes inutiles."),
        )
    return say(Level.WELL, _("{megabytes} Mo libres sur le disque.").format(megabytes=megabytes))


def _reserve(home: Path) -> Finding:
    say = _sayer("reserve", _("Réserve pour disque plein"))
    if reserve.is_kept(home):
        return say(Level.WELL, _("Huit mégaoctets sont gardés pour la prochaine rencontre."))
    return say(
        Level.WATCH,
        _("La place gardée pour noter encore sur un disque plein a servi, ou manque."),
        _("Faites de la place, puis rouvrez maraude : elle est reprise."),
    )


def _log(home: Path) -> Finding:
    say = _sayer("log", _("Journal de la base"))
    if inspection.log_is_damaged(paths.database(home)):
        return say(
            Level.WATCH,
            _("Sa fin est abîmée : ce qui a été noté juste avant le dernier arrêt peut manquer."),
            _("Rouvrez maraude, puis vérifiez avec l'équipe les dernières rencontres."),
        )
    return say(Level.WELL, _("Rien de ce qui a été écrit en dernier n'est abîmé."))


def _work(home: Path, key: bytes | None) -> Finding:
    say = _sayer("work", _("Base de travail"))
    match inspection.encrypted(paths.database(home), key):
        case State.WHOLE:
            return say(Level.WELL, _("Chaque page a été lue, aucune n'est abîmée."))
        case State.UNREAD:
            return say(Level.WELL, _("Elle est là, chiffrée ; elle n'a pas été lue."))
        case State.BUSY:
            return say(
                Level.WATCH,
                _(
                    "Elle n'a pas pu être lue : un autre programme l'occupe, ou le disque est"
                    " plein."
                ),
                _("Faites de la place ou fermez l'autre programme, puis recommencez."),
            )
        case _:
            recovery.suspect(home)
            return say(Level.WRONG, _("Elle est absente ou abîmée sur le disque."), _mended())


def _directory(home: Path, key: bytes | None) -> Finding:
    return _replaceable(
        _sayer("directory", _("Annuaire")),
        inspection.encrypted(paths.directory_database(home), key),
        absent=_("Il n'y en a pas encore."),
        damaged=_("Il est abîmé sur le disque."),
        to_do=_("Mettez-le à jour : maraude directory update, ou « Annuaire » des réglages."),
    )


def _addresses(home: Path, key: bytes | None) -> Finding:
    return _replaceable(
        _sayer("addresses", _("Adresses")),
        inspection.encrypted(paths.addresses_database(home), key),
        absent=_("Aucune n'est importée."),
        damaged=_("Leur fichier est abîmé sur le disque."),
        to_do=_("Importez-les de nouveau : maraude directory addresses import FICHIER."),
    )


def _replaceable(
    say: Callable[..., Finding], state: State, *, absent: str, damaged: str, to_do: str
) -> Finding:
    """Say how a file is that may be missing, and can be had again."""
    match state:
        case State.ABSENT:
            return say(Level.WELL, absent)
        case State.DAMAGED:
            return say(Level.WATCH, damaged, to_do)
        case State.WHOLE:
            return say(Level.WELL, _("Chaque page a été lue, aucune n'est abîmée."))
        case _:
            return say(Level.WELL, _("Le fichier est là, chiffré ; il n'a pas été lu."))


def _streets(home: Path) -> Finding:
    say = _sayer("streets", _("Plan des rues"))
    if refused := streets.StreetFile(home).why_not():
        return say(
            Level.WATCH,
            refused.message,
            _("Reprenez-le du serveur, ou refaites-le : maraude directory graph build FICHIER."),
        )
    return say(Level.WELL, _("Il se lit."))


def _backups(home: Path, key: bytes | None, now: datetime) -> Finding:
    say = _sayer("backups", _("Sauvegardes"))
    made = backup.listed(home)
    wait = _("Elle se fait seule quand maraude se ferme ou se verrouille, s'il y a la place.")
    if not made:
        level = Level.WELL if _is_new(home, now) else Level.WATCH
        return say(level, _("Il n'y a pas encore de sauvegarde automatique."), wait)
    bad = [path for path in made.values() if inspection.encrypted(path, key) is State.DAMAGED]
    if bad:
        sentence = ngettext(
            "{n} sauvegarde sur {all} est abîmée : {names}.",
            "{n} sauvegardes sur {all} sont abîmées : {names}.",
            len(bad),
        ).format(n=len(bad), all=len(made), names=_names(bad))
        level = Level.WRONG if len(bad) == len(made) else Level.WATCH
        return say(
            level, sentence, _("Supprimez-les, puis faites-en une : maraude backup FICHIER.")
        )
    days = max(0, (now - max(made)).days)
    sentence = " ".join(
        (
            ngettext("{n} sauvegarde chiffrée.", "{n} sauvegardes chiffrées.", len(made)).format(
                n=len(made)
            ),
            ngettext("La dernière a {n} jour.", "La dernière a {n} jours.", days).format(n=days),
        )
    )
    return say(Level.WATCH if days >= OLD_DAYS else Level.WELL, sentence, wait)


def _locked() -> Finding:
    say = _sayer("locked", _("Ce qui est verrouillé"))
    return say(
        Level.WELL,
        _("Sans phrase de passe, les fichiers chiffrés n'ont pas été lus jusqu'au bout."),
        _("Recommencez avec la phrase de passe pour tout vérifier."),
    )


def _schema(found: Work) -> Finding:
    say = _sayer("schema", _("Schéma de la base"))
    if found.newer:
        return say(
            Level.WATCH,
            _("Une version plus récente de maraude a ouvert ce profil."),
            _("Mettez maraude à jour sur cet ordinateur."),
        )
    if found.pending:
        return say(
            Level.WELL,
            _("La base est d'une version plus ancienne : une sauvegarde précédera sa mise à jour."),
        )
    return say(Level.WELL, _("La base est à la version {n}.").format(n=found.steps))


def _ledger(found: Work) -> Finding:
    say = _sayer("ledger", _("Registre des effacements"))
    if found.ledger_agrees:
        sentence = ngettext(
            "{n} effacement, qu'aucune sauvegarde ne défait.",
            "{n} effacements, qu'aucune sauvegarde ne défait.",
            found.erased,
        ).format(n=found.erased)
        return say(Level.WELL, sentence)
    return say(
        Level.WATCH,
        _("Le registre des personnes effacées ne dit pas la même chose que la base."),
        _("Rouvrez maraude : il est récrit."),
    )


def _waiting(found: Work, now: datetime) -> Finding:
    say = _sayer("waiting", _("Ce qui attend d'être envoyé"))
    if not found.waiting or found.since is None:
        return say(Level.WELL, _("Rien n'attend."))
    days = max(0, (now - found.since).days)
    sentence = " ".join(
        (
            ngettext(
                "{n} changement n'est que sur cet ordinateur.",
                "{n} changements ne sont que sur cet ordinateur.",
                found.waiting,
            ).format(n=found.waiting),
            ngettext("Le plus ancien a {n} jour.", "Le plus ancien a {n} jours.", days).format(
                n=days
            ),
        )
    )
    if not found.enrolled:
        to_do = _("Sans serveur, gardez une copie ailleurs : maraude backup, sur une clé USB.")
        return say(Level.WELL, sentence, to_do)
    to_do = _("Échangez avec le serveur (Ctrl+S, maraude sync), ou par une clé USB.")
    return say(Level.WATCH if days >= OLD_DAYS else Level.WELL, sentence, to_do)


def _history(first: Evening) -> Finding:
    return _sayer("history", _("Soirées gardées"))(Level.WELL, history.kept_since(first))


def _clock(found: Work, now: datetime) -> Finding:
    say = _sayer("clock", _("Horloge"))
    here = now.astimezone()
    if now < found.written - CLOCK_SLACK:
        return say(
            Level.WATCH,
            _("Elle indique le {here}, avant ce qui a été noté en dernier ({then}).").format(
                here=f"{here:%d/%m/%Y}", then=f"{found.written.astimezone():%d/%m/%Y}"
            ),
            _("Réglez l'horloge de l'ordinateur : les soirées la suivent."),
        )
    return say(Level.WELL, _("Elle indique le {here}.").format(here=f"{here:%d/%m/%Y, %H:%M}"))


def _is_new(home: Path, now: datetime) -> bool:
    """Tell whether the profile was made since yesterday."""
    key = next(filter(Path.exists, (paths.keyring(home), paths.demo_key(home))), None)
    made = key.stat().st_mtime if key else 0.0
    return now.timestamp() - made < timedelta(days=1).total_seconds()


def _sayer(about: str, label: str) -> Callable[..., Finding]:
    def say(level: Level, sentence: str, to_do: str = "") -> Finding:
        return Finding(about, label, level, sentence, to_do)

    return say


def _mended() -> str:
    return _(
        "Rouvrez maraude : la dernière sauvegarde est reprise, avec tout ce qui se laisse encore"
        " lire."
    )


def _names(found: list[Path]) -> str:
    names = ", ".join(path.name for path in found[:3])
    return f"{names}…" if len(found) > 3 else names

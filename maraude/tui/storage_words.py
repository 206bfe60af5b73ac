"""Where the data live, in words: a table of a few lines."""

from datetime import tzinfo

from maraude.i18n import _, ngettext
from maraude.tui.safe import fit
from maraude.usecases.storage import Storage

_NAME, _WHAT = 18, 46
_UNITS = 1000


def where(found: Storage, zone: tzinfo) -> str:
    """Say what is in the profile's folder, with its size, and how much room is left."""
    lines = (
        ("maraude.db", _("le travail de l'équipe, chiffré"), found.work),
        (
            "directory.db",
            _("annuaire et adresses (addresses.db), chiffrés"),
            found.directory + found.addresses,
        ),
        ("keyring.json", _("les clés, chacune sous une phrase de passe"), found.keys),
        ("backups/", _backups(found, zone), found.backups),
        ("preferences.json", _("la langue et les couleurs, en clair"), found.preferences),
        (_("le reste"), _("place gardée pour un disque plein, copies"), found.rest),
    )
    table = "\n".join(
        f"{fit(name, _NAME)}{fit(what, _WHAT)}{room(size):>8}" for name, what, size in lines
    )
    free = _("Place libre sur le disque : {room}").format(room=room(found.free))
    return f"{found.home}\n{table}\n{free}"


def room(size: int) -> str:
    """Say a size in bytes, rounded up to a unit that people use."""
    for unit in (_("{n} o"), _("{n} ko"), _("{n} Mo")):
        if size < _UNITS:
            return unit.format(n=size)
        size = -(-size // _UNITS)
    return _("{n} Go").format(n=size)


def _backups(found: Storage, zone: tzinfo) -> str:
    if found.last_backup is None:
        return _("aucune sauvegarde encore")
    last = found.last_backup.astimezone(zone)
    return ngettext(
        "{n} sauvegarde chiffrée, du {date} à {time}",
        "{n} sauvegardes chiffrées, la dernière le {date} à {time}",
        found.backup_count,
    ).format(n=found.backup_count, date=f"{last:%d/%m}", time=f"{last:%H:%M}")

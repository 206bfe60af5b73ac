"""``maraude server purge``: what is kept of people ends two years after they were last met."""

from argparse import Namespace
from collections.abc import Sequence

from maraude.cli.output import Answer
from maraude.cli.server import opened
from maraude.domain import retention
from maraude.domain.clock import system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.server import purge
from maraude.server.retention import Ending
from maraude.usecases import purge_words


def run(arguments: Namespace) -> Answer:
    """Erase everywhere whoever's two years are over, or list them and those that come next."""
    with opened(arguments) as database:
        if arguments.dry_run:
            now = system_now()
            found = purge.look(database, now + retention.NOTICE)
            over = [one for one in found.ending if one.end <= now]
            soon = [one for one in found.ending if one.end > now]
            return _listed(over, soon, found.count)
        done = purge.run(database, system_now, many=arguments.yes)
    if done.many:
        raise Refusal(
            "many-over",
            _(
                "Plus d'une fiche sur cinq serait effacée : vérifiez l'heure du serveur, puis la"
                " liste (--dry-run). Pour le confirmer : --yes."
            ),
        )
    return Answer(
        {"purged": [_document(one) for one in done.gone], "files": done.files},
        (_erased(len(done.gone)), *map(_line, done.gone)),
    )


def _listed(over: Sequence[Ending], soon: Sequence[Ending], files: int) -> Answer:
    lines = [purge_words.over(len(over)), *map(_line, over)]
    if soon:
        lines += [_("Dans les trente jours :"), *map(_line, soon)]
    document = {
        "over": [_document(one) for one in over],
        "soon": [_document(one) for one in soon],
        "files": files,
    }
    return Answer(document, lines)


def _erased(n: int) -> str:
    return ngettext(
        "{n} personne effacée ; où elle l'est déjà : maraude server erasures.",
        "{n} personnes effacées ; où elles le sont déjà : maraude server erasures.",
        n,
    ).format(n=n)


def _document(one: Ending) -> dict[str, object]:
    return {
        "code": one.code,
        "rows": list(one.files),
        "met": one.met.isoformat() if one.met else None,
        "since": one.since.isoformat(),
        "ends": one.end.isoformat(),
    }


def _line(one: Ending) -> str:
    if one.met is None:
        return _("{code} · jamais rencontrée, connue depuis le {date} · fin le {end}").format(
            code=one.code, date=f"{one.since:%d/%m/%Y}", end=f"{one.end:%d/%m/%Y}"
        )
    return _("{code} · rencontrée pour la dernière fois le {date} · fin le {end}").format(
        code=one.code, date=f"{one.met:%d/%m/%Y}", end=f"{one.end:%d/%m/%Y}"
    )

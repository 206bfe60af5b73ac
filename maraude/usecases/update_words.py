"""What came of an update of the directory, and how far one is, in words."""

from maraude.i18n import _
from maraude.usecases.addresses import AddressImport
from maraude.usecases.directory import ImportReport
from maraude.usecases.updates import Outcome, Progress, Updated

_KILO, _MEGA = 1_000, 1_000_000


def progress(so_far: Progress) -> str:
    """Say how far an update is."""
    name = so_far.name
    if so_far.total:
        share = min(so_far.done * 100 // so_far.total, 100)
        return _("{source} : {share} %").format(source=name, share=share)
    return _("{source} : {size}").format(source=name, size=_size(so_far.done))


def done(updated: Updated) -> str:
    """Say what came of a source."""
    name = updated.source.name
    if updated.outcome is Outcome.FAILED:
        return _("{source} : {reason}").format(source=name, reason=updated.reason)
    if updated.outcome is Outcome.UNCHANGED or updated.report is None:
        return _("{source} : inchangé").format(source=name)
    if isinstance(updated.report, AddressImport):
        return addresses(name, updated.report)
    return services(name, updated.report)


def addresses(name: str, report: AddressImport) -> str:
    """Say what came of addresses."""
    return _("{source} : adresses gardées {kept}, lignes refusées {refused}").format(
        source=name, kept=sum(report.kept.values()), refused=report.refused
    )


def services(name: str, report: ImportReport) -> str:
    """Say what came of services."""
    return _(
        "{source} : services gardés {kept}, nouveaux {added}, changés {updated}, disparus"
        " {removed} ; fiches refusées {refused}"
    ).format(
        source=name,
        kept=report.kept,
        added=report.added,
        updated=report.updated,
        removed=report.removed,
        refused=len(report.refused),
    )


def _size(count: int) -> str:
    if count < _MEGA:
        return _("{n} ko").format(n=count // _KILO)
    return _("{n} Mo").format(n=count // _MEGA)

"""When a service is open on a given day, in words to be read out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maraude.directory import hours
from maraude.directory.opening import Interval, State
from maraude.directory.service import Service
from maraude.domain.evening import long_date
from maraude.i18n import _

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The states of the days from that of ``since`` (local) on, none where hours are unknown."""

    since: datetime
    intervals: tuple[Interval, ...]


def of(service: Service, zone: ZoneInfo, since: datetime, days: int = 2) -> Timetable:
    """Expand the hours of ``service`` around ``days`` days from an aware ``since``, in ``zone``."""
    local = since.astimezone(zone)
    schedule = hours.schedule(service)
    if schedule is None:
        return Timetable(local, ())
    # A night that began the day before, or that ends the day after, is said whole.
    intervals = hours.expand(schedule, zone, local.date() - DAY, days + 2)
    says_nothing = all(i.state is State.UNKNOWN and not i.comment for i in intervals)
    return Timetable(local, () if says_nothing else intervals)


def words(timetable: Timetable, days: int = 2) -> tuple[str, ...]:
    """Say for each of ``days`` days when it is open; nothing where the hours are unknown."""
    if not timetable.intervals:
        return ()
    first = timetable.since.date()
    return tuple(
        _("{date} : {hours}").format(date=long_date(day), hours=_day(timetable, day))
        for day in (first + DAY * number for number in range(days))
    )


def _day(timetable: Timetable, day: date) -> str:
    zone = timetable.since.tzinfo
    start, end = (datetime.combine(d, time(), zone) for d in (day, day + DAY))
    during = [
        interval
        for interval in timetable.intervals
        if interval.state is not State.CLOSED and interval.end > start and interval.start < end
    ]
    # The end of a night is said where the night begins, or while it lasts.
    doubts = {i.start for i in timetable.intervals if i.state is State.UNKNOWN and not i.comment}
    sure = {i.end for i in during if i.state is State.OPEN}
    told = [
        i
        for i in during
        if (not _is_end_of_night(i, start) or start <= timetable.since < i.end)
        # "From 20:00" says already that nobody knows until when.
        and not (i.start in doubts and i.start in sure)
    ]
    spans = (_span(i, start, end, ends=i.end not in doubts) for i in told or during)
    return _listed(spans) or _("fermé")


def _is_end_of_night(interval: Interval, start: datetime) -> bool:
    return start - DAY <= interval.start < start and interval.end < start + DAY


def _listed(spans: Iterable[str]) -> str:
    said = ""
    for span in spans:
        said = _("{first}, puis {then}").format(first=said, then=span) if said else span
    return said


def _span(interval: Interval, start: datetime, end: datetime, *, ends: bool) -> str:
    """Say what of ``interval`` is in the day from ``start`` to ``end``.

    ``ends`` tells whether its end is certain.
    """
    span = _times(interval, start, end, ends=ends)
    if interval.comment:
        return _("{hours} (« {comment} »)").format(hours=span, comment=interval.comment)
    if interval.state is State.UNKNOWN:
        return _("{hours} (à vérifier)").format(hours=span)
    return span


def _times(interval: Interval, start: datetime, end: datetime, *, ends: bool) -> str:
    opens, closes = (moment.astimezone(start.tzinfo) for moment in (interval.start, interval.end))
    if opens <= start and closes >= end:
        return _("toute la journée")
    if opens < start:
        return _("jusqu'à {closes}").format(closes=_clock(closes))
    if ends and closes <= end:
        midnight = closes == end
        last = _("minuit") if midnight else _clock(closes)
        return _("de {opens} à {closes}").format(opens=_clock(opens), closes=last)
    if ends and closes.date() == end.date():
        return _("de {opens} à {closes} le lendemain").format(
            opens=_clock(opens), closes=_clock(closes)
        )
    return _("à partir de {opens}").format(opens=_clock(opens))


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"

"""The evening on which a night began: the date that a team means when it says "tonight"."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from maraude.i18n import _

NOON = time(12)


@dataclass(frozen=True, order=True, slots=True)
class Evening:
    """A night under the date on which it began; the cut is at noon, local time.

    01:30 on the 24th belongs to the evening of the 23rd, and "tomorrow" said then is the 24th.
    """

    date: date

    @classmethod
    def at(cls, moment: datetime, zone: tzinfo) -> "Evening":
        """Give the evening of an aware ``moment`` for a team that lives in ``zone``."""
        local = moment.astimezone(zone)
        return cls(local.date() if local.time() >= NOON else local.date() - timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> "Evening":
        """Read an ISO date; ValueError for anything else."""
        return cls(date.fromisoformat(text))

    def later(self, evenings: int) -> "Evening":
        """Give the evening that comes ``evenings`` after this one."""
        return Evening(self.date + timedelta(days=evenings))

    def starts(self, zone: tzinfo) -> datetime:
        """Give the first moment of the evening, in UTC."""
        return datetime.combine(self.date, NOON, zone).astimezone(UTC)

    def ends(self, zone: tzinfo) -> datetime:
        """Give the first moment that is no longer in the evening, in UTC."""
        return self.later(1).starts(zone)

    def moment(self, wall: time, zone: tzinfo) -> datetime:
        """Give the moment, in UTC, at which local clocks show ``wall`` in this evening.

        A time that clocks show twice means the first, unless its ``fold`` says the second; one
        that they skip means the moment an hour later by the clock, as if it had not been put
        forward yet.
        """
        day = self.date if wall >= NOON else self.date + timedelta(days=1)
        return datetime.combine(day, wall, zone).astimezone(UTC)

    def __str__(self) -> str:
        return self.date.isoformat()


def weekday(day: date) -> str:
    """Name the day of the week in the language in use."""
    return (
        _("lundi"),
        _("mardi"),
        _("mercredi"),
        _("jeudi"),
        _("vendredi"),
        _("samedi"),
        _("dimanche"),
    )[day.weekday()]


def month(day: date) -> str:
    """Name the month, short, in the language in use."""
    return (
        _("janv."),
        _("févr."),
        _("mars"),
        _("avr."),
        _("mai"),
        _("juin"),
        _("juil."),
        _("août"),
        _("sept."),
        _("oct."),
        _("nov."),
        _("déc."),
    )[day.month - 1]


def short_date(day: date) -> str:
    """Say a date near today: "mardi 24"."""
    return _("{weekday} {day}").format(weekday=weekday(day), day=day.day)


def long_date(day: date) -> str:
    """Say a date: "mardi 24 nov."."""
    return _("{weekday} {day} {month}").format(weekday=weekday(day), day=day.day, month=month(day))

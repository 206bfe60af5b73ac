"""The fictional team of the tests, and the clock that they set."""

from datetime import UTC, datetime, timedelta

from maraude.domain.profile import Profile

KEY = bytes(range(32))
PROFILE = Profile(
    organisation="org:les-lucioles",
    team="team:nord",
    territory="territory:paris",
    organisation_name="Les Lucioles",
    team_name="Nord",
)


class Clock:
    """A clock that stands still: 23 November 2026, 22:10 in Paris."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_time(self, **duration: float) -> None:
        """Move on by ``timedelta``'s own words."""
        self.moment += timedelta(**duration)

"""An unlocked profile: what every use case works with."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import tzinfo

from maraude.domain.clock import Now
from maraude.domain.evening import Evening
from maraude.domain.identifiers import Ids
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.store import recovery, wipe
from maraude.store.addresses import Addresses
from maraude.store.services import Services
from maraude.store.store import Store


@dataclass(frozen=True, slots=True)
class Session:
    """The open stores of a profile, and the clock by which the evening goes.

    ``notice`` is a sentence to show once, where opening the profile needed a spare file. ``ids``
    gives new records theirs.
    """

    store: Store
    services: Services
    addresses: Addresses
    now: Now
    notice: str = ""
    ids: Ids = field(default_factory=Ids)

    @property
    def profile(self) -> Profile:
        """Who works on this laptop."""
        return self.store.profile

    @property
    def zone(self) -> tzinfo:
        """The team's time zone."""
        return self.profile.zone

    @property
    def evening(self) -> Evening:
        """The evening it is now."""
        return Evening.at(self.now(), self.zone)

    def scope(self, person: str | None) -> str:
        """Give where a write about a person can be undone: in their file, else by nobody's."""
        return person or "team"

    def close(self) -> None:
        """Finish what is being written, close the stores, and empty a laptop that has to be."""
        self.services.close()
        self.addresses.close()
        if self.notice and not wipe.has_begun(self.store.home):
            with suppress(Refusal):  # It is said again at the next start.
                self.store.write_local(recovery.forget).result()
        self.store.close()
        with suppress(OSError):  # The next start goes on with it, and says what stands in the way.
            wipe.settle(self.store.home)

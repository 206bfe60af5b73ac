"""The directory as the coordination corrects it: where services are, whom they take, if open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from maraude.directory import corrections
from maraude.directory.corrections import Notes
from maraude.domain.service_note import ServiceNote
from maraude.domain.spot import Position
from maraude.store.service_snapshot import Placement, Snapshot


@dataclass(frozen=True, slots=True)
class Corrected:
    """A snapshot of the directory, and what is corrected of it, by the keys of services.

    ``moved`` are those whose new place is known, with their category.
    """

    snapshot: Snapshot
    notes: Mapping[int, Notes] = field(default_factory=dict)
    moved: Mapping[int, tuple[str, Placement]] = field(default_factory=dict)

    @classmethod
    def by(cls, notes: Sequence[ServiceNote], snapshot: Snapshot) -> "Corrected":
        """Give a snapshot with corrections, of which those of unknown services say nothing."""
        by_service: dict[str, list[ServiceNote]] = {}
        for note in notes:
            by_service.setdefault(note.service, []).append(note)
        found = snapshot.placed(by_service)
        moved = {
            placement.service: (category, replace(placement, position=there))
            for identifier, (category, placement) in found.items()
            if (there := corrections.position(by_service[identifier]))
        }
        keyed = {found[identifier][1].service: by_service[identifier] for identifier in found}
        return cls(snapshot, keyed, moved)

    def around(self, category: str, position: Position, metres: float) -> Iterator[Placement]:
        """Give what ``Snapshot.around`` gives, and all of the category that has moved."""
        around = self.snapshot.around(category, position, metres)
        if not self.moved:
            return around
        stayed = (placement for placement in around if placement.service not in self.moved)
        came = (placement for kind, placement in self.moved.values() if kind == category)
        return chain(stayed, came)

    def of(self, placement: Placement) -> Notes:
        """Give what is corrected of a service, the latest first."""
        return self.notes.get(placement.service, ())

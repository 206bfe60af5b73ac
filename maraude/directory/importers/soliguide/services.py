"""One service of a place of Soliguide, where the place is or where its round stops."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from maraude.directory.importers import records
from maraude.directory.importers.records import MAX_TEXT
from maraude.directory.importers.soliguide import announcements, publics, week
from maraude.directory.importers.soliguide.announcements import MAX_NOTICE, Announced
from maraude.directory.importers.soliguide.fields import block, blocks, day, joined, values, words
from maraude.directory.service import Hours, Load, Service
from maraude.domain.spot import Position

SOURCE = "soliguide"
ATTRIBUTION = "Soliguide (Solinum)"
MAX_CONDITIONS = 1_000
ID = "lieu_id"

_KEPT = (
    ID, "name", "description", "placeType", "status", "visibility", "position", "entity",
    "newhours", "publics", "modalities", "languages", "tempInfos", "updatedAt", "updatedByUserAt",
)  # fmt: skip
"""Fields of a place that are kept with each of its services."""
_NAMED = ("category", "serviceObjectId")
_ALWAYS_OWN = ("description", "saturated", "close")
_OWN = {
    "differentHours": "hours",
    "differentPublics": "publics",
    "differentModalities": "modalities",
}
"""What a service has of its own where it says so, and takes from its place elsewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the services of one place share; ``ids`` counts those that were given."""

    fields: Mapping[str, Any]
    identifier: str
    zone: ZoneInfo
    copied_on: date
    announced: Announced
    ids: Counter[str] = field(default_factory=Counter)

    @property
    def verified_on(self) -> date | None:
        """The day on which somebody last saw to it, else that of its last change."""
        days = (day(self.fields, name, self.zone) for name in ("updatedByUserAt", "updatedAt"))
        return next((d for d in days if d and d <= self.copied_on), None)

    @property
    def contact(self) -> str:
        """Telephones with what they are for, e-mail and site, as far as there is room."""
        entity = block(self.fields, "entity")
        phones = (
            f"{number} ({label})" if label else number
            for phone in blocks(entity, "phones")
            if (number := words(phone, "phoneNumber", MAX_TEXT))
            for label in (words(phone, "label", MAX_TEXT),)
        )
        return joined((*phones, words(entity, "mail"), words(entity, "website")), " · ", MAX_TEXT)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where services are, and when: at their place, or at a stop of its ``round``."""

    at: Mapping[str, Any]
    hours: Mapping[str, Any]
    name: str
    round: str = ""

    @property
    def position(self) -> Position:
        """The point; RecordError where there is none."""
        point = block(self.at, "location").get("coordinates")
        lon, lat = point if isinstance(point, list) and len(point) == 2 else (None, None)
        return records.position(lat, lon)

    @property
    def postcode(self) -> str:
        """The postcode, under either of its names."""
        return words(self.at, "postalCode", MAX_TEXT) or words(self.at, "codePostal", MAX_TEXT)

    @property
    def address(self) -> str:
        """Street, what helps to find it, and city, each once."""
        more = words(self.at, "additionalInformation") or words(self.at, "complementAdresse")
        city = words(self.at, "city", MAX_TEXT) or words(self.at, "ville", MAX_TEXT)
        known = "" if city.lower() in street(self.at).lower() else city
        return joined((street(self.at), more, known), ", ", MAX_TEXT)


def street(position: Mapping[str, Any]) -> str:
    """Give the address of a position, under either of its names."""
    return words(position, "address", MAX_TEXT) or words(position, "adresse", MAX_TEXT)


def is_confidential(place: Mapping[str, Any]) -> bool:
    """Tell whether Soliguide shows a place to professionals only, as it does women's shelters."""
    return bool(place.get("visibility", "ALL") != "ALL")


def own(written: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a service says that its place does not."""
    different = [name for says_so, name in _OWN.items() if written.get(says_so) is True]
    return {name: written[name] for name in (*different, *_ALWAYS_OWN) if name in written}


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of a place at one of its stops: as it is ``written``, and what is its ``own``."""

    place: Place
    stop: Stop
    category: str
    written: Mapping[str, Any]
    own: Mapping[str, Any]

    def service(self) -> Service:
        """Give it as one of our services; RecordError where it is nowhere, or too long."""
        place, stop, said = self.place, self.stop, self.place.fields
        closure, later = announcements.closures((place.announced.closure, self._closed()))
        modalities, source_id = self._taken("modalities"), self._source_id()
        notices = (*announcements.notices(place.announced), *later, self._room())
        return Service(
            id=f"{SOURCE}:{source_id}",
            source=SOURCE,
            source_id=source_id,
            category=self.category,
            name=stop.name,
            position=stop.position,
            copied_on=place.copied_on,
            attribution=ATTRIBUTION,
            organisation=words(block(said, "entity"), "name", MAX_TEXT),
            address=stop.address,
            postcode=stop.postcode,
            hours=self._hours(),
            closure=closure,
            eligibility=publics.eligibility(
                self._taken("publics"), modalities, values(said, "languages")
            ),
            access=publics.access(modalities),
            documents=publics.documents(modalities),
            cost=publics.cost(modalities),
            contact=place.contact,
            verified_on=place.verified_on,
            conditions=self._conditions(),
            notice=joined(notices, " · ", MAX_NOTICE),
            load=Load.FULL if self._is_full else Load.UNKNOWN,
            round=stop.round,
            confidential=is_confidential(said),
            raw=self._raw(),
        )

    def _taken(self, name: str) -> Mapping[str, Any]:
        """Give a block of the service, else that of its place."""
        return block(self.own if name in self.own else self.place.fields, name)

    def _source_id(self) -> str:
        """Give an id that another file gives too, whatever the order of its services."""
        named = words(self.written, "serviceObjectId", MAX_TEXT)
        service = named or words(self.written, "category", MAX_TEXT)
        here = self.stop.position
        at = f"/{here.lat:.5f},{here.lon:.5f}" if self.stop.round else ""
        identifier, ids = f"{self.place.identifier}/{service}{at}", self.place.ids
        ids[identifier] += 1
        return identifier if ids[identifier] == 1 else f"{identifier}/{ids[identifier]}"

    def _closed(self) -> announcements.Announcement | None:
        place = self.place
        return announcements.announcement(block(self.own, "close"), place.zone, place.copied_on)

    @property
    def _has_own_hours(self) -> bool:
        # A round is where it stops, and only then.
        return "hours" in self.own and not self.stop.round

    @property
    def _week(self) -> Mapping[str, Any]:
        return block(self.own, "hours") if self._has_own_hours else self.stop.hours

    def _hours(self) -> Hours:
        """Give when it is open; other hours for a while are those of the place alone.

        Of a service with its own hours, and of a round, nothing is then known.
        """
        period = self.place.announced.period
        if period and (self._has_own_hours or self.stop.round):
            period = replace(period, week=None)
        return week.as_hours(self._week, (period,) if period else ())

    @property
    def _is_full(self) -> bool:
        return block(self.own, "saturated").get("status") == "HIGH"

    def _room(self) -> str:
        """Give what it says of how full it is."""
        return words(block(self.own, "saturated"), "precision")

    def _conditions(self) -> str:
        """Give the source's own words, those on whom it takes first."""
        hours = words(self._week, "description")
        return joined(
            (
                *publics.conditions(self._taken("publics"), self._taken("modalities")),
                f"Horaires : {hours}" if hours else "",
                words(self.own, "description"),
                words(self.place.fields, "description"),
            ),
            " · ",
            MAX_CONDITIONS,
        )

    def _raw(self) -> str:
        """Give what of the place is about this service alone, so that it can be read anew."""
        service = {name: self.written[name] for name in _NAMED if name in self.written}
        service |= {says_so: True for says_so, name in _OWN.items() if name in self.own}
        kept = {name: self.place.fields[name] for name in _KEPT if name in self.place.fields}
        kept["services_all"] = [{**service, **self.own}]
        if self.stop.round:
            kept["parcours"] = [{"position": self.stop.at, "hours": self.stop.hours}]
        return records.as_json(kept)

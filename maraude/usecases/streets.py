"""Take the streets of the territory from a file, and say which there are."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maraude.directory.street_codec import Heading
from maraude.directory.walking import Box
from maraude.store.services import Services


@dataclass(frozen=True, slots=True)
class Status:
    """The streets of the territory: how many crossings and pieces, where, and since when.

    ``age`` counts days since the copy, ``size`` the bytes of the file. ``problem`` is a sentence
    where they cannot be used on this laptop.
    """

    nodes: int
    edges: int
    box: Box
    attribution: str
    copied_on: date
    age: int
    size: int
    problem: str = ""


def build(services: Services, path: Path, today: date) -> Status:
    """Make the foot network of an OpenStreetMap extract, in the place of the one before.

    Refusal: as ``foot_network.read``; ``streets-not-written``.
    """
    from maraude.directory.importers import foot_network

    return _status(services, services.streets.save(foot_network.read(path, today)), today)


def status(services: Services, today: date) -> Status | None:
    """Say which streets there are, None where there are none.

    Refusal: ``damaged-streets``, ``newer-streets``.
    """
    heading = services.streets.heading()
    return _status(services, heading, today) if heading else None


def _status(services: Services, heading: Heading, today: date) -> Status:
    problem = services.streets.why_not()
    return Status(
        nodes=heading.nodes,
        edges=heading.edges,
        box=heading.box,
        attribution=heading.attribution,
        copied_on=heading.copied_on,
        age=(today - heading.copied_on).days,
        size=services.streets.size,
        problem=problem.message if problem else "",
    )


def remove(services: Services) -> bool:
    """Remove the streets: minutes are estimated from now on. Tells whether there were any."""
    return services.streets.remove()

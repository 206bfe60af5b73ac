import pytest
from packaging.requirements import Requirement

from tests.contracts import sbom
from tests.contracts.locks import LAPTOP, LOCKS, PROJECT, asked, laptop, pins, read

MOST_DIRECT = 14
EXTRAS = tuple(PROJECT["optional-dependencies"])


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_a_lock_pins_with_hashes_what_the_project_asks_for(
    lock: str, extras: tuple[str, ...]
) -> None:
    pinned = pins(lock)
    for requirement in asked(*extras):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_every_lock_has_the_versions_of_the_laptop(lock: str) -> None:
    versions, others = pins(lock), pins("requirements-server.lock")

    assert pins("requirements.lock").items() <= versions.items()
    assert [name for name in versions if others.get(name, versions[name]) != versions[name]] == []


@pytest.mark.parametrize(
    ("extras", "more"),
    [
        ((), set()),
        (("walk",), {"numpy", "scipy"}),
        (("osm",), {"osmium", "requests", "charset-normalizer", "urllib3"}),
    ],
)
def test_a_laptop_without_network_gets_its_extras_and_no_other(
    extras: tuple[str, ...], more: set[str]
) -> None:
    assert {pin.name for pin in laptop(*extras)} == {*pins("requirements.lock"), *more}
    assert all(pin.line.count(" --hash=sha256:") == len(pin.hashes) > 0 for pin in laptop(*extras))


def test_a_laptop_with_every_extra_gets_all_of_its_lock() -> None:
    assert laptop(*LOCKS[LAPTOP]) == read(LAPTOP)


def test_a_laptop_needs_at_most_fourteen_libraries() -> None:
    assert len(asked()) <= MOST_DIRECT


@pytest.mark.parametrize("requirement", asked(*EXTRAS), ids=str)
def test_what_the_project_asks_for_is_bounded_on_both_sides(requirement: Requirement) -> None:
    operators = {bound.operator for bound in requirement.specifier}

    assert operators == {">=", "<"}, "say from which version on, and below which"


def test_the_bill_of_materials_is_what_the_locks_give() -> None:
    assert sbom.FILE.read_text("utf-8") == sbom.written(), "python -m tests.contracts.sbom"


def test_the_bill_of_materials_names_every_library_with_its_hashes_and_who_asks_for_it() -> None:
    made = sbom.made()
    parts = {part["name"]: part for part in made["components"]}
    named: set[str] = set()
    needed = {ref: found["dependsOn"] for found in made["dependencies"] if (ref := found["ref"])}

    for pin in (pin for lock in LOCKS for pin in read(lock)):
        part = parts[pin.name]
        named.add(pin.name)
        assert part["version"] == pin.version
        assert {digest["content"] for digest in part["hashes"]} == set(pin.hashes)
        for asker in pin.askers:
            holder = next(ref for ref in needed if ref.startswith(f"pkg:pypi/{asker}@"))
            assert part["bom-ref"] in needed[holder]
    assert parts.keys() == named

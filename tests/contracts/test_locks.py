import pytest
from packaging.requirements import Requirement

from tests.contracts import sbom
from tests.contracts.locks import LOCKS, PROJECT, asked, pins, read

MOST_DIRECT = 14
EXTRAS = tuple(PROJECT["optional-dependencies"])


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_a_lock_pins_with_hashes_what_the_project_asks_for(
    lock: str, extras: tuple[str, ...]
) -> None:
    pinned = pins(lock)
    for requirement in asked(*extras):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_the_server_runs_the_versions_of_the_laptop() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-server.lock").items()


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
    needed = {ref: found["dependsOn"] for found in made["dependencies"] if (ref := found["ref"])}

    for pin in read("requirements-server.lock"):
        part = parts.pop(pin.name)
        assert part["version"] == pin.version
        assert {digest["content"] for digest in part["hashes"]} == set(pin.hashes)
        for asker in pin.askers:
            holder = next(ref for ref in needed if ref.startswith(f"pkg:pypi/{asker}@"))
            assert part["bom-ref"] in needed[holder]
    assert parts == {}

"""Writes the bill of materials: each library of a laptop or a server, in CycloneDX 1.6.

It is made from the locks alone, so that anyone gets the same; one library has several hashes,
of which the file that fits a machine has one. Run: python -m tests.contracts.sbom
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from maraude import __version__
from tests.contracts.locks import LOCKS, PROJECT, ROOT, Pin, pins, read

FILE = ROOT / "assets/sbom.json"
_SUBJECT = f"pkg:pypi/{PROJECT['name']}@{__version__}"


def made() -> dict[str, Any]:
    """Give the document; what every laptop needs is required, what extras ask for is optional."""
    laptop, everything = pins("requirements.lock"), _everything()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _SUBJECT,
                "name": PROJECT["name"],
                "version": __version__,
                "purl": _SUBJECT,
                "licenses": [{"license": {"id": PROJECT["license"]}}],
            }
        },
        "components": [_component(pin, is_required=pin.name in laptop) for pin in everything],
        "dependencies": list(_dependencies(everything)),
    }


def written() -> str:
    """Give the text of the file, one library a line."""
    text = json.dumps(made(), separators=(",", ":"))
    return re.sub(r'(?=\{"(?:type":"library|ref)")', "\n", text) + "\n"


def main() -> None:
    """Rewrite the file."""
    FILE.write_text(written(), "utf-8")


def _everything() -> list[Pin]:
    """Give each library of any lock once, with all who ask for it, by name."""
    found: dict[str, Pin] = {}
    for pin in (pin for lock in LOCKS for pin in read(lock)):
        before = found.get(pin.name, pin)
        askers = tuple(dict.fromkeys((*before.askers, *pin.askers)))
        found[pin.name] = replace(pin, askers=askers)
    return [found[name] for name in sorted(found)]


def _component(pin: Pin, *, is_required: bool) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _reference(pin),
        "name": pin.name,
        "version": pin.version,
        "purl": _reference(pin),
        "scope": "required" if is_required else "optional",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
    }


def _dependencies(everything: Iterable[Pin]) -> Iterable[dict[str, Any]]:
    """Say of each what it needs, the project first."""
    needed: dict[str, list[str]] = {PROJECT["name"]: []}
    references = {PROJECT["name"]: _SUBJECT}
    for pin in everything:
        references[pin.name] = _reference(pin)
        for asker in pin.askers:
            needed.setdefault(asker, []).append(_reference(pin))
    for name, reference in references.items():
        yield {"ref": reference, "dependsOn": needed.get(name, [])}


def _reference(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


if __name__ == "__main__":
    main()

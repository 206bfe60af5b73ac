"""Writes the bill of materials: each library that a laptop or a server runs, in CycloneDX 1.6.

It is made from the locks alone, so that anyone gets the same; one library has several hashes,
of which the file that fits a machine has one. Run: python -m tests.contracts.sbom
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from maraude import __version__
from tests.contracts.locks import PROJECT, ROOT, Pin, pins, read

FILE = ROOT / "assets/sbom.json"
_SUBJECT = f"pkg:pypi/{PROJECT['name']}@{__version__}"


def made() -> dict[str, Any]:
    """Give the document; a library of the laptop is required, one of the server alone optional."""
    laptop, everything = pins("requirements.lock"), read("requirements-server.lock")
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

"""The places of Soliguide, fetched with the key that it gave an association.

Places come unsorted, so that pages of one search may overlap or leave a gap: one page larger
than all of them is asked for, and what still comes in pages is read to the end. The key goes
into one header, to an encrypted address or to this machine, and nowhere else.
"""

import json
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

import maraude
from maraude.directory import sources
from maraude.directory.importers import documents
from maraude.domain.refusal import Refusal
from maraude.i18n import N_, _

PATH = "/new-search"
CONNECT, SILENCE = 20.0, 120.0
"""Seconds until a connection stands, and between two signs of life: a large page takes a while."""
SPARE = 100
"""Places asked for beyond those counted a moment before."""
_MOST_PAGES = 1_000
_LONGEST_KEY = 4_096
_CHUNK = 64 * 1024
_KEY_STATUSES = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
_SENTENCES = {
    "wrong-url": N_(
        "Cette adresse de Soliguide n'est pas sûre, ou n'en est pas une : elle commence par"
        " https://."
    ),
    "wrong-key": N_("Cette clé de Soliguide est incomplète ou mal copiée : rien n'a été envoyé."),
    "key-refused": N_("Soliguide refuse cette clé. Demandez-en une à Soliguide."),
    "source-offline": N_("Soliguide n'a pas répondu. Réessayez plus tard ; rien n'a changé ici."),
    "source-failed": N_(
        "La réponse ne vient pas de Soliguide, ou il a un problème. Réessayez plus tard ; rien"
        " n'a changé ici."
    ),
    "source-too-large": N_(
        "Soliguide a plus de lieux que l'annuaire n'en peut lire : demandez un département, par"
        " ?geoType=departement&geoValue=paris à la fin de l'adresse."
    ),
}


def fetch(
    url: str,
    key: str,
    verify: ssl.SSLContext | None = None,
    received: Callable[[int], None] = lambda _bytes: None,
) -> bytes:
    """Give all places as one answer of Soliguide: ``{"nbResults": n, "places": […]}`` in JSON.

    ``url`` is that of the interface; ``?geoType=departement&geoValue=paris`` at its end asks for
    less than the whole of France. ``received`` is told how many bytes have come in all, as they
    come; whatever it raises stops the search. Refusal, never with the key in it: ``wrong-url``,
    ``wrong-key``, ``key-refused``, ``source-offline``, ``source-failed``, ``source-too-large``.
    """
    address = _address(url)
    with httpx.Client(
        headers={
            "Authorization": f"JWT {_bare(key)}",
            "Accept-Encoding": "gzip",
            "User-Agent": f"maraude/{maraude.__version__}",
        },
        verify=verify or ssl.create_default_context(),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(SILENCE, connect=CONNECT),
    ) as client:
        location = {
            "geoType": address.params.get("geoType", "pays"),
            "geoValue": address.params.get("geoValue", "fr"),
        }
        search = _Search(client, address.copy_with(query=None), location, received)
        total = search.page(1, 1).total
        return search.all(total + SPARE) if total else _written(0, [])


@dataclass(frozen=True, slots=True)
class _Page:
    """Places of an answer, and how many there are in all."""

    total: int
    places: list[Any]


@dataclass(slots=True)
class _Search:
    """One search; ``come`` counts the bytes that have come of it."""

    client: httpx.Client = field(repr=False)
    url: httpx.URL
    location: dict[str, str]
    received: Callable[[int], None]
    come: int = 0

    def all(self, limit: int) -> bytes:
        """Give the answer with all places, however few the server gives at once."""
        places: list[Any] = []
        known: set[str] = set()
        for number in range(1, _MOST_PAGES + 1):
            page = self.page(number, limit)
            new = {str(p.get("lieu_id")) for p in page.places if isinstance(p, dict)} - known
            places += page.places
            known |= new
            if not new or len(known) >= page.total:
                break
        return _written(page.total, places)

    def page(self, number: int, limit: int) -> _Page:
        """Ask for one page."""
        body = {"location": self.location, "options": {"limit": limit, "page": number}}
        try:
            with self.client.stream("POST", self.url, json=body) as answer:
                _check(answer)
                content = b"".join(self._content(answer))
        except httpx.HTTPError:
            raise _refusal("source-offline") from None
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            raise _refusal("source-failed") from None
        match found:
            case {"nbResults": int() as total, "places": list() as places}:
                return _Page(total, places)
        raise _refusal("source-failed")

    def _content(self, answer: httpx.Response) -> Iterator[bytes]:
        """Give what comes, unpacked piece by piece: a small answer may unpack into a huge one."""
        unpacked = zlib.decompressobj(wbits=31) if _is_packed(answer) else None
        for chunk in answer.iter_raw():
            pending = chunk
            while pending:
                piece, pending = pending, b""
                if unpacked:
                    try:
                        piece = unpacked.decompress(piece, _CHUNK)
                    except zlib.error:
                        raise _refusal("source-failed") from None
                    pending = unpacked.unconsumed_tail
                self.come += len(piece)
                if self.come > documents.MAX_BYTES:
                    raise _refusal("source-too-large")
                self.received(self.come)
                yield piece


def _address(url: str) -> httpx.URL:
    """Give the address of the search; Refusal where a key must not be sent there."""
    if not sources.is_safe(url.strip()):
        raise _refusal("wrong-url")
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError):
        raise _refusal("wrong-url") from None
    return address if address.path.strip("/") else address.copy_with(path=PATH)


def _bare(key: str) -> str:
    """Give a key as it is sent, however it was copied."""
    bare = key.strip().removeprefix("JWT").strip()
    if not bare or len(bare) > _LONGEST_KEY or not bare.isascii():
        raise _refusal("wrong-key")
    if any(not character.isprintable() or character.isspace() for character in bare):
        raise _refusal("wrong-key")
    return bare


def _check(answer: httpx.Response) -> None:
    """Refuse an answer that is none of a search."""
    if answer.status_code in _KEY_STATUSES:
        raise _refusal("key-refused")
    if not answer.is_success:
        raise _refusal("source-failed")


def _is_packed(answer: httpx.Response) -> bool:
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise _refusal("source-failed")
    return bool(encoding == "gzip")


def _written(total: int, places: list[Any]) -> bytes:
    try:
        return json.dumps({"nbResults": total, "places": places}).encode()
    except RecursionError:
        raise _refusal("source-failed") from None


def _refusal(code: str) -> Refusal:
    return Refusal(code, _(_SENTENCES[code]))

"""Writes what the base has published since into an unfinished directory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from maraude.directory import documents
from maraude.protocol.directory import Entry, Gone, Line, Opening, Page
from maraude.protocol.messages import MalformedMessageError
from maraude.store import published, service_rows, service_writer
from maraude.store.engine import Connection


class WrongTotalError(Exception):
    """A source is not, after all of its pages, what the base says that it is."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


@dataclass(frozen=True, slots=True)
class Followed:
    """The version that the directory came to; so many services were written and removed."""

    version: int
    written: int = 0
    removed: int = 0


def follow(
    connection: Connection, answers: Iterable[list[Line]], today: date, zone: ZoneInfo
) -> Followed:
    """Apply answers that go on from where the directory stands, in their order.

    MalformedMessageError where they do not, or hold what is no service; WrongTotalError.
    """
    following = _Following(connection)
    for lines in answers:
        for line in lines:
            following.take(line)
    following.check()
    published.keep(connection, following.positions, following.version)
    service_writer.supersede(connection)
    service_writer.expand(connection, today, zone)
    return Followed(following.version, following.written, following.removed)


def advance(positions: dict[str, int], lines: Iterable[Line]) -> None:
    """Move ``positions`` on by an answer's pages; MalformedMessageError where they do not fit."""
    for line in lines:
        if isinstance(line, Page):
            if line.start not in (0, positions.get(line.source, 0)):
                raise MalformedMessageError("not what was asked")
            positions[line.source] = line.end


class _Following:
    """A directory that is being brought on, page by page."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._insert = service_writer.Inserting(connection)
        self._pages: dict[str, Page] = {}
        self._page: Page | None = None
        self.positions = dict(published.standing(connection).positions)
        self.version = self.written = self.removed = 0

    def take(self, line: Line) -> None:
        match line:
            case Opening():
                self.version, self._page = line.version, None
            case Page():
                self._begin(line)
            case Entry():
                self._write(line, self._current())
            case Gone():
                self._current()
                service_rows.delete(self._connection, line.id)
                self.removed += 1

    def check(self) -> None:
        """Compare the sources that were read with what the base says of them."""
        for page in self._pages.values():
            if page.end == page.head and page.count == 0:
                service_writer.remove(self._connection, page.source)
            elif page.end != page.head or not published.is_as_told(self._connection, page):
                raise WrongTotalError(page.source)

    def _current(self) -> Page:
        if self._page is None:
            raise MalformedMessageError("a service of no source")
        return self._page

    def _begin(self, page: Page) -> None:
        self._page = None
        if page.count == 0 and page.source not in self.positions:
            # It is published no longer, and was never read: what is here was imported here.
            return
        if page.start == 0:
            # It is read whole: what was here is replaced, be it a file that was imported here.
            service_rows.delete_source(self._connection, page.source)
        advance(self.positions, [page])
        self._pages[page.source] = self._page = page
        service_writer.keep_source(self._connection, page.source, page.attribution, page.copied_on)

    def _write(self, entry: Entry, page: Page) -> None:
        content = bytes(entry.d)
        try:
            service = documents.decode(
                content, entry.id, page.source, page.copied_on, page.attribution
            )
        except ValueError as error:
            raise MalformedMessageError("no service") from error
        service_rows.delete(self._connection, entry.id)
        self._insert(service, documents.digest_of(content))
        self.written += 1

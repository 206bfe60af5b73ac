"""``maraude tour``: begin the evening, see it, end it."""

from argparse import Namespace

from maraude.cli import access, documents
from maraude.cli.output import Answer
from maraude.domain.evening import long_date
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Member, Tour
from maraude.i18n import _, ngettext
from maraude.usecases import history, listing, tours
from maraude.usecases.listing import Row
from maraude.usecases.session import Session


def start(arguments: Namespace) -> Answer:
    """Start a tour."""
    with access.session(arguments) as session:
        tours.close_left_open(session)
        started = tours.start(
            session,
            sector=arguments.sector,
            members=tuple(_member(text) for text in arguments.member),
            at=access.moment(session, arguments.at),
        )
        evening = long_date(started.evening.date)
        told = _("Maraude commencée · {evening}").format(evening=evening)
        return Answer(documents.tour(session, started, ()), (told,))


def end(arguments: Namespace) -> Answer:
    """End the open tour."""
    with access.session(arguments) as session:
        at = access.moment(session, arguments.at)
        ended = tours.end(
            session,
            tours.open_at(session, at),
            at=at,
            kilometres=arguments.kilometres,
            debrief=arguments.debrief,
        )
        session.store.back_up()
        evening = long_date(ended.evening.date)
        told = _("Maraude terminée · {evening}").format(evening=evening)
        return Answer(documents.tour(session, ended, tours.entries(session, ended)), (told,))


def show(arguments: Namespace) -> Answer:
    """Show the tour of an evening."""
    with access.session(arguments) as session:
        evening = access.evening(session, arguments.evening)
        shown = tours.of_evening(session, evening)
        if shown is None:
            raise Refusal(
                "no-tour",
                history.sentence(session, evening)
                or _("Aucune maraude n'est notée ce soir-là : {evening}").format(
                    evening=long_date(evening.date)
                ),
            )
        entries = tours.entries(session, shown)
        document = documents.tour(session, shown, entries)
        if missing := history.sentence(session, shown.evening):
            document["missing"] = missing
        return Answer(document, _lines(session, shown))


def _member(text: str) -> Member:
    name, _colon, role = text.partition(":")
    return Member(name, role)


def _lines(session: Session, shown: Tour) -> tuple[str, ...]:
    """Give the tour as it reads on the screen of the evening."""
    rows = listing.rows(session, tours.entries(session, shown))
    head = _("Maraude {team} · {evening}").format(
        team=session.profile.team_name, evening=long_date(shown.evening.date)
    )
    count = ngettext("{n} ligne notée", "{n} lignes notées", len(rows)).format(n=len(rows))
    missing = history.sentence(session, shown.evening)
    return (head, *filter(None, (missing or count,)), *(_line(row) for row in rows))


def _line(row: Row) -> str:
    again = f" · {row.summary.again}" if row.summary.again else ""
    return f"{row.time}  {row.spot:<20.20} {row.summary.people:<8} {row.summary.words}{again}"

"""``maraude log`` and ``maraude undo``: la ligne without a screen."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace

from maraude.cli import access, documents, output
from maraude.cli.output import Answer
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.evening import long_date
from maraude.domain.person import Informed
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.usecases import log as logging
from maraude.usecases import resolve, spots, tours
from maraude.usecases import undo as undoing
from maraude.usecases.session import Session


def log(arguments: Namespace) -> Answer:
    """Keep what a line says, on the evening of its moment."""
    with access.session(arguments) as session:
        at = access.moment(session, arguments.at) or session.now()
        tour = logging.tour_for(session, at)
        if arguments.spot:
            tour = replace(tour, spot=_spot(session, arguments.spot))
        choices = tuple(_choices(arguments))
        reading = logging.read(session, tour, arguments.line, choices, at=at)
        kept = logging.save(session, reading, as_note=arguments.keep and reading.may_keep)
        if kept is None:
            return _moved(session, tour)
        evening = _("Noté · soirée du {evening}").format(evening=long_date(tour.evening.date))
        if not arguments.json:
            for one in reading.found:
                output.say(one.why)
        document = documents.entry(session, tour, kept) | documents.found(reading.found)
        return Answer(document, (*reading.words, evening))


def undo(arguments: Namespace) -> Answer:
    """Take back the last thing written."""
    with access.session(arguments) as session:
        done = undoing.undo_latest(session)
        document = {"undone": {"encounter": done.encounter, "removed": done.removed}}
        if not done.at or not done.removed:
            return Answer(document, (_("Annulé : la dernière modification."),))
        time = f"{done.at.astimezone(session.zone):%H:%M}"
        told = _("Annulé : ce qui a été noté à {time}.").format(time=time)
        return Answer(document, (told,))


def _choices(arguments: Namespace) -> Iterator[Choice]:
    """Give what the application would have asked."""
    for name in arguments.new_person:
        yield Choice(
            ChoiceKind.PERSON,
            name,
            name=resolve.as_name(name),
            informed=Informed(arguments.informed),
        )
    if arguments.safety_for:
        yield Choice(ChoiceKind.SAFETY, arguments.safety_for)


def _spot(session: Session, word: str) -> str:
    """Give the id of the place whose name starts so."""
    match = resolve.spot(session, word, ())
    if match.chosen is None:
        raise Refusal("which", logging.unsettled(match))
    return match.chosen.record


def _moved(session: Session, before: Tour) -> Answer:
    tour = tours.of_evening(session, before.evening) or before
    name = spots.name(session, tour.spot)
    return Answer({"spot": name}, (_("L'équipe est maintenant ici : {spot}.").format(spot=name),))

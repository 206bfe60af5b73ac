"""A plain service, to be changed where a test is about it."""

from datetime import date

from maraude.directory.service import Service
from maraude.domain.spot import Position

TODAY = date(2026, 11, 23)
REPUBLIQUE = Position(48.8676, 2.3636)

SERVICE = Service(
    id="essai:1",
    source="essai",
    source_id="1",
    category="shower",
    name="Bains du Canal",
    position=REPUBLIQUE,
    copied_on=TODAY,
    attribution="Les Lucioles",
)

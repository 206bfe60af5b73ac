"""``maraude redact``: a text voided for ever. It is not printed: terminals keep what they show."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import redact


def run(arguments: Namespace) -> Answer:
    """Void a text of a record, here and everywhere."""
    with access.session(arguments) as session:
        text = redact.named(session, arguments.record, arguments.field)
        if not arguments.yes:
            raise Refusal(
                "not-confirmed",
                _(
                    "Ce texte ({what}) serait effacé pour toujours, avec ce qui était écrit là"
                    " avant, ici et sur chaque ordinateur. Pour le confirmer : --yes."
                ).format(what=text.title),
            )
        redact.redact(session, text)
        document = {"redacted": {"record": text.record.id, "field": text.field}}
        return Answer(document, redact.told(session))

"""``maraude settings``: see and change what can be set."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.i18n import _
from maraude.usecases import settings
from maraude.usecases.settings import Value


def run(arguments: Namespace) -> Answer:
    """Show every setting or one, or change one."""
    setting = _setting(arguments.key) if arguments.key else None
    with access.session(arguments) as session:
        if setting is None:
            shown = settings.values(session)
            return Answer(_document(*shown), tuple(_line(value) for value in shown))
        if arguments.value is None:
            one = settings.value(session, setting)
            return Answer(_document(one), (_line(one),))
        told = settings.change(session, setting, arguments.value)
        return Answer(_document(settings.value(session, setting)), (told,))


def _setting(key: str) -> Setting:
    try:
        return Setting(key)
    except ValueError:
        raise Refusal(
            "unknown-setting",
            _("« {key} » n'est pas un réglage. Réglages : {known}.").format(
                key=key, known=", ".join(Setting)
            ),
        ) from None


def _document(*values: Value) -> dict[str, object]:
    return {"settings": {str(value.setting): value.text for value in values}}


def _line(value: Value) -> str:
    return f"{value.setting:<10} {value.label:<20} {value.words}"

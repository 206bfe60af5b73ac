"""A laptop that its organisation has excluded is emptied, once all it wrote is handed over."""

from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import instance, wipe
from maraude.usecases.session import Session

EMPTIED = "emptied"


def begin(session: Session) -> Refusal | None:
    """Destroy what opens the profile; gives what to say. Closing the session removes the rest.

    Nothing is done, and None given, where a change still waits. Refusal where another application
    has the profile open, and may be writing.
    """
    let_go = instance.hold(session.store.home)
    if not session.store.destroy_keys():
        let_go()
        return None
    profile = session.profile
    told = _(
        "{organisation} a retiré cet ordinateur de ceux de ses équipes. Tout ce qui y était noté"
        " a été remis à la coordination, puis cet ordinateur est vidé : rien n'y reste lisible."
    ).format(organisation=profile.organisation_name or _("L'association"))
    return Refusal(EMPTIED, f"{told} {_whom_to_call(profile.on_call)}")


def refuse_emptied(home: Path) -> None:
    """Refuse to open ``home`` where it was emptied; what was left of it is removed first."""
    if not wipe.has_begun(home):
        return
    settle(home)
    raise Refusal(EMPTIED, sentence())


def settle(home: Path) -> None:
    """Empty the profile in ``home`` to the end, where that has begun."""
    try:
        wipe.settle(home)
    except OSError as failure:
        raise Refusal(
            "wipe-unfinished",
            _(
                "Cet ordinateur est en train d'être vidé, et un fichier résiste encore. Les clés"
                " sont détruites. Fermez les autres fenêtres de maraude, puis relancez-le."
            ),
        ) from failure


def sentence() -> str:
    """Say at a later start what happened, and how to begin again."""
    return _(
        "Cet ordinateur a été vidé par l'association : elle l'a retiré de ceux de ses équipes. Ce"
        " qui y était noté lui a été remis. Pour toute question, appelez la coordination. Pour"
        " recommencer : maraude init, puis un nouveau code de la coordination."
    )


def _whom_to_call(on_call: str) -> str:
    if on_call:
        return _("Pour toute question, appelez l'astreinte : {number}.").format(number=on_call)
    return _("Pour toute question, appelez la coordination.")

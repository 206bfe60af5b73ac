"""What others wrote and the server has told, for the screens that show it."""

from msgspec import Raw, json

from maraude.domain.person import Person
from maraude.domain.situation import Situation
from maraude.protocol.messages import Base, Rival
from maraude.store import meta
from maraude.store.records import select
from maraude.usecases.session import Session


def disagree(session: Session) -> None:
    """Let two volunteers have named another referent for Marta, and another place to sleep."""
    (marta,) = select(session.store.reader, Person, "called = 'Marta'")
    rivals = (
        Rival(Raw(b'"Karim"'), "user:sam", "019c3f2a1b40.0003", "00" * 8, 2),
        Rival(Raw(b'"Lou"'), "user:ines", "019c3f2a1b30.0003", "11" * 8, 2),
    )
    row = (marta.id, "referent", "person", json.encode(rivals).decode())
    session.store.write_local(
        lambda connection: connection.execute("INSERT INTO conflict VALUES (?, ?, ?, ?)", row)
    ).result()
    sleeps = [
        Situation(
            id=session.ids.record(),
            person=marta.id,
            night="GAR",
            since=session.evening,
            place=place,
            author=author,
            at=session.now(),
        )
        for place, author in (("Gare de l'Est", "user:ines"), ("Canal St-Martin", "user:sam"))
    ]
    session.store.write(lambda transaction: transaction.save(*sleeps)).result()


def told_by_the_server(session: Session) -> None:
    """Let the server have told what it keeps apart, and whom it has not heard."""
    base = Base(2, (("Momo 3", 0),), (("Momo 1", "out-of-scope", 2),))
    kept = {"sync.base": json.encode(base).decode(), "sync.base_at": "1790000000000"}
    session.store.write(lambda transaction: meta.keep(transaction.connection, kept)).result()

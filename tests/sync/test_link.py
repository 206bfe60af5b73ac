from maraude.sync import link
from maraude.sync.link import Link
from tests.server.serving import INC, Served


def test_a_laptop_enrols_and_exchanges_over_an_encrypted_line(served: Served) -> None:
    code = served.invite()
    enrolled = link.enrol(code, "portable 1", INC, "0.1.0")
    with Link(code.url, code.pin, enrolled.token) as way:
        answer = way.exchange(b"changes")

    assert enrolled.organisation == "Les Lucioles"
    assert enrolled.feeds == ("team:nord", "territory:paris")
    assert answer == f"{enrolled.device} changes".encode()

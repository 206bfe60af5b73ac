"""The published description of the plain routes holds, whatever is sent to them."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from maraude.domain.feeds import Role
from maraude.protocol.enrolment import EnrolRequest
from maraude.server.attempts import Attempts
from maraude.server.exchange import exchange
from maraude.sync import link
from tests.server.serving import INC, Served, serving

if TYPE_CHECKING:
    import schemathesis

EXAMPLES = 40


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that does not count guesses, or all but the first would be answered alike."""
    monkeypatch.setattr(Attempts, "exhausted", lambda _attempts, _address: False)
    with serving(tmp_path / "server", tls=False, answer=exchange, stall=10.0) as running:
        yield running


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_every_answer_is_one_that_is_described(served: Served, role: Role) -> None:
    with warnings.catch_warnings(action="ignore"):  # not for each process that collects the tests
        from schemathesis import openapi
        from schemathesis.core.result import Ok
    code = served.invite(role)
    with link.Link(served.url, "") as way:
        token = way.enrol(EnrolRequest(code.secret, "bureau", INC)).token
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{served.url}/schema/openapi.json", headers=headers, trust_env=False)
    asked = 0

    for found in openapi.from_dict(answer.json()).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def every_answer_holds(case: "schemathesis.Case[Any]") -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(base_url=served.url, headers=headers)

        every_answer_holds()
    assert asked > EXAMPLES

import pytest

from maraude.domain.version import is_older, read


@pytest.mark.parametrize(
    ("version", "than"),
    [("0.1.0", "0.2"), ("0.9", "0.10"), ("", "0.1"), ("²", "0.1"), ("0.2.dev1", "0.1")],
)
def test_a_version_is_older_by_its_numbers(version: str, than: str) -> None:
    assert is_older(version, than)


@pytest.mark.parametrize(
    ("version", "than"), [("0.2", "0.2.0"), ("1.0", "0.9.9"), ("0.2.1", "0.2.1")]
)
def test_a_version_is_not_older_than_the_same_or_an_earlier_one(version: str, than: str) -> None:
    assert not is_older(version, than)


@pytest.mark.parametrize("text", ["", "v1", "1.", "1..2", "-1", "1" * 20, "٣"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        read(text)

"""What a run raises."""


class Violation(AssertionError):  # noqa: N818 - what it is, not an error of the program
    """An invariant, by its number in the design, does not hold."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(number, text)
        self.number = number

    def __str__(self) -> str:
        number, text = self.args
        return f"invariant {number}: {text}"

"""``python -m maraude`` and the ``maraude`` command."""

import sys

from maraude import cli


def main() -> int:
    """Run the command line of this process; gives the exit status."""
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

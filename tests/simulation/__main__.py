"""Replay a seed and print its steps."""

import sys

from tests.simulation.runs import run

run(int(sys.argv[1]), loud=True)

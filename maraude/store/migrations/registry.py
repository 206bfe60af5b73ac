"""The sequence of steps; those of one concern stand in one module."""

from sqlite_utils import Migrations

migrations = Migrations("maraude")

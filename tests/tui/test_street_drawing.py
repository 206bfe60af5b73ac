import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.spot import Position
from maraude.tui import street_drawing
from maraude.tui.street_drawing import CLOSEST, WIDEST, Ink, Mark, Piece, Row, View
from tests.directory.town import at

HERE = at(0, 0)
VIEW = View(HERE, 10.0, 20, 10)
"""200 m by 200 m around the middle of the town."""


def street(east: float, north: float, to_east: float, to_north: float) -> Piece:
    one, other = at(east, north), at(to_east, to_north)
    return (one.lat, one.lon, other.lat, other.lon)


def lines(rows: tuple[Row, ...]) -> list[str]:
    return ["".join(text for text, _ink in row) for row in rows]


def place(label: str, east: float, north: float, ink: Ink = Ink.PLACE) -> Mark:
    return Mark(label, at(east, north), ink)


def test_a_street_from_west_to_east_is_a_line_of_dots() -> None:
    drawn = lines(street_drawing.draw(VIEW, [street(-200, 1, 200, 1)], []))

    assert [y for y, line in enumerate(drawn) if line.strip()] == [4]
    assert set(drawn[4]) == {"⣀"}


def test_streets_that_cross_share_the_cell_where_they_do() -> None:
    across, along = street(-200, 1, 200, 1), street(1, -200, 1, 200)
    drawn = lines(street_drawing.draw(VIEW, [across, along], []))

    assert drawn[4] == "⣀" * 10 + "⣇" + "⣀" * 9
    assert {line[10] for line in drawn} == {"⡇", "⣇"}


def test_a_street_out_of_view_leaves_no_dot() -> None:
    drawn = lines(street_drawing.draw(VIEW, [street(-500, 150, 500, 150)], []))

    assert not any(line.strip() for line in drawn)


def test_a_number_stands_at_its_place_with_no_dots_beside() -> None:
    drawn = street_drawing.draw(VIEW, [street(-200, 1, 200, 1)], [place("3", 5, 5)])

    assert lines(drawn)[4] == "⣀" * 9 + " 3 " + "⣀" * 8
    assert ("3", Ink.PLACE) in drawn[4]


def test_places_at_one_spot_stand_side_by_side() -> None:
    marks = [place("@", 5, 5, Ink.HERE), *(place(str(n), 5, 5) for n in range(1, 9))]
    drawn = lines(street_drawing.draw(VIEW, [], marks))

    assert "".join(sorted("".join(drawn).replace(" ", ""))) == "12345678@"
    assert drawn[4].strip() == "2@1"


def test_what_finds_no_room_is_left_to_the_words() -> None:
    marks = [place(str(n), 5, 5) for n in range(10, 40)]
    drawn = "".join(lines(street_drawing.draw(VIEW, [], marks)))

    assert "10" in drawn
    assert "39" not in drawn


@pytest.mark.parametrize(("east", "north"), [(-99, 99), (99, 99), (99, -99), (-99, -99)])
def test_a_label_in_a_corner_is_whole(east: float, north: float) -> None:
    drawn = lines(street_drawing.draw(VIEW, [], [place("[12]", east, north)]))

    assert sum("[12]" in line for line in drawn) == 1
    assert {len(line) for line in drawn} == {20}


def test_what_is_out_of_view_has_no_label() -> None:
    drawn = lines(street_drawing.draw(VIEW, [], [place("1", 150, 0), place("2", 0, 500)]))

    assert not any(line.strip() for line in drawn)


def test_all_places_are_seen_at_first() -> None:
    places = [at(0, 0), at(900, -300), at(-200, 700)]
    view = View.around(places, 78, 12)

    assert all(view.shows(one) for one in places)
    assert not view.zoomed(2).shows(places[1])


def test_one_place_alone_is_shown_with_its_surroundings() -> None:
    view = View.around([HERE], 60, 10)

    assert view.centre == HERE
    assert view.metres * view.columns == pytest.approx(300)


def test_the_map_moves_by_shares_of_itself_and_back() -> None:
    right, down = VIEW.moved(0.25, 0), VIEW.moved(0, 0.25)

    # 50 m on: what was in the middle is five columns, or two rows and a half, from it.
    x, y = right.dot(HERE.lat, HERE.lon)
    assert (abs(x - 10) <= 1, y) == (True, 20)
    x, y = down.dot(HERE.lat, HERE.lon)
    assert (x, abs(y - 10) <= 1) == (20, True)
    back = right.moved(-0.25, 0).centre
    assert back.lat == pytest.approx(HERE.lat)
    assert back.lon == pytest.approx(HERE.lon)


def test_there_is_an_end_to_zooming() -> None:
    near, far = VIEW, VIEW
    for _ in range(30):
        near, far = near.zoomed(1.5), far.zoomed(1 / 1.5)

    assert (near.metres, far.metres) == (CLOSEST, WIDEST)


@pytest.mark.parametrize(
    ("metres", "columns", "scale"),
    [(10.0, 20, (50, 5)), (10.0, 80, (200, 20)), (1.0, 40, (10, 10)), (60.0, 78, (1_000, 16))],
)
def test_the_scale_is_a_round_number_of_metres(
    metres: float, columns: int, scale: tuple[int, int]
) -> None:
    assert View(HERE, metres, columns, 10).scale == scale


@settings(deadline=None, max_examples=50)
@given(
    st.floats(-80, 80), st.floats(-179, 179), st.floats(0.01, 10_000), st.integers(1, 200),
    st.integers(1, 60),
)  # fmt: skip
def test_any_view_of_any_place_is_drawn_in_full_width(
    lat: float, lon: float, metres: float, columns: int, rows: int
) -> None:
    here = Position(lat, lon)
    view = View.around([here], columns, rows).zoomed(1 / metres)
    piece = (lat - 0.001, lon - 0.001, lat + 0.001, lon + 0.001)
    drawn = street_drawing.draw(view, [piece], [Mark("@", here, Ink.HERE)])

    assert [len(line) for line in lines(drawn)] == [columns] * rows
    assert view.scale[1] <= max(columns / 4, 1)


@given(st.tuples(*[st.integers(-300, 300)] * 4))
def test_every_dot_of_a_street_in_view_is_drawn_and_few_others_are_looked_at(
    ends: tuple[int, ...],
) -> None:
    east, north, to_east, to_north = ends
    steps = max(abs(to_east - east), abs(to_north - north), 1)
    axes = ((east, to_east - east, 40), (north, to_north - north, 24))
    seen = street_drawing._in_view(steps, *axes)

    for step in range(steps + 1):
        dot = [start + round(way * step / steps) for start, way, _size in axes]
        assert step in seen or not (0 <= dot[0] < 40 and 0 <= dot[1] < 24)
    assert len(seen) <= max(40, 24) + 3


def test_a_street_round_the_world_takes_no_longer_than_one_round_the_corner() -> None:
    steps = 80_000_000

    assert len(street_drawing._in_view(steps, (-steps // 2, steps, 160), (48, 0, 96))) < 200


def test_drawing_knows_no_terminal() -> None:
    code = "import sys, maraude.tui.street_drawing; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

import pytest

from insights import drawing


def test_lines_are_interrupted_where_a_number_is_hidden() -> None:
    drawn = drawing.lines([[0, 10, None, 20, None, 4, 8]])
    assert drawn is not None
    (line,) = drawn.lines
    assert line.path == "M38 156L90.33 84M195 12M299.67 127.2L352 98.4"
    assert [tick.value for tick in drawn.ticks] == [0, 10, 20]
    assert drawn.marks == [("38", 0), ("195", 3), ("352", 6)]


def test_one_point_alone_is_a_dot_however_many_there_are() -> None:
    many: list[float | None] = [None] * 100
    many[50] = 3
    drawn = drawing.lines([many, [5.0] * 100])
    assert drawn is not None
    assert [len(line.dots) for line in drawn.lines] == [1, 0]


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (9, 10), (11, 20), (61, 80), (101, 200), (999, 1000)]
)
def test_axis_ends_at_a_round_number(highest: float, top: int) -> None:
    assert drawing.top_of(highest) == top


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = drawing.rows([[10, None], [5, 2.5]])
    assert drawn is not None
    widths = [[bar and bar.width for bar in bars] for _y, bars in drawn.rows]
    assert widths == [["360", None], ["180", "90"]]
    assert drawn.height == 2 * drawing.ROW


def test_columns_stand_from_west_to_east() -> None:
    drawn = drawing.columns([-300, 0, 330], [10, None, 5], [None, 8, 4])
    assert drawn is not None
    assert [bar and bar.height for bar in drawn.up] == ["70", None, "35"]
    assert [bar and bar.height for bar in drawn.down] == [None, "70", "35"]
    assert float(drawn.up[0].x) < float(drawn.down[1].x) < float(drawn.up[2].x)
    assert [hours for _x, hours in drawn.ticks] == [-12, -9, -6, -3, 0, 3, 6, 9, 12]


def test_nothing_is_no_picture() -> None:
    assert drawing.lines([[None, None]]) is None
    assert drawing.rows([[None], [0]]) is None
    assert drawing.columns([0], [None], [0]) is None

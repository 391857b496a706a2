"""Who comes first: time soon in bands, then those who are asked less for the time they offer."""

from datetime import timedelta

import pytest

from directory.order import band, crowding


@pytest.mark.parametrize(
    ("hours", "number"),
    [
        (0, 0),
        (23.9, 0),
        (24, 1),
        (71.9, 1),
        (72, 2),
        (7 * 24, 3),
        (14 * 24 - 0.1, 3),
        (14 * 24, 4),
        (2000, 4),
        (None, 5),
    ],
)
def test_bands_end_after_one_three_seven_and_fourteen_days(hours: float | None, number: int) -> None:
    assert band(None if hours is None else timedelta(hours=hours)) == number


@pytest.mark.parametrize(
    ("requests", "starts", "step", "crowd"),
    [
        (0, 0, 30, 0.0),
        (10, 40, 30, 0.5),  # twenty hours
        (10, 40, 60, 0.25),
        (10, 80, 15, 0.5),  # as many hours in smaller steps are no more time
        (3, 1, 30, 3.0),  # half an hour counts as one
        (2, 0, 30, 2.0),
    ],
)
def test_crowd_is_requests_per_open_hour(requests: int, starts: int, step: int, crowd: float) -> None:
    assert crowding(requests, starts, step) == crowd

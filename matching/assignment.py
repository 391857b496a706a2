"""The best assignment of mentees to mentors: a pure function of numbers.

First as many mentees as possible get a mentor, then the sum of fit is highest, and of equal sums the load is spread
most evenly over the mentors. A mentor with room for three is three columns of the matrix, and each further column
costs a little more than the one before, so that load is spread where nothing else decides (the costs are convex, as in
a minimum-cost flow). All three wishes are one cost in whole numbers, which doubles hold exactly up to 2^53.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HUNDREDTH = 0.01
NO_ONE = -1


def assign(
    fit: "NDArray[np.float64]",
    capacities: Sequence[int],
    fixed: Iterable[tuple[int, int]] = (),
    *,
    step: float = HUNDREDTH,
) -> list[int]:
    """The mentor of each mentee, by number; `NO_ONE` where there is none.

    Args:
        fit: mentees × mentors; NaN or -inf where the two mustn't be paired.
        capacities: how many mentees each mentor takes.
        fixed: pairs that stay as they are, whatever their fit.
        step: the smallest difference in fit that counts. If each fit is a multiple of it, the result is exact.

    Raises:
        ValueError: a mentee is fixed twice, or a mentor has more fixed mentees than room.
    """
    # Here, not above: numpy and scipy take 60 MB, and of all processes only workers compute.
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    mentees, mentors = fit.shape
    found = np.full(mentees, NO_ONE)
    taken = np.zeros(mentors, dtype=np.int64)
    for mentee, mentor in fixed:
        if found[mentee] != NO_ONE:
            raise ValueError("a mentee is fixed twice")
        found[mentee] = mentor
        taken[mentor] += 1
    room = np.asarray(capacities, dtype=np.int64) - taken
    if (room < 0).any():
        raise ValueError("a mentor has more fixed mentees than room")

    allowed = np.isfinite(fit)
    open_to = np.flatnonzero((found == NO_ONE) & (allowed & (room > 0)).any(axis=1))
    room = np.minimum(room, allowed[open_to].sum(axis=0))  # no more columns than could be used
    columns = np.repeat(np.arange(mentors), room)
    if not len(open_to) or not len(columns):
        return [int(mentor) for mentor in found]
    place = np.arange(len(columns)) - np.repeat(np.cumsum(room) - room, room) + taken[columns]

    values = fit[np.ix_(open_to, np.flatnonzero(room))]
    values = np.where(np.isfinite(values), values, np.nan)
    highest, lowest = np.nanmax(values), np.nanmin(values)
    # One step of fit outweighs any distribution of load, and one more pair outweighs any sum of fit.
    a_step = int(place.max()) * len(open_to) + 1
    cost = (highest - values) / step * a_step
    np.rint(cost, out=cost)
    impossible = (round((highest - lowest) / step) + 1) * a_step * (len(open_to) + 1)
    np.nan_to_num(cost, copy=False, nan=impossible)
    cost = np.repeat(cost, room[room > 0], axis=1)
    cost += place
    rows, chosen = linear_sum_assignment(cost)
    possible = allowed[open_to[rows], columns[chosen]]
    found[open_to[rows[possible]]] = columns[chosen[possible]]
    return [int(mentor) for mentor in found]

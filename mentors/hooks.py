"""A hook for the apps above: what else the search finds a mentor by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from mentors.models import Mentor

Texts = Callable[[Sequence[Mentor]], Iterable[tuple[int, str]]]  # mentors → the key of one, and a text about them

_searched: list[Texts] = []


def searched(function: Texts) -> Texts:
    """Register a function that returns texts about mentors. Whoever changes one calls `mentors.services.index`."""
    _searched.append(function)
    return function


def texts_about(mentors: Sequence[Mentor]) -> dict[int, list[str]]:
    """What the apps above say about each of these mentors, by their keys."""
    found: dict[int, list[str]] = defaultdict(list)
    for function in _searched:
        for pk, text in function(mentors):
            found[pk].append(text)
    return found

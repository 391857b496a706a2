"""The companies that the list can be narrowed by: those where several mentors work, in one spelling each."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

FEW = 2  # mentors; a company of fewer narrows nothing that its mentor's name wouldn't
MOST = 200  # companies; a set of mentors for each of all in a large club would fill the memory


def key(company: str) -> str:
    """What the spellings of a company have in common, and what stands in the address: its name without capitals."""
    return " ".join(unicodedata.normalize("NFKC", company).casefold().split())


def offered(companies: Iterable[str]) -> dict[str, str]:
    """The companies on offer: the key of each and the spelling that most of its mentors chose, the largest first.

    Args:
        companies: what each mentor wrote, "" for none.
    """
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for company in companies:
        if name := key(company):
            spelled[name][company] += 1
    sizes = Counter({name: spellings.total() for name, spellings in spelled.items()})
    return {name: _usual(spelled[name]) for name, size in sizes.most_common(MOST) if size >= FEW}


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda text: (-spellings[text], text))

"""How one reader's grades differ from the others'."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Exists, F, OuterRef, Subquery, Value

from mentors.models import Criterion, Review

if TYPE_CHECKING:
    from accounts.models import User

FEWEST_SHARED = 5  # applications; fewer say little, and would tell whose grades the others' are


@dataclass(frozen=True, slots=True)
class Drift:
    """By how much a reader's grades differ from the others', on average.

    Attributes:
        shared: how many applications they and someone else have read.
        differences: by criterion, in grades; above zero where the reader gives more. Empty below `FEWEST_SHARED`.
    """

    shared: int
    differences: dict[Criterion, float]


def drift_of(reader: "User") -> Drift:
    """How a reader's own grades differ from the mean of the others' of the same applications, with one query."""
    others = Review.objects.counting().filter(application=OuterRef("application")).exclude(reviewer=reader)
    means = others.order_by().values(one=Value(1))
    names = [criterion.value for criterion in Criterion]
    own = Review.objects.counting().filter(reviewer=reader).order_by()
    compared = own.annotate(
        **{f"others_{name}": Subquery(means.annotate(mean=Avg(name)).values("mean")) for name in names}
    )
    shared = compared.filter(Exists(others))
    found = shared.aggregate(shared=Count("pk"), **{f"{name}_by": Avg(F(name) - F(f"others_{name}")) for name in names})
    if found["shared"] < FEWEST_SHARED:
        return Drift(found["shared"], {})
    return Drift(found["shared"], {criterion: float(found[f"{criterion.value}_by"]) for criterion in Criterion})

"""What happens to mentorships."""

from mentorships.services import (
    advancing,
    agenda,
    agreeing,
    beginning,
    changing,
    continuing,
    farewells,
    goals,
    learning,
    noting,
    offering,
    parting,
    series,
    staying,
)

__all__ = [
    "advancing",
    "agenda",
    "agreeing",
    "beginning",
    "changing",
    "continuing",
    "farewells",
    "goals",
    "learning",
    "noting",
    "offering",
    "parting",
    "series",
    "staying",
]

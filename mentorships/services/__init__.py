"""What happens to mentorships."""

from mentorships.services import (
    advancing,
    agenda,
    agreeing,
    beginning,
    changing,
    continuing,
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
    "goals",
    "learning",
    "noting",
    "offering",
    "parting",
    "series",
    "staying",
]

"""What happens to mentorships."""

from mentorships.services import (
    advancing,
    agreeing,
    beginning,
    changing,
    continuing,
    offering,
    parting,
    series,
    staying,
)

__all__ = [
    "advancing",
    "agreeing",
    "beginning",
    "changing",
    "continuing",
    "offering",
    "parting",
    "series",
    "staying",
]

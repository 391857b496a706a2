"""Reading the pages that tests ask for."""

import re
from typing import Any


def markup(response: Any) -> str:
    """The HTML of a page however its template breaks lines: one space for white space, none where a tag ends."""
    return re.sub(r"\s+(/?>)", r"\1", re.sub(r"\s+", " ", response.content.decode()))

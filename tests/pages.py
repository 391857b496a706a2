"""Reading the pages that tests ask for."""

import re
from typing import Any

from django.test import Client

from accounts.models import User
from club_pages.shipped import VERSIONS

# What forms send back of the texts that one agrees to, until the team writes its own.
TERMS = " ".join(VERSIONS.values())


def markup(response: Any) -> str:
    """The HTML of a page however its template breaks lines: one space for white space, none where a tag ends."""
    return re.sub(r"\s+(/?>)", r"\1", re.sub(r"\s+", " ", response.content.decode()))


def seen(response: Any) -> tuple[int, str]:
    """The status of an answer and the heading of its page, "" where it is no page."""
    found = re.search(r"<h1\b[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    return response.status_code, " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


NOT_FOUND = (404, "Nobody is in this room")


def signed_in(user: User) -> Client:
    """The browser of a member."""
    client = Client()
    client.force_login(user)
    return client

"""What a mentor's card says, in words, so that its template has nothing left to decide: lists draw dozens of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentors import languages
from mentors.models import Mentor

SHOWN = 3  # topics and languages; how many more there are is said


@dataclass(frozen=True, slots=True)
class Card:
    """A mentor's card in the active language.

    Attributes:
        photo: its address, "" without one.
        work: what they do, and where.
        topics: names of the first three.
        more_topics: how many more there are, in words; "" if those are all.
        facts: the languages they speak, then whatever else is known.
    """

    mentor: Mentor
    photo: str
    work: str
    topics: Sequence[str]
    more_topics: str
    facts: Sequence[str]


def card_of(mentor: Mentor, *, photo: str, topics: Sequence[str], first: str = "", facts: Collection[str] = ()) -> Card:
    """The card of a mentor, whose user is loaded.

    Args:
        topics: names of all of them.
        first: the code of the language to name before the others.
        facts: what else it says, apart from empty ones.
    """
    more = len(topics) - SHOWN
    return Card(
        mentor=mentor,
        photo=photo,
        work=", ".join(filter(None, (mentor.role, mentor.company))),
        topics=topics[:SHOWN],
        more_topics=ngettext("%(number)s more topic", "%(number)s more topics", more) % {"number": more}
        if more > 0
        else "",
        facts=[_speaks(sorted(mentor.languages, key=lambda code: code != first)), *filter(None, facts)],
    )


def _speaks(codes: Sequence[str]) -> str:
    named = ", ".join(map(languages.name, codes[:SHOWN]))
    more = len(codes) - SHOWN
    return " ".join([named, _("and %(number)s more") % {"number": more}]) if more > 0 else named

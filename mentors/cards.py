"""What a mentor's card says, in words, so that its template has nothing left to decide: lists draw dozens of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
        topics: the first three and how many more there are, as items of a list.
        facts: the languages they speak, then whatever else is known.
    """

    mentor: Mentor
    photo: str
    work: str
    topics: SafeString
    facts: SafeString


def card_of(mentor: Mentor, *, photo: str, topics: Sequence[str], first: str = "", facts: Collection[str] = ()) -> Card:
    """The card of a mentor, whose user is loaded.

    Args:
        topics: names of all of them.
        first: the code of the language to name before the others.
        facts: what else it says, apart from empty ones.
    """
    said = [_speaks(sorted(mentor.languages, key=lambda code: code != first)), *filter(None, facts)]
    return Card(
        mentor=mentor,
        photo=photo,
        work=", ".join(filter(None, (mentor.role, mentor.company))),
        topics=_tags(topics),
        facts=format_html_join("", "<span>{}</span>", zip(said)),
    )


def _tags(names: Sequence[str]) -> SafeString:
    shown = format_html_join("", '<li class="tag">{}</li>', zip(names[:SHOWN]))
    more = len(names) - SHOWN
    if more <= 0:
        return shown
    said = ngettext("%(number)s more topic", "%(number)s more topics", more) % {"number": more}
    return format_html('{}<li class="tag tag--plain">{}</li>', shown, said)


def _speaks(codes: Sequence[str]) -> str:
    named = ", ".join(map(languages.name, codes[:SHOWN]))
    more = len(codes) - SHOWN
    return " ".join([named, _("and %(number)s more") % {"number": more}]) if more > 0 else named

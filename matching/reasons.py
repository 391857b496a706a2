"""Why a mentor fits, in sentences made of facts; and what a member could add for better suggestions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from babel.lists import format_list
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.languages import locale
from directory.facets import WhenFacet
from directory.parts_of_week import PARTS
from matching.models import Need
from matching.ranking import Candidate, Corpus, Seeker
from mentors.languages import name as name_of

TELLING = 0.8  # of a term, from which on it is worth a sentence
MOST_NAMED = 3  # words, or times
RARE = 0.25  # of all profiles; a word that more of them have is no reason
FEW_ASKED = 0.1  # requests per open hour
MANY_RATINGS = 3  # fewer say little
PRAISED = 4.5  # of 5
SHORT_GOAL = 80  # characters


def reasons(
    seeker: Seeker, candidate: Candidate, corpus: Corpus, terms: Mapping[str, float], names: Mapping[str, str]
) -> Iterator[str]:
    """Why the two fit, the most telling first.

    Args:
        names: of topics, by their slug.
    """
    topics = [names[slug] for slug in seeker.topics if slug in candidate.topics and slug in names]
    if topics:
        yield _("You asked for %(topics)s, and that’s what they help with.") % {"topics": listed(topics)}
    rare = corpus.size * RARE
    words = [word for word in seeker.words if word in candidate.words and corpus.having.get(word, 0) <= rare]
    if words := words[:MOST_NAMED]:
        yield _("You both write about %(words)s.") % {
            "words": listed(_("“%(word)s”") % {"word": word} for word in words)
        }
    if hours := sorted(seeker.hours & candidate.hours, key=PARTS.index):
        when = WhenFacet([], {})
        text = ngettext(
            "One of your usual times fits: %(times)s.", "%(count)d of your usual times fit: %(times)s.", len(hours)
        )
        yield text % {"count": len(hours), "times": listed([when.label(part) for part in hours[:MOST_NAMED]])}
    if shared := sorted(seeker.languages & candidate.languages):
        yield _("You both speak %(languages)s.") % {"languages": listed(name_of(code) for code in shared)}
    if terms.get("level", 0) >= TELLING and candidate.years:
        text = ngettext(
            "With %(count)d year of experience, they’re the right distance ahead of you.",
            "With %(count)d years of experience, they’re the right distance ahead of you.",
            candidate.years,
        )
        yield text % {"count": candidate.years}
    count, total = candidate.ratings
    if count >= MANY_RATINGS and total / count >= PRAISED:
        yield _("Those who talked to them found it very useful.")
    if candidate.crowding < FEW_ASKED and candidate.openings:
        yield _("Few people have asked them lately, so they have time for you.")


def in_common(
    languages: Iterable[str],
    mentor: Iterable[str],
    seeker: Seeker | None,
    candidate: Candidate | None,
    names: Mapping[str, str],
) -> Iterator[str]:
    """What a mentee and a mentor whom they ask have in common, for the mentor: facts, and none of the mentee's words.

    Args:
        languages: in which the mentee would like to talk.
        mentor: the mentor's languages.
        names: of topics, by their slug.
    """  # fmt: skip
    if shared := sorted(set(languages) & set(mentor)):
        yield _("You both speak %(languages)s.") % {"languages": listed(name_of(code) for code in shared)}
    if seeker is None or candidate is None:
        return
    if topics := [names[slug] for slug in seeker.topics if slug in candidate.topics and slug in names]:
        yield _("They’re looking for help with %(topics)s, which is what you offer.") % {"topics": listed(topics)}
    if number := len(seeker.hours & candidate.hours):
        text = ngettext("One of their usual times fits yours.", "%(number)d of their usual times fit yours.", number)
        yield text % {"number": number}


def missing(need: Need) -> list[str]:
    """What the member could add, so that the suggestions get better; the most helpful first."""
    asked = (
        (not need.topics, _("Choose a topic or two: they count most.")),
        (not need.hours, _("Say when you usually have time, and everyone we suggest will have time then, too.")),
        (not need.level, _("Say where you are now, so that we find someone the right distance ahead of you.")),
        (len(need.goal) < SHORT_GOAL, _("Write a sentence or two more about your goal: we look for its words.")),
        (not need.languages, _("Choose the languages you’d like to talk in.")),
    )
    return [text for is_missing, text in asked if is_missing]


def listed(names: "Sequence[str] | Iterator[str]") -> str:
    """Names as a list in words: a, b and c."""
    return format_list([*names], locale=locale(get_language() or settings.LANGUAGE_CODE))

"""What pages and emails show of the pairs of a round: the reasons, as sentences."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from babel.lists import format_list
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.languages import locale
from matching.models import Pair
from matching.round_fit import RATHER_NOT
from mentors import languages
from mentors.models import Topic


def sentences(pairs: Collection[Pair], *, to_the_team: bool) -> dict[int, list[str]]:
    """Why each pair fits, by its key, in the active language; one query for all of them.

    Args:
        to_the_team: whether to say what the two think of each other, which they themselves don't learn.
    """
    keys = {key for pair in pairs for reason in pair.reasons for key in reason.get("topics", ())}
    names = {topic.pk: topic.name_i18n for topic in Topic.objects.filter(pk__in=keys)} if keys else {}
    return {pair.pk: [*_facts(_terms(pair), names), *(_wishes(_terms(pair)) if to_the_team else ())] for pair in pairs}


def _terms(pair: Pair) -> dict[str, Mapping[str, Any]]:
    return {reason["term"]: reason for reason in pair.reasons}


def _facts(terms: Mapping[str, Mapping[str, Any]], names: Mapping[int, str]) -> Iterable[str]:
    topics = [names[key] for key in terms.get("topics", {}).get("topics", ()) if key in names]
    yield _("Topics in common: %(topics)s.") % {"topics": _listed(topics)} if topics else _("No topic in common.")
    if hours := terms.get("hours", {}).get("hours", 0):
        text = ngettext(
            "Both have time in %(count)d hour of the week.", "Both have time in %(count)d hours of the week.", hours
        )
        yield text % {"count": hours}
    spoken = [languages.name(code) for code in terms.get("languages", {}).get("languages", ())]
    yield (
        _("Both speak %(languages)s.") % {"languages": _listed(spoken)}
        if spoken
        else _("We don’t know of a language that both speak.")
    )


def _wishes(terms: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    if "mentee" in terms:
        rank = terms["mentee"]["rank"]
        said = _("The mentee would rather not.") if rank == RATHER_NOT else _("The mentee’s choice number %(rank)d.")
        yield said % {"rank": rank}
    if "mentor" in terms:
        rank = terms["mentor"]["rank"]
        said = _("The mentor would rather not.") if rank == RATHER_NOT else _("The mentor’s choice number %(rank)d.")
        yield said % {"rank": rank}


def _listed(words: list[str]) -> str:
    return format_list(words, locale=locale(get_language() or settings.LANGUAGE_CODE))

"""The baseline for the directory: the least that a Django view can do to show the same cards."""

import functools
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path

from bookings.models import next_start
from core import clock
from directory.listing import PER_PAGE, next_opening
from mentoring_club import urls
from mentors.cards import card_of
from mentors.models import Mentor

KEY = "bench-bare-cards"
PAGE = """{% extends "layouts/base.html" %}{% block main %}<ul>
{% for card in cards %}<li>{{ card }}</li>{% endfor %}</ul>{% endblock %}"""


def drawn() -> list[str]:
    """As many rendered cards as the list has, from one query, in the cheapest order."""
    rows = (
        Mentor.objects.listed()
        .select_related("user")
        .annotate(next_opening=next_start(at=clock.now(), path="free_time__"), names=ArrayAgg("topics__name"))
        .order_by("pk")[:PER_PAGE]
    )
    return [
        render_to_string(
            "directory/_card.html",
            {
                "card": card_of(row, photo=row.photo_url(192), topics=row.names),
                "next_opening": next_opening(row),
            },
        )
        for row in rows
    ]


@login_not_required
def cards(request: HttpRequest) -> HttpResponse:
    """One query, the cards, and the club's page around them."""
    return _page(request, drawn())


@login_not_required
def cached_cards(request: HttpRequest) -> HttpResponse:
    """The cards from the cache, and the club's page around them."""
    return _page(request, cache.get_or_set(KEY, drawn) or [])


def _page(request: HttpRequest, cards: list[str]) -> HttpResponse:
    return HttpResponse(template().render({"cards": cards}, request))


@functools.cache
def template() -> Any:
    return engines["django"].from_string(PAGE)


# In all languages, like every page of the club, so that both have the same links around their cards.
urlpatterns = [
    *i18n_patterns(
        path("bare/", cards, name="bare"),
        path("bare/cached/", cached_cards, name="bare-cached"),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
]

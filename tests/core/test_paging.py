from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.core.paginator import Paginator

from bookings.models import Booking
from core.admin import TeamAdmin
from core.paging import RowPaginator
from tests.factories import BookingFactory, MentorFactory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2, 3])
def test_page_joins_only_the_rows_it_shows(number: int) -> None:
    mentor = MentorFactory()
    for hours in range(5):
        BookingFactory(mentor=mentor, starts_at=NOW + timedelta(hours=hours))
    rows = Booking.objects.with_people().order_by("-starts_at", "-pk")
    page = RowPaginator(rows, 2).page(number)
    _shown, _in, keys = str(page.object_list.query).partition(" IN (SELECT ")  # type: ignore[attr-defined]
    assert "LIMIT" in keys
    assert "JOIN" not in keys
    assert list(page) == list(Paginator(rows, 2).page(number))


def test_each_admin_list_uses_this_paginator() -> None:
    others = [site for site in admin.site._registry.values() if not issubclass(site.paginator, RowPaginator)]
    assert [type(site).__name__ for site in others if isinstance(site, TeamAdmin)] == []

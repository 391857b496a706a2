"""Presets of hours: what they add to a week, and that only the mentor saves it."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from bookings.forms.presets import PRESETS
from bookings.models import WeeklyHours
from mentors.models import Mentor
from tests.bookings.desk import a_sunday, mentor
from tests.bookings.test_desk import week

__all__ = ["a_sunday", "mentor"]  # the fixtures

EVENINGS, SATURDAYS, _LUNCH = PRESETS


def test_preset_skips_days_on_which_it_overlaps() -> None:
    until_late, morning = (1, time(19), time(1)), (2, time(9), time(18))
    added = [(day, time(18), time(20)) for day in (0, 2, 3, 4)]
    assert EVENINGS.added_to([until_late, morning]) == sorted([until_late, morning, *added])
    assert SATURDAYS.added_to(SATURDAYS.added_to([])) == [(5, time(9), time(12))]


@pytest.mark.django_db
def test_a_preset_is_filled_in_beside_what_is_typed_and_not_saved_yet(client: Client, mentor: Mentor) -> None:
    before = list(WeeklyHours.objects.values_list())
    page = client.post(reverse("bookings:hours"), week(d5=[("14:00", "15:00")]) | {"preset": "saturdays"})
    days = [formset.initial for _label, formset in page.context["form"].days]
    assert days[5] == [{"starts": time(9), "ends": time(12)}, {"starts": time(14), "ends": time(15)}]
    assert not any(days[:5])
    assert "Filled in. Save if it looks right." in page.content.decode()
    assert list(WeeklyHours.objects.values_list()) == before

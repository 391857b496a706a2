"""The desk of mentors who came from the old site, and whom the team is yet to approve."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.dates import formatted
from mentors.models import Application, Mentor
from tests.bookings.desk import NOW, a_sunday
from tests.factories import ApplicationFactory, MentorFactory

__all__ = ["a_sunday"]  # the fixture


@pytest.mark.django_db
def test_desk_of_someone_from_the_old_site_says_what_is_next(client: Client) -> None:
    mentor = MentorFactory(bookable=True, hidden=True, approved_at=None)
    client.force_login(mentor.user)

    def says(title: str, link: str) -> bool:
        text = client.get(reverse("bookings:desk")).content.decode()
        assert "Nearly there" not in text
        return title in text and f'href="{link}"' in text

    apply = reverse("mentors:apply")
    assert says("What’s next: a short application", apply)
    row = ApplicationFactory(submitted=True, applicant=mentor.user)
    page = row.get_absolute_url()
    assert says(f"You’ll hear from us by {formatted(row.answer_by, 'DATE_FORMAT')}", page)
    rows = Application.objects.filter(pk=row.pk)
    rows.update(state="more_information")
    assert says("We’d like to know a little more", page)
    rows.update(state="declined", decided_at=NOW, again_on=NOW.date() + timedelta(days=30))
    assert says("You can apply again from", page)
    rows.update(again_on=NOW.date() - timedelta(days=1))
    assert says("What’s next: a short application", apply)
    Mentor.objects.update(approved_at=NOW)
    assert "Nearly there" in client.get(reverse("bookings:desk")).content.decode()

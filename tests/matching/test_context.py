"""The number beside “Requests without a time”, on pages of other apps too."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from tests.factories import AskFactory, MentorFactory
from tests.pages import markup


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["mentors:profile", "feedback:received", "bookings:desk"])
def test_desk_counts_own_requests_that_can_still_be_answered(client: Client, page: str) -> None:
    now, mentor = clock.now(), MentorFactory(bookable=True)
    day = timedelta(days=1)
    for person, due_at, traits in (
        (mentor, now + day, {}),
        (mentor, now - timedelta(minutes=1), {}),
        (mentor, now + day, {"declined": True}),
        (MentorFactory(bookable=True), now + day, {}),
    ):
        AskFactory(mentor=person, **({"due_at": due_at} | traits))
    AskFactory(mentor=mentor, asked_back=True)  # it's the mentee's turn
    client.force_login(mentor.user)
    shown = markup(client.get(reverse(page)))
    assert '>Requests without a time<span class="subnav__count">1</span></a>' in shown
    assert shown.count('"subnav__count"') == 1

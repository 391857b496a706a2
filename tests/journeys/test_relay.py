"""One request, two mentors: a question in between, a “not now” with a name, a yes, and a time confirmed at once."""

import re

from playwright.sync_api import expect

from bookings.free_time import rebuild_all
from bookings.models import Booking
from core import clock
from matching.models import Ask, Request
from mentors.services import index
from tests.bookings.moments import NOW, TOPIC
from tests.factories import MentorFactory, UserFactory
from tests.factories.matching import GOAL
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in, plain


def test_request_goes_to_a_second_mentor_who_says_yes(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    amara = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@relay.example.org")
    bela = MentorFactory(bookable=True, user__display_name="Bela Nagy", user__email="bela@relay.example.org")
    cem = MentorFactory(bookable=True, user__display_name="Cem Kaya")
    for mentor in (amara, bela):
        mentor.session_types.update(on_request=True)
    index(amara, bela, cem)
    rebuild_all(now=NOW)
    mentee = UserFactory(display_name="Kofi Mensah", email="kofi@relay.example.org")

    # The mentee writes once, on a phone without JavaScript.
    mentee_page = new_page(width=390, javascript=False)
    sign_in(mentee_page, mentee)
    mentee_page.goto(amara.get_absolute_url())
    mentee_page.get_by_role("link", name="Send a request").click()
    mentee_page.get_by_label("What’s it about?").fill(GOAL)
    expect(mentee_page.get_by_label("First, ask")).to_have_value("Amara Njeri")
    mentee_page.get_by_label("Then", exact=False).first.fill("bela nagy")
    mentee_page.get_by_role("button", name="Send request").click()
    expect(mentee_page.get_by_text("Sent. We’ve asked Amara")).to_be_visible()

    # The first mentor would like to know more, and then can't after all.
    asked = club.wait_for_email("amara@relay.example.org", "has a request for you")
    amara_page = new_page()
    sign_in(amara_page, amara.user)
    amara_page.goto(link_in(asked, "/requests/"))
    amara_page.get_by_text("Tell me more").click()
    amara_page.get_by_label("Your question").fill("How large is your team?")
    amara_page.get_by_role("button", name="Send question").click()
    expect(amara_page.get_by_text("We’ve passed your question on to Kofi.")).to_be_visible()
    question = club.wait_for_email("kofi@relay.example.org", "has a question")
    mentee_page.goto(link_in(question, "/requests/"))
    mentee_page.get_by_label("Your answer").fill("Four people.")
    mentee_page.get_by_role("button", name="Send answer").click()
    expect(mentee_page.get_by_text("We’ve passed your answer on to Amara.")).to_be_visible()
    amara_page.goto(link_in(club.wait_for_email("amara@relay.example.org", "has answered"), "/requests/"))
    expect(amara_page.get_by_text("Four people.")).to_be_visible()
    amara_page.locator("summary", has_text="Not now").click()
    amara_page.get_by_text("someone else fits better").click()
    amara_page.get_by_label("Who fits better?").fill("cem kaya")
    amara_page.get_by_role("button", name="Not now").click()
    expect(amara_page.get_by_text("Thank you for answering.")).to_be_visible()

    # The second is asked at once, and says yes.
    relayed = club.wait_for_email("kofi@relay.example.org", "Now we’ve asked Bela Nagy")
    assert "Amara thinks that Cem Kaya fits better." in " ".join(plain(relayed).split())
    mentee_page.goto(link_in(relayed, "/requests/"))
    mentee_page.get_by_role("button", name="Ask Cem next").click()
    expect(mentee_page.get_by_text("We’ll ask Cem next.")).to_be_visible()
    bela_page = new_page()
    sign_in(bela_page, bela.user)
    bela_page.goto("/")
    bela_page.get_by_role("link", name="Read and answer").click()
    bela_page.get_by_label("Message").first.fill("Gladly.")
    bela_page.get_by_role("button", name="Accept").click()
    expect(bela_page.get_by_text("Accepted. We’ve told Kofi")).to_be_visible()

    # The mentee books a time, which no one has to confirm.
    accepted = club.wait_for_email("kofi@relay.example.org", "Bela Nagy said yes")
    mentee_page.goto(link_in(accepted, "/mentors/"))
    mentee_page.locator("#openings a[href*='/book/']").first.click()
    mentee_page.locator("textarea[name=topic]").fill(TOPIC)
    mentee_page.get_by_role("button", name="Book this time").click()
    expect(mentee_page).to_have_url(re.compile(r"/bookings/[0-9a-f-]{36}/"))
    booking = Booking.objects.get()
    assert (booking.mentor, booking.mentee, booking.is_confirmed) == (bela, mentee, True)
    assert Ask.objects.get(mentor=bela).booking == booking
    assert Request.objects.get().state == "matched"
    assert Ask.objects.get(mentor=cem).sent_at is None  # there was no need to

"""Two readers disagree, a third decides and thinks again; and the team merges a topic into another."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from bookings.free_time import rebuild_all
from core import clock
from mentors.models import Application
from mentors.services import UNDO_FOR, assign_readers
from notifications.models import Notice
from tests.factories import ApplicationFactory, MentorFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import plain
from tests.mentors.readings import NOW


def on_the_team(name: str) -> User:
    member: User = UserFactory(staff=True, display_name=name)
    TOTP.activate(member, generate_totp_secret())
    return member


def assess(page: Page, application: Application, *, grade: int, recommendation: str) -> None:
    """Read an application without knowing whose it is, and save one's assessment."""
    page.goto(reverse("admin:mentors_application_change", args=[application.pk]))
    expect(page.get_by_text("so that the letter speaks for itself")).to_be_visible()
    expect(page.get_by_text("Amara")).to_have_count(0)
    for criterion in ("Seniority", "Practical knowledge", "Altruism"):
        page.get_by_role("group", name=criterion).get_by_label(str(grade)).check()
    page.get_by_role("group", name="Recommendation").get_by_label(recommendation).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Amara").first).to_be_visible()


def test_vetting_with_a_disagreement_and_an_undo(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    applicant = UserFactory(display_name="Amara Njeri", email="amara@vetted.example.org")
    application = ApplicationFactory(submitted=True, applicant=applicant, letter="I bake, and Amara is my name. " * 20)
    team = [on_the_team(name) for name in ("Ines", "Jona", "Kaya")]
    assign_readers(now=NOW)
    pages = {member.display_name: new_page(width=1280) for member in team}
    for member in team:
        sign_in(pages[member.display_name], member)

    # The second reader learns that there is an assessment, and nothing of what it says before saving their own.
    first, second, third = (pages[member.display_name] for member in team)
    assess(first, application, grade=5, recommendation="approve")
    expect(first.get_by_text("One more person needs to read this")).to_be_visible()
    second.goto(reverse("admin:mentors_application_change", args=[application.pk]))
    expect(second.get_by_text("1 person has read this already.")).to_be_visible()
    expect(second.get_by_text("Ines")).to_have_count(0)
    assess(second, application, grade=2, recommendation="decline")
    expect(second.get_by_text("Seniority 5, practical knowledge 5, altruism 5")).to_be_visible()
    expect(second.get_by_text("The assessments are far apart, so one more person reads this")).to_be_visible()

    # The third says yes too soon, undoes it, and says no with what would change it.
    assess(third, application, grade=3, recommendation="decline")
    third.get_by_role("link", name="Approve").click()
    third.get_by_role("button", name="Approve and send").click()
    expect(third.get_by_text("Approved, and not sent yet")).to_be_visible()
    third.get_by_role("button", name="Undo").click()
    expect(third.get_by_text("The decision is undone. Nothing was sent.")).to_be_visible()
    third.get_by_role("link", name="Decline").click()
    third.get_by_role("group", name="What was missing?").get_by_label("Practical knowledge").check()
    third.get_by_label("What would change it?").fill("A year behind the counter.")
    third.get_by_label("Your message").fill("Thank you for your letter.")
    third.get_by_role("button", name="Decline and send").click()
    expect(third.get_by_text("Declined, and not sent yet")).to_be_visible()
    assert club.emails_to("amara@vetted.example.org") == []

    # Ten minutes later it's sent: what was missing, what would change it, from when, and how to appeal.
    clock.move_to(NOW + UNDO_FOR)
    said = plain(club.wait_for_email("amara@vetted.example.org", "About your application"))
    for words in ("Practical knowledge", "A year behind the counter.", "You can apply again from", "you can appeal"):
        assert words in said
    assert len(club.emails_to("amara@vetted.example.org")) == 1
    theirs = new_page(width=390, javascript=False)
    sign_in(theirs, applicant)
    theirs.goto(application.get_absolute_url())
    expect(theirs.get_by_role("heading", name="Not this time")).to_be_visible()
    expect(theirs.get_by_role("button", name="Send the appeal")).to_be_visible()


def test_topic_is_merged_and_its_address_leads_on(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    old = TopicFactory(name="Mock interviews", slug="mock-interviews-merged")
    new = TopicFactory(name="Interviews", slug="interviews-merged", category=old.category)
    mentor = MentorFactory(bookable=True, user__display_name="Bela Kiss", topics=[old])
    rebuild_all(now=NOW)
    teams = new_page(width=1280)
    sign_in(teams, on_the_team("Tara"))
    teams.goto(reverse("admin:mentors_topic_change", args=[old.pk]))
    teams.get_by_role("link", name="Merge into another topic").click()
    expect(teams.get_by_text("“Mock interviews” disappears from the club.")).to_be_visible()
    teams.get_by_label("Into").select_option(label=str(new))
    teams.get_by_role("button", name="Merge").click()
    expect(teams.get_by_text("“Mock interviews” is now part of “Interviews”.")).to_be_visible()

    # The old address leads to the topic that stays, with its mentor, who is told.
    visitor = new_page(width=390, javascript=False)
    visitor.goto("/topics/mock-interviews-merged/")
    expect(visitor).to_have_url(f"{club.url}/topics/interviews-merged/")
    expect(visitor.get_by_role("link", name="Bela Kiss").first).to_be_visible()
    assert Notice.objects.get(kind="topic_merged").recipient == mentor.user

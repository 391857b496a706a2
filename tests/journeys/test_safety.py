"""Someone is reported and blocked; the team sends a word, which is read and appealed; someone else lifts it."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import Block, User
from core import clock
from core.groups import SAFEGUARDING
from safety.models import Measure, Report
from tests.bookings.moments import NOW, book
from tests.factories import MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in, plain


def of_safeguarding() -> User:
    member = UserFactory(is_staff=True)
    member.groups.set(Group.objects.filter(name=SAFEGUARDING))
    TOTP.activate(member, generate_totp_secret())
    return member


def test_report_block_measure_acknowledgment_and_appeal(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@safe.example.org")
    kofi = UserFactory(display_name="Kofi Mensah", email="kofi@safe.example.org")
    booking = book(mentor, kofi)
    one, two, admin = of_safeguarding(), of_safeguarding(), UserFactory(staff=True)
    TOTP.activate(admin, generate_totp_secret())

    # Amara reports Kofi from their booking, on a phone and without JavaScript, and blocks him.
    amaras = new_page(width=390, javascript=False)
    sign_in(amaras, mentor.user)
    amaras.goto(booking.get_absolute_url())
    amaras.get_by_role("link", name="Report Kofi").click()
    amaras.get_by_label("What’s it about?").select_option(label="Harassment")
    amaras.get_by_label("What happened?").fill("He wrote to me at night, again and again, after I had said no.")
    amaras.get_by_role("button", name="Send the report").click()
    row = Report.objects.get()
    expect(amaras.get_by_text(f"Your report has the number {row.number}")).to_be_visible()
    assert row.number in plain(club.wait_for_email("amara@safe.example.org", "Your report"))
    amaras.get_by_role("button", name="Block Kofi").click()
    expect(amaras.get_by_text("You still have 1 session ahead with Kofi.")).to_be_visible()
    amaras.get_by_role("button", name="Cancel the session").click()
    expect(amaras.get_by_text("1 session is cancelled.")).to_be_visible()

    # Kofi notices a mentor without free times, and nothing else.
    kofis = new_page(width=390)
    sign_in(kofis, kofi)
    kofis.goto(mentor.get_absolute_url())
    expect(kofis.get_by_role("heading", name="Amara Njeri")).to_be_visible()
    expect(kofis.get_by_text("You’ve blocked")).to_have_count(0)
    assert Block.objects.get().blocked == kofi

    # An admin doesn't see the report; someone for safeguarding opens it with a reason, and sends a word.
    admins = new_page(width=1280)
    sign_in(admins, admin)
    admins.goto("/admin/safety/report/")
    expect(admins.get_by_text(row.number)).to_have_count(0)
    teams = new_page(width=1280)
    sign_in(teams, one)
    teams.goto("/admin/safety/report/")
    teams.get_by_role("link", name=row.number).click()
    teams.get_by_text("What members wrote").click()
    teams.get_by_label("Why do you need to read them?").fill("I’m looking into this report.")
    teams.get_by_role("button", name="Open", exact=True).click()
    expect(teams.get_by_text("He wrote to me at night")).to_be_visible()
    teams.get_by_role("link", name="Take a measure").click()
    teams.locator("select[name=kind]").select_option(label="a word that has to be acknowledged")
    teams.get_by_label("Which rule").fill("A no is a no.")
    teams.get_by_label("What happened").fill("You wrote to a mentor at night, after she had said no.")
    teams.get_by_role("button", name="Save", exact=True).click()
    expect(teams.get_by_text("Decided. We’ve emailed the member.")).to_be_visible()

    # Kofi reads why, says that he has, and appeals.
    message = club.wait_for_email("kofi@safe.example.org", "A decision about your account")
    assert "A no is a no." in plain(message)
    kofis.goto("/")
    expect(kofis.get_by_role("link", name="The club team has written to you")).to_be_visible()
    kofis.goto(link_in(message, "/decisions/"))
    kofis.get_by_role("button", name="I’ve read it").click()
    expect(kofis.get_by_text("Thank you for reading it.")).to_be_visible()
    kofis.get_by_label("Why do you see it differently?").fill("It was another Kofi, see the address.")
    kofis.get_by_role("button", name="Send the appeal").click()
    expect(kofis.get_by_text("Someone else on the team looks at it")).to_be_visible()

    # Whoever took the measure can't decide; someone else for safeguarding lifts it.
    measure = Measure.objects.get()
    teams.goto(f"/admin/safety/measure/{measure.pk}/change/")
    expect(teams.get_by_label("Lift the measure")).to_have_count(0)
    others = new_page(width=1280)
    sign_in(others, two)
    others.goto("/admin/safety/measure/?appeal=waiting")
    others.get_by_role("link", name="Kofi Mensah").click()
    expect(others.get_by_label("Lift the measure")).to_have_count(0)  # not before they've read what it is about
    others.get_by_text("What members wrote").click()
    others.get_by_label("Why do you need to read them?").fill("I’m deciding about this appeal.")
    others.get_by_role("button", name="Open", exact=True).click()
    expect(others.get_by_text("I’m deciding about this appeal.")).to_be_visible()
    others.get_by_label("Lift the measure").check()
    others.get_by_label("Reason").fill("You’re right, and we’re sorry.")
    others.get_by_role("button", name="Save", exact=True).click()
    expect(others.get_by_text("Decided. We’ve emailed the member.")).to_be_visible()
    message = club.wait_for_email("kofi@safe.example.org", "Your appeal has been decided")
    assert "we’re sorry" in plain(message)
    kofis.goto(link_in(message, "/decisions/"))
    expect(kofis.get_by_text("This decision is lifted.")).to_be_visible()

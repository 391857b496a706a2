"""The team pairs a cohort: computed by the worker, changed by a what-if, confirmed; and both sides say yes."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Page, expect

from core import clock
from matching.models import Need, NeededTopic, Pair, Participant, Role, Round
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in, plain
from tests.matching.rounds import CLOSES, NOW


def row_of(page: Page, name: str) -> str:
    """What the table of pairs says of a mentee."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name)).inner_text()


def test_round_from_joining_to_two_yeses(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    topic = TopicFactory(name="Sourdough", slug="sourdough-rounds")
    row = Round.objects.create(name="Spring", closes_at=CLOSES, created_at=NOW)
    amara = MentorFactory(user__display_name="Amara Njeri", user__email="amara@rounds.example.org", topics=[topic]).user
    bela = MentorFactory(user__display_name="Bela Kiss", user__email="bela@rounds.example.org").user
    kofi = UserFactory(display_name="Kofi Mensah", email="kofi@rounds.example.org")
    lena = UserFactory(display_name="Lena Vogt", email="lena@rounds.example.org")
    for member in (kofi, lena):
        need = Need.objects.create(member=member, goal="To bake", languages=["en"], changed_at=NOW)
        NeededTopic.objects.create(need=need, topic=topic, position=0)
    for member, role in ((amara, Role.MENTOR), (bela, Role.MENTOR), (lena, Role.MENTEE)):
        Participant.objects.create(round=row, member=member, role=role, joined_at=NOW)

    # A mentee joins on a phone, without JavaScript, and says whom she'd like.
    kofis = new_page(width=390, javascript=False)
    sign_in(kofis, kofi)
    kofis.goto("/rounds/")
    kofis.get_by_role("link", name="Spring").click()
    kofis.get_by_label("A sentence about you").fill("I bake on Sundays.")
    kofis.get_by_role("button", name="Join as a mentee").click()
    kofis.get_by_label("Your wish about Amara Njeri").select_option(label="first choice")
    kofis.get_by_role("button", name="Save Amara Njeri").click()
    expect(kofis.get_by_text("Amara Njeri: first choice")).to_be_visible()

    # The team has the pairs computed; the page follows by itself.
    teams = new_page(width=1280)
    staff = UserFactory(staff=True)
    TOTP.activate(staff, generate_totp_secret())
    sign_in(teams, staff)
    teams.goto(f"/admin/matching/round/{row.pk}/change/")
    teams.get_by_role("button", name="Compute pairs").click()
    expect(teams.get_by_role("heading", name="Pairs")).to_be_visible()
    assert "Amara Njeri" in row_of(teams, "Kofi Mensah")
    assert "Topics in common: Sourdough." in row_of(teams, "Kofi Mensah")

    # What if Lena met Amara? Kofi gives way.
    teams.get_by_label("The mentee’s email address").fill("lena@rounds.example.org")
    teams.get_by_label("The mentor’s email address").fill("amara@rounds.example.org")
    teams.get_by_role("button", name="Lock this pair").click()
    expect(teams.get_by_role("heading", name="Pairs")).to_be_visible()
    assert "Amara Njeri" in row_of(teams, "Lena Vogt")
    assert "locked" in row_of(teams, "Lena Vogt")
    assert "Bela Kiss" in row_of(teams, "Kofi Mensah")
    assert club.emails_to("kofi@rounds.example.org") == []

    # Once it's confirmed, everyone hears of it; both say yes.
    teams.get_by_role("button", name="Confirm and send").click()
    expect(teams.get_by_text("Both people in each pair are asked.")).to_be_visible()
    message = club.wait_for_email("kofi@rounds.example.org", "you and Bela Kiss?")
    assert "Both speak English." in plain(message)
    kofis.goto(link_in(message, "/rounds/"))
    kofis.get_by_role("button", name="Yes, I’d like that").click()
    expect(kofis.get_by_text("You’ve said yes. Bela can answer until")).to_be_visible()
    belas = new_page(width=390)
    sign_in(belas, bela)
    belas.goto(link_in(club.wait_for_email("bela@rounds.example.org", "you and Kofi Mensah?"), "/rounds/"))
    expect(belas.get_by_text("I bake on Sundays.")).to_be_visible()
    belas.get_by_role("button", name="Yes, I’d like that").click()
    expect(belas.get_by_text("You’ve both said yes.")).to_be_visible()
    club.wait_for_email("kofi@rounds.example.org", "You and Bela Kiss are a pair")
    assert Pair.objects.get(mentee__member=kofi).is_agreed

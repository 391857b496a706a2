"""axe finds nothing on any page or form, light and dark, phone and desk; and all of it works without JavaScript."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Page

from accounts.blocking import block
from accounts.models import User
from bookings.free_time import rebuild_all
from bookings.models import Booking
from core import clock, tokens
from feedback.services import CONSENT, MAILED, SHARED
from matching.models import Role
from mentors.services import index
from mentors.services.saving import save_mentor, save_search
from tests.architecture.expectations import ADDRESSES
from tests.architecture.world import paired
from tests.factories import (
    ApplicationFactory,
    AskFactory,
    BookingFactory,
    CategoryFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    GoalFactory,
    MeasureFactory,
    MentorFactory,
    MentorshipFactory,
    MoveProposalFactory,
    NeedFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    SessionTypeFactory,
    StandbyOfferFactory,
    TopicFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.factories.insights import three_months
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.talk import conversation_pages
from tests.matching.rounds import a_round, join
from tests.security.test_library_pages import KEPT, READING

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
SLOT = datetime(2026, 11, 25, 10, tzinfo=UTC)
WIDTHS = (360, 1280)
# Pages are looked at in English and German in turns, and by `make test-long` in the other language. What has the one
# look in English has the opposite in German: all are seen in both schemes and at both widths.
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 360), ("dark", 1280), ("dark", 360), ("light", 1280)]
LANGUAGES = ["en", "de"]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# By default axe reads every style sheet once more. That takes longer than its rules,
# and only one that is off needs it.
OPTIONS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
OPEN_DETAILS = "document.querySelectorAll('details').forEach(each => { each.open = true })"
PASSWORD = "a heron on the roof"
# Addresses that answer with no page of ours, or only in the middle of something. The admin has its own walk.
NO_PAGES = {
    *("health/live", "health/ready", "health/club", "sitemap", "sitemap_pages", "sitemap_mentors", "robots"),
    *("calendar:feed", "media:photo", "bookings:invite", "mfa_download_recovery_codes", "mfa_login_webauthn"),
    *("manifest", "service_worker", "club_picture", "mentor_picture", "directory:topic_picture"),
    *("bookings:prepare", "bookings:write", "data_protection:download"),  # a post to the booking's page, a file
    "bookings:start",  # the mentor's way to the meeting at a provider
    *("directory:openings", "directory:complete", "conversations:new"),  # parts of pages; test_filters_behaviour.py
    "bookings:pause",  # a post opens it, which tests/bookings/test_schedule_behaviour.py does
    "account_complete_password_reset",  # after the code; the same form as “Set a password”
    "socialaccount_signup",  # after another site's sign-in; the same form as “Sign up”
    "mfa_reauthenticate_webauthn",  # the browser's own question, on the page of mfa_reauthenticate
}
STATUSES = {"/not-there/": 404, "/feedback/nonsense/": 404, "/accounts/3rdparty/login/error/": 401}
LONG = "Maximiliane-Antonia Freifrau von Hohenschwangau-Oberammergau"


class Scene:
    """A small club in which every page has something to show."""

    def __init__(self) -> None:
        self.admin: User = UserFactory(display_name="Ada Admin")
        three_months()
        topic = TopicFactory(category=CategoryFactory(name="UX Research", name_de="Nutzerforschung"))
        user = UserFactory(display_name=LONG, language="en")
        self.mentor = MentorFactory(user=user, bookable=True, topics=[topic], languages=["en", "de"], country="DE")
        SessionTypeFactory(mentor=self.mentor, name="Portfolioüberarbeitung", minutes=60, on_request=True, position=1)
        self.paused = MentorFactory(paused=True, bookable=True, topics=[topic])
        self.mentee: User = UserFactory(display_name="Ben Carter", introduction="I lead three people since May.")
        OutsideCalendarFactory(mentor=self.mentor, read=True, name="Arbeit", unclear=2)
        OutsideCalendarFactory(mentor=self.mentor, problem="web_page", failing_since=NOW)
        self.coming: Booking = BookingFactory(
            mentor=self.mentor,
            mentee=self.mentee,
            starts_at=SLOT,
            preparation="Please read page two.",
            preparation_link=f"https://docs.example.org/{'draft' * 20}",
            prepared_at=NOW,
            prepared_by=user,
        )
        self.asked: Booking = BookingFactory(mentee=self.mentee, starts_at=NOW + timedelta(hours=30))
        WaitlistEntryFactory(member=self.mentee, weekday=2)
        for saved in (MentorFactory(bookable=True, topics=[topic]), self.paused):
            save_mentor(mentor=saved, by=self.mentee, now=NOW)
        save_search(query="q=interviews", by=self.mentee, now=NOW)
        NeedFactory(member=self.mentee, topics=[topic])
        self.offer = StandbyOfferFactory(member=self.mentee, booking__starts_at=NOW + timedelta(hours=9), ready=True)
        WaitlistEntryFactory(mentor=self.mentor)
        self.mentorship = MentorshipFactory(mentor=self.mentor, mentee=self.mentee, began_at=NOW, state_since=NOW)
        self.goal = GoalFactory(mentorship=self.mentorship, owner=self.mentee)
        asked = {"requested": True, "created_at": NOW, "starts_at": SLOT + timedelta(hours=2)}
        self.requested: Booking = BookingFactory(mentor=self.mentor, mentee=self.mentee, **asked)
        self.moving = BookingFactory(mentor=self.mentor, mentee=self.mentee, starts_at=SLOT + timedelta(days=2))
        self.proposal = MoveProposalFactory(booking=self.moving)
        self.past = BookingFactory(mentor=self.mentor, mentee=self.mentee, starts_at=NOW - timedelta(days=3))
        self.open_request = FeedbackRequestFactory(booking=self.past)
        given = BookingFactory(mentor=self.mentor, mentee=self.mentee, starts_at=NOW - timedelta(days=9))
        self.quote = FeedbackFactory(
            request=FeedbackRequestFactory(booking=given), may_publish=True, published_at=NOW, better="More examples."
        )
        before = BookingFactory(mentor=self.mentor, mentee=self.mentee, starts_at=NOW - timedelta(days=11))
        self.to_show = FeedbackFactory(request=FeedbackRequestFactory(booking=before), consent_asked_at=NOW)
        others = [BookingFactory(mentee=self.mentee, starts_at=NOW - timedelta(days=days)) for days in (2, 5, 6)]
        self.missed = NoShowFactory(booking=others[0], message="I waited.")
        self.settled, _ = (NoShowFactory(booking=row, confirmed=True, settled_at=NOW) for row in others[1:])
        self.careful: User = UserFactory(display_name="Carla Conti")
        self.careful.set_password(PASSWORD)
        self.careful.save()
        TOTP.activate(self.careful, generate_totp_secret())
        RecoveryCodes.activate(self.careful)
        self.hers = BookingFactory(mentor=self.mentor, mentee=self.careful, starts_at=SLOT + timedelta(days=7))
        self.passkey = Authenticator.objects.create(
            user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
        )
        self.applicant: User = UserFactory(display_name="Chidi Okafor")
        self.application = ApplicationFactory(applicant=self.applicant, submitted=True)
        self.pair, self.joining = paired(self.mentee, user), a_round(name="Autumn", closes_at=SLOT)
        join(self.joining, self.mentee, Role.MENTEE)
        join(self.joining, user, Role.MENTOR)
        self.ask = AskFactory(mentor=self.mentor, words="I liked your talk.")
        self.ask_back = AskFactory(asked_back=True, request__mentee=self.careful)
        self.conversation = conversation_pages(self.coming)
        block(member=MentorFactory().user, by=self.mentee, now=NOW)
        index(self.mentor)
        rebuild_all(now=NOW)

    def public(self) -> list[str]:
        slug, kind = self.mentor.slug, self.mentor.session_types.first()
        assert kind is not None
        return [
            "/",
            "/mentors/",
            "/mentors/?q=nothing-matches-this",
            "/mentors/?q=reserch+for+kubernetes",  # who comes close, a corrected word and a suggestion
            f"/mentors/{slug}/",
            f"/mentors/{slug}/?week=2026-12-07",
            f"/mentors/{self.paused.slug}/",
            f"/mentors/{slug}/book/?type={kind.uuid}&at={SLOT + timedelta(days=1):%Y-%m-%dT%H:%MZ}",
            "/topics/",
            f"/topics/{self.mentor.topics.get().slug}/",
            "/apply/",
            *("/help/", "/contact/"),
            "/wishes/?q=beekeeping",
            *("/about/", "/conduct/", "/accessibility/", "/impact/", "/offline/", "/privacy/", "/imprint/", "/zone/"),
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/login/code/",
            "/accounts/password/reset/",
            "/accounts/password/reset/done/",
            "/accounts/inactive/",
            "/accounts/3rdparty/login/cancelled/",
            f"/mail/stop/booking_reminder_day/{tokens.derive('unsubscribe:booking_reminder_day', self.mentee.uuid)}/",
            f"/feedback/{tokens.derive(MAILED, self.open_request.uuid)}/",
            f"/feedback/{tokens.derive(SHARED, self.open_request.uuid)}/",
            f"/feedback/{tokens.derive(CONSENT, self.to_show.uuid)}/show/",
            "/feedback/nonsense/",
            *("/not-there/", MeasureFactory(member=self.mentee).get_absolute_url()),
            *(f"/mentors/{slug}/report/", f"/quotes/{self.quote.uuid}/report/"),
        ]

    def of_mentee(self) -> list[str]:
        return [
            *("/", "/me/", "/me/data/", "/me/data/erase/", "/me/blocks/", "/bookings/", "/bookings/?show=past"),
            *(f"/bookings/{self.coming.uuid}/{what}/" for what in ("block", "report")),
            *(f"/rounds/people/{self.pair.mentor.uuid}/{what}/" for what in ("block", "report")),
            *("/requests/new/", f"/mentors/{self.paused.slug}/block/"),
            *self.conversation,
            *(f"/bookings/{booking.uuid}/" for booking in (self.coming, self.asked, self.moving, self.missed.booking)),
            f"/bookings/{self.asked.uuid}/still-coming/",
            *(f"/bookings/{self.coming.uuid}/{what}/" for what in ("cancel", "join")),
            f"/bookings/proposals/{self.proposal.uuid}/",
            *(f"/bookings/{self.past.uuid}/{what}/" for what in ("no-show", "feedback")),
            *(f"/bookings/no-shows/{one.uuid}/" for one in (self.missed, self.settled)),
            f"/mentors/{self.mentor.slug}/wait/",
            f"/mentors/{self.mentor.slug}/save/",
            *("/saved/", "/saved/search/?q=interviews&language=en", "/mentors/for-you/", "/mentors/for-you/edit/"),
            *("/rounds/", f"/rounds/{self.pair.round.uuid}/", f"/rounds/{self.joining.uuid}/"),
            f"/bookings/standby/{self.offer.uuid}/",
            *("/bookings/calendar/", "/accounts/email/", "/accounts/password/set/", "/mentorships/"),
            *(f"/mentorships/{self.mentorship.uuid}/{at}" for at in ("", "series/", "agreement/", "block/", "report/")),
            *(f"/mentorships/{self.mentorship.uuid}/{at}" for at in ("goals/", "first-hour/", "notes/")),
            *(self.goal.get_absolute_url(), f"/mentorships/{self.mentorship.uuid}/notes/{self.moving.uuid}/"),
            *("/mentorships/cards/mentor/", "/mentorships/cards/mentee/", "/first-hour/"),
            *("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"),
            *("/accounts/3rdparty/", "/accounts/3rdparty/login/error/"),
            *("/accounts/sessions/", "/accounts/logout/", "/desk/"),
        ]

    def of_one_with_a_passkey(self) -> list[str]:
        keys = "/accounts/2fa/webauthn/"
        return [keys, f"{keys}keys/{self.passkey.pk}/edit/", f"{keys}keys/{self.passkey.pk}/remove/"]

    def of_careful(self) -> list[str]:
        """A member with everything that guards an account."""
        return [
            "/accounts/2fa/",
            "/accounts/2fa/totp/deactivate/",
            "/accounts/2fa/recovery-codes/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/2fa/reauthenticate/",
            "/accounts/reauthenticate/",
            "/accounts/password/change/",
            f"/bookings/{self.hers.uuid}/move/",
            f"/requests/{self.ask_back.request.uuid}/",
            *(f"/requests/asks/{self.ask_back.uuid}/{what}/" for what in ("block", "report")),
        ]

    def of_mentor(self) -> list[str]:
        return [
            *("/", "/desk/", "/desk/live/", "/desk/requests/"),
            *("/requests/", f"/requests/{self.ask.request.uuid}/"),
            *("/desk/hours/", "/desk/dates/", "/desk/calendars/", "/desk/session-types/", "/desk/meeting-place/"),
            *("/desk/profile/", "/desk/topics/missing/", "/desk/feedback/", "/desk/leave/", "/desk/mentorships/"),
            *(f"/rounds/{self.joining.uuid}/", f"/feedback/{self.to_show.uuid}/report/"),
            f"/bookings/{self.requested.uuid}/answer/",
            *(f"/bookings/{self.coming.uuid}/{what}/" for what in ("link", "move")),
        ]

    def of_applicant(self) -> list[str]:
        return [f"/apply/{self.application.uuid}/"]

    def of_newcomer(self) -> list[str]:
        return ["/apply/"]

    def everywhere(self) -> list[tuple[User | None, list[str]]]:
        """Who looks at which pages."""
        return [
            (None, self.public()),
            (self.mentee, self.of_mentee()),
            (self.careful, self.of_careful()),
            (self.passkey.user, self.of_one_with_a_passkey()),
            (self.mentor.user, self.of_mentor()),
            (self.applicant, self.of_applicant()),
            (self.admin, self.of_newcomer()),
        ]


@pytest.fixture
def scene(club: Stack) -> Scene:
    clock.move_to(NOW)
    return Scene()


def look_at(place: int, language: str) -> tuple[Literal["light", "dark"], int]:
    """The scheme and the width in which a page is shown to axe."""
    return LOOKS[(place ^ LANGUAGES.index(language)) % len(LOOKS)]


def test_every_page_is_seen_in_both_schemes_and_at_both_widths() -> None:
    for place in range(len(LOOKS)):
        schemes, widths = zip(*(look_at(place, language) for language in LANGUAGES), strict=True)
        assert (set(schemes), set(widths)) == ({"light", "dark"}, set(WIDTHS))


@pytest.mark.parametrize("languages", [LANGUAGES, pytest.param(LANGUAGES[::-1], marks=pytest.mark.long)], ids="-".join)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(scene: Scene, new_page: NewPage, languages: list[str]) -> None:
    found = []
    place = 0
    for user, addresses in scene.everywhere():
        # axe marks what it looks at with inline styles; the policy is held by the test below.
        page = new_page(reduced_motion="reduce", bypass_csp=True)
        if user is not None:
            sign_in(page, user)
        for address in addresses:
            language = languages[place // 2 % 2]
            page.goto(address if language == "en" or address.startswith("/mail/") else f"/de{address}")
            page.evaluate(OPEN_DETAILS)
            scheme, seen_at = look_at(place, language)
            page.emulate_media(color_scheme=scheme)
            for width in sorted(WIDTHS, key=lambda width: width == seen_at):
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate(WIDER):
                    found.append(f"{address}: scrolls sideways at {width}")
            found += axe_finds(page, f"{address} {seen_at} {scheme}")
            place += 1
        page.context.close()
    assert found == []


def axe_finds(page: Page, where: str) -> list[str]:
    return [
        f"{where}: {violation['id']}: {node['html'][:150]}: {node['failureSummary']}"
        for violation in Axe().run(page, options=OPTIONS).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("language", ["", pytest.param("/de", marks=pytest.mark.long)])
def test_axe_finds_nothing_where_a_code_is_asked_for(scene: Scene, new_page: NewPage, language: str) -> None:
    """These pages are there only on the way in."""
    ways = [
        ("/accounts/signup/", {"display_name": "Nils", "email": "nils@example.com"}, "account_email_verification_sent"),
        ("/accounts/login/code/", {"email": scene.mentee.email}, "account_confirm_login_code"),
        ("/accounts/password/reset/", {"email": scene.careful.email}, "account_confirm_password_reset_code"),
        ("/accounts/login/", {"login": scene.careful.email, "password": PASSWORD}, "mfa_authenticate"),
    ]
    found = []
    for address, fields, name in ways:
        page = new_page(width=360, reduced_motion="reduce", bypass_csp=True)
        page.goto(language + address)
        page.evaluate(OPEN_DETAILS)
        for field, value in fields.items():
            page.locator(f"main [name={field}]").fill(value)
        for box in page.locator("main [type=checkbox][required]").all():
            box.check()
        page.locator(f"main form:has([name={field}]) button[type=submit]").first.click()
        page.wait_for_url(f"**{language}{reverse(name)}**")
        found += axe_finds(page, name)
        if page.evaluate(WIDER):
            found.append(f"{name}: scrolls sideways")
        page.context.close()
    assert found == []


@pytest.mark.django_db
def test_every_page_is_in_one_of_the_walks() -> None:
    seen = {"account_email_verification_sent", "account_confirm_login_code", "mfa_authenticate"}
    seen.add("account_confirm_password_reset_code")
    for _user, addresses in Scene().everywhere():
        for address in addresses:
            with suppress(Resolver404):
                seen.add(resolve(urlsplit(address).path).view_name)
    shown = {name for name, (get, _post) in ADDRESSES.items() if "200" in get.split()}
    libraries = {name for name in {*KEPT, *READING} if not name.startswith("admin:")}
    assert (shown | libraries) - seen - NO_PAGES == set()
    assert NO_PAGES & seen == set()


@pytest.mark.long
def test_no_page_breaks_the_policy_or_a_script(scene: Scene, new_page: NewPage) -> None:
    """The fixture fails on any error in the browser's console; without the policy it does so in the walks above."""
    for user, addresses in scene.everywhere():
        page = new_page()
        if user is not None:
            sign_in(page, user)
        for address in addresses:
            page.goto(address)  # until it has loaded, and its deferred scripts have run
            page.evaluate("() => new Promise(done => requestIdleCallback(done, { timeout: 1000 }))")
        page.context.close()


def test_every_page_answers_and_shows_its_forms_without_javascript(scene: Scene, new_page: NewPage) -> None:
    found = []
    for user, addresses in scene.everywhere():
        page = new_page(width=390, javascript=False)
        if user is not None:
            sign_in(page, user)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            expected = STATUSES.get(address, 200)
            if answer.status != expected:
                found.append(f"{address}: {answer.status}")
            if urlsplit(page.url).path != urlsplit(address).path:
                found.append(f"{address} leads to {page.url}")
            if page.locator("main h1").count() != 1:
                found.append(f"{address}: {page.locator('main h1').count()} first headings")
        page.context.close()
    assert found == []


def test_a_booking_works_without_javascript(scene: Scene, new_page: NewPage) -> None:
    page = new_page(width=390, javascript=False)
    page.goto("/zone/")
    page.locator("select[name=zone]").select_option("Africa/Nairobi")
    page.get_by_role("button", name="Use this zone").click()
    sign_in(page, scene.applicant)
    page.goto(f"/mentors/{scene.mentor.slug}/?day=2026-11-26")
    page.locator(".times__time").first.click()
    page.locator("main textarea").fill("How do I begin with research when nobody asked for it?")
    page.get_by_role("button", name="Book this time").click()
    booking = Booking.objects.get(mentee=scene.applicant)
    assert page.url.endswith(booking.get_absolute_url())

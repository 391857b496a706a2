import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.hooks import gate_of
from club_pages.models import Consent, ConsentPlace, PageName, PageVersion
from club_pages.services import consenting, writing
from club_pages.shipped import VERSIONS
from mentors.models import Application, ApplicationState
from outbox.services import run
from safety.models import MeasureKind
from safety.services import measures
from tests.bookings.moments import NOW
from tests.factories import UserFactory
from tests.mentors.test_views import LETTER, filled
from tests.pages import TERMS, signed_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2] / "templates" / "pages"
LATER = NOW + timedelta(days=1)
NEWCOMER = {"email": "ann@example.org", "display_name": "Ann Lee", "old_enough": "on", "time_zone": "Europe/Berlin"}
# The first 16 digits of the texts' SHA-256 at the versions named in `club_pages.shipped`.
DIGESTS = {"conduct": "fe96a87f2b958a94", "privacy": "1e931e6dae7decb2"}


def said(member: User) -> set[tuple[str, str, str]]:
    return set(Consent.objects.filter(member=member).values_list("kind", "version", "place"))


def agree(member: User, place: ConsentPlace, now: datetime = LATER) -> None:
    """As a form does that shows what there is now."""
    consenting.agree(member=member, place=place, seen=consenting.terms(place), now=now)


def new_rules(number: int = 0, *, asks_again: bool = True) -> PageVersion:
    texts = {"en": f"Rules {number}.", "de": f"Regeln {number}."}
    by = UserFactory(staff=True)
    row = writing.write(page=PageName.CONDUCT, texts=texts, based_on=number, asks_again=asks_again, by=by, now=NOW)
    while run(now=LATER):
        pass
    return row


def test_shipped_texts_are_what_their_version_says() -> None:
    """Has a text changed? Then raise its version in `club_pages/shipped.py`, and write its digest here."""
    files = {"conduct": ROOT / "texts" / "conduct.txt", "privacy": ROOT / "privacy.html"}
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for name, path in files.items()}
    assert (VERSIONS, found) == ({"conduct": "2026-11-30", "privacy": "2026-11-30"}, DIGESTS)


def test_whoever_signs_up_agrees_to_both(client: Client) -> None:
    client.post(reverse("account_signup"), NEWCOMER | {"terms": TERMS})
    member = User.objects.get(email="ann@example.org")
    versions = {(kind, version, "sign-up") for kind, version in VERSIONS.items()}
    assert said(member) == versions


def test_same_version_is_recorded_once_and_the_first_time_stays() -> None:
    member = UserFactory()
    agree(member, ConsentPlace.SIGN_UP, NOW)
    agree(member, ConsentPlace.APPLICATION)
    assert {place for _kind, _version, place in said(member)} == {"sign-up"}
    assert set(Consent.objects.values_list("agreed_at", flat=True)) == {NOW}
    new_rules(asks_again=False)
    agree(member, ConsentPlace.APPLICATION)
    assert ("conduct", "1", "application") in said(member)


def test_new_conduct_is_shown_until_the_button_is_pressed_and_never_again() -> None:
    member = UserFactory()
    browser = signed_in(member)
    new_rules()
    member.refresh_from_db()
    assert "has changed" in gate_of(member, now=LATER).refusal
    for page in ("pages:home", "accounts:me"):
        assert "The code of conduct has changed." in browser.get(reverse(page)).content.decode()
    shown = browser.get(reverse("pages:conduct")).content.decode()
    assert "Rules 0." in shown
    assert "I agree" in shown
    assert not Consent.objects.exists()  # looking changes nothing
    browser.post(reverse("pages:agree"), {"version": "1"})
    assert said(member) == {("conduct", "1", "visit")}
    member.refresh_from_db()
    assert not gate_of(member, now=LATER).refusal
    assert "has changed" not in browser.get(reverse("accounts:me")).content.decode()
    assert "I agree" not in browser.get(reverse("pages:conduct")).content.decode()
    consenting.ask_everyone(1, now=LATER)
    assert not User.objects.get(pk=member.pk).has_to_read


def test_no_one_agrees_to_a_version_that_they_have_not_seen() -> None:
    member = UserFactory()
    browser = signed_in(member)
    new_rules()
    form = browser.get(reverse("pages:conduct")).content.decode()
    assert '<input type="hidden" name="version" value="1">' in form
    new_rules(1)  # while they read
    for seen in ({"version": "1"}, {"version": "3"}, {}):
        answer = browser.post(reverse("pages:agree"), seen, follow=True)
        assert "has changed since you opened" in answer.content.decode()
    assert not said(member)
    browser.post(reverse("pages:agree"), {"version": "2"})
    assert said(member) == {("conduct", "2", "visit")}


def test_form_to_sign_up_is_shown_again_when_what_it_named_has_changed(client: Client) -> None:
    shown = client.get(reverse("account_signup"))
    assert TERMS in shown.content.decode()
    new_rules(asks_again=False)  # while they fill it in
    for before in ({"terms": TERMS}, {"terms": ""}, {}):
        answer = client.post(reverse("account_signup"), NEWCOMER | before)
        page = answer.content.decode()
        assert page.count("has changed since you opened") == 1
        assert all(words in page for words in ("ann@example.org", "Ann Lee", reverse("pages:conduct")))
        assert not User.objects.filter(email="ann@example.org").exists()
    now = answer.context["form"]["terms"].value()
    assert now == f"1 {VERSIONS['privacy']}"
    client.post(reverse("account_signup"), NEWCOMER | {"terms": now})
    member = User.objects.get(email="ann@example.org")
    assert said(member) == {("conduct", "1", "sign-up"), ("privacy", VERSIONS["privacy"], "sign-up")}


def test_application_is_shown_again_when_the_code_of_conduct_has_changed() -> None:
    """All words stay, the new text is linked, and the box wants to be ticked once more."""
    browser, sent = signed_in(UserFactory()), filled()
    assert TERMS in browser.get(reverse("mentors:apply")).content.decode()
    new_rules(asks_again=False)
    for before in (TERMS, "", "2 2"):
        answer = browser.post(reverse("mentors:apply"), sent | {"terms": before})
        form, page = answer.context["form"], answer.content.decode()
        assert list(form.errors) == ["agreed"]
        assert form["letter"].value().strip() == LETTER.strip()
        assert not form["agreed"].value()
        assert reverse("pages:conduct") in page
        assert not Application.objects.exists()
    assert not Consent.objects.exists()
    browser.post(reverse("mentors:apply"), sent | {"terms": form["terms"].value()})
    row = Application.objects.get()
    assert row.state == ApplicationState.SUBMITTED
    assert ("conduct", "1", "application") in said(row.applicant)


def test_every_page_that_asks_for_consent_links_what_it_is_to() -> None:
    """Also the one that whoever comes from another site signs up with."""
    for page in ("account/_terms.html", "mentors/_conduct.html"):
        text = render_to_string(page)
        assert all(reverse(f"pages:{name}") in text for name in ("conduct", "privacy")), page
    for page in ("account/signup.html", "socialaccount/signup.html"):
        assert '{% include "account/_terms.html" only %}' in (ROOT.parent / page).read_text(encoding="utf-8"), page


def test_only_who_has_not_agreed_is_asked() -> None:
    agreed, gone, other = UserFactory(), UserFactory(is_active=False), UserFactory()
    first = new_rules(asks_again=False)
    agree(agreed, ConsentPlace.SIGN_UP, NOW)
    new_rules(first.number)
    asked = set(User.objects.filter(has_to_read=True))
    assert {agreed, other} <= asked  # what they had agreed to is older
    assert gone not in asked
    new_rules(2, asks_again=False)  # a typing mistake
    agreed.refresh_from_db()
    agree(agreed, ConsentPlace.VISIT)
    assert consenting.unread(agreed) is None


def test_asking_takes_the_same_queries_for_few_as_for_many() -> None:
    row = new_rules(asks_again=False)
    PageVersion.objects.filter(pk=row.pk).update(asks_again=True)
    asked = []
    for _ in range(2):
        UserFactory.create_batch(4)
        User.objects.update(has_to_read=False)
        with CaptureQueriesContext(connection) as queries:
            number = consenting.ask_everyone(row.number, now=LATER)
        assert number == User.objects.count()
        asked.append(len(queries))
    assert asked[0] == asked[1] < 12
    assert consenting.ask_everyone(row.number, now=LATER) == 0


def test_members_are_asked_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    row = new_rules(asks_again=False)
    UserFactory.create_batch(4)
    monkeypatch.setattr(consenting, "AT_ONCE", 2)
    assert consenting.ask_everyone(row.number, now=LATER) == User.objects.count() == 5


def test_word_of_the_team_is_on_every_page_until_it_is_read() -> None:
    member, admin = UserFactory(), UserFactory(is_staff=True, is_superuser=True)
    kept = measures.take(member=member, kind=MeasureKind.WORD, rule="Be kind", facts="You shouted.", by=admin, now=NOW)
    new_rules()
    browser = signed_in(member)
    page = browser.get(reverse("accounts:me")).content.decode()
    assert page.count("notice--warning") == 2
    assert kept.get_absolute_url() in page
    browser.post(kept.get_absolute_url(), {"acknowledge": "yes"})
    page = browser.get(reverse("accounts:me")).content.decode()
    assert page.count("notice--warning") == 1
    assert User.objects.get(pk=member.pk).has_to_read
    browser.post(reverse("pages:agree"), {"version": "1"})
    assert not User.objects.get(pk=member.pk).has_to_read


def test_others_pay_nothing_for_it(django_assert_num_queries: Any) -> None:
    from accounts.context import to_read

    class Request:
        user = UserFactory()

    with django_assert_num_queries(0):
        assert to_read(Request()) == {"TO_READ": []}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("consent_once_a_version", {"kind": "privacy"}),
        ("consent_kind_known", {"kind": "cookies"}),
        ("consent_place_known", {"place": "elsewhere"}),
        ("consent_names_version", {"version": ""}),
    ],
)
def test_database_refuses(name: str, change: dict[str, str]) -> None:
    member = UserFactory()
    for kind in ("conduct", "privacy"):
        Consent.objects.create(member=member, kind=kind, version="1", place="visit", agreed_at=NOW)
    with pytest.raises(IntegrityError, match=name):
        Consent.objects.filter(kind="conduct").update(**change)

"""A no says what was missing, what would change it, and from when one may try again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.dates import formatted
from core.db import violates
from mentors import services
from mentors.models import Application, Criterion, Decision, Snippet
from mentors.services import ApplicationRefused, Reasons, start_application
from notifications.mail_content import NoticeContext, kinds
from notifications.models import Notice
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NO, NOW, WHY, carried_out, judge, read_by_two
from tests.pages import signed_in

DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def application() -> Application:
    row: Application = ApplicationFactory(submitted=True, applicant__time_zone="Pacific/Auckland")
    return read_by_two(row)


def decline(application: Application, **reasons: Any) -> Decision:
    said = {"criterion": Criterion.ALTRUISM, "advice": "Say whom you’d help."} | reasons
    return services.decline(
        application=application, by=UserFactory(staff=True), message="Not yet.", reasons=Reasons(**said), now=NOW
    )


def test_email_and_page_say_what_was_missing_and_what_would_change_it(application: Application) -> None:
    carried_out(decline(application, again_on=date(2027, 3, 1)))
    notice = Notice.objects.get()
    mail = kinds[notice.kind].build(NoticeContext(about=notice.about, recipient=None, data={}, now=NOW))
    assert dict(mail.facts) == {
        "What we missed": "Altruism",
        "What would change it": "Say whom you’d help.",
        "You can apply again from": "1 March 2027",
    }
    html = signed_in(application.applicant).get(application.get_absolute_url()).content.decode()
    assert "Altruism" in html
    assert "Say whom you’d help." in html
    assert "1 March 2027" in html


def test_wait_is_over_when_that_day_begins_for_the_member(application: Application) -> None:
    carried_out(decline(application, again_on=date(2027, 3, 1)))
    begins = datetime(2027, 2, 28, 11, tzinfo=UTC)  # in Auckland
    with pytest.raises(ApplicationRefused, match="You can apply again from"):
        start_application(by=application.applicant, now=begins - timedelta(seconds=1))
    assert start_application(by=application.applicant, now=begins).state == "draft"


def test_wait_is_six_months_unless_said_otherwise(application: Application) -> None:
    assert decline(application).again_on == date(2027, 6, 1)


@pytest.mark.parametrize("again_on", [date(2026, 12, 1), date(2026, 6, 1), date(2027, 6, 2)])
def test_wait_that_makes_no_sense_is_refused(application: Application, again_on: date) -> None:
    with pytest.raises(ApplicationRefused, match="Choose a day from tomorrow until 1 June 2027"):
        decline(application, again_on=again_on)


@pytest.mark.parametrize(("advice", "sentence"), [(" \n", "Say what would change it"), ("x" * 2001, "too long")])
def test_no_without_advice_is_refused(application: Application, advice: str, sentence: str) -> None:
    with pytest.raises(ApplicationRefused, match=sentence):
        decline(application, advice=advice)


@pytest.mark.parametrize(
    "changes",
    [{"criterion": ""}, {"criterion": "looks"}, {"advice": ""}, {"again_on": None}, {"to_state": "approved"}],
    ids=str,
)
def test_no_always_says_why_and_until_when(application: Application, changes: dict[str, object]) -> None:
    decline(application)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Decision.objects.update(**changes)
    assert violates(caught.value, "decision_no_says_why_and_until_when")


def test_only_a_no_makes_one_wait(application: Application) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Application.objects.update(again_on=NOW)
    assert violates(caught.value, "application_wait_follows_a_no")


def test_preview_shows_what_was_missing(application: Application) -> None:
    staff = UserFactory(staff=True)
    services.review(
        application=application, by=staff, grades=services.Grades(3, 3, 3), recommendation="decline", notes="", now=NOW
    )
    page = f"/admin/mentors/application/{application.pk}/decline/"
    form = NO | {"message": "Not yet.", "criterion": "seniority", "advice": WHY.advice}
    html = signed_in(staff).post(page, form | {"preview": "1"}).content.decode().split("vetting__mail")[1]
    assert "Seniority" in html
    assert WHY.advice in html


@pytest.mark.parametrize(("days", "late"), [(3, False), (11, True)])
def test_applicant_sees_by_when_they_hear_from_us(days: int, late: bool) -> None:
    since = datetime.now(UTC) - days * DAY
    row = ApplicationFactory(submitted=True, waiting_since=since, applicant__time_zone="UTC")
    html = " ".join(signed_in(row.applicant).get(row.get_absolute_url()).content.decode().split())
    by = since + 10 * DAY
    assert f"by {formatted(by.date(), 'DATE_FORMAT')}" in html
    assert "Two of us read it, each on their own." in html
    assert ("We’re late, and we’re sorry" in html) == late


def test_promise_of_two_readers_is_that_of_the_setting(client: Any, settings: Any) -> None:
    assert "Two of us read it, each on their own" in " ".join(client.get("/apply/").content.decode().split())
    settings.VETTING_READERS = 1
    assert "Someone on the team reads it" in " ".join(client.get("/apply/").content.decode().split())


def snippet(**texts: Any) -> Snippet:
    said = {"criterion": "practice", "text": "We saw no example.", "text_de": "Uns fehlt ein Beispiel."}
    row: Snippet = Snippet.objects.create(**said | {"advice": "Tell one.", "advice_de": "Erzähl eins."} | texts)
    return row


def test_reason_of_the_team_is_put_in_in_the_applicants_language(application: Application) -> None:
    staff, row = UserFactory(staff=True), snippet()
    type(staff).objects.filter(pk=application.applicant_id).update(language="de")
    judge(application, staff)
    client, page = signed_in(staff), f"/admin/mentors/application/{application.pk}/decline/"
    shown = client.get(page)
    assert "We saw no example." in shown.content.decode()
    prefilled = shown.context["form"]["message"].value()
    form = client.post(page, NO | {"message": prefilled, "advice": "", "snippet": row.pk}).context["form"]
    assert "Uns fehlt ein Beispiel." in form["message"].value()
    assert "…" not in form["message"].value()
    assert (form["criterion"].value(), form["advice"].value()) == ("practice", "Erzähl eins.")
    again = client.post(page, NO | {"message": "Mine.", "snippet": row.pk}).context["form"]
    assert again["message"].value() == "Mine.\n\nUns fehlt ein Beispiel."
    assert again["advice"].value() == "A year.\nErzähl eins."
    assert not Decision.objects.exists()
    for wrong in ("999", "x", "9" * 40, "²"):
        assert client.post(page, {"message": "", "snippet": wrong}).status_code == 200


def test_team_writes_reasons_in_every_language() -> None:
    client = signed_in(UserFactory(staff=True))
    form = {
        "criterion": "altruism",
        "text": "One",
        "text_de": "Eins",
        "advice": "Two",
        "advice_de": "",
        "position": "1",
    }
    page = "/admin/mentors/snippet/add/"
    assert "advice_de" in client.post(page, form).context["adminform"].form.errors
    client.post(page, form | {"advice_de": "Zwei"})
    assert Snippet.objects.get().advice_de == "Zwei"  # type: ignore[attr-defined]
    assert "One" in client.get("/admin/mentors/snippet/").content.decode()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("snippet_criterion_known", {"criterion": "looks"}),
        ("snippet_has_words", {"text": ""}),
        ("snippet_has_no_blank_translation", {"i18n": {"text_de": " "}}),
    ],
)
def test_snippet_keeps_its_rules(name: str, changes: dict[str, object]) -> None:
    row = snippet()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Snippet._base_manager.filter(pk=row.pk).update(**changes)
    assert violates(caught.value, name)

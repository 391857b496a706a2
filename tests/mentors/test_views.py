import io
import re
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from mentors.models import Application, ApplicationState, Mentor, MentorStatus
from mentors.services import ProfileRefused, update_profile
from mentors.views.profiles import PHOTOS, SAVES
from tests.factories import ApplicationFactory, MentorFactory, TopicFactory, UserFactory
from tests.limits import use_up
from tests.pages import TERMS, signed_in

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LETTER = "I want to give an hour a week, because others once gave me theirs. " * 5
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
APPLY, PROFILE = "/apply/", "/desk/profile/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return tmp_path


def filled(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "letter": LETTER,
        "years_of_practice": "12",
        "role": "Engineer",
        "company": "Example",
        "topics": [TopicFactory().slug],
        "languages": ["en", "de"],
        "text_language": "en",
        "country": "DE",
        "link": "https://example.org/me",
        "hours_per_week": "2",
        "agreed": "on",
        "terms": TERMS,
        "action": "send",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


# Applying


def test_visitor_reads_what_it_takes_and_signs_up_from_there() -> None:
    response = Client().get(APPLY)
    assert response.status_code == 200
    assert f"{reverse('account_signup')}?next=/apply/" in response.content.decode()


def test_visitor_who_posts_is_sent_to_sign_in_and_leaves_nothing() -> None:
    response = Client().post(APPLY, filled())
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert not Application.objects.exists()


def test_get_begins_no_application() -> None:
    assert signed_in(UserFactory()).get(APPLY).status_code == 200
    assert not Application.objects.exists()


def test_application_is_sent_and_its_page_shows_where_it_stands() -> None:
    member = UserFactory()
    client = signed_in(member)
    response = client.post(APPLY, filled(), follow=True)
    application = Application.objects.get(applicant=member)
    assert application.state == ApplicationState.SUBMITTED
    assert response.request["PATH_INFO"] == f"/apply/{application.uuid}/"
    assert "We have your letter" in response.content.decode()
    assert client.get(APPLY)["Location"] == f"/apply/{application.uuid}/"


def test_application_sent_twice_is_one() -> None:
    client, data = signed_in(UserFactory()), filled()
    client.post(APPLY, data)
    assert client.post(APPLY, data).status_code == 302
    assert Application.objects.count() == 1


BAD = {
    "letter": ["", "x" * 299, "x" * 6001, "x" * 400 + "\x00", "x" * 299 + "\u200b" * 10],
    "years_of_practice": ["", "-1", "71", "many"],
    "role": ["", "x" * 81],
    "company": ["x" * 81],
    "topics": [None, ["no-such-topic"], ["1"], [f"topic-{number}" for number in range(9)]],
    "languages": [None, ["xx"], ["en", "klingon"]],
    "text_language": [None, "klingon"],
    "country": ["", "ZZ", "Germany"],
    "link": ["javascript:alert(1)", "ftp://example.org/x", "data:text/html,x", "https://" + "x" * 300 + ".org"],
    "hours_per_week": ["", "0", "41"],
    "agreed": [None],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in BAD.items() for value in values])  # type: ignore[attr-defined]
def test_bad_field_is_named_and_everything_typed_is_kept(field: str, value: object) -> None:
    response = signed_in(UserFactory()).post(APPLY, filled(**{field: value}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Application.objects.exists()
    if field != "letter":
        assert LETTER.strip() in response.content.decode()


def test_letter_of_three_megabytes_gets_a_clear_answer() -> None:
    response = signed_in(UserFactory()).post(APPLY, filled(letter="x" * 3_000_000))
    assert response.status_code == 413
    assert "That was too large" in response.content.decode()
    assert not Application.objects.exists()


def test_draft_is_kept_by_the_button_though_most_is_missing() -> None:
    member = UserFactory()
    client = signed_in(member)
    assert client.post(APPLY, {"letter": "Dear club", "action": "save"})["Location"] == APPLY
    assert Application.objects.get(applicant=member).letter == "Dear club"
    told, later = (client.get(APPLY).content.decode() for _ in range(2))
    assert "Dear club" in told
    assert "Your draft is saved." in told
    assert "We’ve kept your draft. Continue where you left off" not in told  # once is enough
    assert "We’ve kept your draft. Continue where you left off" in later


def test_draft_is_kept_while_typing() -> None:
    client = signed_in(UserFactory())
    headers = {"HX-Request": "true"}
    response = client.post(APPLY, {"letter": "Dear", "action": "save"}, headers=headers)
    assert "Saved at" in response.content.decode()
    assert "<html" not in response.content.decode()
    response = client.post(APPLY, {"letter": "Dear", "link": "javascript:x", "action": "save"}, headers=headers)
    assert "Not saved yet" in response.content.decode()
    assert Application.objects.get().link == ""


def test_mentor_is_led_to_the_desk() -> None:
    assert signed_in(MentorFactory().user).get(APPLY)["Location"] == PROFILE


def test_declined_member_reads_when_to_come_back() -> None:
    application = ApplicationFactory(submitted=True)
    Application.objects.update(state=ApplicationState.DECLINED, decided_at=datetime.now(UTC) - timedelta(days=30))
    client = signed_in(application.applicant)
    [heading] = re.findall(r"You can apply again from\s+([^<]+?)\s*<", client.get(APPLY).content.decode())
    assert ":" not in heading  # a date is enough for half a year
    response = client.post(APPLY, filled())
    assert "You can apply again from" in response.content.decode()
    assert LETTER.strip() in response.content.decode()
    assert Application.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_application_of_somebody_else_does_not_exist(method: str) -> None:
    application = ApplicationFactory(submitted=True)
    for member in (UserFactory(), UserFactory(staff=True), MentorFactory().user):
        response = getattr(signed_in(member), method)(f"/apply/{application.uuid}/", {"action": "withdraw"})
        assert response.status_code == 404
    assert signed_in(application.applicant).get(f"/apply/{uuid.uuid4()}/").status_code == 404
    assert Client().get(f"/apply/{application.uuid}/").status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_applicant_answers_and_withdraws() -> None:
    application = ApplicationFactory(submitted=True)
    Application.objects.update(state=ApplicationState.MORE_INFORMATION)
    client, page = signed_in(application.applicant), f"/apply/{application.uuid}/"
    response = client.post(page, {"action": "answer", "message": " "})
    assert list(response.context["form"].errors) == ["message"]
    client.post(page, {"action": "answer", "message": "Payments."})
    application.refresh_from_db()
    assert (application.state, application.steps.get().message) == (ApplicationState.IN_REVIEW, "Payments.")
    client.post(page, {"action": "withdraw"})
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    response = client.post(page, {"action": "withdraw"})
    assert ", so that’s no longer possible" in response.content.decode()


def test_answer_without_a_question_gets_a_clear_answer() -> None:
    application = ApplicationFactory(submitted=True)
    response = signed_in(application.applicant).post(f"/apply/{application.uuid}/", {"message": "Hello?"})
    assert "no open question" in response.content.decode()


@pytest.mark.parametrize("state", [state for state in ApplicationState if state != ApplicationState.DRAFT])
def test_page_shows_every_state_and_script_as_text(state: ApplicationState) -> None:
    application = ApplicationFactory(submitted=True, letter=SCRIPT, role=SCRIPT, company=SCRIPT)
    decided = NOW if state in (ApplicationState.APPROVED, ApplicationState.DECLINED) else None
    Application.objects.update(state=state, decided_at=decided)
    application.steps.create(from_state="submitted", to_state=state, at=NOW, message=SCRIPT)
    page = signed_in(application.applicant).get(f"/apply/{application.uuid}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


# The profile


def own(mentor: Mentor, **changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "headline": "I ask one question less",
        "bio": "Some **words**",
        "role": "Researcher",
        "company": "",
        "city": "Nairobi",
        "country": "KE",
        "years_of_practice": "14",
        "topics": [TopicFactory().slug],
        "languages": ["en", "sw"],
        "text_language": "sw",
        "links": "https://example.org\nexample.com/me",
        "action": "save",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def picture(name: str = "me.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (500, 400), "teal").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def test_only_mentors_have_a_profile() -> None:
    assert Client().get(PROFILE).status_code == 302
    assert signed_in(UserFactory()).get(PROFILE).status_code == 404


def test_profile_is_saved_with_its_photo() -> None:
    mentor = MentorFactory()
    client = signed_in(mentor.user)
    assert client.post(PROFILE, own(mentor, photo=picture()))["Location"] == PROFILE
    mentor.refresh_from_db()
    assert (mentor.headline, mentor.text_language, mentor.links) == (
        "I ask one question less", "sw", ["https://example.org", "https://example.com/me"],
    )  # fmt: skip
    assert mentor.photo_url(192) in client.get(PROFILE).content.decode()
    with closing(client.get(mentor.photo_url(96))) as photo:
        assert photo.status_code == 200


def test_photos_are_limited_for_each_member() -> None:
    """Decoding one costs far more than sending it."""
    mentor = MentorFactory()
    for _ in range(PHOTOS.times):
        PHOTOS.allows(str(mentor.user.uuid))
    client = signed_in(mentor.user)
    assert client.post(PROFILE, own(mentor, photo=picture())).status_code == 429
    assert client.post(PROFILE, own(mentor)).status_code == 302


def test_who_has_left_changes_nothing() -> None:
    mentor = MentorFactory(status=MentorStatus.LEFT)
    assert signed_in(mentor.user).post(PROFILE, own(mentor)).status_code == 404
    with pytest.raises(ProfileRefused, match="left the club"):
        update_profile(mentor=mentor, by=mentor.user, profile={"topics": [TopicFactory()], "links": []}, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("headline", "x" * 121),
        ("bio", "x" * 6001),
        ("country", "ZZ"),
        ("topics", None),
        ("topics", ["no-such-topic"]),
        ("languages", ["xx"]),
        ("text_language", None),
        ("text_language", "xx"),
        ("years_of_practice", "71"),
        ("links", "javascript:alert(1)"),
        ("links", "https://example.org\nftp://example.org"),
        ("links", "\n".join(f"https://example.org/{number}" for number in range(6))),
        ("photo", SimpleUploadedFile("me.svg", b"<svg><script>alert(1)</script></svg>")),
        ("photo", SimpleUploadedFile("me.jpg", b"GIF89a<script>")),
        ("photo", SimpleUploadedFile("me.jpg", b"\0" * (6 * 1024 * 1024))),
    ],
)
def test_profile_is_refused_as_a_whole(field: str, value: object) -> None:
    mentor = MentorFactory(headline="As before")
    if isinstance(value, SimpleUploadedFile):
        value.seek(0)
    response = signed_in(mentor.user).post(PROFILE, own(mentor, **{field: value}))
    assert list(response.context["form"].errors) == [field]
    mentor.refresh_from_db()
    assert (mentor.headline, mentor.city, bool(mentor.photo)) == ("As before", "", False)
    if field != "city":
        assert "Nairobi" in response.content.decode()


@pytest.mark.parametrize("line", ["@ann", "ann on Mastodon", "https://ann:secret@example.org"])
def test_line_that_is_no_link_is_named_with_what_to_do(line: str) -> None:
    mentor = MentorFactory()
    response = signed_in(mentor.user).post(PROFILE, own(mentor, links=f"https://example.org\n{line}"))
    [said] = response.context["form"].errors["links"]
    assert said == (
        f"“{line}” isn’t a whole link. Please copy it from your browser’s address bar: it begins with https://."
    )


def test_preview_shows_markdown_without_script_and_saves_nothing() -> None:
    mentor = MentorFactory(bio="As before")
    client = signed_in(mentor.user)
    data = own(mentor, bio=f"**Bold** {SCRIPT} [x](javascript:alert(1))", action="preview")
    fragment = client.post(PROFILE, data, headers={"HX-Request": "true"}).content.decode()
    page = client.post(PROFILE, data).content.decode()
    for html in (fragment, page):
        assert "<strong>Bold</strong>" in html
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
    assert "<html" not in fragment
    assert "I ask one question less" in page
    mentor.refresh_from_db()
    assert mentor.bio == "As before"


def test_form_without_its_token_changes_nothing() -> None:
    mentor = MentorFactory(headline="As before")
    client = Client(enforce_csrf_checks=True)
    client.force_login(mentor.user)
    assert client.post(PROFILE, own(mentor)).status_code == 403
    assert client.post(APPLY, filled()).status_code == 403
    mentor.refresh_from_db()
    assert mentor.headline == "As before"


def test_topic_no_longer_offered_can_be_kept_but_not_chosen() -> None:
    gone = TopicFactory(is_active=False)
    keeper, other = MentorFactory(topics=[gone]), MentorFactory()
    assert signed_in(keeper.user).post(PROFILE, own(keeper, topics=[gone.slug])).status_code == 302
    response = signed_in(other.user).post(PROFILE, own(other, topics=[gone.slug]))
    assert list(response.context["form"].errors) == ["topics"]


def test_german_reader_sees_languages_and_countries_in_german() -> None:
    page = signed_in(UserFactory(language="de")).get("/de/apply/").content.decode()
    assert "Französisch" in page
    assert "Deutschland" in page


def test_profile_is_not_saved_without_end() -> None:
    member = MentorFactory().user
    client = signed_in(member)
    use_up(SAVES, SAVES.times - 2, by=member)
    pages = [client.post(reverse("mentors:profile"), {"headline": "I listen"}) for _ in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert 'value="I listen"' in pages[-1].content.decode()

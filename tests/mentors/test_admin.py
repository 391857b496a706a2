from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mentors.admin.topics import MOST_ROWS
from mentors.models import Application, ApplicationState, ApplicationStep, Category, Decision, Mentor, Review, Topic
from mentors.services import Grades, review
from notifications.models import Notice
from tests.factories import ApplicationFactory, CategoryFactory, MentorFactory, TopicFactory, UserFactory
from tests.mentors.readings import NO, carried_out, judge, read_by_two
from tests.pages import markup, signed_in

QUEUE = "/admin/mentors/application/"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def page(application: Application, way: str = "change") -> str:
    return f"{QUEUE}{application.pk}/{way}/"


def waiting(days: int, name: str) -> Application:
    application = ApplicationFactory(submitted=True, applicant=UserFactory(display_name=name))
    Application.objects.filter(pk=application.pk).update(
        waiting_since=datetime.now(UTC) - timedelta(days=days, hours=1)
    )
    return application


def listed(response: object) -> list[str]:
    return [row.applicant.display_name for row in response.context["cl"].result_list]  # type: ignore[attr-defined]


def test_queue_shows_who_waits_longest_first() -> None:
    for days, name in ((1, "Short"), (9, "Long"), (4, "Middle")):
        waiting(days, name)
    ApplicationFactory()
    response = signed_in(UserFactory(staff=True)).get(QUEUE)
    assert listed(response) == ["Long", "Middle", "Short"]
    assert "1\xa0week" in response.content.decode()


def test_queue_is_narrowed_by_state_topic_and_language() -> None:
    client, application = signed_in(UserFactory(staff=True)), waiting(1, "Amara")
    waiting(2, "Other")
    Application.objects.filter(pk=application.pk).update(languages=["sw"])
    assert listed(client.get(QUEUE, {"language": "sw"})) == ["Amara"]
    assert listed(client.get(QUEUE, {"topic": application.topics.get().slug})) == ["Amara"]
    assert listed(client.get(QUEUE, {"state": "declined"})) == []
    assert listed(client.get(QUEUE, {"state": "all"})) == ["Other", "Amara"]


def test_queue_asks_the_same_number_of_queries_for_1_and_3() -> None:
    staff = UserFactory(staff=True)
    client = signed_in(staff)

    def judged(name: str) -> None:
        grades = Grades(seniority=4, practice=4, altruism=4)
        review(application=waiting(1, name), by=staff, grades=grades, recommendation="approve", notes="", now=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(QUEUE).status_code == 200
        return len(caught)

    judged("One")
    client.get(QUEUE)
    with_one = queries()
    judged("Two")
    judged("Three")
    assert queries() == with_one


def test_page_shows_the_letter_as_text_and_what_others_think() -> None:
    staff, other = UserFactory(staff=True), UserFactory(staff=True, display_name="Other Reviewer")
    application = waiting(1, "Amara Njeri")
    Application.objects.filter(pk=application.pk).update(letter=f"First.\n\nSecond {SCRIPT}", role=SCRIPT)
    grades = Grades(seniority=5, practice=4, altruism=3)
    for reader in (other, staff):
        review(application=application, by=reader, grades=grades, recommendation="approve", notes=SCRIPT, now=NOW)
    response = signed_in(staff).get(page(application))
    html = response.content.decode()
    assert "<p>First.</p>" in markup(response)
    assert "Other Reviewer" in html
    assert "Seniority 5, practical knowledge 4, altruism 3" in html
    assert SCRIPT not in html


def test_draft_is_not_for_the_team() -> None:
    assert signed_in(UserFactory(staff=True)).get(page(ApplicationFactory())).status_code == 404


def test_reviewer_judges_on_the_page() -> None:
    staff, application = UserFactory(staff=True), waiting(1, "Amara")
    client = signed_in(staff)
    data = {"seniority": "5", "practice": "4", "altruism": "3", "recommendation": "approve", "notes": "Good"}
    response = client.post(page(application), data | {"seniority": "9"})
    assert list(response.context["form"].errors) == ["seniority"]
    assert client.post(page(application), data).status_code == 302
    assessment = Review.objects.get()
    assert (assessment.reviewer, assessment.seniority, assessment.notes) == (staff, 5, "Good")


def test_taking_up_needs_a_post() -> None:
    client, application = signed_in(UserFactory(staff=True)), waiting(1, "Amara")
    client.get(page(application, "take-up"))
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    client.post(page(application, "take-up"))
    application.refresh_from_db()
    assert application.state == ApplicationState.IN_REVIEW


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ("approve", ApplicationState.APPROVED),
        ("decline", ApplicationState.DECLINED),
        ("ask", ApplicationState.MORE_INFORMATION),
    ],
)
def test_decision_is_looked_at_and_then_sent(way: str, state: ApplicationState) -> None:
    staff = UserFactory(staff=True)
    client, application = signed_in(staff), read_by_two(waiting(1, "Amara Njeri"), staff)
    assert client.get(page(application, way)).status_code == 200
    response = client.post(page(application, way), {"message": f"My own words {SCRIPT}", "preview": "yes", **NO})
    assert "My own words" in response.content.decode().split("vetting__mail")[1]
    assert SCRIPT not in response.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert client.post(page(application, way), {"message": "My own words", **NO}).status_code == 302
    if way != "ask":
        assert not Notice.objects.exists()
        carried_out(Decision.objects.get())
    application.refresh_from_db()
    assert application.state == state
    assert ApplicationStep.objects.get().message == "My own words"
    assert Notice.objects.filter(recipient=application.applicant).count() == 1


def test_preview_has_the_order_of_the_email() -> None:
    staff, application = UserFactory(staff=True), waiting(1, "Amara Njeri")
    judge(application, staff)
    client = signed_in(staff)
    User.objects.filter(pk=application.applicant_id).update(language="de")
    content = client.post(page(application, "ask"), {"message": "Seit wann?", "preview": "yes"}).content.decode()
    assert "Amara gets our emails in German." in " ".join(content.split())
    preview = content[content.index('id="preview"') :]
    parts = ["Subject:", "Eine Frage zu deiner Bewerbung", "Seit wann?", "Das Club-Team", "Antworten"]
    assert sorted(parts, key=preview.index) == parts


def test_gap_in_the_prefilled_words_must_be_filled() -> None:
    staff = UserFactory(staff=True)
    client, application = signed_in(staff), read_by_two(waiting(1, "Amara Njeri"), staff)
    prefilled = client.get(page(application, "decline")).context["form"]["message"].value()
    assert prefilled.startswith("Dear Amara,")
    response = client.post(page(application, "decline"), {"message": prefilled, **NO})
    assert list(response.context["form"].errors) == ["message"]
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_second_decision_gets_a_clear_answer() -> None:
    staff = UserFactory(staff=True)
    client, application = signed_in(staff), read_by_two(waiting(1, "Amara"), staff)
    client.post(page(application, "approve"), {"message": "Yes."})
    response = client.post(page(application, "approve"), {"message": "Yes."}, follow=True)
    assert "decided, and we’ll send the email at" in response.content.decode()
    carried_out(Decision.objects.get())
    response = client.post(page(application, "approve"), {"message": "Yes."}, follow=True)
    assert ", so that’s no longer possible" in response.content.decode()
    assert Mentor.objects.count() == 1


def test_own_application_has_no_buttons_and_is_refused_by_post() -> None:
    staff = UserFactory(staff=True)
    application = ApplicationFactory(submitted=True, applicant=staff)
    client = signed_in(staff)
    html = client.get(page(application)).content.decode()
    assert "This is your own application. Someone else decides on it" in html
    assert "/approve/" not in html
    assert "take-up" not in html
    client.post(page(application, "take-up"))
    for way in ("approve", "decline", "ask"):
        client.get(page(application, way))
        client.post(page(application, way), {"message": "Me!"})
        client.post(page(application, way), {"message": "Me!", "preview": "yes"})
    grades = {"seniority": "5", "practice": "5", "altruism": "5", "recommendation": "approve"}
    client.post(page(application), grades)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert not Review.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["Readers", "Administrators"])
def test_groups_vet_but_only_the_club_team_tends_topics(name: str) -> None:
    member = UserFactory(is_staff=True)
    member.groups.add(Group.objects.get(name=name))
    client, application = signed_in(member), read_by_two(waiting(1, "Amara"), member)
    assert client.get(QUEUE).status_code == 200
    client.post(page(application, "approve"), {"message": "Yes."})
    assert carried_out(Decision.objects.get()).state == ApplicationState.APPROVED
    assert client.get("/admin/mentors/topic/add/").status_code == (200 if name == "Administrators" else 403)


@pytest.mark.parametrize("way", ["change", "take-up", "approve", "decline", "ask"])
def test_staff_without_the_group_sees_and_decides_nothing(way: str) -> None:
    application = waiting(1, "Amara")
    client = signed_in(UserFactory(is_staff=True))
    assert client.get(page(application, way)).status_code == 403
    assert client.post(page(application, way), {"message": "Yes."}).status_code == 403
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


@pytest.mark.parametrize("verb", ["add", "delete"])
def test_nobody_adds_or_deletes_applications_and_mentors_by_hand(verb: str) -> None:
    client = signed_in(UserFactory(staff=True))
    for row in (waiting(1, "Amara"), MentorFactory()):
        model = row._meta.model_name
        address = f"/admin/mentors/{model}/add/" if verb == "add" else f"/admin/mentors/{model}/{row.pk}/delete/"
        assert client.get(address).status_code == 403


def test_mentor_can_be_looked_up_but_not_changed() -> None:
    mentor = MentorFactory(headline="Mine", languages=["sw"])
    client = signed_in(UserFactory(staff=True))
    assert "Swahili" in client.get(f"/admin/mentors/mentor/{mentor.pk}/change/").content.decode()
    assert client.post(f"/admin/mentors/mentor/{mentor.pk}/change/", {"headline": "Yours"}).status_code == 403


def test_topic_in_use_is_not_deleted() -> None:
    topic, free = TopicFactory(), TopicFactory()
    MentorFactory(topics=[topic])
    client = signed_in(UserFactory(staff=True))
    assert client.post(f"/admin/mentors/topic/{topic.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/mentors/topic/{free.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Topic.objects.all()) == [topic]


def test_topics_come_from_a_file() -> None:
    CategoryFactory(slug="design")
    client = signed_in(UserFactory(staff=True))
    table = b"slug,name_en,name_de,category,is_active\nux-research,UX Research,UX-Forschung,design,1\n"
    upload = SimpleUploadedFile("topics.csv", table, content_type="text/csv")
    response = client.post("/admin/mentors/topic/import/", {"format": "0", "import_file": upload, "resource": ""})
    confirm = response.context["confirm_form"].initial
    client.post("/admin/mentors/topic/process_import/", {**confirm, "resource": ""})
    topic = Topic.objects.get(slug="ux-research")
    assert (topic.name_de, topic.category) == ("UX-Forschung", Category.objects.get())  # type: ignore[attr-defined]


HEAD = b"slug,name_en,name_de,category,is_active\n"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"name,category\nUX,design\n", "The first row must name the columns"),
        (HEAD + b"ux-research,UX Research\n", "The first row must name the columns"),
        (HEAD.replace(b"name_de", b"name_ed") + b"ux,UX,UX,design,1\n", "The first row must name the columns"),
        (b"\n" + HEAD, "The first row must name the columns"),
        (b"", "The submitted file is empty"),
        (HEAD + b"x,X,X,design,1\n" * (MOST_ROWS + 1), "up to 2000 rows"),
        (HEAD + "ux,Ärger,Ärger,design,1\n".encode("latin-1"), "a CSV file in UTF-8"),
    ],
)
def test_file_that_cannot_be_imported_is_refused_in_a_sentence(table: bytes, sentence: str) -> None:
    client = signed_in(UserFactory(staff=True))
    upload = SimpleUploadedFile("topics.csv", table, content_type="text/csv")
    page = client.post("/admin/mentors/topic/import/", {"format": "0", "import_file": upload, "resource": ""})
    content = page.content.decode()
    assert sentence in content
    assert "Traceback" not in content
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("njeri", ["Amara Njeri"]),
        ("njeri designer", ["Amara Njeri"]),  # a word in the name, another in what she does
        ("AMARA@", ["Amara Njeri"]),
        ("lead", ["Amara Njeri", "Bela Nagy"]),
        ("njeri nagy", []),
        ("", ["Amara Njeri", "Bela Nagy"]),
    ],
)
def test_mentors_are_found_by_each_word_wherever_it_stands(text: str, found: list[str]) -> None:
    amara = UserFactory(display_name="Amara Njeri", email="amara@example.org")
    MentorFactory(user=amara, headline="I lead designers", role="Designer", company="Acme")
    MentorFactory(user__display_name="Bela Nagy", headline="I lead engineers", role="Engineer", company="Acme")
    UserFactory(display_name="Another Njeri")
    response = signed_in(UserFactory(staff=True)).get("/admin/mentors/mentor/", {"q": text})
    assert sorted(row.user.display_name for row in response.context["cl"].result_list) == found


def test_the_next_application_is_the_one_that_has_waited_for_this_reader_longest() -> None:
    staff = UserFactory(staff=True)
    client, oldest, middle, newest = signed_in(staff), waiting(9, "Old"), waiting(5, "Mid"), waiting(1, "New")
    own = ApplicationFactory(submitted=True, applicant=staff)
    Application.objects.filter(pk=own.pk).update(waiting_since=datetime.now(UTC) - timedelta(days=7))

    def next_of(application: Application) -> object:
        return client.get(page(application)).context["next"]

    assert [next_of(each) for each in (oldest, middle, newest)] == [middle, newest, oldest]
    grades = Grades(seniority=4, practice=4, altruism=4)
    review(application=middle, by=staff, grades=grades, recommendation="approve", notes="", now=NOW)
    assert next_of(oldest) == newest
    read_by_two(oldest, staff)
    client.post(page(oldest, "decline"), {"message": "Not yet.", **NO})
    assert next_of(oldest) == newest
    assert f'href="{page(newest)}"' in client.get(page(oldest)).content.decode()
    assert next_of(newest) is None

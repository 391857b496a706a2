from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from mentors import services
from mentors.models import (
    Application,
    ApplicationState,
    ApplicationStep,
    Decision,
    MentorStatus,
    Recommendation,
    Review,
)
from mentors.services import ApplicationRefused, Content, Grades
from mentors.services.limits import months_later
from notifications.models import Notice
from tests.factories import ApplicationFactory, MentorFactory, TopicFactory, UserFactory
from tests.mentors.readings import WHY, approved, carried_out
from tests.pages import TERMS

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LETTER = "I want to give an hour a week, because others once gave me theirs. " * 5
DECIDED = {ApplicationState.APPROVED, ApplicationState.DECLINED}

pytestmark = pytest.mark.django_db


def content(**changes: object) -> Content:
    fields = {
        "letter": LETTER,
        "years_of_practice": 12,
        "role": "Engineer",
        "company": "",
        "topics": (TopicFactory(),),
        "languages": ("en", "de"),
        "country": "DE",
        "link": "https://example.org/me",
        "hours_per_week": 2,
    }
    return Content(**(fields | changes))


def in_state(state: ApplicationState, **fields: object) -> Application:
    application = ApplicationFactory(submitted=True, **fields)
    changes = {"state": state, "decided_at": NOW if state in DECIDED else None}
    Application.objects.filter(pk=application.pk).update(**changes)
    application.refresh_from_db()
    if state == ApplicationState.APPROVED:
        MentorFactory(user=application.applicant)
    return application


def act(verb: str, application: Application, staff: User) -> object:
    applicant = application.applicant
    if verb == "withdraw":
        return services.withdraw(application=application, by=applicant, now=NOW)
    if verb == "answer":
        return services.answer(application=application, by=applicant, message="Gladly.", now=NOW)
    if verb == "take_up":
        return services.take_up(application=application, by=staff, now=NOW)
    if verb == "submit":
        return services.submit(by=applicant, content=content(), agreed=True, terms=TERMS, now=NOW)
    if verb == "ask_back":
        return services.ask_back(application=application, by=staff, message="Because.", now=NOW)
    ways: dict[str, Callable[..., Decision]] = {
        "approve": services.approve,
        "decline": partial(services.decline, reasons=WHY),
    }
    service = ways[verb]
    made_at = NOW - services.UNDO_FOR
    made = service(application=application, by=staff, message="Because.", override="We are two.", now=made_at)
    return carried_out(made)


WAYS = {
    "submit": ({ApplicationState.DRAFT}, ApplicationState.SUBMITTED, "application_received"),
    "take_up": ({ApplicationState.SUBMITTED}, ApplicationState.IN_REVIEW, "application_in_review"),
    "ask_back": (
        {ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW},
        ApplicationState.MORE_INFORMATION,
        "application_question",
    ),
    "answer": ({ApplicationState.MORE_INFORMATION}, ApplicationState.IN_REVIEW, "application_answered"),
    "approve": (
        {ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.MORE_INFORMATION},
        ApplicationState.APPROVED,
        "application_approved",
    ),
    "decline": (
        {ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.MORE_INFORMATION},
        ApplicationState.DECLINED,
        "application_declined",
    ),
    "withdraw": (
        {
            ApplicationState.DRAFT,
            ApplicationState.SUBMITTED,
            ApplicationState.IN_REVIEW,
            ApplicationState.MORE_INFORMATION,
        },
        ApplicationState.WITHDRAWN,
        "application_withdrawn",
    ),
}
CASES = [
    (verb, state)
    for verb in WAYS
    for state in ApplicationState
    if not (verb == "submit" and state == ApplicationState.WITHDRAWN)
]


@pytest.mark.parametrize(("verb", "state"), CASES, ids=str)
def test_transition_is_allowed_or_refused(verb: str, state: ApplicationState) -> None:
    allowed, to, kind = WAYS[verb]
    staff = UserFactory(staff=True)
    application = in_state(state)
    if state in allowed:
        act(verb, application, staff)
        application.refresh_from_db()
        assert application.state == to
        step = ApplicationStep.objects.get(application=application)
        actor = application.applicant if verb in {"submit", "answer", "withdraw"} else staff
        assert (step.from_state, step.to_state, step.by, step.at) == (state, to, actor, NOW)
        to_applicant = Notice.objects.get(recipient=application.applicant)
        assert (to_applicant.kind, to_applicant.about) == (kind, step)
        to_team = list(Notice.objects.filter(recipient=None).values_list("kind", flat=True))
        assert to_team == (["application_for_team"] if verb in {"submit", "answer"} else [])
    else:
        with pytest.raises(ApplicationRefused):
            act(verb, application, staff)
        application.refresh_from_db()
        assert application.state == state
        assert not ApplicationStep.objects.exists()
        assert not Notice.objects.exists()


@pytest.mark.parametrize("verb", ["take_up", "ask_back", "approve", "decline"])
def test_nobody_decides_on_their_own_application(verb: str) -> None:
    staff = UserFactory(staff=True)
    application = in_state(ApplicationState.SUBMITTED, applicant=staff)
    with pytest.raises(ApplicationRefused, match="own application"):
        act(verb, application, staff)
    assert not ApplicationStep.objects.exists()


def test_nobody_judges_their_own_application() -> None:
    staff = UserFactory(staff=True)
    application = in_state(ApplicationState.SUBMITTED, applicant=staff)
    with pytest.raises(ApplicationRefused, match="own application"):
        judge(application, staff)
    assert not Review.objects.exists()


@pytest.mark.parametrize("verb", ["take_up", "ask_back", "approve", "decline"])
def test_member_without_the_permission_decides_nothing(verb: str) -> None:
    with pytest.raises(ApplicationRefused, match="club team"):
        act(verb, in_state(ApplicationState.SUBMITTED), UserFactory(is_staff=True))


def test_member_with_the_permission_decides() -> None:
    member = UserFactory(is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="vet_application"))
    assert act("approve", in_state(ApplicationState.SUBMITTED), member)


@pytest.mark.parametrize(
    ("service", "words"), [(services.answer, {"message": "Yes."}), (services.withdraw, {})], ids=["answer", "withdraw"]
)
def test_others_cannot_act_for_the_applicant(service: Callable[..., object], words: dict[str, str]) -> None:
    application, other = in_state(ApplicationState.MORE_INFORMATION), UserFactory(staff=True)
    with pytest.raises(ApplicationRefused, match="someone else"):
        service(application=application, by=other, now=NOW, **words)


@pytest.mark.parametrize("verb", ["ask_back", "approve", "decline"])
@pytest.mark.parametrize("message", ["", "  \n ", "x" * 6001])
def test_decision_needs_words_that_fit(verb: str, message: str) -> None:
    application = in_state(ApplicationState.IN_REVIEW)
    more = {"reasons": WHY} if verb == "decline" else {}
    with pytest.raises(ApplicationRefused):
        getattr(services, verb)(application=application, by=UserFactory(staff=True), message=message, now=NOW, **more)
    application.refresh_from_db()
    assert application.state == ApplicationState.IN_REVIEW


# The draft and the letter


def test_draft_is_made_once_and_kept_up_to_date() -> None:
    member = UserFactory()
    first = services.save_draft(by=member, content=Content(letter="Dear"), now=NOW)
    second = services.save_draft(by=member, content=Content(letter="Dear club"), now=NOW + timedelta(minutes=1))
    assert first == second
    assert Application.objects.get().letter == "Dear club"


@pytest.mark.parametrize(
    "changes",
    [
        {"letter": "x" * 299},
        {"letter": "x" * 6001},
        {"letter": "x" * 299 + "\u200b" * 10},
        {"topics": ()},
        {"languages": ()},
        {"country": ""},
        {"role": ""},
        {"years_of_practice": None},
        {"hours_per_week": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_incomplete_application_is_not_sent(changes: dict[str, object]) -> None:
    member = UserFactory()
    with pytest.raises(ApplicationRefused):
        services.submit(by=member, content=content(**changes), agreed=True, terms=TERMS, now=NOW)
    assert not Application.objects.exists()


@pytest.mark.parametrize("length", [300, 6000])
def test_letter_of_a_length_at_the_edge_is_sent(length: int) -> None:
    sent = services.submit(by=UserFactory(), content=content(letter="x" * length), agreed=True, terms=TERMS, now=NOW)
    assert (sent.state, sent.submitted_at, sent.waiting_since, sent.conduct_agreed_at) == (
        ApplicationState.SUBMITTED, NOW, NOW, NOW,
    )  # fmt: skip


def test_nine_topics_are_too_many() -> None:
    topics = tuple(TopicFactory() for _ in range(9))
    with pytest.raises(ApplicationRefused, match="8 topics"):
        services.submit(by=UserFactory(), content=content(topics=topics), agreed=True, terms=TERMS, now=NOW)


def test_application_without_the_code_of_conduct_is_not_sent() -> None:
    with pytest.raises(ApplicationRefused, match="code of conduct"):
        services.submit(by=UserFactory(), content=content(), agreed=False, terms=TERMS, now=NOW)


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW])
def test_application_that_is_sent_is_no_draft_any_more(state: ApplicationState) -> None:
    application = in_state(state)
    with pytest.raises(ApplicationRefused, match="You’ve already sent us an application"):
        services.start_application(by=application.applicant, now=NOW)


def test_mentor_does_not_apply() -> None:
    with pytest.raises(ApplicationRefused, match="already a mentor"):
        services.start_application(by=MentorFactory().user, now=NOW)


@pytest.mark.parametrize(
    ("declined_at", "again_at"),
    [
        (datetime(2026, 3, 10, 9, tzinfo=UTC), datetime(2026, 9, 10, 9, tzinfo=UTC)),
        (datetime(2026, 8, 31, 9, tzinfo=UTC), datetime(2027, 2, 28, 9, tzinfo=UTC)),
        (datetime(2027, 8, 31, 9, tzinfo=UTC), datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_declined_member_applies_again_after_six_months(declined_at: datetime, again_at: datetime) -> None:
    application = in_state(ApplicationState.DECLINED)
    Application.objects.filter(pk=application.pk).update(decided_at=declined_at)
    assert months_later(declined_at, 6) == again_at
    with pytest.raises(ApplicationRefused, match=str(again_at.day)):
        services.start_application(by=application.applicant, now=again_at - timedelta(seconds=1))
    assert services.start_application(by=application.applicant, now=again_at).state == ApplicationState.DRAFT


def test_withdrawn_member_applies_again_a_day_later() -> None:
    application = in_state(ApplicationState.WITHDRAWN)
    Application.objects.update(changed_at=NOW, submitted_at=NOW - timedelta(hours=1))
    with pytest.raises(ApplicationRefused, match="You can apply again from"):
        services.start_application(by=application.applicant, now=NOW + timedelta(hours=23, minutes=59))
    again = services.start_application(by=application.applicant, now=NOW + timedelta(days=1))
    assert again.pk != application.pk


def test_draft_that_nobody_has_read_is_withdrawn_and_begun_again_at_once() -> None:
    application = in_state(ApplicationState.WITHDRAWN)
    Application.objects.update(submitted_at=None)
    assert services.start_application(by=application.applicant, now=NOW).pk != application.pk


def test_time_that_the_applicant_takes_does_not_count_as_waiting() -> None:
    application = in_state(ApplicationState.IN_REVIEW)
    Application.objects.update(waiting_since=NOW - timedelta(days=2))
    services.ask_back(application=application, by=UserFactory(staff=True), message="Which team?", now=NOW)
    later = NOW + timedelta(days=5)
    services.answer(application=application, by=application.applicant, message="Payments.", now=later)
    application.refresh_from_db()
    assert later - application.waiting_since == timedelta(days=2)  # type: ignore[operator]


# Judging and approving


def judge(application: Application, by: User, grade: int = 4, notes: str = "") -> Review:
    return services.review(
        application=application,
        by=by,
        grades=Grades(seniority=grade, practice=grade, altruism=grade),
        recommendation=Recommendation.APPROVE,
        notes=notes,
        now=NOW,
    )


def test_second_assessment_of_a_reviewer_replaces_the_first() -> None:
    application, staff = in_state(ApplicationState.IN_REVIEW), UserFactory(staff=True)
    judge(application, staff, 2)
    judge(application, staff, 5, "On second thought")
    assert [(row.seniority, row.notes) for row in Review.objects.all()] == [(5, "On second thought")]


@pytest.mark.parametrize("grade", [0, 6])
def test_grade_outside_1_to_5_is_refused(grade: int) -> None:
    with pytest.raises(ApplicationRefused, match="1 to 5"):
        judge(in_state(ApplicationState.IN_REVIEW), UserFactory(staff=True), grade)


@pytest.mark.parametrize(
    "state", [ApplicationState.DRAFT, ApplicationState.APPROVED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN]
)
def test_application_that_is_not_open_is_not_judged(state: ApplicationState) -> None:
    with pytest.raises(ApplicationRefused, match="assessment"):
        judge(in_state(state), UserFactory(staff=True))


def test_approval_makes_a_hidden_profile() -> None:
    gross = UserFactory(display_name="Jürgen Groß")
    application = in_state(ApplicationState.IN_REVIEW, applicant=gross, text_language="de")
    mentor = approved(application)
    assert (mentor.slug, mentor.status, mentor.user, mentor.approved_at) == (
        "juergen-gross", MentorStatus.HIDDEN, application.applicant, NOW,
    )  # fmt: skip
    assert (mentor.role, mentor.country, mentor.languages, mentor.links) == (
        "Engineer", "DE", ["en"], ["https://example.org/me"],
    )  # fmt: skip
    assert list(mentor.topics.all()) == list(application.topics.all())
    assert (mentor.headline, mentor.text_language) == ("", "de")


@pytest.mark.parametrize(("said", "kept"), [("", "de"), ("sw", "sw")])
def test_text_is_in_the_language_of_the_account_unless_said_otherwise(said: str, kept: str) -> None:
    member = UserFactory(language="de")
    assert services.save_draft(by=member, content=Content(text_language=said), now=NOW).text_language == kept


def test_same_name_gets_the_next_address() -> None:
    MentorFactory(slug="mei-ling")
    application = in_state(ApplicationState.IN_REVIEW, applicant=UserFactory(display_name="Mei Ling"))
    mentor = approved(application)
    assert mentor.slug == "mei-ling-2"


@pytest.mark.parametrize(
    ("name", "slug"), [("For You", "for-you-2"), ("Book", "book-2"), ("Openings", "openings-2"), ("王小明", "mentor-2")]
)
def test_reserved_address_is_not_given_away(name: str, slug: str) -> None:
    application = in_state(ApplicationState.IN_REVIEW, applicant=UserFactory(display_name=name))
    mentor = approved(application)
    assert mentor.slug == slug


def test_mentor_who_left_comes_back_with_their_words() -> None:
    mentor = MentorFactory(status=MentorStatus.LEFT, headline="My words", slug="old-address")
    application = in_state(ApplicationState.IN_REVIEW, applicant=mentor.user)
    again = approved(application)
    assert (again.pk, again.slug, again.headline, again.status) == (
        mentor.pk, "old-address", "My words", MentorStatus.HIDDEN,
    )  # fmt: skip

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation

from mentors import notices, services
from mentors.models import Application, ApplicationState, ApplicationStep
from notifications.mail_content import NoticeContext, NoticeObsolete, kinds
from notifications.models import Notice
from notifications.services import build, reading_as
from tests.factories import ApplicationFactory, UserFactory

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def step_to(state: ApplicationState, message: str = "") -> object:
    application = ApplicationFactory(submitted=True, applicant=UserFactory(display_name="Amara Njeri"))
    decided = NOW if state in (ApplicationState.APPROVED, ApplicationState.DECLINED) else None
    Application.objects.filter(pk=application.pk).update(state=state, decided_at=decided)
    made = application.steps.create(from_state="submitted", to_state=state, at=NOW, message=message)
    return ApplicationStep.objects.get(pk=made.pk)


def content_of(kind: str, step: object) -> object:
    return kinds[kind].build(NoticeContext(about=step, recipient=None, data={}, now=NOW))


@pytest.mark.parametrize(
    ("kind", "state", "path"),
    [
        ("application_received", ApplicationState.SUBMITTED, "/apply/{uuid}/"),
        ("application_in_review", ApplicationState.IN_REVIEW, "/apply/{uuid}/"),
        ("application_question", ApplicationState.MORE_INFORMATION, "/apply/{uuid}/"),
        ("application_answered", ApplicationState.IN_REVIEW, "/apply/{uuid}/"),
        ("application_approved", ApplicationState.APPROVED, "/desk/hours/"),
        ("application_declined", ApplicationState.DECLINED, "/apply/{uuid}/"),
        ("application_withdrawn", ApplicationState.WITHDRAWN, "/apply/"),
        ("application_for_team", ApplicationState.SUBMITTED, "/admin/mentors/application/{pk}/change/"),
    ],
)
def test_each_mail_leads_to_its_page(kind: str, state: ApplicationState, path: str) -> None:
    step = step_to(state, "Because.\n\nAnd so.")
    made = content_of(kind, step)
    application = step.application  # type: ignore[attr-defined]
    assert made.action.url == settings.SITE_URL + path.format(uuid=application.uuid, pk=application.pk)  # type: ignore[attr-defined]
    assert made.subject  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["application_received", "application_in_review", "application_answered"])
def test_the_button_says_that_it_shows_the_application(kind: str) -> None:
    state = ApplicationState.SUBMITTED if kind == "application_received" else ApplicationState.IN_REVIEW
    assert content_of(kind, step_to(state)).action.label == "See your application"  # type: ignore[attr-defined]


def test_reasons_go_out_as_they_were_written() -> None:
    made = content_of(
        "application_declined", step_to(ApplicationState.DECLINED, "Dear Amara,\r\n\r\nwe missed practice.\n\n\nBye")
    )
    assert made.lines == ("Dear Amara,", "we missed practice.", "Bye")  # type: ignore[attr-defined]


def test_approval_tells_the_next_steps() -> None:
    made = content_of("application_approved", step_to(ApplicationState.APPROVED, "Yes."))
    assert made.lines == ("Yes.",)  # type: ignore[attr-defined]
    assert "hours" in made.more[1]  # type: ignore[attr-defined]
    assert "where you meet" in made.more[2]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("application_in_review", ApplicationState.APPROVED),
        ("application_question", ApplicationState.IN_REVIEW),
        ("application_for_team", ApplicationState.WITHDRAWN),
    ],
)
def test_mail_that_came_too_late_is_dropped(kind: str, state: ApplicationState) -> None:
    step = step_to(state)
    with pytest.raises(NoticeObsolete):
        content_of(kind, step)


def test_team_reads_which_application_is_answered_and_not_whose_it_is() -> None:
    application = ApplicationFactory(submitted=True, applicant=UserFactory(display_name="Amara Njeri"))
    Application.objects.update(state=ApplicationState.MORE_INFORMATION)
    services.answer(application=application, by=application.applicant, message="Payments.", now=NOW)
    row = Notice.objects.get(recipient=None)
    with reading_as(row):
        mail = build(row, now=NOW)
    assert mail.subject == f"Application {application.label}: there’s an answer"
    assert "Amara" not in str(mail)
    assert application.company not in str(mail)
    assert "Payments" not in str(row.data)


@pytest.mark.parametrize("state", [ApplicationState.APPROVED, ApplicationState.DECLINED])
def test_prefilled_words_call_the_applicant_by_name(state: ApplicationState) -> None:
    application = ApplicationFactory(applicant=UserFactory(display_name="Amara Njeri"))
    with translation.override("en"):
        assert notices.prefilled(application, state).startswith("Dear Amara,")
    assert notices.prefilled(application, ApplicationState.MORE_INFORMATION) == ""

"""The states that an application can move between, and the one function that moves it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import Refused
from mentors.models import Application, ApplicationState, ApplicationStep
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

MOVES: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.SUBMITTED: frozenset(
        {
            ApplicationState.IN_REVIEW,
            ApplicationState.MORE_INFORMATION,
            ApplicationState.APPROVED,
            ApplicationState.DECLINED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.IN_REVIEW: frozenset(
        {
            ApplicationState.MORE_INFORMATION,
            ApplicationState.APPROVED,
            ApplicationState.DECLINED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.MORE_INFORMATION: frozenset(
        {ApplicationState.IN_REVIEW, ApplicationState.APPROVED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.APPROVED: frozenset(),
    ApplicationState.DECLINED: frozenset({ApplicationState.IN_REVIEW}),  # after an appeal
    ApplicationState.WITHDRAWN: frozenset(),
}


class ApplicationRefused(Refused):
    """The application cannot change like this, or not by this person."""


def may_move(application: Application, to: ApplicationState) -> bool:
    """Whether an application can move from its state to `to`."""
    return to in MOVES[ApplicationState(application.state)]


def locked(application: Application) -> Application:
    """The current row, locked until the transaction ends."""
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("applicant")
        .get(pk=application.pk)
    )


def check_move(application: Application, to: ApplicationState) -> None:
    """Raises `ApplicationRefused` if an application can't move from its state to `to`."""
    if not may_move(application, to):
        raise ApplicationRefused(
            _("This application is %(state)s, so that’s no longer possible.")
            % {"state": ApplicationState(application.state).label}
        )


def move(
    row: Application,
    to: ApplicationState,
    *,
    by: "User | None",
    now: datetime,
    kind: str,
    message: str = "",
    override: str = "",
    **changes: Any,
) -> ApplicationStep:
    """Move a locked application, record the step, and write the notice of `kind` to the applicant about it.

    Args:
        override: why it is decided before enough of the team have read it; "" if enough have.
        changes: other fields of the application that change with the state.

    Raises:
        ApplicationRefused: its state does not allow this.
    """
    check_move(row, to)
    origin = ApplicationState(row.state)
    for name, value in ({"state": to, "changed_at": now} | changes).items():
        setattr(row, name, value)
    row.save(update_fields=["state", "changed_at", *changes])
    step = ApplicationStep.objects.create(
        application=row, from_state=origin, to_state=to, by=by, at=now, message=message, override=override
    )
    notify(row.applicant, kind, about=step, now=now, by=by)
    return step

"""Someone on the team knows an applicant, and leaves the application to others."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from mentors.models import OPEN_STATES, Application, Recusal
from mentors.services.assigning import assign_row
from mentors.services.deciding import check_undecided
from mentors.services.readings import PERMISSION
from mentors.services.states import ApplicationRefused, locked

if TYPE_CHECKING:
    from accounts.models import User


def step_aside(*, application: Application, by: "User", now: datetime) -> Recusal:
    """Leave an application to the others on the team. An assessment by this person doesn't count any more.

    If they were to read it, someone else is.

    Raises:
        ApplicationRefused: it isn't open, they have done so already, or they may not review it anyway.
    """
    try:
        with transaction.atomic():
            row = _open(application, by)
            recusal = Recusal.objects.create(application=row, reader=by, since=now)
            assign_row(row, now=now)
    except IntegrityError as error:
        if violates(error, "recusal_one_in_force"):
            raise ApplicationRefused(_("You’ve already left this application to the others.")) from error
        raise
    return recusal


def step_back_in(*, application: Application, by: "User", now: datetime) -> Recusal:
    """Take back one's own stepping aside, as long as nothing is decided.

    Raises:
        ApplicationRefused: it is decided or withdrawn, or they haven't stepped aside.
    """
    with transaction.atomic():
        row = _open(application, by)
        recusal = Recusal.objects.in_force().filter(application=row, reader=by).first()
        if recusal is None:
            raise ApplicationRefused(_("You can read this application already."))
        recusal.until = now
        recusal.save(update_fields=["until"])
    return recusal


def _open(application: Application, by: "User") -> Application:
    row = locked(application)
    if row.applicant_id == by.pk:
        raise ApplicationRefused(_("No one decides on their own application."))
    if not by.has_perm(PERMISSION):
        raise ApplicationRefused(_("Only the club team can do this."))
    if row.state not in OPEN_STATES:
        raise ApplicationRefused(_("This application isn’t open any more."))
    check_undecided(row)
    return row

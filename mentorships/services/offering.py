"""Whether a mentor takes mentorships, and how many more."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentors import directory_version
from mentors.models import Mentor
from mentorships.errors import MentorshipRefused
from mentorships.models import Mentorship, MentorshipState, Offer

if TYPE_CHECKING:
    from accounts.models import User


def save_offer(*, mentor: Mentor, words: dict[str, Any], now: datetime) -> Offer:
    """Say what a mentor offers. With fewer places than mentorships, those stay, and no new one begins.

    Args:
        words: values for the fields of `Offer` that its mentor edits.

    Raises:
        MentorshipRefused: this club has no mentorships. Safe to show.
    """
    if not settings.MENTORSHIPS:
        raise MentorshipRefused(none_here())
    with transaction.atomic():
        row, _made = Offer.objects.update_or_create(mentor=mentor, defaults=words | {"changed_at": now})
        directory_version.bump()
    return row


def with_a_place(mentors: Collection[int]) -> set[int]:
    """Primary keys of those among `mentors` who could begin a mentorship: one query."""
    if not settings.MENTORSHIPS:
        return set()
    live = Count("mentor__mentorships", filter=~Q(mentor__mentorships__state=MentorshipState.ENDED))
    rows = Offer.objects.filter(mentor__in=mentors, is_open=True).annotate(live=live).filter(live__lt=F("places"))
    return set(rows.values_list("mentor", flat=True))


def refusal_to_ask_for(mentors: Collection[Mentor], member: "User") -> str:
    """Why `member` can't ask these mentors for a mentorship; "" if they can. Used by pages and services."""
    if not settings.MENTORSHIPS:
        return none_here()
    if reason := refusal_of_another(member):
        return reason
    free = with_a_place([mentor.pk for mentor in mentors])
    if name := next((mentor.user.display_name for mentor in mentors if mentor.pk not in free), ""):
        text = _("%(name)s has no place for a mentorship at the moment. Please choose someone else.")
        return text % {"name": name}
    return ""


def none_here() -> str:
    """What is told where the operator has switched mentorships off. Safe to show."""
    return _("This club has no mentorships at the moment.")


def refusal_of_another(member: "User") -> str:
    """Why a mentee can't have one more mentorship; "" if they can. Safe to show."""
    most = settings.MAX_MENTORSHIPS
    if Mentorship.objects.live().filter(mentee=member).count() < most:
        return ""
    text = ngettext(
        "You already have a mentorship. You can have %(most)d at a time.",
        "You already have mentorships. You can have %(most)d at a time.",
        most,
    )
    return text % {"most": most}

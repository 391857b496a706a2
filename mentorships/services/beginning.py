"""How a mentorship begins: a mentor has said yes."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentors.models import Mentor
from mentorships.errors import MentorshipRefused
from mentorships.models import Agreement, Mentorship, Offer
from mentorships.policy import LONGEST_WORDS
from mentorships.services.offering import none_here, refusal_of_another

if TYPE_CHECKING:
    from accounts.models import User


def begin(*, mentor: Mentor, mentee: "User", goal: str, now: datetime) -> Mentorship:
    """Begin a mentorship, with a first draft of the agreement that neither has signed.

    The caller tells the mentee, and keeps the two from being blocked or begun with anyone else meanwhile, by
    `advisory_lock` on both.

    Raises:
        MentorshipRefused: no place is free, or the two have one already. Safe to show.
    """
    with transaction.atomic():
        offer = Offer.objects.for_update().filter(mentor=mentor).first()
        reason = refusal_of_place(offer, mentor=mentor, mentee=mentee)
        if offer is None or reason:
            raise MentorshipRefused(reason)
        row = Mentorship.objects.create(
            mentor=mentor,
            mentee=mentee,
            goal=goal,
            weeks=offer.weeks,
            rhythm=offer.rhythm,
            began_at=now,
            state_since=now,
        )
        Agreement.objects.create(
            mentorship=row,
            version=1,
            goal=goal[:LONGEST_WORDS].strip(),  # as the form sends it back
            rhythm=offer.rhythm,
            weeks=offer.weeks,
            written_at=now,
        )
    return row


def refusal_of_place(offer: Offer | None, *, mentor: Mentor, mentee: "User") -> str:
    """Why a mentor can't begin a mentorship with `mentee`; "" if they can. Told to the mentor. Safe to show."""
    if not settings.MENTORSHIPS:
        return none_here()
    if offer is None or not offer.is_open:
        return _("You don’t take mentorships at the moment. You can change that under “Mentorships” at your desk.")
    live = Mentorship.objects.live().filter(mentor=mentor)
    if live.filter(mentee=mentee).exists():
        return _("You two already have a mentorship.")
    if live.count() >= offer.places:
        text = ngettext(
            "You have %(places)d place, and it’s taken. You can offer more at your desk.",
            "You have %(places)d places, and all are taken. You can offer more at your desk.",
            offer.places,
        )
        return text % {"places": offer.places}
    if refusal_of_another(mentee):
        return _("%(name)s has found a mentor meanwhile.") % {"name": mentee.get_short_name()}
    return ""

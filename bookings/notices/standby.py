"""Emails to members on standby."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import StandbyOffer
from bookings.services.standby import refusal_to_accept
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("standby_offered", title=gettext_lazy("A free hour at short notice?"))
def standby_offered(context: NoticeContext) -> MailContent:
    """To a member on the waiting list: a session may become free."""
    offer, words = _told(context)
    if offer.accepted_at or refusal_to_accept(offer, by=offer.member, now=context.now):
        raise NoticeObsolete("there is nothing to ask any more")
    return MailContent(
        subject=_("An hour with %(name)s may become free") % words,
        heading=_("Would you take this time at short notice?"),
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        action=Link(_("I’d take it"), absolute(offer.get_absolute_url())),
        lines=(
            _(
                "Someone has booked this hour and hasn’t confirmed. Say what you’d like to talk about, and stand by: "
                "if the hour becomes free, whoever said yes first gets it, and the invitation. If not, nothing happens."
            ),
        ),
    )


@notice("standby_over", title=gettext_lazy("No need to stand by any longer"))
def standby_over(context: NoticeContext) -> MailContent:
    """To a member on standby: they are no longer needed."""
    offer, words = _told(context)
    return MailContent(
        subject=_("Hour taken: %(when)s with %(name)s") % words,
        heading=_("The hour is taken"),
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        action=Link(
            _("Other times with %(name)s") % {"name": offer.booking.mentor.user.get_short_name()},
            absolute(offer.booking.mentor.get_absolute_url()),
        ),
        lines=(_("Thank you for standing by. You keep your place on the waiting list."),),
    )


def _told(context: NoticeContext) -> tuple[StandbyOffer, dict[str, str]]:
    offer = StandbyOffer.objects.select_related("member", "booking__mentor__user").get(pk=context.about.pk)
    if offer.starts_at <= context.now:
        raise NoticeObsolete("the time has passed")
    return offer, {"name": offer.booking.mentor.user.display_name, "when": short_datetime(offer.starts_at)}

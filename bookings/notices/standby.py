"""To those who could take an hour at short notice."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Reserve
from bookings.services.standby import refusal_to_stand_by
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("reserve_offered", title=gettext_lazy("Would take an hour at short notice?"))
def reserve_offered(context: NoticeContext) -> MailContent:
    """To a member on the waiting list: an hour may become free."""
    reserve, words = _told(context)
    if reserve.said_at or refusal_to_stand_by(reserve, by=reserve.member, now=context.now):
        raise NoticeObsolete("there is nothing to ask any more")
    return MailContent(
        subject=_("An hour with %(name)s may become free") % words,
        heading=_("Would you take it at short notice?"),
        starts_at=reserve.starts_at,
        ends_at=reserve.ends_at,
        action=Link(_("I would take it"), absolute(reserve.get_absolute_url())),
        lines=(
            _(
                "Somebody has this hour and has not said that they are coming. Stand by with one button: "
                "if it becomes free, it is yours at once, and we mail you the invitation. If not, nothing happens."
            ),
        ),
    )


@notice("reserve_over", title=gettext_lazy("No need to stand by"))
def reserve_over(context: NoticeContext) -> MailContent:
    """To who stood by: they need not any more."""
    reserve, words = _told(context)
    return MailContent(
        subject=_("You need not stand by: the hour with %(name)s is taken") % words,
        heading=_("The hour is taken"),
        starts_at=reserve.starts_at,
        ends_at=reserve.ends_at,
        action=Link(_("Other times of %(name)s") % words, absolute(reserve.booking.mentor.get_absolute_url())),
        lines=(_("Thank you for standing by. You keep your place on the waiting list."),),
    )


def _told(context: NoticeContext) -> tuple[Reserve, dict[str, str]]:
    reserve = Reserve.objects.select_related("member", "booking__mentor__user").get(pk=context.about.pk)
    if reserve.starts_at <= context.now:
        raise NoticeObsolete("the time has passed")
    return reserve, {"name": reserve.booking.mentor.user.display_name}

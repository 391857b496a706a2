"""To those who could take an hour at short notice."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Reserve
from bookings.services.reserves import refusal_to_stand_by
from core.http import absolute
from notifications.mail_content import Letter, Link, Occasion, Pointless, notice


@notice("reserve_offered", title=gettext_lazy("Would take an hour at short notice?"))
def reserve_offered(occasion: Occasion) -> Letter:
    """To a member on the waiting list: an hour may become free."""
    reserve, words = _told(occasion)
    if reserve.said_at or refusal_to_stand_by(reserve, by=reserve.member, now=occasion.now):
        raise Pointless("there is nothing to ask any more")
    return Letter(
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
def reserve_over(occasion: Occasion) -> Letter:
    """To who stood by: they need not any more."""
    reserve, words = _told(occasion)
    return Letter(
        subject=_("You need not stand by: the hour with %(name)s is taken") % words,
        heading=_("The hour is taken"),
        starts_at=reserve.starts_at,
        ends_at=reserve.ends_at,
        action=Link(_("Other times of %(name)s") % words, absolute(reserve.booking.mentor.get_absolute_url())),
        lines=(_("Thank you for standing by. You keep your place on the waiting list."),),
    )


def _told(occasion: Occasion) -> tuple[Reserve, dict[str, str]]:
    reserve = Reserve.objects.select_related("member", "booking__mentor__user").get(pk=occasion.about.pk)
    if reserve.starts_at <= occasion.now:
        raise Pointless("the time has passed")
    return reserve, {"name": reserve.booking.mentor.user.display_name}

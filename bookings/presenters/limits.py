"""A mentor's own limits in words."""

from django.utils.translation import gettext as _

from bookings.models import BookingRules


def limits_in_words(rules: BookingRules) -> str:
    """How many sessions a mentor takes in a day and in a week, whatever their types."""
    words = {"day": rules.daily_limit, "week": rules.weekly_limit}
    if rules.daily_limit and rules.weekly_limit:
        return _("You take up to %(day)d a day and %(week)d a week, all types together.") % words
    if rules.daily_limit:
        return _("You take up to %(day)d a day, all types together.") % words
    if rules.weekly_limit:
        return _("You take up to %(week)d a week, all types together.") % words
    return _("There’s no limit to how many people can book in a day or a week.")

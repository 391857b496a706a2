"""Notices and suppressed addresses in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "notifications.notice", _("Notices"), icon="mail", position=10)
page(
    Section.BEHIND_THE_SCENES,
    "notifications.suppressedaddress",
    _("Suppressed addresses"),
    icon="unsubscribe",
    position=20,
)

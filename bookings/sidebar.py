"""Bookings and no-shows in the admin's menu."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.CONVERSATIONS, "bookings.booking", _("Bookings"), icon="event", position=10)
page(Section.CONVERSATIONS, "bookings.noshow", _("No-shows"), icon="event_busy", position=20)

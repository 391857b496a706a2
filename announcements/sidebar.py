"""Announcements in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.PEOPLE, "announcements.announcement", _("Announcements"), icon="campaign", position=60)

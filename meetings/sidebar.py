"""Meetings in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "meetings.meeting", _("Meetings"), icon="video_call", position=26)

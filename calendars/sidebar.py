"""Outside calendars in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "calendars.outsidecalendar", _("Outside calendars"), icon="calendar_month", position=24)

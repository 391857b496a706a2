"""The club's numbers in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "insights.week", _("The club in numbers"), icon="monitoring", position=5)

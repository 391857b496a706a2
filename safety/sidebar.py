"""Reports and measures in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.PEOPLE, "safety.report", _("Reports"), icon="flag", position=40)
page(Section.PEOPLE, "safety.measure", _("Measures"), icon="gavel", position=50)

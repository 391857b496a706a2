"""Imports, exports and old addresses in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "transfer.batch", _("Imports"), icon="upload", position=70)
page(Section.BEHIND_THE_SCENES, "transfer.archive", _("Exports of the club"), icon="download", position=80)
page(Section.BEHIND_THE_SCENES, "redirects.redirect", _("Old addresses"), icon="turn_right", position=90)

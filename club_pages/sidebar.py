"""The club's own pages in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "club_pages.pageversion", _("Pages of the club"), icon="article", position=45)

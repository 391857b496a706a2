"""Members and groups in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.PEOPLE, "accounts.user", _("Members"), icon="group", position=30)
page(Section.BEHIND_THE_SCENES, "auth.group", _("Groups"), icon="shield_person", position=40)

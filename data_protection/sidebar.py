"""Data protection in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.BEHIND_THE_SCENES, "data_protection.erasure", _("Erasures"), icon="person_remove", position=50)
page(Section.BEHIND_THE_SCENES, "data_protection.retentionrun", _("Data protection"), icon="policy", position=60)

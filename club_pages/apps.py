from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClubPagesConfig(AppConfig):
    name = "club_pages"
    verbose_name = _("Pages of the club")

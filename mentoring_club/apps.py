"""The composition of the club."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClubConfig(AppConfig):
    name = "mentoring_club"
    label = "club"


class ClubAdminConfig(AdminConfig):
    """Django's admin in unfold's look, with the second factor that staff need."""

    default_site = "mentoring_club.admin.ClubAdminSite"

"""App configurations that replace those of Django and unfold."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ClubConfig(AppConfig):
    name = "mentoring_club"
    label = "club"


class ClubAdminConfig(AdminConfig):
    """Django's admin with unfold's look and a required second factor."""

    default_site = "mentoring_club.admin.ClubAdminSite"


class ClubStaticFilesConfig(StaticFilesConfig):
    """Static files without htmx's extensions: we use none, and their imports cannot be resolved."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext"]

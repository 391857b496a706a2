from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from core import checks, groups
from core.forms import use_club_messages

# Modules in which an app registers things with lower-level apps.
BROUGHT = ("groups", "jobs", "notices", "privacy", "receivers", "sidebar")

use_club_messages()  # Django imports this module before any other app defines a form


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        autodiscover_modules(*BROUGHT)
        register(checks.database_encoding, Tags.database)
        # Permissions are created app by app after `migrate`; after the last app, all exist.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(groups.sync, sender=last)

from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from core import checks, groups
from core.forms import speak_plainly

# Modules in which an app registers things with the apps below.
BROUGHT = ("groups", "jobs", "notices", "privacy", "receivers", "sidebar")

speak_plainly()  # Django imports this module before any other app makes a form


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        autodiscover_modules(*BROUGHT)
        register(checks.database_encoding, Tags.database)
        # Permissions are made app by app after `migrate`; with the last one, all are there.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(groups.sync, sender=last)

from django.apps import AppConfig

from core.forms import speak_plainly

speak_plainly()  # Django imports this module before any other app makes a form


class CoreConfig(AppConfig):
    name = "core"

"""How forms are drawn."""

from django.forms.renderers import TemplatesSetting


class ClubRenderer(TemplatesSetting):
    """Django's form rendering with the club's own templates."""

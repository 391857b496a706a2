"""Other sites that people can sign in with."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def has_other_sites() -> bool:
    """Whether the operator has configured any."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)

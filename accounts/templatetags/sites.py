"""Other sites that one can sign in through."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def has_other_sites() -> bool:
    """Whether the operator has set the keys of any."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)

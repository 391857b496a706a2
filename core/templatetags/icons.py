"""The tags of heroicons, each icon drawn once and not for every place on a page.

The package copies an XML tree and writes it anew each time. On a page with a hundred icons that took a sixth of it.
"""

from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()

heroicon_micro = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_micro))
heroicon_mini = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_mini))
heroicon_outline = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_outline))
heroicon_solid = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_solid))

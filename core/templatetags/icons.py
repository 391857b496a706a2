"""The tags of heroicons, with rendered icons cached.

The package copies and serialises an XML tree each time, which took a sixth of the time of a page with a hundred icons.
"""

from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()

heroicon_micro = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_micro))
heroicon_mini = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_mini))
heroicon_outline = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_outline))
heroicon_solid = register.simple_tag(lru_cache(maxsize=512)(heroicons.heroicon_solid))

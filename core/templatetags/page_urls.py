"""The tag `url` for every template, with addresses of pages without arguments looked up once.

Every page has some thirty of them in its head and foot, and looking them up took a sixth of the time of a short page.
"""

from functools import lru_cache

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import url as djangos
from django.urls import URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class PageNode(template.Node):
    """The address of a page that is always named the same and takes no arguments."""

    child_nodelists = ()

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        return _address(self.name, get_resolver(get_urlconf()), get_language(), get_script_prefix())


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """As Django's. No name of ours means another page in another app, so there is no need to say in which we are."""
    node = djangos(parser, token)
    if node.args or node.kwargs or node.asvar or not _is_literal(node.view_name):
        return node
    return PageNode(node.view_name.var)


def _is_literal(name: FilterExpression) -> bool:
    return isinstance(name.var, str) and not name.filters


@lru_cache(maxsize=1024)
def _address(name: str, _resolver: URLResolver, _language: str | None, _prefix: str) -> SafeString:
    """Cached for as long as the URLconf and the language are the same."""
    return escape(reverse(name))

"""How widgets become HTML."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "checkbox", "color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel", "text",
        "time", "url",
    )
)  # fmt: skip


class Renderer(TemplatesSetting):
    """Our templates for widgets, and none for plain inputs.

    A page of a mentor's hours has seventy inputs, and Django's three templates for each took a quarter of its time.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    """What Django's `input.html` and `attrs.html` say, escaped as there."""
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = widget["value"]
    parts = [
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in (*attributes.items(), *widget["attrs"].items())
        if value is not False
    ]
    return mark_safe(f"<input{''.join(parts)}>")  # nosec B308

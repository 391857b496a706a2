"""Form layouts: a helper and layout objects for django-crispy-forms, rendered by the templates in `club/`."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout, LayoutObject, Row
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.core.exceptions import ImproperlyConfigured
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html

__all__ = [
    "AdminHelper",
    "ClubHelper",
    "Disclosure",
    "Div",
    "Field",
    "Fieldset",
    "Include",
    "Layout",
    "Note",
    "Row",
    "RowsHelper",
    "TemplateHelper",
]


class ClubHelper(FormHelper):
    """The order and the groups of a form's fields. The page adds `<form>`, its CSRF token and its buttons.

    Args:
        fields: names of fields, and layout objects; hidden fields need no mention.
        form_show_errors: whether a summary of the errors, with links, is shown above the fields. If not, the layout
            or the page has to show the errors of the form as a whole.

    Raises:
        ImproperlyConfigured: when rendered, if a field of the form is not in the layout.
    """

    form_tag = False
    disable_csrf = True
    render_hidden_fields = True

    def __init__(self, *fields: Any, form_show_errors: bool = True) -> None:
        super().__init__()
        self.layout = Layout(*fields)
        self.form_show_errors = form_show_errors

    def render_layout(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK) -> str:
        form.order_fields([pointer.name for pointer in self.layout.get_field_names()])  # so that errors are too
        html: str = super().render_layout(form, context, template_pack=template_pack)
        if forgotten := form.fields.keys() - form.rendered_fields:  # type: ignore[attr-defined]
            raise ImproperlyConfigured(f"The layout of {type(form).__name__} forgets {sorted(forgotten)}.")
        return html


class TemplateHelper(FormHelper):
    """One template for a whole form, in place of a layout: for small forms that a page has many of.

    Args:
        template: it gets the page's context and `form`.
    """

    def __init__(self, template: str) -> None:
        super().__init__()
        self.template = template


class RowsHelper(FormHelper):
    """The rows of a formset, each laid out by its own form's helper, and an empty one for scripts to copy.

    Args:
        css_class: the class of the element around the rows.
        none_text: shown if there are no rows.
    """

    form_tag = False
    disable_csrf = True

    def __init__(self, *, css_class: str = "stack", none_text: object = "") -> None:
        super().__init__()
        self.rows_class = css_class
        self.none_text = none_text


class AdminHelper(ClubHelper):
    """The same for our pages in the admin, rendered by unfold's template pack."""

    template_pack = "unfold_crispy"


class Include(LayoutObject):
    """A template, which gets the page's context, `form`, and the rendered `fields` as a list."""

    def __init__(self, template: str, *fields: Any) -> None:
        self.template = template
        self.fields = list(fields)

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        fields = [render_field(field, form, context, template_pack=template_pack, **kwargs) for field in self.fields]
        page: dict[str, Any] = context.flatten()  # type: ignore[assignment]
        return render_to_string(self.template, {**page, "form": form, "fields": fields})


class Note:
    """A line of text between the fields."""

    def __init__(self, text: object) -> None:
        self.text = text

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        return format_html('<p class="soft small">{}</p>', self.text)


class Disclosure(LayoutObject):
    """Fields that can be folded away; open from the start if one of them is filled in or has an error."""

    template = "%s/layout/disclosure.html"

    def __init__(self, summary: object, *fields: Any) -> None:
        self.summary = summary
        self.fields = list(fields)

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        inside = [form[pointer.name] for pointer in self.get_field_names()]
        return render_to_string(
            self.get_template_name(template_pack),
            {
                "summary": self.summary,
                "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
                "open": any(field.errors or field.value() for field in inside),
            },
        )

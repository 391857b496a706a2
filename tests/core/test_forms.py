"""Every form uses the club's messages, including those of libraries."""

from importlib import import_module

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from pytest_django.asserts import assertHTMLEqual

from core.forms import FIELD_MESSAGES
from core.renderers import INPUTS, Renderer


class EverythingForm(forms.Form):
    name = forms.CharField()
    mail = forms.EmailField()
    site = forms.URLField(assume_scheme="https")
    colour = forms.ChoiceField(choices=[("red", "red")])
    colours = forms.MultipleChoiceField(choices=[("red", "red")])
    number = forms.IntegerField()
    day = forms.DateField()
    hour = forms.TimeField()


def test_missing_value_gets_the_clubs_message() -> None:
    assert {field: list(errors) for field, errors in EverythingForm({}).errors.items()} == {
        name: ["Please fill this in."] for name in EverythingForm.base_fields
    }


def test_invalid_value_gets_a_message_with_what_is_valid() -> None:
    wrong = {name: "?" for name in EverythingForm.base_fields if name != "name"}
    form = EverythingForm({**wrong, "name": "Amara", "colours": ["?"]})
    assert {field: list(errors) for field, errors in form.errors.items()} == {
        "mail": ["Please enter a full email address, such as name@example.org."],
        "site": ["Please enter a full address, such as https://example.org."],
        "colour": ["Please choose one from the list."],
        "colours": ["Please choose from the list."],
        "number": ["Please enter a whole number."],
        "day": ["Please enter a date."],
        "hour": ["Please enter a time, such as 18:30."],
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (forms.CharField(min_length=2), "x", "Please write at least 2 characters."),
        (forms.CharField(max_length=2), "xyz", "That’s too long: 3 characters, and there’s room for 2."),
        (forms.IntegerField(min_value=2), "1", "Please enter 2 or more."),
        (forms.IntegerField(max_value=2), "3", "Please enter 2 or less."),
    ],
)
def test_messages_name_the_limits(field: forms.Field, value: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as raised:
        field.clean(value)
    assert raised.value.messages == [message]


def test_forms_of_libraries_use_the_messages_too() -> None:
    sign_in = import_module("allauth.account.forms").RequestLoginCodeForm
    assert sign_in({}).errors["email"] == ["Please fill this in."]


def test_django_still_has_the_replaced_messages() -> None:
    for field, messages in FIELD_MESSAGES.items():
        assert set(messages) <= set(field.default_error_messages)


CHOICES = [("", "–"), ("a", "A & <b>"), ("More", [(1, "One"), (2000, "Two thousand")])]


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", [None, "", "a", 2000, ["a", "1"]])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "disabled": True, "data-n": 5, "hidden": False}])
def test_select_is_that_of_django(widget: type[forms.Select], value: object, attrs: dict[str, object]) -> None:
    """Our template writes the options itself, as including one for each takes four times as long."""
    ours, djangos = (
        widget(choices=CHOICES).render("field", value, attrs, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )
    assertHTMLEqual(ours, djangos)
    assert ("selected" in ours) == (value is not None or widget is forms.Select)


PLAIN = [
    widget
    for widget in vars(forms).values()
    if isinstance(widget, type) and issubclass(widget, forms.Widget) and getattr(widget, "template_name", "") in INPUTS
]


@pytest.mark.parametrize("widget", PLAIN)
@pytest.mark.parametrize("value", [None, "", 'A & "b" <c>', mark_safe("&amp;"), 2000, True, False])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "disabled": True, "hidden": False, "data-n": 5, "title": "<'&\""}])
def test_input_is_that_of_django(widget: type[forms.Widget], value: object, attrs: dict[str, object]) -> None:
    """Written without templates, which took a quarter of the time of a page with seventy of them."""
    ours, djangos = (
        widget().render("<field>", value, attrs, renderer=renderer) for renderer in (Renderer(), DjangoTemplates())
    )
    assert ours == djangos

"""The club's template pack: forms for sighted people and for screen readers."""

from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ImproperlyConfigured

from core.layout import ClubHelper, Disclosure, Div, Fieldset, Include, Row, RowsHelper


class Reader(HTMLParser):
    """The elements of a page: (tag, attributes) in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def by_name(self, name: str) -> dict[str, str | None]:
        return next(attrs for _tag, attrs in self.found if attrs.get("name") == name)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for each, attrs in self.found if each == tag]

    def ids(self) -> list[str | None]:
        return [attrs["id"] for _tag, attrs in self.found if "id" in attrs]


class VisitForm(forms.Form):
    name = forms.CharField(help_text="As <b>others</b> see it.")
    city = forms.CharField(required=False)
    word = forms.CharField(widget=forms.Textarea, max_length=300)
    way = forms.ChoiceField(choices=[("on", "On foot"), ("by", "By train")], widget=forms.RadioSelect, help_text="One.")
    sure = forms.BooleanField(label="I come")
    seat = forms.CharField(required=False, max_length=5)
    key = forms.CharField(widget=forms.HiddenInput)

    helper = ClubHelper(
        Row("name", "city"),
        Fieldset("Getting there", "way", "word"),
        Disclosure("A seat", "seat"),
        Div("sure", css_class="narrow"),
    )


def drawn(form: forms.Form) -> Reader:
    return Reader(render_crispy_form(form))


def test_each_control_has_its_label_and_its_hint() -> None:
    page = drawn(VisitForm())
    assert page.by_name("name")["aria-describedby"] == "id_name_helptext"
    assert {attrs.get("for") for attrs in page.all("label")} == {
        "id_name", "id_city", "id_word", "id_way_0", "id_way_1", "id_sure", "id_seat",
    }  # fmt: skip
    assert [attrs.get("aria-describedby") for attrs in page.all("fieldset")] == [None, "id_way_helptext"]
    assert page.text == (
        "Name As others see it. City (optional) Getting there Way One. On foot By train "
        "Word Up to 300 characters A seat Seat (optional) I come"
    )


def test_summary_adds_no_colon_after_a_sentence() -> None:
    form = VisitForm({})
    form.fields["name"].label = "I’ve read it."
    assert "I’ve read it. Please fill this in." in drawn(form).text


def test_errors_are_summarised_with_links_and_shown_at_their_fields() -> None:
    page = drawn(VisitForm({"key": "k"}))
    assert page.text.startswith("Please check the following Name: Please fill this in. Way: Please fill this in.")
    assert [attrs["href"] for attrs in page.all("a")] == ["#id_name", "#id_way", "#id_word", "#id_sure"]
    assert {"id_name", "id_word", "id_way", "id_sure"} <= set(page.ids())
    name, word, way = page.by_name("name"), page.by_name("word"), page.all("fieldset")[1]
    assert (name["aria-invalid"], name["aria-describedby"]) == ("true", "id_name_helptext id_name_error")
    assert (word["aria-invalid"], word["aria-describedby"]) == ("true", "id_word_error")
    assert way["aria-describedby"] == "id_way_helptext id_way_error"
    assert {"id_name_error", "id_word_error", "id_way_error", "id_sure_error"} <= set(page.ids())
    assert len(page.ids()) == len(set(page.ids()))


def test_summary_of_errors_can_be_left_out() -> None:
    form = VisitForm({"key": "k"})
    form.helper = ClubHelper(*VisitForm.helper.layout.fields, form_show_errors=False)
    page = drawn(form)
    assert page.text.startswith("Name As others see it. Please fill this in.")
    assert page.all("a") == []


def test_hidden_fields_need_no_place_in_the_layout() -> None:
    page = drawn(VisitForm(initial={"key": "k"}))
    assert (page.by_name("key")["type"], page.by_name("key")["value"]) == ("hidden", "k")
    assert len([attrs for attrs in page.all("input") if attrs["name"] == "key"]) == 1


@pytest.mark.parametrize(
    ("data", "is_open"), [(None, False), ({}, False), ({"seat": "12a"}, True), ({"seat": "123456"}, True)]
)
def test_disclosure_is_open_if_a_field_in_it_is_filled_or_wrong(data: dict[str, str] | None, is_open: bool) -> None:
    assert ["open" in attrs for attrs in drawn(VisitForm(data)).all("details")] == [is_open]


def test_field_missing_from_the_layout_is_an_error() -> None:
    form = VisitForm()
    form.helper = ClubHelper("name", "city", "word", "way")
    with pytest.raises(ImproperlyConfigured, match=r"VisitForm forgets \['seat', 'sure'\]"):
        render_crispy_form(form)


def test_unknown_field_in_the_layout_is_an_error() -> None:
    form = VisitForm()
    form.helper = ClubHelper("nmae")
    with pytest.raises(Exception, match="Could not resolve form field 'nmae'"):
        render_crispy_form(form)


def test_included_template_gets_the_pages_context() -> None:
    form = VisitForm()
    form.helper = ClubHelper(*VisitForm.helper.layout.fields, Include("components/notice.html"))
    assert Reader(render_crispy_form(form, context={"text": "Bring a cup."})).text.endswith("I come Bring a cup.")


def test_rows_include_an_empty_one_for_scripts_to_copy() -> None:
    formset = forms.formset_factory(VisitForm, extra=1)(prefix="visits")
    formset.helper = RowsHelper(css_class="visits", none_text="nobody")  # type: ignore[attr-defined]
    page = drawn(formset)
    assert page.by_name("visits-TOTAL_FORMS")["value"] == "1"
    assert {"class": "visits", "data-formset-rows": None} in page.all("div")
    assert "id_visits-0-name" in page.ids()
    assert "id_visits-__prefix__-name" in page.ids()
    assert " nobody " in page.text


def test_errors_are_in_the_order_of_the_fields() -> None:
    class TeaForm(forms.Form):
        sugar = forms.CharField(label="Sugar")
        milk = forms.CharField(label="Milk")
        helper = ClubHelper("milk", "sugar")

    summary = Reader(render_crispy_form(TeaForm({}))).text.split("Please check the following")[1]
    assert summary.index("Milk") < summary.index("Sugar")

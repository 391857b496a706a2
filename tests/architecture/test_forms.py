"""Every form of ours as a page draws it: each control has a label, and no field is forgotten."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField, EmailField, Field
from django.test import RequestFactory
from django.utils import timezone

from accounts.forms import NameField
from accounts.models import User
from bookings.forms.desk import DaySpans, Offers, SpanForm
from bookings.models import BookingRules
from club_pages.models import PageName
from core.forms import AddressField, CleanLine, LinkField
from matching.models import Round
from mentors.forms.fields import LinksField
from tests.architecture.files import LAYERS, TOP, python
from tests.architecture.world import checked_table
from tests.core.test_layout import Reader
from tests.factories import MentorFactory, MentorshipFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

# Bases of others and forms that no page shows by itself: why they need no layout of their own.
PARTS = {
    "accounts.allauth_forms.InOurWords": "a base",
    "accounts.allauth_forms._Code": "a base",
    "accounts.mfa_forms._Code": "a base",
    "accounts.mfa_forms._Named": "a base",
    "accounts.mfa_forms._Credential": "a base",
    "accounts.mfa_forms.PasskeyForm": "a script fills its only field, which is hidden",
    "accounts.mfa_forms.PasskeyAgainForm": "a script fills its only field, which is hidden",
    "accounts.mfa_forms.PasskeyAloneForm": "a script fills its only field, which is hidden",
    "accounts.forms.SignupForm": "allauth's form to sign up takes its fields over",
    "bookings.forms.desk.OfferForm": "a row of a formset, without its number and its mark for deletion",
    "bookings.admin.no_shows.DecisionForm": "Django's change page lays it out by the fieldsets of its admin",
    "matching.forms.team.RoundForm": "Django's page to add a row lays it out",
    "mentors.forms.featuring.FeaturingForm": "Django’s change page lays it out by the fieldsets of its admin",
    "matching.admin.requests.SuggestionForm": "Django's change page lays it out by the fieldsets of its admin",
    "transfer.admin.redirects.RedirectForm": "Django's change page lays it out by the fields of its admin",
    "mentors.admin.topics.TableForm": "the import's page lays it out; it takes a file",
}


def _member() -> Any:
    return UserFactory()


def _request(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user, request.session = user, {}  # type: ignore[assignment]
    return request


# What a form is made with, for those that need something: by its name.
MADE_WITH: dict[str, Callable[[], dict[str, Any]]] = {
    "mentorships.forms.series.DatesForm": lambda: {"mentor": MentorFactory()},
    "mentorships.forms.series.SeriesForm": lambda: {"mentor": MentorFactory(), "openings": ()},
    "transfer.forms.MappingForm": lambda: {"batch": checked_table(_member())},
    "transfer.forms.TopicsForm": lambda: {"batch": checked_table(_member())},
    "mentors.forms.merging.MergeForm": lambda: {"topic": TopicFactory()},
    "mentors.forms.splitting.HalvesForm": lambda: {"topic": TopicFactory()},
    "accounts.allauth_forms.ChangePasswordForm": lambda: {"user": _member()},
    "accounts.allauth_forms.FirstPasswordForm": lambda: {"user": _member()},
    "accounts.allauth_forms.NewAddressForm": lambda: {"user": _member()},
    "accounts.allauth_forms.NewPasswordForm": lambda: {"user": _member()},
    "accounts.allauth_forms.PasswordAgainForm": lambda: {"user": _member()},
    "accounts.allauth_forms.AddressCodeForm": lambda: {"user": _member(), "email": "amara@example.org"},
    "accounts.allauth_forms.DisconnectForm": lambda: {"request": _request(_member())},
    "accounts.allauth_forms.SocialSignupForm": lambda: {
        "sociallogin": SocialLogin(user=UserFactory.build(), account=SocialAccount(provider="google"))
    },
    "accounts.mfa_forms.CodeForm": lambda: {"user": _member()},
    "accounts.mfa_forms.CodeAgainForm": lambda: {"user": _member()},
    "accounts.mfa_forms.ActivateForm": lambda: {"user": _member()},
    "accounts.mfa_forms.AddPasskeyForm": lambda: {"user": _member()},
    "accounts.mfa_forms.RenamePasskeyForm": lambda: {
        "instance": Authenticator(user=_member(), type="webauthn", data={"name": "Phone"})
    },
    "accounts.forms.ProfileForm": lambda: {"instance": _member(), "now": timezone.now()},
    "bookings.forms.bookings.TopicForm": lambda: {"mentor": MentorFactory(), "question": ""},
    "bookings.forms.bookings.BookingForm": lambda: {"mentor": MentorFactory()},
    "bookings.forms.bookings.AnswerForm": lambda: {"name": "Ana"},
    "bookings.forms.bookings.MessageForm": lambda: {"label": "A word", "help_text": "It goes out."},
    "bookings.forms.bookings.ReportForm": lambda: {"label": "A word", "talked": True},
    "bookings.forms.bookings.TimesForm": lambda: {"most": 3},
    "bookings.forms.desk.MeetingPlaceForm": lambda: {"mentor": MentorFactory()},
    "bookings.forms.desk.RulesForm": lambda: {"instance": BookingRules()},
    "bookings.forms.desk.SpanForm": lambda: {"day": "Monday"},
    "mentorships.forms.plans.AgendaForm": lambda: {"name": "Ana"},
    "mentorships.forms.plans.GoalForm": lambda: {"name": "Ana"},
    "mentorships.forms.plans.SharedNoteForm": lambda: {"name": "Ana"},
    "mentorships.forms.plans.StepForm": lambda: {"name": "Ana", "is_shared": True},
    "insights.forms.PeriodForm": lambda: {"now": timezone.now()},
    "club_pages.forms.PageForm": lambda: {"page": PageName.CONDUCT},
    "matching.forms.rounds.JoinForm": lambda: {"role": "mentor"},
    "matching.forms.team.PairForm": lambda: {"row": Round(pk=1)},
    "matching.forms.requests.DeclineForm": lambda: {"mentee": _member()},
    "mentorships.forms.continuing.ContinuationForm": lambda: {"row": MentorshipFactory(wrapping_up=True)},
    "mentoring_club.forms.ContactForm": lambda: {"member": None},
    "safety.forms.ReportForm": lambda: {"member": None},
    "mentors.forms.profiles.ProfileForm": lambda: {"instance": MentorFactory(photo="photo.webp")},
    "mentors.forms.vetting.DecisionForm": lambda: {"missing": True},
}
# What a page says beside the form.
PAGE = {"ZONE_NAME": "Europe/Berlin", "at": timezone.now, "ends_at": timezone.now}


def _ours() -> dict[str, type[BaseForm]]:
    """Form classes by their full name, as the modules of the apps define them."""
    found = {}
    for path in python(*LAYERS, TOP):
        if "class " in path.read_text(encoding="utf-8") and "orm" in path.read_text(encoding="utf-8"):
            module = import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
            for name, value in vars(module).items():
                if isinstance(value, type) and issubclass(value, BaseForm) and value.__module__ == module.__name__:
                    found[f"{module.__name__}.{name}"] = value
    return found


OURS = _ours()


def _made(name: str, data: dict[str, str] | None) -> BaseForm:
    return OURS[name](data=data, **MADE_WITH.get(name, dict)())


def _checked(form: BaseForm | BaseFormSet) -> list[str]:
    """What is wrong with a form as it is drawn."""
    page = Reader(render_crispy_form(form, context=dict(PAGE)))
    ids, labelled = page.ids(), {attrs.get("for") for attrs in page.all("label")}
    wrong = [f"{each} twice" for each in set(ids) if ids.count(each) > 1]
    for tag, attrs in page.found:
        wrong += [f"nothing is {each}" for each in (attrs.get("aria-describedby") or "").split() if each not in ids]
        shown = tag in {"select", "textarea"} or (tag == "input" and attrs.get("type") != "hidden")
        boxed = attrs.get("type") in {"checkbox", "radio"} and "id" not in attrs  # its label is around it
        if shown and not boxed and "aria-label" not in attrs and attrs.get("id") not in labelled:
            wrong.append(f"{attrs.get('name')} has no label")
    return wrong


def _has_label(field: BoundField) -> bool:
    return field.is_hidden or bool(str(field.label).strip())


def test_each_form_is_known_here() -> None:
    assert len(OURS) > 30
    assert OURS.keys() >= PARTS.keys() | MADE_WITH.keys()


@pytest.mark.parametrize("name", sorted(OURS.keys() - PARTS.keys()))
def test_each_form_names_and_labels_all_its_fields(name: str) -> None:
    """A layout that forgets a field raises when it is drawn."""
    with context.request_context(_request(None)):
        for data in (None, {}):  # type: ignore[var-annotated]
            form = _made(name, data)
            assert [field.name for field in form if not _has_label(field)] == []
            assert _checked(form) == []


@pytest.mark.parametrize("data", [None, {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-minutes": "x"}])
def test_rows_are_labelled_too(data: dict[str, str] | None) -> None:
    assert _checked(Offers(data, prefix="rows")) == []
    assert _checked(DaySpans(data, prefix="rows", form_kwargs={"day": "Monday"})) == []


def test_a_row_says_what_is_wrong_with_it() -> None:
    page = Reader(render_crispy_form(SpanForm({"starts": "25:00", "ends": ""}, day="Monday")))
    assert page.by_name("starts")["aria-describedby"] == "id_starts_error"
    assert "id_starts_error" in page.ids()
    assert "Please enter a time, such as 18:30." in page.text


UNMAILABLE = (
    "bidi@example.org\u200f",
    "ü@example.org",
    "a@\u202eexample.org",
    "a@☃.example",
    "a@-b.example",
    "a@[192.0.2.1]",
)


def test_each_form_that_takes_an_address_refuses_what_no_mail_reaches() -> None:
    """Only the address is wrong or right here; the rest of the form is empty."""
    found = set()
    with context.request_context(_request(None)):
        for name in OURS.keys() - PARTS.keys():
            for field, kind in _made(name, None).fields.items():
                if not isinstance(kind, EmailField):
                    continue
                found.add(name.rpartition(".")[2])
                for address in UNMAILABLE:
                    assert field in _made(name, {field: address}).errors, (name, address)
                form = _made(name, {field: " Ann@Straße.example"})
                form.is_valid()
                assert form.cleaned_data[field] == "ann@xn--strae-oqa.example", name
    assert found == {
        "AskForCodeForm", "ContactForm", "LoginForm", "LostPasswordForm", "NewAddressForm", "ReportForm",
        "SignupForm", "SocialSignupForm",
    }  # fmt: skip


# Fields of one line that are compared with what we know, and stored nowhere.
COMPARED = {"code", "password", "password1", "password2", "oldpassword", "time_zone", "at", "credential", "place"}
NO_LINE = (forms.Textarea, forms.PasswordInput, forms.HiddenInput)
HIDDEN_HOSTS = (
    "https://paypal.com@evil.example/", "https://paypal.com:443@evil.example/", "https://paypal.com%40evil.example/",
    "https://paypal.com\\@evil.example/", "https://paypal.com\uff20evil.example/", "https://paypal.com\u2044a.evil.example/",
    "https://p\u0430ypal.example/", "https://evil.example/\u202egpj.exe", "javascript:alert(1)", "https:///evil.example",
)  # fmt: skip
NAMES = (
    "O", "李", "Ö", "Mei-Ling O’Neil", "J.R.R. Tolkien", "Eva Müller, M.Sc.", "علی\u200cرضا", "Amina Adim",
    "Ann Steam", "Louis 14",
)  # fmt: skip
NO_NAMES = (
    "evil.com/login", "Ann evil.com", "evil\uff0ecom", "192.0.2.1 Ann", "www.evil", "The Mentoring Club",
    "Th\u0435 M\u0435ntoring \u0421lub", "The Mentorlng C1ub Team", "Admin", "\u0430dmin", "Mentoring-Club",
    "C1ub", "The C1ub", "Clubteam", "Supp0rtteam", "ADMIN2", "Ann Team2", "Mentoring-Support24", "Mentor1n9 Club",
    "A d m i n", "\uff21\uff24\uff2d\uff29\uff2e", "Ann (Support)", "Adrnin",
    "Ann\u202e", "Ann\u200b Lee", "<b>Ann</b>", "ann@example.org",
)  # fmt: skip


def _fields(kind: type[Field]) -> dict[str, Field]:
    """Fields of one class in the forms that pages show, rows of formsets among them, by form and name."""
    with context.request_context(_request(None)):
        made = {name: _made(name, None) for name in OURS.keys() - PARTS.keys()}
        made |= {"Offers": Offers(prefix="rows").empty_form}
        return {
            f"{name.rpartition('.')[2]}.{field}": each
            for name, form in made.items()
            for field, each in form.fields.items()
            if isinstance(each, kind)
        }


def test_each_text_of_one_line_is_one_clean_line() -> None:
    lines = {
        name: field
        for name, field in _fields(forms.CharField).items()
        if not isinstance(field.widget, NO_LINE) and name.rpartition(".")[2] not in COMPARED
    }
    known = (CleanLine, LinkField, AddressField, NameField, forms.SlugField)  # a slug refuses all but a few letters
    assert {name: type(field) for name, field in lines.items() if not isinstance(field, known)} == {}
    clean = {name for name, field in lines.items() if isinstance(field, CleanLine)}
    assert clean >= {"ApplicationForm.role", "ContactForm.subject", "Offers.name", "ProfileForm.city"}
    for name in clean:
        field = lines[name]
        assert field.clean(" a\u202eb\r\nc\u2028d\u200be\u200f\ufeff ") == "ab c de", name
        if field.required:
            with pytest.raises(ValidationError):
                field.clean("\u200b\u3164\u2060")


def test_each_link_leads_where_it_seems_to() -> None:
    links = _fields(LinkField) | _fields(LinksField)
    assert links.keys() == {
        "ApplicationForm.link", "DraftForm.link", "LinkForm.url", "MeetingPlaceForm.url", "PrepareForm.link",
            "ProfileForm.links",
    }  # fmt: skip
    assert _fields(forms.URLField) == {}
    for name, field in links.items():
        for address in HIDDEN_HOSTS:
            with pytest.raises(ValidationError):
                field.clean(address)
        found = field.clean("HTTPS://Example.ORG/@ann")
        assert found in ("https://example.org/@ann", ["https://example.org/@ann"]), name


def test_each_name_is_a_persons_own() -> None:
    names = _fields(NameField)
    assert names.keys() == {
        "ContactForm.name", "ProfileForm.display_name", "SignupForm.display_name", "SocialSignupForm.display_name"
    }  # fmt: skip
    clean: dict[str, Callable[[str], Any]] = {form: field.clean for form, field in names.items()}
    clean["the admin"] = lambda name: User._meta.get_field("display_name").clean(name, None)
    for form, cleaned in clean.items():
        for name in NAMES:
            assert cleaned(name) == name, form
        for name in NO_NAMES:
            with pytest.raises(ValidationError):
                cleaned(name)

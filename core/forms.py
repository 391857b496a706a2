"""Shared form fields, and the club's error messages for all forms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.addresses import mailable, readable
from core.links import clean_link
from core.text import one_line, visible_length

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

UNMAILABLE = _("We can’t send email to this address. Check it, or use another one.")
# For codes from an email; static/js/code.js submits the form once all digits are there.
CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "pattern": r"[0-9]{3}[ \-]?[0-9]{3}",
    "spellcheck": "false",
    "maxlength": 20,
    "data-code": "6",
}
LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets


class MinVisibleLengthValidator(validators.MinLengthValidator):
    """Requires a number of visible characters."""

    def clean(self, x: Any) -> int:
        return visible_length(x)


class WordsField(forms.CharField):
    """A text whose `min_length` counts visible characters only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            MinVisibleLengthValidator(check.limit_value) if isinstance(check, validators.MinLengthValidator) else check
            for check in self.validators
        ]


class CleanLine(forms.CharField):
    """A text of one line, without invisible characters."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class LinkField(forms.CharField):
    """A web address that can't be mistaken for another.

    Args:
        schemes: the accepted schemes.
    """

    widget = forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"})
    default_error_messages = {
        "link": _("Please copy the whole link from your browser’s address bar. It begins with https://.")
    }

    def __init__(self, *, schemes: tuple[str, ...] = ("https", "http"), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.schemes = schemes

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        try:
            return clean_link(given, schemes=self.schemes) if given else given
        except ValueError:
            raise forms.ValidationError(self.error_messages["link"], code="link") from None


class AddressField(forms.EmailField):
    """An email address; normalised when cleaned, shown as people write it."""

    default_error_messages = {"unmailable": UNMAILABLE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS} | kwargs)

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        if not given:
            return given
        try:
            return mailable(given)
        except ValueError:
            validators.validate_email(given)  # its message says what is missing
            raise forms.ValidationError(self.error_messages["unmailable"], code="unmailable") from None

    def prepare_value(self, value: Any) -> Any:
        return readable(value) if isinstance(value, str) else value


def use_club_messages() -> None:
    """Replace Django's messages for fields by the club's, in all forms, including those of libraries and the admin.

    Must run before any field is defined, because fields copy their class's messages.
    """
    for field, messages in FIELD_MESSAGES.items():
        field.default_error_messages = field.default_error_messages | messages
    validators.EmailValidator.message = _("Please enter a full email address, such as name@example.org.")
    validators.URLValidator.message = _("Please enter a full address, such as https://example.org.")
    validators.MinLengthValidator.message = ngettext_lazy(
        "Please write at least %(limit_value)d character.",
        "Please write at least %(limit_value)d characters.",
        "limit_value",
    )
    validators.MaxLengthValidator.message = ngettext_lazy(
        "That’s too long: %(show_value)d characters, and there’s room for %(limit_value)d.",
        "That’s too long: %(show_value)d characters, and there’s room for %(limit_value)d.",
        "limit_value",
    )
    validators.MinValueValidator.message = _("Please enter %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Please enter %(limit_value)s or less.")


# Field classes with their own messages, and the replacements.
FIELD_MESSAGES: dict[type[forms.Field], dict[str, "str | StrPromise"]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.ChoiceField: {"invalid_choice": _("Please choose one from the list.")},
    forms.ModelChoiceField: {"invalid_choice": _("Please choose one from the list.")},
    forms.MultipleChoiceField: {"invalid_choice": _("Please choose from the list.")},
    forms.ModelMultipleChoiceField: {"invalid_choice": _("Please choose from the list.")},
    forms.IntegerField: {"invalid": _("Please enter a whole number.")},
    forms.DateField: {"invalid": _("Please enter a date.")},
    forms.TimeField: {"invalid": _("Please enter a time, such as 18:30.")},
    forms.URLField: {"invalid": _("Please enter a full address, such as https://example.org.")},
    forms.FileField: {"invalid": _("Please choose a file.")},
}

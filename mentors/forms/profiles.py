"""The form of a mentor's profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine
from core.layout import ClubHelper, Div, Fieldset, Include, Row
from mentors import photos
from mentors.forms.fields import (
    CountryField,
    LanguagesField,
    LinksField,
    TextLanguageField,
    TopicsField,
    WholeNumberField,
    topic_groups,
)
from mentors.models import PROFILE, Mentor


class ProfileForm(forms.ModelForm):
    """What a mentor says about themselves. `services.update_profile` saves it."""

    headline = CleanLine(
        label=_("In one line"),
        max_length=120,
        help_text=_(
            "What people can come to you with, in your own words, such as “First lead role, first conflict, first "
            "budget: let’s talk it through.”"
        ),
    )
    country = CountryField(label=_("Country"))
    years_of_practice = WholeNumberField(label=_("Years of experience"), min_value=0, max_value=70)
    topics = TopicsField(label=_("Topics you help with"), help_text=_("One to eight."))
    languages = LanguagesField(label=_("Languages you meet in"))
    text_language = TextLanguageField()
    links = LinksField(
        label=_("Links"),
        required=False,
        help_text=_("Up to five, one per line."),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP, up to 5 MB. We crop it to a square and remove what the file says about "
            "you, such as the place."
        ),
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-crop": "",
                "data-crop-label": _("Your photo. Drag it or use the arrow keys."),
                "data-crop-zoom": _("Size"),
            }
        ),
    )
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    class Meta:
        model = Mentor
        fields = tuple(PROFILE)
        field_classes = dict.fromkeys(("role", "company", "city"), CleanLine)
        labels = {
            "bio": _("About you"),
            "role": _("What you do"),
            "company": _("Company or organisation"),
            "city": _("City"),
        }
        help_texts = {
            "bio": _(
                "Who you are, what you can help with, what to bring. You can use Markdown: *emphasis*, lists, links."
            ),
        }
        widgets = {"bio": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_groups(also=tuple(self.instance.topics.all()))  # type: ignore[attr-defined]
        photo = ["photo", "remove_photo"]
        if not self.instance.photo or self.instance.is_shown:  # a public page needs one
            del self.fields["remove_photo"]
            photo = ["photo"]
        self.helper = ClubHelper(
            Div(Include("mentors/_portrait.html"), Div(*photo, css_class="grow stack stack--tight"), css_class="row"),
            "headline",
            "bio",
            Include("mentors/_bio_preview.html"),
            "text_language",
            Fieldset(_("Your work"), Row("role", "company"), Row("city", "country"), "years_of_practice", "links"),
            Fieldset(_("What you help with"), "topics", "languages"),
        )

    def clean_bio(self) -> str:
        bio: str = self.cleaned_data["bio"]
        return bio.replace("\r\n", "\n")

    def clean_photo(self) -> list[tuple[int, bytes]] | None:
        """The upload, re-encoded in every size."""
        upload = self.cleaned_data["photo"]
        return photos.square(upload, size=upload.size) if upload else None

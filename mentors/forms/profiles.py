"""The form of a mentor's profile."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper, Div, Fieldset, Include, Row
from mentors import photos
from mentors.forms.fields import (
    CountryField,
    LanguagesField,
    TopicsField,
    WholeNumberField,
    topic_groups,
    web_address,
)
from mentors.models import Mentor
from mentors.services import MOST_LINKS, Profile


class ProfileForm(forms.Form):
    """What a mentor says about themselves."""

    headline = forms.CharField(
        label=_("In one line"), max_length=120, help_text=_("What you are known for, in your own words.")
    )
    bio = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=6000,
        help_text=_("Who you are, what you can help with, what to bring. Markdown works: *emphasis*, lists, links."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    role = forms.CharField(label=_("What you do"), max_length=80, required=False)
    company = forms.CharField(label=_("Where"), max_length=80, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = CountryField(label=_("Country"))
    years_of_practice = WholeNumberField(label=_("Years of practice"), min_value=0, max_value=70)
    topics = TopicsField(label=_("Topics you help with"), help_text=_("One to eight."))
    languages = LanguagesField(label=_("Languages you meet in"))
    links = forms.CharField(
        label=_("Links"),
        required=False,
        help_text=_("Up to five addresses, one on each line."),
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://", "inputmode": "url"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 5 MB. We cut out a square and drop what the file says about you."),
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-crop": "",
                "data-crop-label": _("Your photo. Move it with the pointer or the arrow keys."),
                "data-crop-zoom": _("Size"),
            }
        ),
    )
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        kept = tuple(mentor.topics.all())
        kwargs["initial"] = {
            "headline": mentor.headline,
            "bio": mentor.bio,
            "role": mentor.role,
            "company": mentor.company,
            "city": mentor.city,
            "country": mentor.country.code,  # type: ignore[attr-defined]
            "years_of_practice": mentor.years_of_practice,
            "topics": [topic.slug for topic in kept],
            "languages": mentor.languages,
            "links": "\n".join(mentor.links),
        }
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_groups(also=kept)  # type: ignore[attr-defined]
        photo = ["photo", "remove_photo"]
        if not mentor.photo:
            del self.fields["remove_photo"]
            photo = ["photo"]
        self.helper = ClubHelper(
            Div(Include("mentors/_portrait.html"), Div(*photo, css_class="grow stack stack--tight"), css_class="row"),
            "headline",
            "bio",
            Include("mentors/_bio_preview.html"),
            Fieldset(_("Your work"), Row("role", "company"), Row("city", "country"), "years_of_practice", "links"),
            Fieldset(_("What you help with"), "topics", "languages"),
        )

    def clean_bio(self) -> str:
        bio: str = self.cleaned_data["bio"]
        return bio.replace("\r\n", "\n")

    def clean_links(self) -> tuple[str, ...]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("At most five links."), code="many")
        found = []
        for line in lines:
            address = line if "://" in line else f"https://{line}"
            if len(address) > 300:
                raise ValidationError(_("A link has at most 300 characters."), code="long")
            try:
                web_address(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(line)s” is no address that begins with https://."), code="link", params={"line": line}
                ) from None
            found.append(address)
        return tuple(dict.fromkeys(found))

    def clean_photo(self) -> list[tuple[int, bytes]] | None:
        """The upload, re-encoded in all sizes."""
        upload = self.cleaned_data["photo"]
        return photos.square(upload, size=upload.size) if upload else None

    def profile(self) -> Profile:
        """What a valid form says."""
        names = Profile.__dataclass_fields__
        return Profile(**{name: value for name, value in self.cleaned_data.items() if name in names})

"""The team's forms for imports, styled by unfold."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from core.layout import AdminHelper, Field
from mentors.models import Topic
from transfer.models import Batch, TableKind
from transfer.policy import LARGEST_TABLE, LARGEST_ZIP
from transfer.resources import table_of
from transfer.services.uploading import refusal_to_map
from transfer.services.words import proposals

MOST_WORDS = 30  # words that are no topic, asked about on one page
LEAVE_OUT, LATER = "-", ""


class UploadForm(forms.Form):
    """A table, and what is in it."""

    kind = forms.ChoiceField(
        label=_("What’s in the table?"), choices=TableKind.choices, widget=UnfoldAdminSelectWidget, initial="mentors"
    )
    table = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 6 MB and 20,000 rows, with headings in the first line. In Google Sheets: "
            "File, Download. Nothing changes before you’ve seen what would, and confirmed it."
        ),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    helper = AdminHelper(Field("kind", "table", wrapper_class="vetting__field"))

    def clean_table(self) -> Any:
        table = self.cleaned_data["table"]
        if table.size > LARGEST_TABLE:
            raise ValidationError(_("This file is larger than 6 MB. Split it into several files."), code="large")
        return table


class MappingForm(forms.Form):
    """What each column of the file holds.

    Args:
        batch: the import.
    """

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        columns = table_of(batch.kind).columns()
        choices: list[Any] = [("", _("leave this column out"))]
        choices += [
            (name, _("%(title)s (needed)") % {"title": column.title} if column.needed else str(column.title))
            for name, column in columns.items()
        ]
        for place, (heading, example) in enumerate(batch.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=escape(heading),  # Django takes texts of fields for markup
                help_text=format_html(str(_("such as: {}")), example) if example else "",
                choices=choices,
                required=False,
                initial=batch.mapping[place],
                widget=UnfoldAdminSelectWidget,
            )
        self.helper = AdminHelper(Field(*self.fields, wrapper_class="vetting__field"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if refusal := refusal_to_map(self.batch, self.mapping):
            raise ValidationError(refusal.message, code="mapping")
        return cleaned

    @property
    def mapping(self) -> list[str]:
        """The name of a field for each column."""
        return [self.cleaned_data.get(name, "") for name in self.fields]


class TopicsForm(forms.Form):
    """Which topic is meant by each word that is none.

    Args:
        batch: the import.
    """

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = list(batch.unknown)[:MOST_WORDS]
        offered = list(Topic.objects.offered().select_related("category").order_by("category__position", "slug"))
        groups: dict[str, list[tuple[str, str]]] = {}
        for topic in offered:
            groups.setdefault(topic.category.name_i18n, []).append((topic.slug, topic.name_i18n))
        self.topics = {topic.slug: topic for topic in offered}
        for place, word in enumerate(self.words):
            near = [(topic.slug, topic.name_i18n) for topic in proposals(word)]
            choices: list[Any] = [(LATER, _("choose …")), (LEAVE_OUT, _("leave this word out, also the next time"))]
            choices += [(_("Near it"), near)] if near else []
            self.fields[f"word_{place}"] = forms.ChoiceField(
                label=escape(f"{word} ({batch.unknown[word]})"),
                choices=[*choices, *groups.items()],
                required=False,
                widget=UnfoldAdminSelectWidget,
            )
        self.helper = AdminHelper(Field(*self.fields, wrapper_class="vetting__field"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Choose a topic for at least one word."), code="none")
        return cleaned

    @property
    def choices(self) -> dict[str, Topic | None]:
        """The topic for each word that was decided on; None for one to leave out."""
        chosen = {word: self.cleaned_data.get(f"word_{place}", "") for place, word in enumerate(self.words)}
        return {word: self.topics.get(slug) for word, slug in chosen.items() if slug != LATER}


class PhotosForm(forms.Form):
    """A ZIP with photos."""

    photos = forms.FileField(
        label=_("ZIP with photos"),
        help_text=_(
            "Up to 7 MB. Put more photos into several ZIPs, and upload one after the other. Each photo is found by its "
            "file name in the table. Anyone who already has a photo keeps it."
        ),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".zip"}),
    )

    helper = AdminHelper(Field("photos", wrapper_class="vetting__field"))

    def clean_photos(self) -> Any:
        photos = self.cleaned_data["photos"]
        if photos.size > LARGEST_ZIP:
            raise ValidationError(_("This ZIP is larger than 7 MB. Put the photos into several."), code="large")
        return photos

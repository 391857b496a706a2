"""Topics and categories, which the team maintains; whole lists can be imported and exported as CSV."""

import csv
from io import StringIO
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field as Column
from import_export.formats.base_formats import CSV
from import_export.forms import ConfirmImportForm
from import_export.tmp_storages import CacheStorage
from import_export.widgets import ForeignKeyWidget
from modeltrans.fields import TranslatedVirtualField
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from core import clock, languages
from core.admin import TeamAdmin
from mentors.admin.filters import CareFilter
from mentors.admin.merging import MergingAdmin
from mentors.admin.splitting import SplittingAdmin
from mentors.forms.featuring import FEATURED, FeaturingForm
from mentors.models import Category, Mentor, Topic
from mentors.services import feature, keep_address, reindex_later, tell_of_change

MENTORS = Mentor.topics.through.objects.order_by()
NAMES, SYNONYMS, DESCRIPTIONS, ABOUT, QUESTIONS = map(
    languages.translations_of, ("name", "synonyms", "description", "about", "questions")
)


def inputs(field: str) -> list[str]:
    """The fields of a form for a text in every language; the first is the column itself."""
    return [field, *languages.translations_of(field)[1:]]


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """Count rows in a subquery, only for the page: a join would count them for the whole list."""
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


MOST_ROWS = 2_000  # each costs a few queries while the team waits


class TranslatedResource(resources.ModelResource):
    """Rows by their slug, with a column for each language."""

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """An empty cell means that there is no translation."""
        super().import_instance(instance, row, **kwargs)
        instance.i18n = {field: text for field, text in (instance.i18n or {}).items() if text and text.strip()}

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Queue an update of the search index for what was changed."""
        changed = [row.object_id for row in result.rows if row.import_type == row.IMPORT_TYPE_UPDATE]
        reindex_later(self._meta.model.objects.filter(pk__in=changed).topics(), now=clock.now())


class CategoryResource(TranslatedResource):
    """Categories by their slug."""

    class Meta:
        model = Category
        import_id_fields = ("slug",)
        fields = ("slug", *NAMES, *SYNONYMS, *DESCRIPTIONS, *ABOUT, *QUESTIONS, "group", "icon", "position")
        skip_unchanged = True


class TopicResource(TranslatedResource):
    """Topics by their slug, with the category's slug."""

    category = Column(attribute="category", column_name="category", widget=ForeignKeyWidget(Category, "slug"))

    class Meta:
        model = Topic
        import_id_fields = ("slug",)
        fields = ("slug", *NAMES, *SYNONYMS, *ABOUT, *QUESTIONS, "category", "is_active")
        skip_unchanged = True


class TableForm(ImportForm):
    """A file whose columns and number of rows are checked before the library reads it."""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.columns = {field.column_name for field in resources[0]().get_import_fields()}

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        try:
            lines = csv.reader(StringIO(file.read().decode("utf-8-sig"), newline=""))
            columns, rows = next(lines, []), [row for row in lines if row]
        except (UnicodeDecodeError, csv.Error) as error:
            raise ValidationError(_("This isn’t a CSV file in UTF-8.")) from error
        finally:
            file.seek(0)
        if not {"slug"} <= set(columns) <= self.columns or any(len(row) != len(columns) for row in rows):
            raise ValidationError(
                _(
                    "The first row must name the columns, including “slug”, and every row must have the same "
                    "number of columns."
                )
            )
        if len(rows) > MOST_ROWS:
            raise ValidationError(_("A file can have up to %(number)d rows.") % {"number": MOST_ROWS})
        return file


class ConfirmForm(ConfirmImportForm):
    """The form behind "Confirm"; it accepts only the name of an upload."""

    format = forms.ChoiceField(choices=[("0", "CSV")], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("0", "")], required=False, widget=forms.HiddenInput)

    def clean_import_file_name(self) -> str:
        name: str = super().clean_import_file_name()
        if CacheStorage(name=name).read() is None:
            raise ValidationError(_("This upload has expired."))
        return name


class TranslatedAdmin(TeamAdmin):
    """Rows with texts in every language."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Inputs of a translated field say which language they are in; an empty translation is not stored."""
        original, code = db_field, settings.LANGUAGE_CODE
        if isinstance(db_field, TranslatedVirtualField):
            original, code = db_field.original_field, db_field.language
            kwargs["empty_value"] = None
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if original.name in self.model._meta.get_field("i18n").fields:
            field.label = f"{capfirst(original.verbose_name)} ({dict(languages.choices())[code]})"
            field.widget.attrs["lang"] = code
        return field


class TendedAdmin(TranslatedAdmin, ImportExportModelAdmin):
    """A list that can be imported and exported as CSV, of rows that have a page, with mentors who come first on it."""

    form = FeaturingForm
    formats = (CSV,)
    import_form_class = TableForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = CacheStorage  # shared by all web servers, and contains only uploads
    export_form_class = ExportForm
    search_fields = ("slug", *NAMES, *SYNONYMS)
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, keep the former address, and queue an update of the search index."""
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            keep_address(subject=obj, former=form.initial["slug"], now=clock.now())
        feature(subject=obj, mentors=form.cleaned_data["featured"])
        if change:
            reindex_later(self.model.objects.filter(pk=obj.pk).topics(), now=clock.now())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Mentors who come first are chosen by those who may change the row."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (self.has_change_permission(request, obj) if obj else self.has_add_permission(request)):
            return fieldsets
        about = _("Up to three who are listed and help with it. They stand above the others on its page.")
        return [*fieldsets, (_("Mentors who come first"), {"fields": FEATURED, "description": about})]

    def has_import_permission(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        """Import needs the permissions to add and to change; by default the library lets all staff import."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        return bool(self.has_view_permission(request))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the confirmed upload; ask for the file again if it has expired or never existed."""
        may_import = request.method == "POST" and self.has_import_permission(request)
        if may_import and not self.create_confirm_form(request).is_valid():
            messages.error(request, _("That upload has expired. Choose the file again."))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        return super().process_import(request, **kwargs)  # type: ignore[no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows in use cannot be deleted; a topic can be deactivated instead."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not self.in_use(obj))

    def in_use(self, obj: Any) -> bool:
        """Whether something refers to the row. Subclasses say what; by default nothing can be deleted."""
        return True

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Category)
class CategoryAdmin(TendedAdmin):
    """Fields of work, in the club's order."""

    resource_classes = (CategoryResource,)
    fields = (
        "slug", *inputs("name"), *inputs("synonyms"), *inputs("description"), *inputs("about"), *inputs("questions"),
        "group", "icon", "position",
    )  # fmt: skip
    list_display = (*NAMES, "group", "position", "topic_count")
    list_filter = ("group",)
    ordering = ("position", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        count = count_of(Topic.objects.filter(category=OuterRef("pk")))
        return super().get_queryset(request).annotate(topic_count=count)  # type: ignore[no-any-return]

    @admin.display(description=_("topics"), ordering="topic_count")
    def topic_count(self, row: Any) -> int:
        return int(row.topic_count)

    def in_use(self, obj: Category) -> bool:
        return obj.topics.exists()


@admin.register(Topic)
class TopicAdmin(MergingAdmin, SplittingAdmin, TendedAdmin):
    """What mentors help with."""

    actions_detail = ("merge_into", "split_into")
    resource_classes = (TopicResource,)
    fields = (
        "slug", *inputs("name"), *inputs("synonyms"), *inputs("about"), *inputs("questions"), "category", "is_active",
    )  # fmt: skip
    list_display = (*NAMES, "category_name", "is_active", "mentor_count")
    list_filter = (CareFilter, "category", "is_active")
    list_select_related = ("category",)
    ordering = ("category__position", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(mentor_count=count_of(MENTORS.filter(topic=OuterRef("pk"))))  # type: ignore[no-any-return]

    @admin.display(description=_("area"), ordering="category__position")
    def category_name(self, row: Topic) -> str:
        return row.category.name_i18n

    @admin.display(description=_("mentors"), ordering="mentor_count")
    def mentor_count(self, row: Any) -> int:
        return int(row.mentor_count)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Tell its mentors what has changed for them."""
        super().save_model(request, obj, form, change)
        if change and (told := tell_of_change(topic=obj, before=form.initial, now=clock.now())):
            words = ngettext(
                "We’re telling %(count)d mentor by email.", "We’re telling %(count)d mentors by email.", told
            )
            messages.info(request, words % {"count": told})

    def get_view_on_site_url(self, obj: Topic | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None else None

    def in_use(self, obj: Topic) -> bool:
        return obj.mentors.exists() or obj.applications.exists()

"""Topics and categories, which the team tends; whole lists come and go as CSV files."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.formats.base_formats import CSV
from import_export.widgets import ForeignKeyWidget
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from core.admin import TeamAdmin
from mentors.models import Category, Topic


class CategoryResource(resources.ModelResource):
    """Categories by their slug."""

    class Meta:
        model = Category
        import_id_fields = ("slug",)
        fields = ("slug", "name_en", "name_de", "description_en", "description_de", "position")
        skip_unchanged = True


class TopicResource(resources.ModelResource):
    """Topics by their slug, with the category's slug."""

    category = Field(attribute="category", column_name="category", widget=ForeignKeyWidget(Category, "slug"))

    class Meta:
        model = Topic
        import_id_fields = ("slug",)
        fields = ("slug", "name_en", "name_de", "category", "is_active")
        skip_unchanged = True


class TendedAdmin(TeamAdmin, ImportExportModelAdmin):
    """A list that can be imported and exported as CSV."""

    formats = (CSV,)
    import_form_class = ImportForm
    export_form_class = ExportForm
    search_fields = ("slug", "name_en", "name_de")
    prepopulated_fields = {"slug": ("name_en",)}

    def has_import_permission(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        """Whoever may add and change may import; the library lets all staff do it."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        return bool(self.has_view_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is in use stays; a topic can be taken off the offer instead."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not self.in_use(obj))

    def in_use(self, obj: Any) -> bool:
        """Whether something refers to the row; each admin below knows what. Until it says, everything stays."""
        return True

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Category)
class CategoryAdmin(TendedAdmin):
    """Fields of work, in the order that the club shows them."""

    resource_classes = (CategoryResource,)
    list_display = ("name_en", "name_de", "position", "topic_count")
    ordering = ("position", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(topic_count=Count("topics"))  # type: ignore[no-any-return]

    @admin.display(description=_("topics"), ordering="topic_count")
    def topic_count(self, row: Any) -> int:
        return int(row.topic_count)

    def in_use(self, obj: Category) -> bool:
        return obj.topics.exists()


@admin.register(Topic)
class TopicAdmin(TendedAdmin):
    """What mentors help with."""

    resource_classes = (TopicResource,)
    list_display = ("name_en", "name_de", "category_name", "is_active", "mentor_count")
    list_filter = ("category", "is_active")
    list_select_related = ("category",)
    ordering = ("category__position", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(mentor_count=Count("mentors"))  # type: ignore[no-any-return]

    @admin.display(description=_("category"), ordering="category__position")
    def category_name(self, row: Topic) -> str:
        return row.category.name

    @admin.display(description=_("mentors"), ordering="mentor_count")
    def mentor_count(self, row: Any) -> int:
        return int(row.mentor_count)

    def in_use(self, obj: Topic) -> bool:
        return obj.mentors.exists() or obj.applications.exists()

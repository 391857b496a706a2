"""Base classes of the team's admin pages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import flatten, get_fields_from_path, unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import F, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from core import clock, private_words
from core.addresses import as_stored
from core.admin_filters import WaitingFilter
from core.errors import Refused
from core.paging import RowPaginator
from core.unnamed import unnamed_for

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SEARCH_PREFIXES = "^=@"


class SafetyForm(forms.Form):
    """Asks why someone on the team needs to read what members wrote to each other."""

    reason = forms.CharField(
        label=_("Why do you need to read them?"),
        min_length=private_words.SHORTEST_REASON,
        max_length=private_words.LONGEST_REASON,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class TeamAdmin(ModelAdmin):
    """Lists short enough for a phone, readable titles, and no filtering by columns that aren't shown.

    Attributes:
        private: fields with texts that members wrote to each other. A page shows them only once they are opened.
        tells_of: the way to the member of whom a row tells who they are. Rows about someone whose application is to be
            read without knowing whose it is are left out.
    """

    paginator = RowPaginator
    search_help_text = _("What are you looking for?")
    list_per_page = 25  # a row is about eight kilobytes of HTML
    view_on_site: Any = False  # Django's link leads to any row by its id
    change_form_outer_after_template = "admin/_private_words.html"
    private: tuple[str, ...] = ()
    tells_of = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        members = unnamed_in(request) if self.tells_of else frozenset()
        return rows.exclude((f"{self.tells_of}__in", members)) if members else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow only the list's own filters: other lookups would reveal columns that aren't shown."""
        return any(self._asks(item, lookup, request) for item in self.get_list_filter(request))

    def _asks(self, item: Any, lookup: str, request: HttpRequest) -> bool:
        """Whether `lookup` is a parameter of an entry in `list_filter`: a class, a path, or a path with its class."""
        if callable(item):
            return bool(lookup == item.parameter_name)
        path, create = (item, FieldListFilter.create) if isinstance(item, str) else item
        if not f"{lookup}{LOOKUP_SEP}".startswith(f"{path}{LOOKUP_SEP}"):
            return False
        field = get_fields_from_path(self.model, path)[-1]
        return lookup in create(field, request, {}, self.model, self, field_path=path).expected_parameters()

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Refuse a selection with values that can't be primary keys."""
        try:
            for selected in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(selected)
        except ValidationError as error:
            raise BadRequest("A selected row has no such key.") from error
        return super().response_action(request, queryset)  # type: ignore[no-any-return]

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Only fields of the model itself, of the list's columns, and of models that the user may view."""
        return [path for path in super().get_search_fields(request) if self._may_search(path, request)]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find email addresses as people write them, too."""
        found, has_twins = super().get_search_results(request, queryset, search_term)
        words = search_term.split()
        stored = [as_stored(word) for word in words]
        if stored != words:
            found |= super().get_search_results(request, queryset, " ".join(stored))[0]
        return found, has_twins

    def _may_search(self, path: str, request: HttpRequest) -> bool:
        path = path.lstrip(SEARCH_PREFIXES)
        model = get_fields_from_path(self.model, path)[-1].model
        if model is self.model or path in self._columns():
            return True
        return request.user.has_perm(f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}")

    def _columns(self) -> set[Any]:
        """The shown columns by which the list can be ordered."""
        return {
            getattr(getattr(self, name, None) if isinstance(name, str) else name, "admin_order_field", None)
            for name in self.list_display
        }

    def title_of(self, row: Any) -> str:
        """The title of one row's page."""
        return str(row)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            context["subtitle"] = self.title_of(obj)
            if self.private_in(obj):
                form = SafetyForm(auto_id="safety_%s")
                opened, is_wanted = self.is_opened(request, obj), self.is_wanted(obj)
                context["private_words"] = {"opened": opened, "form": form, "is_wanted": is_wanted}
        return super().render_change_form(request, context, add, change, form_url, obj)  # type: ignore[no-any-return]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        named = {} if row is None else {"title": _("History"), "subtitle": self.title_of(row)}
        return super().history_view(request, object_id, named | (extra_context or {}))  # type: ignore[no-any-return]

    def to_the_list(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the list, with the same filters."""
        kept = {"opts": self.opts, "preserved_filters": self.get_preserved_filters(request)}
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(add_preserved_filters(kept, address))

    def private_in(self, row: Any) -> tuple[str, ...]:
        """Which of this row's private fields are hidden until they are opened."""
        return self.private

    def is_wanted(self, row: Any) -> bool:
        """Whether a member has asked the team to read this row's private texts."""
        return False

    def is_opened(self, request: HttpRequest, row: Any) -> bool:
        """Whether the reader has opened this row's private texts; the database is asked once in a request."""
        known: dict[Any, bool] = request.__dict__.setdefault("opened_words", {})
        key = (self.model, row.pk)
        if key not in known:
            known[key] = private_words.are_open(row, to=request.user, now=clock.now())  # type: ignore[arg-type]
        return known[key]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets without private texts that the reader hasn't opened."""
        fieldsets = super().get_fieldsets(request, obj)
        closed = self.private if obj is None else self.private_in(obj)
        if not closed or (obj is not None and self.is_opened(request, obj)):
            return fieldsets
        return [(title, options | {"fields": _without(closed, options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *self.private)

    def get_urls(self) -> list[URLPattern]:
        if not self.private:
            return super().get_urls()  # type: ignore[no-any-return]
        name = f"{self.opts.app_label}_{self.opts.model_name}_open"
        view = self.admin_site.admin_view(self.open_view)
        return [path("<path:object_id>/open/", view, name=name), *super().get_urls()]

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Open the private texts of a row, by POST and with a reason."""
        row = self.get_object(request, unquote(object_id)) if self.has_view_permission(request) else None
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        if request.method == "POST":
            form = SafetyForm(request.POST)
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                private_words.open_for(row, by=request.user, reason=reason, now=clock.now())  # type: ignore[arg-type]
            else:
                messages.error(request, _("Please say in a sentence why you need to read them."))
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]))


def unnamed_in(request: HttpRequest) -> frozenset[int]:
    """Members whose name the reader isn't to learn yet; the database is asked once in a request."""
    if "unnamed" not in request.__dict__:
        request.__dict__["unnamed"] = unnamed_for(request.user, now=clock.now())
    known: frozenset[int] = request.__dict__["unnamed"]
    return known


def _without(closed: tuple[str, ...], fields: Any) -> list[Any]:
    """A fieldset's fields (nested ones share a line) without those in `closed`."""
    lines = [[name for name in flatten([line]) if name not in closed] for line in fields]
    return [tuple(line) if len(line) > 1 else line[0] for line in lines if line]


class KeptAdmin(TeamAdmin):
    """Rows that the team neither adds nor deletes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OnceAdmin(KeptAdmin):
    """Rows of which each is saved once, by which someone is told: one button, and then back to the list.

    Attributes:
        told: what a row's page shows, in lines; names in a tuple share one.
        asks_for: the heading and the fields of the form below it, for those who may fill it in.
    """

    told: "tuple[str | tuple[str, ...], ...]" = ()
    asks_for: "tuple[str | StrPromise, tuple[str, ...]]"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told or super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*flatten(self.told), *super().get_readonly_fields(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        told = super().get_fieldsets(request, obj)
        if not self.told or obj is None or not self.has_change_permission(request, obj):
            return told
        heading, fields = self.asks_for
        return [*told, (heading, {"fields": fields})]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"show_save_and_continue": False} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    def refuse(self, request: HttpRequest, refusal: Refused) -> None:
        """Say why nothing was saved. Then nothing is logged, either."""
        messages.error(request, refusal.message)
        request.saved_nothing = True  # type: ignore[attr-defined]

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Log what happened, which is nothing if it was refused."""
        return None if getattr(request, "saved_nothing", False) else super().log_change(request, obj, message)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Go back to the list, keeping the messages from saving."""
        return self.to_the_list(request)


class DecidedAdmin(OnceAdmin):
    """Rows of which each waits until someone decides it, the longest waiting first. `made_at` says since when."""

    list_filter: Any = (WaitingFilter,)
    actions = None

    def get_ordering(self, request: HttpRequest) -> Any:
        return (F("decided_at").desc(nulls_first=True), "made_at", "pk")


class ReadOnlyAdmin(KeptAdmin):
    """Rows that the team can see but not change."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

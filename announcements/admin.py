"""Announcements: written, previewed, tried out, sent, followed and cancelled."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from unfold.decorators import display

from announcements.errors import AnnouncementRefused
from announcements.forms import AnnouncementForm, AudienceForm
from announcements.models import Announcement, AnnouncementState
from announcements.notices import preview
from announcements.presenters import minutes, progress
from announcements.services import audience, drafting, sending
from core import clock, languages
from core.admin_columns import moment
from mentors.admin.topics import TranslatedAdmin, inputs

LABELS = {
    AnnouncementState.DRAFT: "info",
    AnnouncementState.SENDING: "warning",
    AnnouncementState.SENT: "success",
    AnnouncementState.CANCELLED: "danger",
}
REFRESH_SECONDS = 10
# The HTML of an email in a frame: its styles are inline, as email requires, and nothing else is allowed.
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@admin.register(Announcement)
class AnnouncementAdmin(TranslatedAdmin):
    """Announcements, the latest first. Only services change them."""

    form = AnnouncementForm
    list_display = (
        "title",
        "state_label",
        "audience",
        moment("confirmed_at", gettext_lazy("sent since")),
        "chosen",
        "delivered",
        "sender",
    )
    list_filter = ("state",)
    list_select_related = ("confirmed_by",)
    search_fields = (*languages.translations_of("subject"),)
    ordering = ("-created_at", "-pk")
    actions = None
    change_form_after_template = "admin/announcements/_live_count.html"
    fieldsets = (
        (
            gettext_lazy("What it says"),
            {
                "fields": [name for pair in zip(inputs("subject"), inputs("body"), strict=True) for name in pair],
                "description": gettext_lazy(
                    "Write it in one language at least. Whoever reads the club in another one gets the first you’ve "
                    "written. The text is Markdown: an empty line begins a paragraph, **bold**, [link](https://…), "
                    "- for a list. Pictures and HTML don’t work."
                ),
            },
        ),
        (gettext_lazy("Who gets it"), {"fields": ("audience", "topics", "languages", "last_seen")}),
    )

    @admin.display(description=gettext_lazy("subject"))
    def title(self, row: Announcement) -> str:
        return str(row)

    @display(description=gettext_lazy("status"), ordering="state", label=LABELS)
    def state_label(self, row: Announcement) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @admin.display(description=gettext_lazy("sent by"), empty_value="–")
    def sender(self, row: Announcement) -> str:
        return row.confirmed_by.display_name if row.confirmed_by else ""

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        permitted: bool = super().has_change_permission(request, obj)
        return permitted and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        """Drafts alone: of what was sent, it's kept how many got it."""
        permitted: bool = super().has_delete_permission(request, obj)
        return permitted and (obj is None or obj.is_draft)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        posts: dict[str, Callable[..., HttpResponse]] = {
            "test": self.test_view,
            "confirm": self.confirm_view,
            "cancel": self.cancel_view,
        }
        named = "announcements_announcement_"
        return [
            *(path(f"<int:pk>/{verb}/", view(require_POST(do)), name=named + verb) for verb, do in posts.items()),
            path("<int:pk>/review/", view(require_safe(self.review_view)), name=f"{named}review"),
            path("<int:pk>/mail/<str:language>/", view(require_safe(self.mail_view)), name=f"{named}mail"),
            path("count/", view(require_safe(self.count_view)), name=f"{named}count"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form of a draft. What was sent is looked at where it's followed."""
        row = self._row(request, object_id)
        if not self.has_change_permission(request, row):
            return redirect(self._address(row.pk))
        context = {"show_save_and_continue": False, "show_save_and_add_another": False} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"show_save_and_continue": False, "show_save_and_add_another": False} | (extra_context or {})
        return super().add_view(request, form_url, context)  # type: ignore[no-any-return]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a draft, unless it's being sent by now."""
        try:
            return super().delete_view(request, object_id, extra_context)  # type: ignore[no-any-return]
        except AnnouncementRefused as refusal:
            messages.error(request, refusal.message)
            return self.to_the_list(request)

    def delete_model(self, request: HttpRequest, obj: Announcement) -> None:
        drafting.discard(announcement=obj, by=request.user, now=clock.now())  # type: ignore[arg-type]

    def save_model(self, request: HttpRequest, obj: Announcement, form: AnnouncementForm, change: bool) -> None:
        topics, by = form.cleaned_data["topics"], request.user
        try:
            drafting.write(announcement=obj, topics=topics, by=by, now=clock.now())  # type: ignore[arg-type]
        except AnnouncementRefused as refusal:
            messages.error(request, refusal.message)
            request.saved_nothing = True  # type: ignore[attr-defined]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has saved the topics, too."""

    def log_change(self, request: HttpRequest, obj: Announcement, message: Any) -> Any:
        return None if getattr(request, "saved_nothing", False) else super().log_change(request, obj, message)

    def response_add(
        self, request: HttpRequest, obj: Announcement, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(self._address(obj.pk))

    def response_change(self, request: HttpRequest, obj: Announcement) -> HttpResponse:
        return redirect(self._address(obj.pk))

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The email in each language, who gets it, and what can be done next: try it out, send it, cancel it."""
        row, now = self._row(request, pk), clock.now()
        names, may_change = dict(languages.choices()), super().has_change_permission(request)
        by: Any = request.user
        texts = [
            (names[text.language], text, preview(row, language=text.language, reader=by).text) for text in row.texts()
        ]
        reached = audience.count(audience.Choice.of(row), now=now) if row.is_draft else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(row),
            "has_heading": True,
            "announcement": row,
            "texts": texts,
            "languages": [names.get(code, code) for code in row.languages],
            "topics": row.topics.all(),
            "reached": reached,
            "minutes": minutes(reached.people) if reached else 0,
            "progress": None if row.is_draft else progress(row),
            "refusal": sending.refusal_to_confirm(row) if row.is_draft else "",
            "seen": row.changed_at.isoformat(),
            "may_write": may_change and row.is_draft,
            "may_cancel": may_change and row.is_sending,
            "every": REFRESH_SECONDS if row.is_sending else 0,
        }
        return TemplateResponse(request, "admin/announcements/review.html", context)

    def mail_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The HTML of the email in one language, for a frame."""
        row = self._row(request, pk)
        if language not in [text.language for text in row.texts()]:
            raise Http404
        shown = preview(row, language=language, reader=request.user)  # type: ignore[arg-type]
        html = shown.html.replace("<head>", '<head><base target="_blank">', 1)
        return _framed(request, html)

    def count_view(self, request: HttpRequest) -> HttpResponse:
        """How many would get it, for what is chosen in the form at this moment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AudienceForm(request.GET)
        reached = audience.count(form.chosen(), now=clock.now()) if form.is_valid() else None
        return TemplateResponse(request, "admin/announcements/_count.html", {"reached": reached})

    def test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = _("Sent to you. Have a look at your mailbox in a minute.")
        return self._do(request, pk, drafting.send_test, _("Send a test"), done)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it as it was when the page was loaded."""
        self._check_may_write(request)
        try:
            seen = datetime.fromisoformat(request.POST.get("seen", ""))
        except ValueError:
            raise Http404 from None
        if seen.tzinfo is None:
            raise Http404
        return self._do(request, pk, sending.confirm, _("Send it"), _("It’s being sent."), seen=seen)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = _("Cancelled. No one else gets it.")
        return self._do(request, pk, sending.cancel, _("Cancel it"), done)

    def _do(
        self, request: HttpRequest, pk: int, service: Callable[..., Any], logged: str, done: str, **more: Any
    ) -> HttpResponse:
        """What a service makes of an announcement; or why it says no."""
        self._check_may_write(request)
        row = self._row(request, pk)
        try:
            service(announcement=row, by=request.user, now=clock.now(), **more)
        except AnnouncementRefused as refusal:
            messages.error(request, refusal.message)
        else:
            self.log_change(request, row, logged)
            messages.success(request, done)
        return redirect(self._address(row.pk))

    def _check_may_write(self, request: HttpRequest) -> None:
        """Raises PermissionDenied for those who may only look, or not even that."""
        if not super().has_change_permission(request):
            raise PermissionDenied

    def _row(self, request: HttpRequest, pk: int | str) -> Announcement:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[Announcement] = Announcement.objects.select_related("written_by", "confirmed_by")
        try:
            return get_object_or_404(rows, pk=pk)
        except (ValueError, OverflowError):
            raise Http404 from None

    def _address(self, pk: int) -> str:
        return reverse("admin:announcements_announcement_review", args=[pk])


@xframe_options_sameorigin
def _framed(request: HttpRequest, html: str) -> HttpResponse:
    """A page that only the pages of the club may show in a frame."""
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME_POLICY})

"""The requests that mentees have let the team look at, and whom the team suggests for them.

Their words, and those of the mentors who were asked, are opened with a reason, which is logged.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from core import clock
from core.admin import OnceAdmin
from core.admin_columns import in_short, moment
from core.admin_lists import LongList
from core.forms import CleanLine
from matching import services
from matching.errors import RequestRefused
from matching.forms.requests import NAMES, mentors_called
from matching.models import Request, RequestState
from matching.presenters.requests import languages, state_of

STATE_LABELS = {
    RequestState.LIVE: "info",
    RequestState.MATCHED: "success",
    RequestState.EXHAUSTED: "warning",
    RequestState.WITH_TEAM: "danger",
    RequestState.WITHDRAWN: "info",
}


class SuggestionForm(forms.ModelForm):
    """Up to three mentors to suggest. The mentee decides whether to ask them."""

    mentor_1 = CleanLine(
        label=_("Suggest"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("A name, or the address of a mentor’s page. When you save, we’ll email the mentee."),
    )
    mentor_2 = CleanLine(label=_("Or"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
    mentor_3 = CleanLine(label=_("Or"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Request
        fields: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["mentors"] = mentors_called(self, NAMES)
        if not self.errors:
            mentors, now = cleaned["mentors"], clock.now()
            if reason := services.requests.refusal_to_suggest(self.instance, mentors, now=now):
                raise ValidationError(reason)
        return cleaned


@admin.register(Request)
class RequestAdmin(LongList, OnceAdmin):
    """Requests of mentees who let the team look. The team sees no other requests."""

    form = SuggestionForm
    list_display = (
        "mentee_name",
        "state_label",
        moment("team_since", _("with the team since")),
        moment("created_at", _("sent")),
    )
    list_filter = ("state",)
    list_select_related = ("mentee",)
    search_fields = ("mentee__display_name", "mentee__email")
    ordering = ("-team_since",)
    indexed_orders = ("team_since",)
    actions = None
    told = (
        ("mentee_name", "state"),
        ("created_at", "team_since"),
        "spoken",
        "asked",
        "suggestions",
        "goal",
        "tried",
        "answers",
    )
    asks_for = (_("Suggestions"), tuple(NAMES))
    private = ("goal", "tried", "answers")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        return super().get_queryset(request).filter(team_since__isnull=False)  # type: ignore[no-any-return]

    def title_of(self, row: Request) -> str:
        return gettext("%(name)s, %(time)s") % {"name": self.mentee_name(row), "time": in_short(row.created_at)}

    @admin.display(description=_("mentee"), ordering="mentee__display_name")
    def mentee_name(self, row: Request) -> str:
        return row.mentee.display_name

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def state_label(self, row: Request) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @admin.display(description=_("languages"))
    def spoken(self, row: Request) -> str:
        return languages(row.languages)

    @admin.display(description=_("asked"))
    def asked(self, row: Request) -> str:
        """As the mentee reads it: a reason that they aren't told is not for the team, either."""
        asks = row.asks.with_people()
        return format_html_join("", "<p>{}</p>", ((state_of(ask, now=clock.now()),) for ask in asks))

    @admin.display(description=_("what the mentors wrote"))
    def answers(self, row: Request) -> str:
        asks = row.asks.exclude(message="").select_related("mentor__user")
        return format_html_join("", "<p>{}: {}</p>", ((ask.mentor.user.display_name, ask.message) for ask in asks))

    @admin.display(description=_("suggested by the team"))
    def suggestions(self, row: Request) -> str:
        return ", ".join(mentor.user.display_name for mentor in row.suggested.select_related("user"))

    def is_wanted(self, row: Request) -> bool:
        return row.state == RequestState.WITH_TEAM

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A form that is sent twice, or after the request has left the team, leads to what is so."""
        if request.method == "POST" and self.has_change_permission(request):
            row = self.get_object(request, unquote(object_id))
            if row is not None and not self.has_change_permission(request, row):
                messages.info(request, _("This request isn’t with the team any more."))
                return redirect(request.path)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Request, form: forms.ModelForm, change: bool) -> None:
        try:
            services.requests.suggest(
                request=obj,
                mentors=form.cleaned_data["mentors"],
                by=request.user,  # type: ignore[arg-type]
                now=clock.now(),
            )
        except RequestRefused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Suggested. We’ve emailed the mentee."))

    def has_change_permission(self, request: HttpRequest, obj: Request | None = None) -> bool:
        if obj is not None and obj.state != RequestState.WITH_TEAM:
            return False
        permitted: bool = request.user.has_perm("matching.suggest_for_request")
        return permitted

"""Topics that mentors miss, longest waiting first."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core import clock
from core.admin import DecidedAdmin
from core.admin_columns import moment
from core.errors import Refused
from mentors import services
from mentors.forms.suggesting import SuggestionDecisionForm
from mentors.models import TopicSuggestion

LABELS = {"": "warning", "made": "success", "merged": "info", "declined": "danger"}


@admin.register(TopicSuggestion)
class TopicSuggestionAdmin(DecidedAdmin):
    """Each is made a topic, added to another, or declined, once. The mentor is told."""

    form = SuggestionDecisionForm
    list_display = ("name", "mentor_name", "outcome_label", moment("made_at", _("suggested")), "topic_name")
    list_select_related = ("mentor__user", "topic", "decided_by")
    search_fields = ("name", "mentor__user__display_name")
    told = (("name", "language"), ("mentor_name", "made_at"), "why", ("outcome", "decided_at"), "decided_by",
            "topic", "answer")  # fmt: skip
    asks_for = (_("Decision"), ("verdict", "area", "into", "reply"))

    @admin.display(description=_("mentor"), ordering="mentor__user__display_name")
    def mentor_name(self, row: TopicSuggestion) -> str:
        return row.mentor.user.display_name

    @display(description=_("outcome"), ordering="outcome", label=LABELS)
    def outcome_label(self, row: TopicSuggestion) -> tuple[str, str]:
        return row.outcome, row.get_outcome_display()

    @admin.display(description=_("topic"), empty_value="–")
    def topic_name(self, row: TopicSuggestion) -> str:
        return row.topic.name_i18n if row.topic else ""

    def save_model(self, request: HttpRequest, obj: TopicSuggestion, form: forms.ModelForm, change: bool) -> None:
        data: dict[str, Any] = form.cleaned_data
        given: dict[str, Any] = {"suggestion": obj, "by": request.user, "answer": data["reply"], "now": clock.now()}
        try:
            if data["verdict"] == "make":
                obj.topic = services.make_topic(category=data["area"], **given).topic
            elif data["verdict"] == "add":
                services.add_to_topic(topic=data["into"], **given)
            else:
                services.decline_suggestion(**given)
        except Refused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Decided. We’ve emailed the mentor."))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead to a new topic, which is called as suggested in every language so far."""
        if request.POST.get("verdict") == "make" and obj.topic is not None and not hasattr(request, "saved_nothing"):
            messages.info(request, _("Give it a name in each language, and a few words about it."))
            return redirect(reverse("admin:mentors_topic_change", args=[obj.topic.pk]))
        return super().response_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: TopicSuggestion | None = None) -> bool:
        permitted: bool = super().has_change_permission(request, obj)
        return permitted and (obj is None or not obj.is_decided)

"""Feedback, as the team reads and answers it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import OnceAdmin
from core.admin_columns import in_short, moment
from core.admin_lists import LongList
from feedback import services
from feedback.models import Feedback
from mentors.admin.filters import ProbationFilter
from mentors.models import Mentor


class UnansweredFilter(admin.SimpleListFilter):
    """Messages about the platform that wait for the team."""

    title = _("message to the club")
    parameter_name = "message"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting for an answer")), ("answered", _("answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        if self.value() == "waiting":
            return queryset.exclude(platform_message="").filter(reply="")
        if self.value() == "answered":
            return queryset.exclude(reply="")
        return queryset


class OnProbationFilter(ProbationFilter):
    """Feedback on mentors whose first three sessions the team keeps an eye on."""

    def found(self, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        return queryset.filter(given_to__in=Mentor.objects.on_probation())


class UsefulnessFilter(admin.SimpleListFilter):
    """By stars, which Django would look for in all rows."""

    title = _("how useful it was")
    parameter_name = "usefulness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(stars), str(stars)) for stars in range(1, 6)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        stars = self.value() or ""
        return queryset.filter(usefulness=int(stars)) if stars in {*"12345"} else queryset


@admin.register(Feedback)
class FeedbackAdmin(LongList, OnceAdmin):
    """All feedback, read-only; a message to the club can be answered. Private feedback stays with the mentor."""

    list_display = (
        "mentee",
        "platform_message",
        "mentor",
        "usefulness",
        moment("created_at", _("given")),
        moment("replied_at", _("answered")),
    )
    list_filter = (UnansweredFilter, UsefulnessFilter, OnProbationFilter)
    list_select_related = ("request__booking__mentor__user", "request__booking__mentee")
    search_fields = ("given_to__user__display_name",)
    ordering = ("-created_at",)
    indexed_orders = ("created_at",)
    fields = (
        ("mentor", "mentee"),
        "platform_message",
        "reply",
        "replied_at",
        "usefulness",
        "helped",
        "better",
        ("may_publish", "consent_asked_at"),
        "published_at",
        ("thanks", "thanked_at"),
    )

    private = ("helped", "better", "thanks")

    def title_of(self, row: Feedback) -> str:
        names = {"mentor": self.mentor(row), "mentee": self.mentee(row)}
        return _("%(mentee)s on %(mentor)s, %(time)s") % (names | {"time": in_short(row.created_at)})

    @admin.display(description=_("mentor"), ordering="request__booking__mentor__user__display_name")
    def mentor(self, row: Feedback) -> str:
        return row.request.booking.mentor.user.display_name

    @admin.display(description=_("mentee"), ordering="request__booking__mentee__display_name")
    def mentee(self, row: Feedback) -> str:
        return row.request.booking.mentee.display_name

    def private_in(self, row: Feedback) -> tuple[str, ...]:
        """What both agreed to show is public."""
        return tuple(name for name in self.private if name != "helped" or row.published_at is None)

    def get_readonly_fields(self, request: HttpRequest, obj: Feedback | None = None) -> tuple[str, ...]:
        names = tuple(name for row in self.fields for name in ([row] if isinstance(row, str) else row))
        return tuple(name for name in names if name != "reply")

    def save_model(self, request: HttpRequest, obj: Feedback, form: forms.ModelForm, change: bool) -> None:
        try:
            services.reply(feedback=obj, by=request.user, text=obj.reply, now=clock.now())  # type: ignore[arg-type]
        except services.FeedbackRefused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Your answer to %(name)s is on its way.") % {"name": self.mentee(obj)})

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Only a message that nobody has answered yet."""
        if obj is not None and (not obj.platform_message or obj.reply):
            return False
        permitted: bool = super().has_change_permission(request, obj)
        return permitted

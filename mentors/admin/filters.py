"""Filters for the queue of applications, mentors and topics."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin_filters import OnlyFilter
from mentors import languages
from mentors.models import Application, ApplicationState, Category, Mentor, MentorStatus, Topic

ALIKE = 0.4  # of two names, by their trigrams: Interview practice and Interviews
CROWDED = 0.2  # of all listed mentors who help with one topic: it says too little


class ProbationFilter(OnlyFilter):
    """Mentors whose first three sessions the team keeps an eye on."""

    title = _("probation")
    parameter_name = "probation"
    choice = ("yes", _("on probation"))
    finder = "on_probation"


class QueueFilter(admin.SimpleListFilter):
    """By state; by default, those that wait for the team."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, state.label) for state in ApplicationState if state != ApplicationState.DRAFT]
        return [("all", _("All")), *states]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("waiting for the team"),
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        if self.value() is None:
            return queryset.waiting().not_left_by(request.user)  # type: ignore[attr-defined, no-any-return]
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class CategoryFilter(admin.SimpleListFilter):
    """Mentors by the category of one of their topics."""

    title = _("area")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(category.slug, category.name_i18n) for category in Category.objects.order_by("position", "slug")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mentor]) -> QuerySet[Mentor]:
        if not self.value():
            return queryset
        return queryset.filter(Exists(Topic.objects.filter(mentors=OuterRef("pk"), category__slug=self.value())))


class TopicFilter(admin.SimpleListFilter):
    """By topic."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(topic.slug, topic.name_i18n) for topic in Topic.objects.filter(applications__isnull=False).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=Application.objects.filter(topics__slug=self.value()).values("pk"))


class LanguageFilter(admin.SimpleListFilter):
    """By language."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        spoken = set().union(*Application.objects.values_list("languages", flat=True).distinct())
        return sorted(((code, languages.name(code)) for code in spoken), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        return queryset.filter(languages__contains=[self.value()]) if self.value() else queryset


class CareFilter(admin.SimpleListFilter):
    """Topics that the team may want to merge, split or retire."""

    title = _("what may need care")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("unused", _("no mentor helps with it")), ("crowded", _("too many do")), ("alike", _("similar name"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Topic]) -> QuerySet[Topic]:
        listed = Mentor.topics.through.objects.filter(topic=OuterRef("pk"), mentor__status=MentorStatus.LISTED)
        if self.value() == "unused":
            return queryset.filter(~Exists(listed), is_active=True)
        if self.value() == "crowded":
            many = CROWDED * Mentor.objects.listed().count()
            return queryset.filter(mentor_count__gt=many)  # type: ignore[misc]  # counted by the list
        if self.value() == "alike":
            others = Topic.objects.offered().exclude(pk=OuterRef("pk"))
            scored = others.annotate(alike=TrigramSimilarity("name", OuterRef("name")))  # type: ignore[arg-type]
            return queryset.filter(Exists(scored.filter(alike__gte=ALIKE)), is_active=True)
        return queryset

"""The list of mentors, read-only."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.lookups import IContains
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from core.admin_lists import MOST_ROWS, found_members
from core.languages import country_name
from mentors import languages
from mentors.admin.filters import CategoryFilter, ProbationFilter
from mentors.models import SHORT_TEXTS, Mentor, MentorStatus

LABELS = {
    MentorStatus.HIDDEN: "info",
    MentorStatus.LISTED: "success",
    MentorStatus.PAUSED: "warning",
    MentorStatus.INACTIVE: "warning",
    MentorStatus.LEFT: "danger",
}


@admin.register(Mentor)
class MentorAdmin(ReadOnlyAdmin):
    """Mentors and their status. Only mentors edit their own profiles.

    Someone who came from another site, or has left, can have a profile here while the team reads their application.
    """

    list_display = (
        "name",
        "status_label",
        "work",
        "home_country",
        "spoken",
        moment("approved_at", _("approved")),
        moment("changed_at", _("changed")),
    )
    list_filter = ("status", ProbationFilter, CategoryFilter)
    list_select_related = ("user",)
    search_fields = ("user__display_name", "user__email", "slug", "headline", "company", "role")
    ordering = ("-approved_at",)
    tells_of = "user"
    fields = (
        ("user", "slug"),
        "status",
        "headline",
        "bio",
        ("role", "company"),
        ("city", "country"),
        ("years_of_practice", "spoken"),
        ("links", "written_in"),
        "topics",
        ("approved_at", "went_live_at", "changed_at"),
        ("paused_until", "back_since"),
        ("probation_ended_at", "renewed_at"),
        ("renewal_asked_at", "lapsed_at"),
    )
    readonly_fields = ("spoken", "written_in")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Mentor], search_term: str
    ) -> tuple[QuerySet[Mentor], bool]:
        """Find each word in a text. Members are looked for before: an OR over a join can't use an index."""
        of_members = {path.partition(LOOKUP_SEP)[2] for path in self.get_search_fields(request) if LOOKUP_SEP in path}
        for word in search_term.split():
            members = found_members(of_members, word, most=MOST_ROWS)
            queryset = queryset.filter(Q(user__in=members) | Q(IContains(SHORT_TEXTS, word)))
        return queryset, False

    @admin.display(description=_("name"), ordering="user__display_name")
    def name(self, row: Mentor) -> str:
        return row.user.display_name

    @display(description=_("status"), ordering="status", label=LABELS)
    def status_label(self, row: Mentor) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @admin.display(description=_("role and company"), ordering="role")
    def work(self, row: Mentor) -> str:
        return ", ".join(filter(None, [row.role, row.company]))

    @admin.display(description=_("country"), ordering="country", empty_value="–")
    def home_country(self, row: Mentor) -> str:
        # Of a plain field, each row would go through all countries.
        return country_name(str(row.country), get_language() or "en") if row.country else ""

    @admin.display(description=_("languages"))
    def spoken(self, row: Mentor) -> str:
        return ", ".join(languages.name(code) for code in row.languages)

    @admin.display(description=_("language of the texts"))
    def written_in(self, row: Mentor) -> str:
        return languages.name(row.text_language)

    def get_view_on_site_url(self, obj: Mentor | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.is_shown else None

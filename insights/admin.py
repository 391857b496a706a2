"""The page on which the team sees the club in numbers, as pictures with their tables, and as files."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from core import clock
from core.one_page import OnePageAdmin
from core.spreadsheets import written
from insights.forms import PeriodForm, usual
from insights.models import Week
from insights.periods import Period
from insights.presenters.pictures import OF_WEEKS, Picture, Weeks
from insights.presenters.standing import OF_STANDING, Standing
from insights.team_work import waiting_for

ASKED = ("since", "until", "span")


@admin.register(Week)
class WeekAdmin(OnePageAdmin):
    """It reads what was counted before, so a million bookings make it no slower."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<slug:key>.csv", view, name="insights_week_csv"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        form = self._form(request)
        return self._page(request, form, form.period if form.is_valid() else None)

    def file_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """The table behind one picture, for a spreadsheet."""
        form = self._form(request)
        if not form.is_valid():
            return self._page(request, form, None)
        picture = _picture(key, form.period)
        answer = HttpResponse(written(picture.table()), content_type="text/csv; charset=utf-8")
        name = f"{key}-{form.period.first}-{form.period.end}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def _form(self, request: HttpRequest) -> PeriodForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = clock.now()
        period = usual(now=now)
        asked = {name: request.GET[name] for name in ASKED if name in request.GET}
        return PeriodForm({"since": period.first, "until": period.end, "span": 1} | asked, now=now)

    def _page(self, request: HttpRequest, form: PeriodForm, period: Period | None) -> HttpResponse:
        """All pictures of a period; with the form alone and a 400 if what was asked makes no sense."""
        now = clock.now()
        context = self.context_of(request, _("The club in numbers")) | {
            "form": form,
            "now": now,
            "work": waiting_for(request.user, now=now),  # type: ignore[arg-type]
            "period": period,
            "pictures": [],
            "is_counted": Week.objects.exists(),
        }
        if period:
            weeks, standing = Weeks(period), Standing.of(period)
            context["pictures"] = [
                *(draw(weeks) for draw in OF_WEEKS.values()),
                *(draw(standing) for draw in OF_STANDING.values() if standing),
            ]
            context["query"] = f"since={period.first}&until={period.end}&span={period.span}"
        return TemplateResponse(request, "admin/insights/week.html", context, status=200 if period else 400)


def _picture(key: str, period: Period) -> Picture:
    """One picture by its name.

    Raises:
        Http404: there is none, or not for this period.
    """
    if key in OF_WEEKS:
        return OF_WEEKS[key](Weeks(period))
    standing = Standing.of(period) if key in OF_STANDING else None
    if standing is None:
        raise Http404
    return OF_STANDING[key](standing)

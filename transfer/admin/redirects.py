"""Addresses of the old site, and where they lead."""

from typing import Any

import django.contrib.redirects.admin
import django.contrib.sites.admin  # noqa: F401  # both register pages, which ours take the place of
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin import TeamAdmin
from transfer.cells import Path
from transfer.services.redirects import leads_on, problem_with, that_lead_on

admin.site.unregister([Redirect, Site])


class PathField(forms.CharField):
    """An address within this site, without its host."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, *, leads: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.leads = leads

    def clean(self, value: Any) -> str:
        try:
            return Path(leads=self.leads).clean(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error), code="path") from None


class RedirectForm(forms.ModelForm):
    """An old address and a new one."""

    old_path = PathField(label=_("Old address"), help_text=_("As the old site had it, such as /mentor.php?id=12."))
    new_path = PathField(leads=True, label=_("New address"), help_text=_("A page of the club, such as /mentors/."))

    class Meta:
        model = Redirect
        fields = ("old_path", "new_path")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "old_path" in cleaned and "new_path" in cleaned:
            if problem := problem_with(cleaned["old_path"], cleaned["new_path"]):
                self.add_error(f"{problem[0]}_path", problem[1])
            elif that_lead_on({cleaned["new_path"]}):
                self.add_error("new_path", leads_on())
            same = Redirect.objects.filter(site=settings.SITE_ID, old_path=cleaned["old_path"])
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("old_path", _("This address leads somewhere already."))
        return cleaned


@admin.register(Redirect)
class RedirectAdmin(TeamAdmin):
    """Old addresses."""

    form = RedirectForm
    fields = ("old_path", "new_path")
    list_display = ("old", "new")
    search_fields = ("old_path", "new_path")
    ordering = ("old_path",)

    @admin.display(description=_("old address"), ordering="old_path")
    def old(self, row: Redirect) -> str:
        return row.old_path

    @admin.display(description=_("new address"), ordering="new_path")
    def new(self, row: Redirect) -> str:
        return row.new_path

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).filter(site=settings.SITE_ID)  # type: ignore[no-any-return]

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        obj.site_id = settings.SITE_ID
        super().save_model(request, obj, form, change)

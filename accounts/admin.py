"""Members, for the club team."""

from typing import Any
from zoneinfo import ZoneInfo

from allauth.account import admin as account_admin
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as sessions_admin
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts import hooks, services
from accounts.middleware import FACTORS
from accounts.models import User
from core import clock, zones
from core.admin import TeamAdmin
from core.admin_columns import mail_address, moment
from core.admin_lists import LongList
from core.groups import granted

ADDRESS = mail_address("email", _("email address"))

# allauth's own pages show secrets and bypass our services. They must be imported before they can be unregistered.
ALLAUTH = (account_admin, mfa_admin, social_admin, sessions_admin)
for model in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(model)


@admin.register(Group)
class ClubGroupAdmin(GroupAdmin, TeamAdmin):  # type: ignore[misc]  # GroupAdmin is not one of ours
    """Groups of the team and their permissions. Groups that are kept in code are read-only."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _is_own(obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _is_own(obj) and bool(super().has_delete_permission(request, obj))


class TeamGroupFilter(admin.SimpleListFilter):
    """Members by their group."""

    title = _("group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Group.objects.order_by("name").values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        group = self.value() or ""
        if not group.isdecimal():
            return queryset
        return queryset.filter(Exists(Group.objects.filter(user=OuterRef("pk"), pk=group)))


@admin.register(User)
class UserAdmin(LongList, TeamAdmin):
    """Members: find them by name or address, close accounts. Only admins can make others staff."""

    list_display = (
        "display_name",
        ADDRESS,
        "confirmed",
        "second_factor",
        "city",
        "is_active",
        "is_staff",
        moment("date_joined", _("joined")),
    )
    list_filter = ("is_active", "is_staff", "language", TeamGroupFilter)
    search_help_text = _("A name or an email address.")
    search_fields = ("display_name", "email")
    ordering = ("-date_joined",)
    indexed_orders = ("date_joined",)
    fieldsets = (
        (None, {"fields": ("display_name", ADDRESS, "introduction", "language", "zone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Times"), {"fields": ("date_joined", "last_login", "old_enough_at")}),
    )
    actions = ("remove_second_factor",)
    private = ("introduction",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find parts of names and addresses, as everywhere: both have an index for it."""
        return TeamAdmin.get_search_results(self, request, queryset, search_term)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Use checkboxes: there are few groups, and Django's two lists with arrows are wider than the page."""
        boxes = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **(kwargs | {"widget": boxes}))
        if field:
            field.help_text = ""
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say what Django's own switch does, and leave out the menu that changes groups themselves."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "is_superuser":
            field.label, field.help_text = _("Admin"), _("Has all permissions, and can grant them to others.")
        if field and db_field.name == "groups" and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        form.rights_before = services.rights_of(User.objects.get(pk=obj.pk))  # type: ignore[attr-defined]
        if "is_active" in form.changed_data:
            change_account = services.reopen if obj.is_active else services.close
            change_account(user=obj, by=request.user, now=clock.now())  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)
        if "display_name" in form.changed_data:
            hooks.announce_name(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        services.tell_of_rights(user=form.instance, before=form.rights_before, by=request.user, now=clock.now())  # type: ignore[arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        own = {"user": OuterRef("pk")}
        members: QuerySet[User] = super().get_queryset(request)
        return members.annotate(
            has_confirmed=Exists(EmailAddress.objects.filter(**own, verified=True)),
            has_second_factor=Exists(Authenticator.objects.filter(**own, type__in=FACTORS)),
        )

    @admin.display(description=_("address confirmed"), boolean=True, ordering="has_confirmed")
    def confirmed(self, row: User) -> bool:
        return bool(row.has_confirmed)  # type: ignore[attr-defined]

    @admin.display(description=_("second factor"), boolean=True, ordering="has_second_factor")
    def second_factor(self, row: User) -> bool:
        return bool(row.has_second_factor)  # type: ignore[attr-defined]

    @admin.display(description=_("time zone"), ordering="time_zone")
    def city(self, row: User) -> str:
        return zones.city(row.time_zone, get_language() or settings.LANGUAGE_CODE)

    @admin.display(description=_("time zone"))
    def zone(self, row: User) -> str:
        return zones.label(clock.now().astimezone(ZoneInfo(row.time_zone)))

    @admin.action(description=_("Remove the second factor of a member who has lost it"), permissions=["admin"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For admins only, who must have verified by other means that it is the member who asks."""
        number = 0
        for row in queryset:
            try:
                removed = services.remove_second_factor(user=row, by=request.user, now=clock.now())  # type: ignore[arg-type]
            except services.MemberRefused as refusal:
                messages.error(request, refusal.message)
                continue
            if removed:
                self.log_change(request, row, gettext("Second factor removed."))
                number += 1
        text = ngettext("Removed %(number)d second factor.", "Removed %(number)d second factors.", number)
        messages.success(request, text % {"number": number})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """With those that the apps above have for members."""
        actions: dict[str, Any] = super().get_actions(request)
        more = (self.get_action(function) for function in hooks.team_actions(request.user))  # type: ignore[arg-type]
        return actions | {name: (function, name, title) for function, name, title in filter(None, more)}

    def has_admin_permission(self, request: HttpRequest) -> bool:
        return _is_admin(request)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        fixed = (ADDRESS, "introduction", "zone", "date_joined", "last_login", "old_enough_at")
        return fixed if _is_admin(request) else (*fixed, "is_staff", "is_superuser", "groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only admins can change the account of an admin, and no one changes one that was erased."""
        if obj is not None and obj.erased_at:
            return False
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and (_is_admin(request) or obj is None or not obj.is_superuser))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_own(group: Group | None) -> bool:
    """Whether a group was created in the admin, not in code."""
    return group is None or group.name not in granted


def _is_admin(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))

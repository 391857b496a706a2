"""What the admin can be asked: nothing about a column that it doesn't show. ASVS 5.0, clause 8.2.3."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import EmailField, Model
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from club_pages.models import PageVersion
from core.addresses import readable
from core.admin import TeamAdmin
from data_protection.models import RetentionRun
from insights.models import Week
from matching.models import Fairness, Weights
from notifications.models import Notice, SuppressedAddress
from tests.architecture.test_urls import world
from tests.architecture.world import World
from tests.factories import ApplicationFactory, MentorFactory, TopicFactory
from tests.mentors.readings import judge
from tests.pages import signed_in
from tests.security.staff import ROLES, staff

__all__ = ["world"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

RELATIONS = 2  # how many a walk follows, as in `mentor__user__password`
LOOKUPS = ("exact", "iexact", "regex", "startswith", "contains", "isnull", "isempty", "gt", "lt", "in", "range", "year")
# The columns that filters and dates of each list ask about. Filters with a class of their own ask about no column.
ASKED: dict[str, set[str]] = {
    "accounts.User": {"is_active", "is_staff", "language"},
    "announcements.Announcement": {"state"},
    "auth.Group": set(),
    "bookings.Booking": {"status"},
    "bookings.NoShow": {"outcome", "absent"},
    "calendars.OutsideCalendar": {"kind", "problem", "failing_since"},
    "club_pages.PageVersion": set(),
    "data_protection.Erasure": {"reason"},
    "data_protection.RetentionRun": set(),
    "feedback.Feedback": set(),
    "insights.Week": set(),
    "matching.Fairness": set(),
    "matching.Participant": {"role", "round"},
    "matching.Request": {"state"},
    "matching.Round": {"state"},
    "matching.Weights": set(),
    "meetings.Meeting": {"state", "provider", "problem"},
    "mentorships.Mentorship": {"state"},
    "mentors.Appeal": set(),
    "mentors.Application": set(),
    "mentors.Category": {"group"},
    "mentors.Mentor": {"status"},
    "mentors.Snippet": {"criterion"},
    "mentors.Topic": {"category", "is_active"},
    "mentors.TopicSuggestion": set(),
    "mentors.Wish": {"language", "topic"},
    "notifications.Notice": {"state"},
    "notifications.SuppressedAddress": {"what", "cleared_at"},
    "safety.Measure": {"kind"},
    "safety.Report": {"kind"},
    "outbox.Job": {"failed_at", "done_at"},
    "redirects.Redirect": set(),
    "transfer.Archive": set(),
    "transfer.Batch": {"kind", "state"},
}


def request_of(user: User, query: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().get("/admin/", query)
    request.user = user
    return request


def columns(model: type[Model], *, relations: int = RELATIONS) -> Iterator[str]:
    """The paths of all columns: of the model, and of what relations lead to, in both directions."""
    for field in model._meta.get_fields():
        yield field.name
        if relations and field.related_model and not isinstance(field.related_model, str):
            yield from (f"{field.name}__{rest}" for rest in columns(field.related_model, relations=relations - 1))


@pytest.mark.parametrize("role", ROLES)
def test_lookups_are_those_of_the_filters_alone(role: str) -> None:
    request = request_of(staff(role))
    found, how = {}, set()
    for model, page in admin.site._registry.items():
        found[model._meta.label] = set[str]()
        own = {getattr(item, "parameter_name", "") for item in page.get_list_filter(request)}
        for path in columns(model):
            allowed = [lookup for lookup in LOOKUPS if page.lookup_allowed(f"{path}__{lookup}", "x", request)]
            if allowed or (path not in own and page.lookup_allowed(path, "x", request)):
                found[model._meta.label].add(path.removesuffix("__id"))
                how.update(allowed)
    assert found == ASKED
    assert how == {"exact", "isnull", "isempty"}


def test_every_list_keeps_to_it() -> None:
    own = {"lookup_allowed", "to_field_allowed", "get_search_fields"}
    for page in admin.site._registry.values():
        assert isinstance(page, TeamAdmin)
        assert [name for name in own if name in vars(type(page))] == []


@pytest.mark.parametrize("role", ROLES)
def test_rows_are_opened_by_no_other_column_than_their_key(role: str) -> None:
    """`_to_field` would open a row by any column that a foreign key points to."""
    request = request_of(staff(role))
    for model, page in admin.site._registry.items():
        fields = [field.name for field in model._meta.get_fields() if field.concrete]
        allowed = [name for name in fields if page.to_field_allowed(request, name)]
        assert allowed == [model._meta.pk.name], model


@pytest.mark.parametrize(
    "query",
    [
        "password__regex=^pbkdf2",
        "password__startswith=p",
        "groups__permissions__codename__startswith=v",
        "authenticator__data__isnull=0",
        "is_active__regex=T",
        "display_name__startswith=A",
    ],
)
def test_question_about_a_hidden_column_is_refused(query: str) -> None:
    client = signed_in(staff("Administrators"))
    assert client.get(f"/admin/accounts/user/?{query}").status_code == 400


def test_filters_of_the_lists_still_answer() -> None:
    """The last link of each filter."""
    for mentor in (MentorFactory(topics=[TopicFactory()]) for _ in range(2)):
        ApplicationFactory(submitted=True, applicant=mentor.user)
    client = signed_in(staff("admin"))
    one_page_each = {Fairness, PageVersion, RetentionRun, Week, Weights}
    for model in admin.site._registry.keys() - one_page_each:
        address = f"/admin/{model._meta.label_lower.replace('.', '/')}/"
        shown = client.get(address).context["cl"]
        for each in shown.filter_specs:
            link = list(each.choices(shown))[-1]["query_string"]
            assert client.get(address + link).status_code == 200


def searched(role: str) -> dict[str, list[str]]:
    request = request_of(staff(role))
    pages = ((model, page) for model, page in admin.site._registry.items() if page.has_view_permission(request))
    return {model._meta.label: list(page.get_search_fields(request)) for model, page in pages}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_searches_by_addresses_who_may_not_see_members(role: str) -> None:
    user = staff(role)
    by_address = {name: [path for path in paths if path.endswith("email")] for name, paths in searched(role).items()}
    assert any(by_address.values()) is user.has_perm("accounts.view_user")


def test_searches_go_over_what_the_pages_show() -> None:
    """A model's own columns: in the list, or on the row's page."""
    request = request_of(staff("admin"))
    for model, page in admin.site._registry.items():
        if model._meta.label == "mentors.Application":  # its page is a template of ours, with the letter
            continue
        fields = {name for _, options in page.get_fieldsets(request) for name in flat(options["fields"])}
        fields |= {"uuid"} if "identifier" in fields else set()
        fields |= {f"{name}_{settings.LANGUAGE_CODE}" for name in fields}  # a translated field in the first language
        own = {path for path in searched("admin")[model._meta.label] if "__" not in path}
        assert own <= fields | set(page.list_display), model


def flat(fields: object) -> Iterator[str]:
    """The names of fields; of a column, the name of the field that it shows."""
    for each in fields:  # type: ignore[attr-defined]
        if callable(each):
            yield each.admin_order_field
        else:
            yield from [each] if isinstance(each, str) else each


def test_every_search_finds_an_address_as_people_write_its_domain(world: World) -> None:
    """Addresses are stored with an A-label; most lists look for a part, those of any length for a whole address."""
    reader = staff("admin")
    client, walked = signed_in(reader), set()
    judge(world.application, reader)  # before, they don't know whose it is
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"m{user.pk}@xn--mller-kva.example")
    Notice.objects.update(address="post@xn--mller-kva.example")
    SuppressedAddress.objects.update(address="post@xn--mller-kva.example")
    for name, row in world.rows.items():
        model = type(row)
        paths = searched("admin").get(model._meta.label, [])
        for path in paths:
            field = get_fields_from_path(model, path)[-1]
            if isinstance(field, EmailField):
                address = model._default_manager.values_list(path, flat=True).get(pk=row.pk)
                words = [readable(address)] + ["müller.example"] * ("__" in path)
                for word in words:
                    found = client.get(f"/admin/{name.replace('_', '/')}/", {"q": word}).context["cl"].queryset
                    assert found.filter(pk=row.pk).exists(), (name, path, word)
                walked.add(f"{name}.{path}")
    assert {"accounts_user.email", "notifications_suppressedaddress.address", "notifications_notice.address"} <= walked


def test_reader_of_mentors_finds_none_by_address() -> None:
    mentor = MentorFactory(user__email="amara@example.org", user__display_name="Amara Njeri")
    for role, found in (("Readers", []), ("Administrators", [mentor])):
        client = signed_in(staff(role))
        assert list(client.get("/admin/mentors/mentor/?q=amara@").context["cl"].queryset) == found
        assert list(client.get("/admin/mentors/mentor/?q=Njeri").context["cl"].queryset) == [mentor]

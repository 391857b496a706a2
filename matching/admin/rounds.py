"""Rounds: opening one, inviting people, computing pairs, what-ifs, and sending the pairs."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from unfold.decorators import display

from core import clock
from core.addresses import readable
from core.admin import ReadOnlyAdmin, TeamAdmin
from core.admin_columns import moment
from core.admin_lists import MemberSearch
from core.paging import RowPaginator
from core.spreadsheets import written
from matching.forms.team import ImportForm, PairForm, RoundForm
from matching.models import Participant, Round, RoundState
from matching.presenters import preview
from matching.presenters.rounds import sentences
from matching.services import following, importing, pairing, rounds
from matching.services.rounds import RoundRefused

LABELS = {
    RoundState.OPEN: "info",
    RoundState.COMPUTING: "warning",
    RoundState.PREVIEW: "primary",
    RoundState.PROPOSED: "success",
    RoundState.DONE: "success",
    RoundState.WITHDRAWN: "danger",
}
PER_PAGE = 50
MOST_WITHOUT = 100  # shown; the table has all
MOST_PROBLEMS = 20
REFRESH_SECONDS = 2
PAIR_VERBS = ("keep", "release", "apart")


@admin.register(Round)
class RoundAdmin(TeamAdmin):
    """Rounds, the latest first. Only services change them."""

    form = RoundForm
    list_display = (
        "name",
        "state_label",
        "mentees",
        "mentors",
        moment("closes_at", gettext_lazy("open until")),
        moment("proposed_at", gettext_lazy("sent")),
    )
    list_filter = ("state",)
    search_fields = ("name",)
    ordering = ("-created_at", "-pk")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        counted: QuerySet[Round] = super().get_queryset(request)
        return counted.annotate(
            mentee_count=Count("participants", filter=Q(participants__role="mentee")),
            mentor_count=Count("participants", filter=Q(participants__role="mentor")),
        )

    @display(description=gettext_lazy("status"), ordering="state", label=LABELS)
    def state_label(self, row: Round) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @admin.display(description=gettext_lazy("mentees"), ordering="mentee_count")
    def mentees(self, row: Any) -> int:
        return int(row.mentee_count)

    @admin.display(description=gettext_lazy("mentors"), ordering="mentor_count")
    def mentors(self, row: Any) -> int:
        return int(row.mentor_count)

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        """None: a round is cancelled, so that those who are in it still read what became of it."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A form for a new round; what `save_model` is refused is said above a fresh one."""
        try:
            return super().add_view(request, form_url, extra_context)  # type: ignore[no-any-return]
        except RoundRefused as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        """Open the round. `change_view` has no form, so this is always a new one."""
        made = rounds.open_round(
            name=obj.name,
            about=obj.about,
            closes_at=obj.closes_at,
            form_key=form.cleaned_data["form_key"],
            by=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        does: dict[str, Callable[..., HttpResponse]] = {
            "compute": self.compute_view,
            "confirm": self.confirm_view,
            "withdraw": self.withdraw_view,
            "pair": self.pair_view,
            "import": self.import_view,
            "follow_up": self.follow_up_view,
        }
        posts = [
            path(f"<int:pk>/{verb}/", view(require_POST(do)), name=f"matching_round_{verb}")
            for verb, do in does.items()
        ]
        change = view(require_POST(self.change_pair_view))
        pairs = [
            path(f"<int:pk>/{verb}/", change, {"verb": verb}, name=f"matching_round_{verb}") for verb in PAIR_VERBS
        ]
        export = path("<int:pk>/export/", view(require_safe(self.export_view)), name="matching_round_export")
        return [*posts, *pairs, export, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The people, the pairs with their reasons, and what can be done next."""
        row = self._row(request, object_id)
        return self._page(request, row)

    def _page(
        self,
        request: HttpRequest,
        row: Round,
        *,
        pair_form: PairForm | None = None,
        import_form: ImportForm | None = None,
        problems: "list[tuple[int, str]] | None" = None,
        status: int = 200,
    ) -> HttpResponse:
        is_computing = row.state == RoundState.COMPUTING  # then what there is will be replaced in a moment
        pairs = row.pairs.none() if is_computing else row.pairs.all()
        page = RowPaginator(pairs.with_people().order_by("-is_new", "fit", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        shown = list(page.object_list)
        said = sentences(shown, to_the_team=True)
        alone = preview.without(row) if row.computed_at and not is_computing else Participant.objects.none()
        numbers = preview.numbers(row)
        may_change = self.has_change_permission(request, row)
        is_open = not rounds.refusal_to_join(row, now=clock.now())
        next_round = Round.objects.filter(follows=row).first()
        is_changeable, may_invite = may_change and row.is_changeable, may_change and is_open
        for form, is_shown in ((pair_form, is_changeable), (import_form, may_invite)):
            if form is not None and not is_shown:
                refusals = form.non_field_errors()
                messages.error(request, str(refusals[0]) if refusals else _("This round can’t be changed any more."))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": row.name,
            "has_heading": True,
            "round": row,
            "numbers": numbers,
            "page": page,
            "pairs": [(pair, said[pair.pk]) for pair in shown],
            "without": alone[:MOST_WITHOUT],
            "without_count": alone.count(),
            "is_changeable": is_changeable,
            "may_confirm": may_change and row.state == RoundState.PREVIEW and numbers.pairs > 0,
            "may_withdraw": may_change and row.state not in (RoundState.DONE, RoundState.WITHDRAWN),
            "may_invite": may_invite,
            "may_follow_up": may_change and row.state == RoundState.DONE and next_round is None,
            "following": next_round,
            "closes_joining": is_open,
            "invited": row.invitations.unanswered().count(),
            "answer_by": numbers.answer_by if row.state == RoundState.PROPOSED else None,
            "asked": 2 * numbers.pairs,
            "pair_form": pair_form or PairForm(row=row, initial=_chosen(row, request), auto_id="pair_%s"),
            "import_form": import_form or ImportForm(auto_id="import_%s"),
            "problems": (problems or [])[:MOST_PROBLEMS],
            "refresh": REFRESH_SECONDS if is_computing else 0,
        }
        return TemplateResponse(request, "admin/matching/round.html", context, status=status)

    def compute_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        close_joining = request.POST.get("close") == "1"
        service = partial(pairing.compute, close_joining=close_joining)
        text = _("Close joining and compute pairs") if close_joining else _("Compute pairs")
        self._do(request, pk, service, text)
        return redirect(self._address(pk))

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = _("Sent. Both people in each pair are asked.")
        sent: rounds.Sent | None = self._do(request, pk, rounds.confirm, _("Send pairs"), done)
        if sent and sent.left_out:
            left = [f"{pair.mentee.member.display_name} + {pair.mentor.member.display_name}" for pair in sent.left_out]
            text = _("Not sent, since one of the two has left or takes no bookings now: %(pairs)s.")
            messages.warning(request, text % {"pairs": ", ".join(left)})
        return redirect(self._address(pk))

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._do(request, pk, rounds.withdraw, _("Cancel the round"), _("The round is cancelled."))
        return redirect(self._address(pk))

    def follow_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open a round with those who are still free, and go there."""
        done = _("A new round is open. Everyone in it is told.")
        made: Round | None = self._do(request, pk, following.follow_up, _("Open a round for those still free"), done)
        return redirect(self._address(made.pk if made else pk))

    def _do(self, request: HttpRequest, pk: int, service: Callable[..., Any], logged: str, done: str = "") -> Any:
        """What a service makes of a round; None if it says no, which the team is told."""
        row = self._row(request, pk, to_change=True)
        try:
            made = service(round=row, by=request.user, now=clock.now())
        except RoundRefused as refusal:
            messages.error(request, refusal.message)
            return None
        self.log_change(request, row, logged)
        if done:
            messages.success(request, done)
        return made

    def pair_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pair two people, and keep all other pairs."""
        row = self._row(request, pk, to_change=True)
        form = PairForm(request.POST, row=row, auto_id="pair_%s")
        if not form.is_valid():
            return self._page(request, row, pair_form=form, status=400)
        try:
            pairing.fix(**form.cleaned_data, by=request.user, now=clock.now())  # type: ignore[arg-type]
        except RoundRefused as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, row, pair_form=form, status=400)
        self.log_change(request, row, _("Pair two people"))
        return redirect(self._address(row.pk))

    def change_pair_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Lock a pair, leave it to the next computation, or take it apart and keep all others."""
        row = self._row(request, pk, to_change=True)
        try:
            name = uuid.UUID(request.POST.get("pair", ""))
        except ValueError:
            raise Http404 from None
        found = row.pairs.with_people().filter(uuid=name).first()
        if found is None:  # the button was pressed twice, or the pairs were computed again meanwhile
            messages.info(request, _("This pair isn’t there any more."))
            return redirect(self._address(row.pk))
        by: Any = request.user
        try:
            if verb == "keep":
                pairing.fix(mentee=found.mentee, mentor=found.mentor, by=by, now=clock.now())
            elif verb == "release":
                pairing.unfix(pair=found, by=by, now=clock.now())
            else:
                pairing.take_apart(pair=found, by=by, now=clock.now())
        except RoundRefused as refusal:
            messages.error(request, refusal.message)
        else:
            self.log_change(request, row, _("Change a pair"))
        return redirect(self._address(row.pk))

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite everyone in a table to the round."""
        row = self._row(request, pk, to_change=True)
        form = ImportForm(request.POST, request.FILES, auto_id="import_%s")
        if not form.is_valid():
            return self._page(request, row, import_form=form, status=400)
        try:
            rows = form.cleaned_data["table"]
            done = importing.import_people(round=row, rows=rows, by=request.user, now=clock.now())  # type: ignore[arg-type]
        except RoundRefused as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, row, import_form=form, status=400)
        if done.problems:
            return self._page(request, row, import_form=form, problems=done.problems, status=400)
        self.log_change(request, row, _("Invite people"))
        text = ngettext("%(count)d person is invited.", "%(count)d people are invited.", done.invited)
        messages.success(request, text % {"count": done.invited})
        if done.known:
            text = ngettext(
                "%(count)d person is in already, or was invited before.",
                "%(count)d people are in already, or were invited before.",
                done.known,
            )
            messages.info(request, text % {"count": done.known})
        return redirect(self._address(row.pk))

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pairs, and those without one, as a table; with everyone's address, as the list of participants."""
        row = self._row(request, pk)
        if not request.user.has_perm("matching.view_participant"):
            raise PermissionDenied
        answer = HttpResponse(written(preview.table(row)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="round-{row.pk}.csv"'
        return answer

    def _row(self, request: HttpRequest, pk: int | str, *, to_change: bool = False) -> Round:
        may = self.has_change_permission(request) if to_change else self.has_view_permission(request)
        if not may:
            raise PermissionDenied
        try:
            return get_object_or_404(Round, pk=pk)
        except (ValueError, OverflowError):
            raise Http404 from None

    def _address(self, pk: int) -> str:
        return reverse("admin:matching_round_change", args=[pk])


def _chosen(row: Round, request: HttpRequest) -> dict[str, str]:
    """The address of someone without a pair, whose link leads to the form."""
    name = request.GET.get("with", "")
    if not name.isdecimal() or len(name) > 12:
        return {}
    person = row.participants.filter(pk=name).select_related("member").first()
    return {str(person.role): person.member.email} if person else {}


@admin.register(Participant)
class ParticipantAdmin(MemberSearch, ReadOnlyAdmin):
    """The people of rounds."""

    list_display = (
        "name",
        "address",
        "round",
        "role",
        "capacity",
        moment("joined_at", gettext_lazy("joined")),
    )
    list_filter = ("role", "round")
    list_select_related = ("member", "round")
    search_fields = ("member__display_name", "member__email")
    ordering = ("-joined_at", "-pk")
    fields = ("round", "member", "role", "capacity", "note", "joined_at", "unmatched")

    @admin.display(description=gettext_lazy("name"), ordering="member__display_name")
    def name(self, row: Participant) -> str:
        return row.member.display_name

    @admin.display(description=gettext_lazy("email address"), ordering="member__email")
    def address(self, row: Participant) -> str:
        return readable(row.member.email)

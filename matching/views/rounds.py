"""Rounds as members see them: joining, saying who they'd like, and answering once there is a pair."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Block, User
from core import clock
from core.http import MemberRequest
from core.paging import RowPaginator
from core.text import one_line
from matching.forms.rounds import JoinForm, PreferForm
from matching.models import Answer, Invitation, Pair, Participant, Role, Round
from matching.presenters.members import PairPresenter, preferred, presented
from matching.services import preferring, rounds
from matching.services.preferring import Choice
from mentors.models import Mentor

PER_PAGE = 20
MOST_ROUNDS = 50  # the latest


@never_cache
@require_safe
def round_list(request: MemberRequest) -> HttpResponse:
    """Rounds that one can join, and those one is in."""
    now = clock.now()
    rows = list(Round.objects.shown_to(request.user)[:MOST_ROUNDS])
    mine = dict(Participant.objects.filter(member=request.user, round__in=rows).values_list("round", "role"))
    shown = [(row, mine.get(row.pk, ""), not rounds.refusal_to_join(row, now=now)) for row in rows]
    return TemplateResponse(request, "matching/rounds.html", {"rounds": shown})


@never_cache
@require_safe
def detail(request: MemberRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002
    """One round: join, say who you'd like, and see the pair once there is one."""
    row = get_object_or_404(Round.objects.shown_to(request.user), uuid=round)
    return _page(request, row)


@never_cache
@require_POST
def join(request: MemberRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002
    row = get_object_or_404(Round.objects.shown_to(request.user), uuid=round)
    role = _role(request.POST)
    form = JoinForm(request.POST, role=role)
    if not form.is_valid():
        return _page(request, row, form=(role, form), status=400)
    try:
        rounds.join(round=row, role=role, by=request.user, now=clock.now(), **form.said())
    except rounds.RoundRefused as refusal:
        messages.error(request, refusal.message)
    else:
        is_open = not rounds.refusal_to_join(row, now=clock.now())
        messages.success(
            request, _("You’re in. If you already know who you’d like, say so below.") if is_open else _("You’re in.")
        )
    return redirect(f"{row.get_absolute_url()}?as={role}")


@require_POST
def leave(request: MemberRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002
    """Leave a round, or turn down an invitation."""
    row = get_object_or_404(Round.objects.shown_to(request.user), uuid=round)
    role = _role(request.POST)
    was_in = row.participants.filter(member=request.user, role=role).exists()
    try:
        rounds.leave(round=row, role=role, by=request.user, now=clock.now())
    except rounds.RoundRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(row)
    messages.success(request, _("You’ve left the round.") if was_in else _("You’re not in this round."))
    return redirect("matching:rounds")


@require_POST
def prefer(request: MemberRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002
    """Rank someone, or take it back; then back to the same page of the list."""
    mine = Participant.objects.filter(member=request.user, round__uuid=round).select_related("round")
    participant = get_object_or_404(mine, role=_role(request.POST))
    form = PreferForm(request.POST)
    about = form.cleaned_data["about"] if form.is_valid() else None
    others = Participant.objects.opposite(participant).exclude(member__in=Block.objects.apart_from(request.user))
    other = get_object_or_404(others, uuid=about)
    choice = Choice(form.cleaned_data["choice"])
    try:
        preferring.prefer(participant=participant, about=other, choice=choice, by=request.user, now=clock.now())
    except rounds.RoundRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved."))
    kept = QueryDict(mutable=True)
    kept.update({name: request.POST[name] for name in ("page", "q") if request.POST.get(name)})
    kept["as"] = participant.role
    return redirect(f"{participant.round.get_absolute_url()}?{kept.urlencode()}#people")


@require_POST
def answer(request: MemberRequest, pair: uuid.UUID) -> HttpResponse:
    """Say yes or no to one's pair."""
    mine = Pair.objects.involving(request.user).exclude(round__proposed_at=None).with_people()
    row = get_object_or_404(mine, uuid=pair)
    said = request.POST.get("answer")
    if said not in ("yes", "no"):
        messages.error(request, _("Please say yes or no."))
        return redirect(row)
    try:
        row = rounds.answer(pair=row, yes=said == "yes", by=request.user, now=clock.now())
    except rounds.RoundRefused as refusal:
        messages.error(request, refusal.message)
    else:
        if text := _thanks(row, request.user):
            messages.success(request, text)
    return redirect(row)


def _thanks(pair: Pair, member: User) -> str:
    """What follows from an answer; "" if the page says all there is to say."""
    presenter = PairPresenter.of(pair, member, now=clock.now())
    if pair.is_agreed:
        return _("You’re a pair. We’ve emailed you both.")
    if pair.is_off and presenter.answer == Answer.NO and not presenter.other_answer:
        return _("All right. We’ll tell %(name)s, without a reason.") % {"name": presenter.first_name}
    if presenter.is_waiting:
        return _("Thank you. We’ll email you once %(name)s has answered.") % {"name": presenter.first_name}
    return ""


def _role(said: QueryDict) -> Role:
    return Role.MENTOR if said.get("role", said.get("as")) == Role.MENTOR else Role.MENTEE


def _page(
    request: MemberRequest, row: Round, *, form: tuple[Role, JoinForm] | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    mine = {each.role: each for each in row.participants.filter(member=request.user).select_related("member")}
    invited = {each.role: each for each in row.invitations.unanswered().filter(member=request.user)}
    is_open = not rounds.refusal_to_join(row, now=now)
    asked = _role(request.GET)
    active = mine.get(asked) or next(iter(mine.values()), None)
    context: dict[str, Any] = {
        "round": row,
        "mine": [mine[role] for role in Role if role in mine],
        "active": active,
        "is_open": is_open,
        "pairs": presented(
            Pair.objects.filter(round=row).sent().involving(request.user).with_people(), request.user, now=now
        ),
    }
    if is_open:
        roles = [Role.MENTEE]
        if Role.MENTOR in mine or Mentor.objects.listed().filter(user=request.user).exists():
            roles.append(Role.MENTOR)
        context["forms"] = [
            (
                role,
                form[1] if form and form[0] == role else _join_form(role, mine.get(role) or invited.get(role)),
                role in mine,
                role in invited,
            )
            for role in roles
        ]
    if is_open and active:
        words = one_line(request.GET.get("q", ""))[:80]
        people = Participant.objects.opposite(active).exclude(member__in=Block.objects.apart_from(request.user))
        people = people.select_related("member__mentor")
        people = people.filter(member__display_name__icontains=words) if words else people
        page = RowPaginator(people, PER_PAGE).get_page(request.GET.get("page"))
        query = QueryDict(mutable=True)
        query.update({"as": active.role} | ({"q": words} if words else {}))
        said, chosen = preferred(active)
        context |= {
            "page": page,
            "people": [(person, said.get(person.pk, "")) for person in page.object_list],
            "chosen": chosen,
            "choices": Choice.choices,
            "q": words,
            "query": query.urlencode(),
            "prefer_url": reverse("matching:prefer", args=[row.uuid]),
        }
    return TemplateResponse(request, "matching/round.html", context, status=status)


def _join_form(role: Role, there: Participant | Invitation | None) -> JoinForm:
    initial = {"note": getattr(there, "note", ""), "capacity": there.capacity} if there else None
    return JoinForm(initial=initial, role=role)

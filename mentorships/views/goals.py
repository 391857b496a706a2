"""Goals and the steps towards them."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.http import MemberRequest, safe_next
from mentorships import services
from mentorships.forms import GoalForm, StepForm
from mentorships.models import Goal, GoalState, Mentorship, Step
from mentorships.presenters.plans import GoalPresenter
from mentorships.views.frame import if_on, own, tried


def goal_of(request: MemberRequest, row: Mentorship, key: uuid.UUID) -> Goal:
    """A goal that the reader may see; any other isn't there (404)."""
    shown = row.goals.shown_to(request.user).select_related("owner").prefetch_related("steps__who")
    goal = get_object_or_404(shown, uuid=key)
    goal.mentorship = row
    return goal


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Write a goal down."""
    row = own(request, mentorship)
    name = row.other_than(request.user).get_short_name()
    form = GoalForm(request.POST or None, name=name)
    refusal, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            made, refusal, status = tried(
                request,
                lambda: services.goals.add(
                    mentorship=row,
                    by=request.user,
                    words=form.words(),
                    is_shared=form.cleaned_data["is_shared"],
                    now=clock.now(),
                ),
            )
            if made:
                messages.success(request, _("Saved. What’s the first step?"))
                return redirect(made)
    context = {"row": row, "name": name, "form": form, "refusal": refusal}
    return TemplateResponse(request, "mentorships/new_goal.html", context, status=status)


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: MemberRequest, mentorship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """One goal with its steps; its owner can change it."""
    row = own(request, mentorship)
    found = goal_of(request, row, goal)
    if request.method != "POST":
        return _page(request, found)
    kept = goal_of(request, row, goal)  # the form changes its own
    form = GoalForm(request.POST, instance=found, name=row.other_than(request.user).get_short_name())
    if not form.is_valid():
        return _page(request, kept, form=form, status=400)
    changed, refusal, status = tried(
        request,
        lambda: services.goals.change(
            goal=kept,
            by=request.user,
            words=form.words(),
            is_shared=form.cleaned_data["is_shared"],
            now=clock.now(),
        ),
    )
    if changed is None:
        return _page(request, kept, form=form, refusal=refusal, status=status)
    messages.success(request, _("Saved."))
    return redirect(kept)


@if_on
@require_POST
def settle(request: MemberRequest, mentorship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """Say what has become of a goal."""
    row = own(request, mentorship)
    found = goal_of(request, row, goal)
    state = request.POST.get("state", "")
    if state not in GoalState.values:
        return _page(request, found, refusal=_("Please choose what has become of your goal."), status=400)
    said = {
        GoalState.OPEN: _("Good. Let’s keep it."),
        GoalState.REACHED: _("You’ve reached it. Well done."),
        GoalState.DROPPED: _("Dropped. That’s fine."),
        GoalState.CARRIED: _("Good luck with it."),
    }[GoalState(state)]
    return _done(
        request,
        found,
        lambda: services.goals.settle(goal=found, by=request.user, state=GoalState(state), now=clock.now()),
        said,
    )


@if_on
@require_POST
def add_step(request: MemberRequest, mentorship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """Add a step to a goal."""
    row = own(request, mentorship)
    found = goal_of(request, row, goal)
    other = row.other_than(request.user)
    form = StepForm(request.POST, name=other.get_short_name(), is_shared=found.is_shared)
    if not form.is_valid():
        return _page(request, found, step=form, status=400)
    return _done(
        request,
        found,
        lambda: services.goals.add_step(
            goal=found,
            by=request.user,
            who=form.who(request.user, other),
            text=form.cleaned_data["text"],
            until_on=form.cleaned_data["until_on"],
            now=clock.now(),
        ),
        _("Added."),
        step=form,
    )


@if_on
@require_POST
def step(request: MemberRequest, mentorship: uuid.UUID, step: uuid.UUID) -> HttpResponse:
    """Tick a step off, or take it away."""
    row = own(request, mentorship)
    shown = Goal.objects.filter(mentorship=row).shown_to(request.user)
    found = get_object_or_404(Step.objects.filter(goal__in=shown).select_related("goal"), uuid=step)
    place, action, now = goal_of(request, row, found.goal.uuid), request.POST.get("action"), clock.now()
    found.goal = place
    match action:
        case "done" | "undone":
            said = _("Done.") if action == "done" else _("Open again.")
            change: Callable[[], object] = lambda: services.goals.tick(  # noqa: E731
                step=found, by=request.user, done=action == "done", now=now
            )
        case "remove":
            said = _("Removed.")
            change = lambda: services.goals.remove_step(step=found, by=request.user, now=now)  # noqa: E731
        case _other:
            return _page(request, place, refusal=_("Please say what to do with this step."), status=400)
    return _done(request, place, change, said)


def _done(
    request: MemberRequest, found: Goal, change: Callable[[], object], said: str, *, step: StepForm | None = None
) -> HttpResponse:
    _made, refusal, status = tried(request, change)
    if refusal:
        return _page(request, found, refusal=refusal, step=step, status=status)
    messages.success(request, said)
    return redirect(safe_next(request, default=found.get_absolute_url()))


def _page(
    request: MemberRequest,
    found: Goal,
    *,
    form: GoalForm | None = None,
    step: StepForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    row, reader = found.mentorship, request.user
    name = row.other_than(reader).get_short_name()
    context = {
        "row": row,
        "name": name,
        "shown": GoalPresenter(found, reader, clock.now()),
        "form": form or GoalForm(instance=found, name=name),
        "step_form": step or StepForm(name=name, is_shared=found.is_shared),
        "refusal": refusal,
    }
    return TemplateResponse(request, "mentorships/goal.html", context, status=status)

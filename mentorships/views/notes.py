"""Notes about a meeting, or about the whole mentorship."""

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.errors import NoteClash
from mentorships.forms import OwnNoteForm, SharedNoteForm
from mentorships.models import Mentorship, sessions
from mentorships.services.noting import WHOLE, Topic, kept_note
from mentorships.views.frame import if_on, own, tried


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: MemberRequest, mentorship: uuid.UUID, meeting: uuid.UUID | None = None) -> HttpResponse:
    """What the two note together, and what the reader notes for themselves."""
    row = own(request, mentorship)
    topic = topic_of(row, meeting)
    if request.method != "POST":
        return _page(request, row, topic)
    if request.POST.get("whose") == "own":
        return _keep(request, row, topic)
    return _share(request, row, topic)


def topic_of(row: Mentorship, meeting: uuid.UUID | None) -> Topic:
    """What the address names: a meeting of the two, or the whole mentorship.

    Raises:
        Http404: the two have no such meeting.
    """
    if meeting is None:
        return WHOLE
    booked = sessions(mentor=row.mentor_id, mentee=row.mentee_id, since=row.began_at).filter(uuid=meeting).first()
    logged = None if booked else row.logged.filter(uuid=meeting).first()
    if booked is None and logged is None:
        raise Http404
    return Topic(booked, logged)


def _share(request: MemberRequest, row: Mentorship, topic: Topic) -> HttpResponse:
    form = SharedNoteForm(request.POST, name=row.other_than(request.user).get_short_name())
    if not form.is_valid():
        return _page(request, row, topic, shared=form, status=400)
    try:
        _made, refusal, status = tried(
            request,
            lambda: services.noting.share(
                mentorship=row, by=request.user, now=clock.now(), topic=topic, **form.cleaned_data
            ),
        )
    except NoteClash as clash:
        return _page(request, row, topic, shared=form, clash=clash.message, status=409)
    if refusal:
        return _page(request, row, topic, shared=form, refusal=refusal, status=status)
    messages.success(request, _("Saved for both of you."))
    return redirect(request.path)


def _keep(request: MemberRequest, row: Mentorship, topic: Topic) -> HttpResponse:
    form = OwnNoteForm(request.POST)
    if not form.is_valid():
        return _page(request, row, topic, mine=form, status=400)
    said = {"text": form.cleaned_data["text"], "topic": topic}
    _made, refusal, status = tried(
        request, lambda: services.noting.keep(mentorship=row, by=request.user, now=clock.now(), **said)
    )
    if refusal:
        return _page(request, row, topic, mine=form, refusal=refusal, status=status)
    messages.success(request, _("Saved for you alone."))
    return redirect(request.path)


def _page(
    request: MemberRequest,
    row: Mentorship,
    topic: Topic,
    *,
    shared: Form | None = None,
    mine: Form | None = None,
    clash: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    name = row.other_than(request.user).get_short_name()
    note = kept_note(row, topic)
    kept = row.own_notes.filter(author=request.user).about(topic.booking, topic.logged).first()
    seen = {"text": note.text if note else "", "version": note.version if note else 0}
    if shared is None:
        shared = SharedNoteForm(initial=seen, name=name)
    elif clash:  # what was written stays in the form, and saving it again knows what it replaces
        shared = SharedNoteForm({"text": request.POST.get("text", ""), "version": seen["version"]}, name=name)
    context = {
        "row": row,
        "name": name,
        "topic": topic,
        "note": note,
        "shared": shared,
        "mine": mine or OwnNoteForm(initial={"text": kept.text if kept else ""}),
        "clash": clash,
        "refusal": refusal,
    }
    return TemplateResponse(request, "mentorships/notes.html", context, status=status)

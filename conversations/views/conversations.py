"""The list of a member's conversations, one of them, and what is new in it."""

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.hooks import pictures_of
from conversations import services
from conversations.errors import MessageRefused
from conversations.forms import MessageForm
from conversations.models import Message, ReadMark
from conversations.policy import LIST_PAGE, PER_PAGE
from conversations.presenters import MessagePresenter, presenters
from conversations.services.opening import standing
from core import clock
from core.http import MemberRequest
from core.paging import RowPaginator
from core.ratelimit import Limit

MESSAGES = Limit("message", times=40, seconds=600)
BEGINNING = 160  # characters of the last message that the list shows


@require_safe
def conversation_list(request: MemberRequest) -> HttpResponse:
    """The member's conversations, the latest first."""
    last = Message.objects.filter(
        conversation=OuterRef("conversation"), number=OuterRef("conversation__messages_written")
    )
    mine = ReadMark.objects.of(request.user).with_people().filter(conversation__last_at__isnull=False)
    rows = mine.annotate(
        last_words=Subquery(last.values(words=Left("text", BEGINNING))),
        last_author=Subquery(last.values("author")),
    ).order_by("-conversation__last_at", "-pk")
    page = RowPaginator(rows, LIST_PAGE).get_page(request.GET.get("page"))
    people = [(mark, mark.conversation.other_than(request.user)) for mark in page]
    pictures = pictures_of([other for _mark, other in people])
    shown = [(mark, other, pictures[other.pk]) for mark, other in people]
    return TemplateResponse(request, "conversations/list.html", {"page": page, "rows": shown})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """One conversation: the newest messages, or older ones, and the form to write another."""
    mark = _mark_of(request, conversation)
    now = clock.now()
    rows, has_older = _messages(mark, before=_number(request.GET.get("before")))
    last = rows[-1].number if rows else 0
    form = MessageForm(request.POST if request.method == "POST" else None, seen=last)
    if form.is_valid():
        sent = form.cleaned_data
        if not MESSAGES.allows_request(request):
            form.add_error(None, _("You’ve written a lot in a short time. Please wait a few minutes."))
        else:
            try:
                message = services.writing.write(
                    conversation=mark.conversation,
                    by=request.user,
                    text=sent["text"],
                    form_key=sent["form_key"],
                    seen=sent["seen"] or 0,
                    now=now,
                )
            except MessageRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect(f"{message.conversation.get_absolute_url()}#{message.anchor}")
    other = mark.conversation.other_than(request.user)
    shown = _shown(mark, rows, now)
    mine = [0, *(each.message.number for each in shown if each.is_mine)]
    context = {
        "mark": mark,
        "conversation": mark.conversation,
        "other": other,
        "picture": pictures_of([other])[other.pk],
        "messages_shown": shown,
        "older": rows[0].number if has_older else None,
        "is_older": bool(_number(request.GET.get("before"))),
        "last": last,
        "standing": standing(request.user, other, now=now),
        "form": form,
        "draft": mine[-1],
        "draft_sent": mine[-2] if len(mine) > 1 else None,
    }
    return TemplateResponse(request, "conversations/conversation.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def new(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Messages after a number, for the page to add; nothing if there are none."""
    mark = _mark_of(request, conversation)
    after = _number(request.GET.get("after")) or 0
    rows = _rows(mark).filter(number__gt=after).order_by("number")[:PER_PAGE]
    shown = _shown(mark, list(rows), clock.now())
    return TemplateResponse(request, "conversations/_messages.html", {"messages_shown": shown})


@require_POST
def read(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Note that the member has read up to a message; what remains unread is the answer to a script."""
    mark = _mark_of(request, conversation)
    number = _number(request.POST.get("number")) or 0
    services.reading.mark_read(conversation=mark.conversation, member=request.user, number=number)
    if "quiet" in request.POST:
        return HttpResponse(str(services.reading.number_unread(request.user)), content_type="text/plain")
    return redirect(mark.conversation)


def _mark_of(request: MemberRequest, conversation: UUID) -> ReadMark:
    mine = ReadMark.objects.of(request.user).with_people()
    return get_object_or_404(mine, conversation__uuid=conversation)


def _rows(mark: ReadMark) -> QuerySet[Message]:
    return Message.objects.filter(conversation=mark.conversation_id)


def _messages(mark: ReadMark, *, before: int | None) -> tuple[list[Message], bool]:
    """The newest messages, or those before a number, in their order; and whether there are older ones."""
    rows = _rows(mark).filter(number__lt=before) if before else _rows(mark)
    found = list(rows.order_by("-number")[: PER_PAGE + 1])
    return found[:PER_PAGE][::-1], len(found) > PER_PAGE


def _shown(mark: ReadMark, rows: list[Message], now: datetime) -> list[MessagePresenter]:
    return presenters(rows, conversation=mark.conversation, viewer=mark.member, seen=mark.seen, now=now)


def _number(text: str | None) -> int | None:
    """A number of a message from an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None

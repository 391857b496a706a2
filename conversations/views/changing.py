"""Changing and removing one's own messages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conversations import services
from conversations.errors import MessageRefused
from conversations.forms import WordsForm
from conversations.models import Message
from conversations.policy import PER_PAGE
from core import clock
from core.http import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, message: UUID) -> HttpResponse:
    """Replace the words of a message, or add a correction once its 15 minutes are over."""
    row = _own(request, message)
    now = clock.now()
    is_fresh = row.is_fresh(at=now)
    words = {"text": row.text if is_fresh else row.correction}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=words)
    if form.is_valid():
        try:
            services.changing.edit(message=row, by=request.user, text=form.cleaned_data["text"], now=now)
        except MessageRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(_place(row))
    context = {"message": row, "form": form, "is_fresh": is_fresh, "back": _place(row)}
    return TemplateResponse(request, "conversations/edit.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, message: UUID) -> HttpResponse:
    """Ask, and remove the words of a message."""
    row = _own(request, message)
    if request.method != "POST":
        return TemplateResponse(request, "conversations/remove.html", {"message": row, "back": _place(row)})
    services.changing.remove(message=row, by=request.user, now=clock.now())
    messages.success(request, _("Your message is removed."))
    return redirect(_place(row))


def _own(request: MemberRequest, message: UUID) -> Message:
    mine = Message.objects.filter(author=request.user, removed_at=None, conversation__marks__member=request.user)
    return get_object_or_404(mine.select_related("conversation__one", "conversation__other"), uuid=message)


def _place(message: Message) -> str:
    """Where a message is on its conversation's pages, however old it is."""
    page = message.conversation.get_absolute_url()
    if message.conversation.messages_written - message.number >= PER_PAGE:
        page = f"{page}?before={message.number + 1}"
    return f"{page}#{message.anchor}"

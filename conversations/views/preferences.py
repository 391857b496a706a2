"""Emails about messages: for all conversations, and for one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conversations import services
from conversations.forms import PreferencesForm
from conversations.models import Conversation
from core.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    """What the member gets by email, and what becomes of their words."""
    chosen = services.preferences.chosen(request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        services.preferences.choose(member=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("conversations:preferences")
    return TemplateResponse(
        request, "conversations/preferences.html", {"form": form}, status=400 if form.errors else 200
    )


@require_POST
def mute(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Switch the emails about one conversation off, or on again."""
    row = get_object_or_404(Conversation.objects.of(request.user), uuid=conversation)
    muted = request.POST.get("muted") == "yes"
    services.preferences.mute(conversation=row, member=request.user, muted=muted)
    text = _("You get no emails about this conversation.") if muted else _("You get emails about it again.")
    messages.success(request, text)
    return redirect(row)

"""Letting one topic take the place of another, after a look at what moves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from core import clock
from mentors.forms.merging import MergeForm
from mentors.models import SavedSearch, Topic
from mentors.services import TendingRefused, merge


class MergingAdmin:
    """A button on a topic's page, which leads to what merging it would move."""

    def has_merge_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Whoever may delete topics may merge them."""
        return bool(request.user.has_perm("mentors.delete_topic"))

    @action(description=gettext_lazy("Merge into another topic"), url_path="merge", permissions=["merge"])
    def merge_into(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would move, and merge by POST."""
        topic: Topic | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if topic is None:
            raise Http404
        if not self.has_merge_permission(request):
            raise PermissionDenied
        form = MergeForm(request.POST if request.method == "POST" else None, topic=topic)
        if form.is_valid():
            into: Topic = form.cleaned_data["into"]
            try:
                merge(topic=topic, into=into, now=clock.now())
            except TendingRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                words = {"topic": topic.name_i18n, "other": into.name_i18n}
                self.log_change(request, into, f"Merged {topic.slug} into it.")  # type: ignore[attr-defined]
                messages.success(request, _("“%(topic)s” is now part of “%(other)s”.") % words)
                return redirect(reverse("admin:mentors_topic_change", args=[into.pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": _("Merge “%(topic)s” into another topic") % {"topic": topic.name_i18n},
            "has_heading": True,
            "topic": topic,
            "form": form,
            "moved": [
                (_("mentors, who get an email about it"), topic.mentors.count()),
                (_("applications"), topic.applications.count()),
                (_("saved searches"), SavedSearch.objects.naming("topic", topic.slug).count()),
                (_("wishes"), topic.wishes.count()),
            ],
        }
        return TemplateResponse(request, "admin/mentors/merge.html", context, status=400 if form.errors else 200)

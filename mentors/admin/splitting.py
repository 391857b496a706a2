"""Making two topics of one, with a choice for each of its mentors."""

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
from mentors.forms.splitting import HalvesForm, SplitForm
from mentors.models import Topic
from mentors.services import TendingRefused, split


class SplittingAdmin:
    """A button on a topic's page, which leads to its mentors and the halves they could have."""

    def has_split_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Whoever may add and change topics may split them."""
        return bool(request.user.has_perms(("mentors.add_topic", "mentors.change_topic")))

    @action(description=gettext_lazy("Split into two topics"), url_path="split", permissions=["split"])
    def split_into(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the new topic and for each mentor, and split by POST."""
        topic: Topic | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if topic is None:
            raise Http404
        if not self.has_split_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form, halves = SplitForm(data), HalvesForm(data, topic=topic)
        if form.is_valid() and halves.is_valid():
            try:
                second = split(
                    topic=topic, slug=form.cleaned_data["slug"], names=form.names(), moved=halves.chosen("second"),
                    both=halves.chosen("both"), now=clock.now(),
                )  # fmt: skip
            except TendingRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                self.log_change(request, topic, f"Split {second.slug} off it.")  # type: ignore[attr-defined]
                words = {"topic": topic.name_i18n, "other": second.name_i18n}
                messages.success(request, _("“%(topic)s” and “%(other)s” are two topics now.") % words)
                return redirect(reverse("admin:mentors_topic_change", args=[second.pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": _("Split “%(topic)s” into two topics") % {"topic": topic.name_i18n},
            "has_heading": True,
            "topic": topic,
            "form": form,
            "rows": halves.rows(),
        }
        return TemplateResponse(
            request, "admin/mentors/split.html", context, status=400 if form.errors or halves.errors else 200
        )

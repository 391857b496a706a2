"""Which topic takes the place of another."""

from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from core.layout import AdminHelper, Field
from mentors.models import Topic


class MergeForm(forms.Form):
    """The topic that stays; those of a similar name come first.

    Args:
        topic: the one that goes.
    """

    into = forms.ModelChoiceField(label=_("Into"), queryset=Topic.objects.none(), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Topic.objects.offered().exclude(pk=topic.pk).annotate(alike=TrigramSimilarity("name", topic.name))
        field: Any = self.fields["into"]
        field.queryset = others.order_by("-alike", "category__position", "slug")
        self.helper = AdminHelper(Field("into", wrapper_class="vetting__field"))

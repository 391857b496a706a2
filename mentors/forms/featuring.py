"""The team's choice of mentors who come first on the page of a topic or an area."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core.forms import CleanLine
from mentors.models import FeaturedMentor, Mentor, Topic
from mentors.models.featured import MOST_FEATURED

FEATURED = tuple(f"featured_{number}" for number in range(1, MOST_FEATURED + 1))


class FeaturingForm(forms.ModelForm):
    """Up to three addresses of mentors' pages. Who was chosen before stays, listed or not."""

    featured_1 = CleanLine(
        label=_("First mentor"),
        help_text=_("The last part of their page’s address, such as amara-njeri."),
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    featured_2 = CleanLine(label=_("Second mentor"), required=False, widget=UnfoldAdminTextInputWidget)
    featured_3 = CleanLine(label=_("Third mentor"), required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Topic  # or Category, by their admins
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = FeaturedMentor.objects.on(self.instance) if self.instance.pk else FeaturedMentor.objects.none()
        self._before = {row.mentor.slug: row.mentor for row in chosen.select_related("mentor")}
        self.initial.update(zip(FEATURED, self._before, strict=False))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        slugs = {name: text.strip().strip("/").rpartition("/")[2] for name in FEATURED if (text := cleaned.get(name))}
        found = self._before | {row.slug: row for row in Mentor.objects.listed().filter(slug__in=slugs.values())}
        chosen: list[Mentor] = []
        for name, slug in slugs.items():
            if slug not in found:
                self.add_error(name, _("No listed mentor has this address."))
            elif found[slug] in chosen:
                self.add_error(name, _("You’ve already chosen this mentor."))
            else:
                chosen.append(found[slug])
        return cleaned | {"featured": chosen}

"""Matching in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.FIELDS_OF_WORK, "matching.weights", _("Suggestions"), icon="join_inner", position=40)
page(Section.FIELDS_OF_WORK, "matching.fairness", _("Fairness"), icon="balance", position=50)
page(Section.PEOPLE, "matching.round", _("Rounds"), icon="diversity_3", position=60)
page(Section.CONVERSATIONS, "matching.request", _("Requests for us"), icon="person_search", position=30)

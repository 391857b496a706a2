"""Applications, mentors, topics and categories in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.PEOPLE, "mentors.application", _("Applications"), icon="draft", position=10)
page(Section.PEOPLE, "mentors.appeal", _("Applicants’ appeals"), icon="balance", position=12)
page(Section.PEOPLE, "mentors.snippet", _("Reasons for a no"), icon="short_text", position=15)
page(Section.PEOPLE, "mentors.mentor", _("Mentors"), icon="school", position=20)
page(Section.FIELDS_OF_WORK, "mentors.category", _("Areas"), icon="category", position=10)
page(Section.FIELDS_OF_WORK, "mentors.topic", _("Topics"), icon="sell", position=20)
page(Section.FIELDS_OF_WORK, "mentors.topicsuggestion", _("Suggested topics"), icon="lightbulb", position=25)
page(Section.FIELDS_OF_WORK, "mentors.wish", _("Not found"), icon="search_off", position=30)

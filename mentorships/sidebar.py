"""Mentorships in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from core.sidebar import Section, page

page(Section.CONVERSATIONS, "mentorships.mentorship", _("Mentorships"), icon="handshake", position=40)

"""Reasons for a no, which the team writes once and puts into its emails."""

from django.contrib import admin

from core import languages
from mentors.admin.topics import TranslatedAdmin, inputs
from mentors.models import Snippet


@admin.register(Snippet)
class SnippetAdmin(TranslatedAdmin):
    """What the team often has to say, by what was missing."""

    fields = ("criterion", *inputs("text"), *inputs("advice"), "position")
    list_display = ("text_i18n", "criterion", "position")
    list_filter = ("criterion",)
    search_fields = (*languages.translations_of("text"), *languages.translations_of("advice"))
    ordering = ("criterion", "position", "pk")

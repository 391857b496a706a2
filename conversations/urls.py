"""Addresses of the conversations app, named in full."""

from django.urls import path

from conversations.views import changing, conversations, preferences

app_name = "conversations"
urlpatterns = [
    path("conversations/", conversations.conversation_list, name="list"),
    path("conversations/emails/", preferences.preferences, name="preferences"),
    path("conversations/<uuid:conversation>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:conversation>/new/", conversations.new, name="new"),
    path("conversations/<uuid:conversation>/read/", conversations.read, name="read"),
    path("conversations/<uuid:conversation>/mute/", preferences.mute, name="mute"),
    path("conversations/messages/<uuid:message>/edit/", changing.edit, name="edit"),
    path("conversations/messages/<uuid:message>/remove/", changing.remove, name="remove"),
]

"""The demo's mailbox."""

from django.urls import path

from mentoring_club import mailbox

app_name = "mailbox"
urlpatterns = [
    path("", mailbox.index, name="index"),
    path("<slug:key>/", mailbox.detail, name="detail"),
    path("<slug:key>/body/", mailbox.body, name="body"),
    path("<slug:key>/<str:name>", mailbox.attachment, name="attachment"),
]

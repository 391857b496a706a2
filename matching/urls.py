"""Addresses of the matching app, named in full."""

from django.urls import path

from matching.views import needs

app_name = "matching"
urlpatterns = [
    path("mentors/for-you/", needs.for_you, name="for_you"),
    path("mentors/for-you/edit/", needs.need, name="need"),
    path("mentors/for-you/again/", needs.show_again, name="show_again"),
    path("mentors/for-you/forget/", needs.forget, name="forget"),
    path("mentors/<slug:slug>/not-for-me/", needs.dismiss, name="dismiss"),
]

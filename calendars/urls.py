"""URLs of the desk pages for outside calendars."""

from django.urls import path

from calendars import views

app_name = "calendars"
urlpatterns = [
    path("desk/calendars/", views.calendar_list, name="list"),
    path("desk/calendars/google/", views.add_google, name="add_google"),
    path("desk/calendars/<uuid:calendar>/read/", views.read, name="read"),
    path("desk/calendars/<uuid:calendar>/remove/", views.remove, name="remove"),
]

"""Addresses of the mentors app, named in full."""

from django.urls import path

from mentors import views

app_name = "mentors"
urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("apply/<uuid:identifier>/", views.application, name="application"),
    path("desk/profile/", views.profile, name="profile"),
    path("desk/topics/missing/", views.suggest_topic, name="suggest_topic"),
    path("mentors/<slug:slug>/save/", views.save_mentor, name="save"),
    path("mentors/<slug:slug>/unsave/", views.unsave_mentor, name="unsave"),
]

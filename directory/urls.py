"""Addresses of the directory app, named in full."""

from django.urls import path

from directory import saving, views

app_name = "directory"
urlpatterns = [
    path("mentors/", views.mentor_list, name="list"),
    path("mentors/<slug:slug>/", views.mentor, name="mentor"),
    path("mentors/<slug:slug>/openings/", views.openings, name="openings"),
    path("completions/", views.complete, name="complete"),
    path("desk/live/", views.live, name="live"),
    path("wishes/", views.wish, name="wish"),
    path("saved/", views.saved, name="saved"),
    path("saved/search/", saving.save_search, name="save_search"),
    path("saved/<uuid:search>/forget/", saving.forget_search, name="forget_search"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/picture.jpg", views.topic_picture, name="topic_picture"),
]

"""Addresses of the mentors app, named in full."""

from django.urls import URLPattern

app_name = "mentors"
urlpatterns: list[URLPattern] = []

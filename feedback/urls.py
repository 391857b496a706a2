"""Addresses of the feedback app, named in full."""

from django.urls import URLPattern

app_name = "feedback"
urlpatterns: list[URLPattern] = []

"""Addresses of the bookings app, named in full."""

from django.urls import URLPattern

app_name = "bookings"
urlpatterns: list[URLPattern] = []

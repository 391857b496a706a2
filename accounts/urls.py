"""URLs of the accounts app, from the site's root."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/trust-address/", views.trust_address, name="trust_address"),
]

"""URLs of data protection, from the site's root."""

from django.urls import path

from data_protection import views

app_name = "data_protection"
urlpatterns = [
    path("me/data/", views.data, name="data"),
    path("me/data/export/", views.ask_for_export, name="ask_for_export"),
    path("me/data/export/<uuid:export>/", views.download, name="download"),
    path("me/data/erase/", views.erase, name="erase"),
    path("me/data/keep/", views.keep, name="keep"),
]

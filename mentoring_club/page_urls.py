"""The club's own pages."""

from django.urls import path

from mentoring_club import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
]

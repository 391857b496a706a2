"""The club's impact."""

from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [path("impact/", views.show_impact, name="impact")]

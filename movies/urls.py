"""Addresses of films."""

from __future__ import annotations

from django.urls import path

from movies import views
from movies.tastes import views as taste_views

app_name = "movies"

urlpatterns = [
    path("", views.search, name="search"),
    path("<int:pk>/", views.film, name="film"),
    path("<int:pk>/say/", taste_views.say, name="say"),
    path("<int:pk>/poster.svg", views.poster, name="poster"),
]

"""Addresses of films."""

from __future__ import annotations

from django.urls import path

from movies import views

app_name = "movies"

urlpatterns = [path("<int:pk>/", views.film, name="film")]

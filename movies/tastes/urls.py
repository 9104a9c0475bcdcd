"""Addresses of what somebody likes and wants to watch."""

from __future__ import annotations

from django.urls import path

from movies.tastes import views

app_name = "taste"

urlpatterns = [
    path("watchlist/", views.watchlist, name="watchlist"),
]

"""Addresses of what somebody likes and wants to watch."""

from __future__ import annotations

from django.urls import path

from movies.tastes import pages, rating_pages, views

app_name = "taste"

urlpatterns = [
    path("watchlist/", views.watchlist, name="watchlist"),
    path("taste/", pages.taste, name="taste"),
    path("taste/films/", pages.films, name="films"),
    path("taste/people/", pages.people, name="people"),
    path("taste/ratings/", rating_pages.ratings, name="ratings"),
    path("taste/ratings/<int:pk>/", rating_pages.brought, name="brought"),
    path("taste/ratings/<int:pk>/take/", rating_pages.take, name="take"),
    path("taste/ratings/<int:pk>/undo/", rating_pages.undo, name="undo"),
    path("taste/ratings/<int:pk>/missing.csv", rating_pages.missing, name="missing"),
    path("taste/posters/", pages.posters, name="posters"),
]

"""Addresses of check-ins, moods and the journal."""

from __future__ import annotations

from django.urls import path

from emotions import views

app_name = "emotions"

urlpatterns = [
    path("check-in/", views.check_in, name="check_in"),
    path("moods/", views.journal, name="journal"),
    path("moods/<uuid:pk>/", views.result, name="result"),
    path("moods/<uuid:pk>/correct/", views.correct, name="correct"),
    path("moods/<uuid:pk>/films/", views.rerank, name="rerank"),
    path("moods/<uuid:pk>/chips/<int:place>/drop/", views.drop_chip, name="drop_chip"),
    path("moods/<uuid:pk>/delete/", views.delete, name="delete"),
    path("moods/<uuid:pk>/no-usual-voice/", views.decline_usual_voice, name="decline_usual_voice"),
    path("usual-voice/", views.usual_voice_page, name="usual_voice"),
    path("usual-voice/delete/", views.forget_usual_voice, name="forget_usual_voice"),
]

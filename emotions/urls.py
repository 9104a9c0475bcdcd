"""Addresses of check-ins, moods and the journal."""

from __future__ import annotations

from django.urls import path

from emotions import check_in_page, result_page
from emotions.evenings import pages as evening_pages
from emotions.journal import pages as journal_pages
from emotions.journal import sharing
from emotions.privacy import pages as privacy_pages
from emotions.senses import pages as sense_pages
from emotions.surveys import pages as survey_pages

app_name = "emotions"

urlpatterns = [
    path("check-in/", check_in_page.check_in, name="check_in"),
    path("moods/", journal_pages.moods, name="journal"),
    path("moods/week/", journal_pages.week, name="week"),
    path("moods/watched/", journal_pages.watched, name="watched"),
    path("moods/<uuid:pk>/", result_page.result, name="result"),
    path("moods/<uuid:pk>/correct/", result_page.correct, name="correct"),
    path("moods/<uuid:pk>/films/", result_page.rerank, name="rerank"),
    path("moods/<uuid:pk>/chips/<int:place>/drop/", result_page.drop_chip, name="drop_chip"),
    path("moods/<uuid:pk>/delete/", journal_pages.delete, name="delete"),
    path("moods/<uuid:pk>/note/", journal_pages.write_note, name="write_note"),
    path("moods/<uuid:pk>/share/", sharing.share, name="share"),
    path("moods/<uuid:pk>/unshare/", sharing.unshare, name="unshare"),
    path("evening/<slug:token>/", sharing.shared, name="shared"),
    path("survey/", survey_pages.answer, name="survey"),
    path("survey/<uuid:pk>/withdraw/", survey_pages.withdraw, name="withdraw_answer"),
    path("moods/<uuid:pk>/no-usual-voice/", sense_pages.decline_usual_voice, name="decline_usual_voice"),
    path("settings/consents/agree/", privacy_pages.agree, name="agree"),
    path("settings/consents/withdraw/", privacy_pages.withdraw, name="withdraw"),
    path("settings/keeping/", privacy_pages.keep, name="keep"),
    path("moods/<uuid:pk>/together/", evening_pages.start, name="start_evening"),
    path("together/", evening_pages.index, name="evenings"),
    path("together/join/", evening_pages.join, name="join_evening"),
    path("together/<uuid:pk>/", evening_pages.evening, name="evening"),
    path("together/<uuid:pk>/faces/", evening_pages.add_faces, name="add_faces"),
    path("together/<uuid:pk>/films/", evening_pages.weigh, name="weigh_evening"),
    path("together/<uuid:pk>/guests/drop/", evening_pages.drop_guest, name="drop_guest"),
    path("together/<uuid:pk>/leave/", evening_pages.leave, name="leave_evening"),
    path("usual-voice/", sense_pages.usual_voice_page, name="usual_voice"),
    path("usual-voice/delete/", sense_pages.forget_usual_voice, name="forget_usual_voice"),
]

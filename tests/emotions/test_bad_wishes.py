"""Whatever is wished for or missing: a sentence and a page to go on with."""

from __future__ import annotations

import pytest

from emotions import checkin
from emotions.models import Impression, MoodCheck
from movies.models import Feedback, Genre, Movie, Taste
from movies.storing import freshness

CHECK_IN = "/check-in/"
API = "/api/v1/moods/"
SAD = {"emotion": "sad"}


def page_of(client, **wish) -> str:
    return client.post(CHECK_IN, {**SAD, **wish}, follow=True).content.decode()


@pytest.mark.usefixtures("films")
class TestNamesNobodyKnows:
    @pytest.mark.parametrize(
        ("field", "typed", "nearest"),
        [
            ("language", "Frensh", "French"),
            ("language", "Jappanese", "Japanese"),
            ("actor", "Tom Hankz", "Tom Hanks"),
            ("actor", "Merryl Streep", "Meryl Streep"),
        ],
    )
    def test_the_nearest_is_offered_and_nothing_typed_is_lost(self, alices, field, typed, nearest):
        response = alices.post(CHECK_IN, {**SAD, field: typed})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Did you mean" in page
        assert nearest in page
        assert f'value="{typed}"' in page
        answer = alices.post(API, {**SAD, field: typed})
        assert answer.status_code == 400
        assert nearest in str(answer.json())
        assert not MoodCheck.objects.exists()

    def test_a_language_no_film_speaks_is_said_so(self, alices):
        assert "No film here is spoken in Kannada yet" in page_of(alices, language="Kannada")


def test_an_empty_catalogue_gets_a_sentence_and_a_mood(alices, db):
    page = page_of(alices)
    assert "You feel" in page
    assert "The catalogue is empty" in page
    assert alices.post(API, SAD).json()["movies"] == []


@pytest.mark.usefixtures("films")
class TestTooLittleLeft:
    def test_a_taste_that_excludes_everything_gets_a_sentence(self, alices, alice):
        Taste.of(alice).disliked_genres.set(Genre.objects.all())
        Movie.objects.filter(genres=None).delete()
        page = page_of(alices)
        assert "No film is left" in page
        assert 'class="film"' not in page

    def test_one_film_that_was_not_seen_is_shown(self, alices, alice):
        kept, *seen = Movie.objects.filter(genres__name="Comedy", genres__isnull=False).distinct()
        Movie.objects.exclude(pk__in=[kept.pk, *(film.pk for film in seen)]).delete()
        Feedback.objects.bulk_create(Feedback(user=alice, movie=film, verdict="seen") for film in seen)
        freshness.touch()
        check = alices.post(API, {**SAD, "mode": "match"}).json()
        assert [film["id"] for film in check["movies"]] == [kept.pk]
        assert "one film" in str(check["notes"])

    def test_words_that_exclude_each_other_still_lead_to_ten_films(self, alices):
        words = "I feel low. A Korean western under 20 minutes, before 1930, no dramas, with Tom Hanks"
        check = alices.post(API, {"text": words}).json()
        assert len(check["movies"]) == 10
        assert len(check["notes"]) >= 2


@pytest.mark.usefixtures("films")
class TestFilmsThatGo:
    def test_one_deleted_between_ranking_and_keeping_is_left_out(self, alices, monkeypatch):
        rank = checkin.recommend

        def rank_and_lose(*args, **kwargs):
            picks = rank(*args, **kwargs)
            Movie.objects.filter(pk=picks.picks[0].movie.pk).delete()
            return picks

        monkeypatch.setattr(checkin, "recommend", rank_and_lose)
        page = page_of(alices)
        assert page.count('class="film"') == 9
        assert Impression.objects.count() == 9

    def test_all_deleted_afterwards_leave_a_page_that_says_so(self, alices):
        page_of(alices)
        Movie.objects.all().delete()
        page = alices.get(MoodCheck.objects.get().get_absolute_url()).content.decode()
        assert "no longer in the catalogue" in page

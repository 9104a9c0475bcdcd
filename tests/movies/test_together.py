"""Several people, one list: fair to all, harsh to nobody, and silent about whose taste it is."""

from __future__ import annotations

import numpy as np
import pytest

from ml.labels import Emotion
from movies.models import Genre, Mode, Movie, Person
from movies.recommending import sharing
from movies.recommending.scoring import score
from movies.recommending.together import Company, Fairness, joined, recommend_together
from movies.wishes.wish import Wish

ALL_WAYS = list(Fairness)


def company(films, moods, fairness, seed=1):
    return Company(tuple(score(films, mood, wish, seed=seed) for mood, wish in moods), fairness)


@pytest.fixture
def sad_and_angry(feeling):
    return [(feeling(Emotion.SAD), Wish(mode=Mode.LIFT)), (feeling(Emotion.ANGRY), Wish(mode=Mode.LIFT))]


@pytest.mark.usefixtures("films")
class TestFairness:
    @pytest.mark.parametrize("fairness", ALL_WAYS)
    def test_there_are_ten_and_the_best_comes_first(self, sad_and_angry, fairness):
        picks = recommend_together(sad_and_angry, fairness, seed=1)
        assert len({pick.movie.pk for pick in picks}) == 10
        assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)

    def test_a_film_counts_for_whoever_likes_it_least_or_for_the_mean(self, sad_and_angry):
        films = sharing.current()
        rows = np.arange(len(films))
        own = [score(films, mood, wish, seed=1).of(rows) for mood, wish in sad_and_angry]
        least = company(films, sad_and_angry, Fairness.LEAST_MISERY)
        mean = company(films, sad_and_angry, Fairness.AVERAGE)
        assert np.allclose(least.of(rows), np.minimum(*own))
        assert np.allclose(mean.of(rows), (own[0] + own[1]) / 2, atol=1e-6)

    @pytest.mark.parametrize("fairness", ALL_WAYS)
    def test_its_terms_add_up_and_its_bound_holds(self, sad_and_angry, fairness):
        films = sharing.current()
        rows = np.arange(len(films))
        of_all = company(films, sad_and_angry, fairness)
        assert np.allclose(sum(of_all.parts(rows).values()), of_all.of(rows), atol=1e-5)
        assert all(of_all.of(rows[row:]).max() <= of_all.most(row) for row in rows)

    def test_the_worst_off_fares_no_worse_with_least_misery(self, feeling):
        films = sharing.current()
        moods = [
            (feeling(Emotion.SAD), Wish(mode=Mode.MATCH)),
            (feeling(Emotion.HAPPY), Wish(mode=Mode.MATCH)),
            (feeling(Emotion.HAPPY), Wish(mode=Mode.MATCH)),
        ]
        worst = {}
        for fairness in ALL_WAYS:
            shown = films.rows_of(pick.movie.pk for pick in recommend_together(moods, fairness, seed=1))
            worst[fairness] = company(films, moods, fairness).each(shown).min(axis=0).mean()
        assert worst[Fairness.LEAST_MISERY] > worst[Fairness.AVERAGE]

    def test_one_person_alone_gets_their_own_order(self, feeling):
        films = sharing.current()
        alone = [(feeling(Emotion.SAD), Wish())]
        rows = np.arange(len(films))
        assert np.allclose(
            company(films, alone, Fairness.LEAST_MISERY).of(rows), score(films, *alone[0], seed=1).of(rows)
        )

    def test_nobody_is_no_evening(self):
        with pytest.raises(ValueError, match="needs somebody"):
            recommend_together([])


@pytest.mark.usefixtures("films")
class TestWhatNobodyMustSee:
    def test_what_one_hides_or_dislikes_is_shown_to_nobody(self, feeling):
        hidden = frozenset(Movie.objects.filter(title__startswith="T").values_list("pk", flat=True))
        moods = [
            (feeling(Emotion.HAPPY), Wish(hidden=hidden)),
            (feeling(Emotion.HAPPY), Wish(disliked_genres=frozenset({"Comedy"}), genres=())),
        ]
        for pick in recommend_together(moods, limit=40, seed=1):
            assert pick.movie.pk not in hidden
            assert "Comedy" not in pick.movie.genre_names

    def test_horror_comes_only_where_all_would_have_it(self, feeling):
        fan = (feeling(Emotion.FEAR), Wish(mode=Mode.MATCH, genres=("Horror",)))
        other = (feeling(Emotion.FEAR), Wish(mode=Mode.MATCH))
        together = recommend_together([fan, other], limit=40, seed=1)
        assert not any("Horror" in pick.movie.genre_names for pick in together)
        assert any("Horror" in pick.movie.genre_names for pick in recommend_together([fan, fan], seed=1))

    def test_one_who_wants_calm_keeps_harsh_films_away_from_all(self, feeling):
        films = sharing.current()
        moods = [
            (feeling(Emotion.ANGRY), Wish(mode=Mode.MATCH)),
            (feeling(Emotion.ANGRY), Wish(mode=Mode.CALM)),
        ]
        rows = films.rows_of(pick.movie.pk for pick in recommend_together(moods, seed=1))
        assert (films.traits[rows] & 1).all()


@pytest.mark.usefixtures("films")
class TestReasons:
    @pytest.mark.parametrize("fairness", ALL_WAYS)
    def test_they_name_nobodys_taste_and_nobodys_mood(self, feeling, fairness):
        tautou = Person.objects.named("Audrey Tautou").get()
        comedy = Genre.objects.get(name="Comedy").name
        moods = [
            (
                feeling(Emotion.SAD),
                Wish(liked_people=frozenset({tautou.pk}), liked_genres=frozenset({comedy})),
            ),
            (feeling(Emotion.ANGRY), Wish()),
        ]
        told = [reason for pick in recommend_together(moods, fairness, seed=1) for reason in pick.reasons]
        assert any(reason.startswith("for all of you: ") for reason in told)
        assert not any("you like" in reason or "low" in reason or "angry" in reason for reason in told)


class TestJoiningWishes:
    def test_what_all_who_asked_have_in_common_is_kept(self):
        wish, notes = joined([Wish(languages=("fr", "en")), Wish(languages=("en",)), Wish()])
        assert wish.languages == ("en",)
        assert notes == ()

    def test_what_excludes_each_other_is_widened_and_said(self):
        wish, notes = joined([Wish(languages=("fr",), min_year=2000), Wish(languages=("ko",), max_year=1990)])
        assert set(wish.languages) == {"fr", "ko"}
        assert (wish.min_year, wish.max_year) == (None, None)
        assert len(notes) == 2

    def test_limits_are_the_strictest(self):
        wish, _ = joined(
            [
                Wish(max_runtime=120, certificates=frozenset({"G", "PG", "R"}), on_netflix=True),
                Wish(max_runtime=90, certificates=frozenset({"G", "PG"}), min_year=1990),
            ]
        )
        assert (wish.max_runtime, wish.min_year, wish.on_netflix) == (90, 1990, True)
        assert wish.certificates == {"G", "PG"}

    def test_a_genre_that_somebody_cannot_stand_is_out_though_another_asked_for_it(self):
        wish, _ = joined([Wish(genres=("War", "Drama")), Wish(disliked_genres=frozenset({"War"}))])
        assert "War" not in wish.genres
        assert "War" in wish.disliked_genres


@pytest.mark.django_db
def test_an_empty_catalogue_says_so(feeling):
    picks = recommend_together([(feeling(Emotion.SAD), Wish())])
    assert picks.notes == ("The catalogue is empty: load the starter catalogue first.",)

"""Leave-last-out on ratings, and the numbers it is reported in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from movies.evaluating import fitting, likeness, metrics, movielens
from movies.models import Movie
from movies.recommending import building, crews, opinions, taste
from movies.storing import freshness
from scrapers.csv_rows import CsvError
from scrapers.movielens_people import histories


class TestMetrics:
    def test_a_rank_beyond_ten_gains_nothing(self):
        assert metrics.gains(np.array([1.0, 3.0, 10.0, 11.0])) == pytest.approx(
            [1.0, 0.5, 1 / np.log2(11), 0.0]
        )

    def test_a_list_gains_by_how_near_it_is_to_the_best_of_its_length(self):
        gains = np.array([0.0, 1.0, 3.0, 0.0])
        assert metrics.normalized_gain(gains, np.array([2, 1])) == pytest.approx(1.0)
        assert metrics.normalized_gain(gains, np.array([1, 2])) == pytest.approx(
            (1 + 3 / np.log2(3)) / (3 + 1 / np.log2(3))
        )
        assert metrics.normalized_gain(gains, np.array([0, 3])) == 0.0
        assert metrics.normalized_gain(np.zeros(4), np.array([0, 3])) == 0.0

    def test_means_over_lists(self):
        assert metrics.summary(np.array([1.0, 20.0])) == {
            "ndcg_at_10": 0.5,
            "hit_rate_at_10": 0.5,
            "mrr": 0.525,
        }
        assert metrics.summary(np.array([])) == {}

    def test_an_interval_holds_the_mean_and_is_the_same_every_time(self):
        values = np.random.default_rng(1).random(50)

        def mean(drawn):
            return float(values[drawn].mean())

        low, high = metrics.interval(50, mean)
        assert low < values.mean() < high
        assert metrics.interval(50, mean) == (low, high)


@pytest.fixture
def folder(films, tmp_path: Path) -> Path:
    """Twelve members who each rated twelve films, the last of which nobody liked."""
    ids = list(Movie.objects.order_by("imdb_id").values_list("imdb_id", flat=True))
    links = [f"{number},{int(imdb_id[2:]):07d},\n" for number, imdb_id in enumerate(ids)]
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n" + "".join(links) + "777,9999999,\n")
    draws = np.random.default_rng(3)
    rows = []
    for user in range(12):
        seen = draws.permutation(len(ids))[:12]
        stars = [4.5, 3.0, 4.0, 2.0, 5.0, 1.0, 4.0, 3.5, 4.0, 5.0, 4.5, 2.0]
        rows += [
            f"{user},{film},{star},{100 + place}\n"
            for place, (film, star) in enumerate(zip(seen, stars, strict=True))
        ]
        rows += [f"{user},777,5.0,50\n", f"{user},x,5.0,51\n", f"{user},1,9.0,52\n"]
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "".join(rows))
    return tmp_path


@pytest.fixture
def index(films):
    return building.build(freshness.version())


@pytest.fixture
def members(folder, index):
    return movielens._members(histories(folder), index)


def test_the_last_liked_film_is_held_out_and_nothing_later_is_used(members):
    rows, stars = members.watched[0]
    (case,) = movielens.cases(members, 0, 1)
    assert stars.tolist()[-2:] == [4.5, 2.0]
    assert case.target == rows[10]
    assert case.said.rows.tolist() == rows[:10].tolist()
    assert set(np.round(case.said.weights, 3)) == {
        np.float32(weight).round(3) for weight in (opinions.LOVED, opinions.SEEN, opinions.DISLIKED)
    }


def test_films_that_are_not_here_are_counted_not_hidden(members):
    assert (members.ratings, members.here) == (12 * 13, 12 * 12)


def test_popularity_knows_nothing_of_held_out_films_or_what_came_after(members, index):
    last = [case for number in range(12) for case in movielens.cases(members, number, 1)]
    assert movielens._counts(index, members, last).sum() == 12 * 10


def test_every_film_not_rated_before_is_ranked_and_equals_share_their_places():
    case = movielens.Case(0, opinions.Said(np.array([0, 1]), np.ones(2, np.float32)), target=3)
    assert movielens._rank(np.array([9.0, 8.0, 7.0, 5.0, 1.0]), case) == 2.0
    assert movielens._rank(np.array([9.0, 8.0, 5.0, 5.0, 5.0]), case) == 2.0


def test_the_report_compares_both_in_one_run(folder, index, monkeypatch):
    monkeypatch.setattr(fitting, "OTHERS", 50)
    found = movielens.evaluate(folder, index)
    assert (found["members"], found["held_out"], found["films"]) == (12, 12, len(index))
    assert set(found["taste"]) == set(found["popularity"]) == {"ndcg_at_10", "hit_rate_at_10", "mrr"}
    assert found["each_of_the_last_five"]["taste"]
    assert set(found["with_counts"]["taste"]) == set(found["taste"])
    low, high = found["gain_interval"]
    assert low <= high


def test_weights_are_learned_from_what_tells_choices_apart(index, monkeypatch):
    """Of people who choose by director alone, directors are learned to matter."""
    monkeypatch.setattr(fitting, "OTHERS", 60)
    crew = crews.from_database(index)
    pairs = [("tt0068646", "tt0071562"), ("tt0114709", "tt0120363"), ("tt0211915", "tt0101700")]
    cases = []
    for member, (one, other) in enumerate(pairs * 4):
        before, target = (
            int(index.rows_of([Movie.objects.get(imdb_id=imdb_id).pk])[0]) for imdb_id in (one, other)
        )
        cases.append(
            movielens.Case(member, opinions.Said(np.array([before]), np.ones(1, np.float32)), target)
        )
    weights = fitting.learn(index, cases, crew)
    assert weights["directors"] > 0
    assert set(weights) == set(taste.WEIGHTS)


def test_the_parts_that_are_weighed_add_up_to_the_taste_the_site_uses_also_with_dislikes(members, index):
    (case,) = movielens.cases(members, 0, 1)
    assert case.said.disliked.any()
    crew, drawn = crews.from_database(index), np.arange(len(index))
    parts, added = fitting._example(index, case, crew, drawn, np.full(len(index), 1 / len(index)))
    rows = np.concatenate([[case.target], drawn[~np.isin(drawn, [*case.said.rows, case.target])]])
    corrections = np.full(len(rows), -np.log(fitting.OTHERS / len(index)))
    corrections[0] = 0.0
    together = parts @ np.array([taste.WEIGHTS[name] for name in fitting.NAMES]) + added - corrections
    leaning = taste.leaning(index, case.said, crew)
    np.testing.assert_allclose(together, leaning.log_odds(index, rows), atol=1e-4)


def test_nobody_to_judge_is_an_empty_report(index, tmp_path):
    (tmp_path / "links.csv").write_text("movieId,imdbId\n1,0211915\n")
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,5,1\n")
    found = movielens.evaluate(tmp_path, index)
    assert found["held_out"] == 0
    assert found["taste"] == {}


def test_another_folder_is_refused(index, tmp_path):
    with pytest.raises(CsvError):
        movielens.evaluate(tmp_path, index)


class TestSimilarFilms:
    KINDS = (
        ("tt0114709", "tt0120363", "tt0435761", "tt1049413"),  # Pixar's
        ("tt0068646", "tt0071562", "tt0081398", "tt0078748"),  # dark ones of the seventies
    )

    @pytest.fixture
    def liked(self, index, monkeypatch):
        monkeypatch.setattr(likeness, "LIKED_BY", 3)
        monkeypatch.setattr(likeness, "LIKED_BEFORE", 3)
        kinds = [
            index.rows_of(Movie.objects.filter(imdb_id__in=kind).values_list("pk", flat=True))
            for kind in self.KINDS
        ]
        assert [len(rows) for rows in kinds] == [4, 4]
        return [kinds[member % 2] for member in range(8)]

    def test_a_film_is_worth_most_to_those_whose_likers_like_it_and_nothing_to_itself(self, index, liked):
        asked, worth = likeness._together(len(index), liked)
        assert asked.tolist() == sorted({*liked[0].tolist(), *liked[1].tolist()})
        for row, gains in zip(asked.tolist(), worth, strict=True):
            (own,) = (rows for rows in liked[:2] if row in rows)
            assert set(np.flatnonzero(gains).tolist()) == set(own.tolist()) - {row}

    def test_what_is_shown_beside_a_film_is_nearer_to_what_its_likers_like_than_the_best_known(
        self, index, liked
    ):
        found = likeness.evaluate(index, liked)
        assert found["films"] == 8
        assert 1.0 >= found["shown"] > found["best_known"]

    def test_what_nobody_liked_together_is_not_judged(self, index):
        assert likeness.evaluate(index, []) == {"films": 0}
        assert likeness.evaluate(index, [np.array([0]), np.array([1])]) == {"films": 0}

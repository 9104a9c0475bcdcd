"""What somebody will like, from the films they chose."""

from __future__ import annotations

import numpy as np
import pytest

from movies.models import Movie
from movies.recommending import building, crews, opinions, taste
from movies.recommending.index import Index
from movies.storing import freshness

TOY_STORY, TOY_STORY_2, TOY_STORY_3 = "tt0114709", "tt0120363", "tt0435761"
AMELIE, THE_SHINING, SCHINDLERS_LIST = "tt0211915", "tt0081505", "tt0108052"
GODFATHER, GODFATHER_2 = "tt0068646", "tt0071562"

pytestmark = pytest.mark.usefixtures("films")


@pytest.fixture
def index(films) -> Index:
    return building.build(freshness.version())


@pytest.fixture
def ids(films) -> dict[str, int]:
    return dict(Movie.objects.values_list("imdb_id", "pk"))


@pytest.fixture
def liking(index, ids):
    """How much somebody who likes some films will like others, 0-1, by IMDb id."""

    def ask(*liked: str, disliked: tuple[str, ...] = (), chosen: tuple[str, ...] = (), **weights: float):
        good, bad, order = ([ids[one] for one in some] for some in (liked, disliked, chosen))
        said = opinions.said_of(index, good, bad, order)
        alone = {name: weights.get(name.replace(" ", "_"), 0.0) for name in taste.WEIGHTS}
        found = taste.leaning(index, said, crews.from_database(index), alone if weights else taste.WEIGHTS)
        values = found.of(index, np.arange(len(index)))
        return {imdb_id: float(values[index.rows_of([pk])[0]]) for imdb_id, pk in ids.items()}

    return ask


def test_films_like_those_that_were_liked_come_first(liking):
    likely = liking(TOY_STORY, TOY_STORY_2)
    best = sorted(set(likely) - {TOY_STORY, TOY_STORY_2}, key=lambda one: -likely[one])
    assert best[0] == TOY_STORY_3
    assert likely[TOY_STORY_3] > 0.8
    assert likely[SCHINDLERS_LIST] < likely[TOY_STORY_3]


@pytest.mark.parametrize(
    ("part", "liked", "alike", "other"),
    [
        ("genres", TOY_STORY, TOY_STORY_3, GODFATHER),
        ("years", GODFATHER, GODFATHER_2, TOY_STORY_3),
        ("languages", AMELIE, "tt0101700", TOY_STORY),
        ("directors", GODFATHER, GODFATHER_2, TOY_STORY),
        ("cast", GODFATHER, GODFATHER_2, TOY_STORY),
        ("series", TOY_STORY, TOY_STORY_2, GODFATHER),
        ("feelings", TOY_STORY, TOY_STORY_2, THE_SHINING),
    ],
)
def test_every_part_knows_its_own(liking, part, liked, alike, other):
    likely = liking(liked, **{part: 1.0})
    assert likely[alike] > likely[other]


def test_few_films_say_little_and_many_say_more(index, ids):
    horror = [ids[THE_SHINING]]
    crew = crews.from_database(index)
    genres = {name: float(name == "genres") for name in taste.WEIGHTS}
    row = index.rows_of(horror)
    lifts = []
    for times in (1, 20):
        said = opinions.Said(np.repeat(row, times), np.ones(times, np.float32))
        found = taste.leaning(index, said, crew, genres)
        odds = found.log_odds(index, np.arange(len(index)))
        lifts.append(float(odds[row[0]] - odds.mean()))
    assert lifts[1] > 1.3 * lifts[0] > 0.0


def test_what_was_chosen_last_counts_once_more(liking):
    history = (TOY_STORY, TOY_STORY_2, *[SCHINDLERS_LIST] * 8)
    lately = liking(chosen=history, genres_lately=1.0)
    assert lately[GODFATHER] > lately[TOY_STORY_3]


def test_nothing_said_is_no_taste(index):
    assert taste.of_wish(index, frozenset(), frozenset(), ()) is None
    assert taste.of_wish(index, frozenset({-1}), frozenset(), ()) is None


def test_a_disliked_film_makes_films_like_it_less_likely_and_other_films_hardly(index, ids, liking):
    before = liking(AMELIE, TOY_STORY)
    after = liking(AMELIE, TOY_STORY, disliked=("tt0070047", "tt0387564", "tt2321549"))
    assert after[THE_SHINING] < 0.95 * before[THE_SHINING]
    assert after[TOY_STORY_3] > before[TOY_STORY_3] - 0.03


def test_dislikes_alone_push_down_what_is_alike_and_favour_nothing(index, ids):
    disliked = frozenset({ids["tt0070047"]})  # The Exorcist
    likely = taste.of_wish(index, frozenset(), disliked, ()).of(index, np.arange(len(index)))
    horror, western = (index.rows_of([ids[one]])[0] for one in (THE_SHINING, "tt0105695"))
    assert likely[horror] < likely[western] - 0.05
    assert likely.max() - np.median(likely) < 0.25


def test_more_dislikes_of_a_kind_say_more_and_likes_outweigh_them(index, ids, liking):
    horrors = ("tt0070047", "tt0387564", "tt2321549", "tt0373883")
    shining = index.rows_of([ids[THE_SHINING]])
    once, often = (
        taste.of_wish(index, frozenset(), frozenset(ids[one] for one in horrors[:n]), ()).of(index, shining)
        for n in (1, 4)
    )
    assert often < once - 0.02
    kind = liking(TOY_STORY, *horrors[1:], disliked=horrors[:1])
    assert kind[THE_SHINING] > liking(TOY_STORY, disliked=horrors[:1])[THE_SHINING]


def test_a_director_whose_films_are_disliked_is_looked_for_less(liking):
    before = liking(TOY_STORY, SCHINDLERS_LIST)
    after = liking(TOY_STORY, SCHINDLERS_LIST, disliked=(GODFATHER,))
    others = [one for one in before if one not in (GODFATHER, GODFATHER_2)]
    fallen = before[GODFATHER_2] - after[GODFATHER_2]
    assert fallen > 0.02 + float(np.median([before[one] - after[one] for one in others]))


def test_films_that_are_gone_are_passed_over(index, ids):
    said = opinions.said_of(index, [ids[AMELIE], -5], [], [-7, ids[TOY_STORY]])
    assert index.ids[said.rows].tolist() == [ids[AMELIE], ids[TOY_STORY]]
    assert said.weights.tolist() == pytest.approx([opinions.LOVED, opinions.SEEN])


def test_any_rows_get_what_all_rows_would(index, ids):
    found = taste.of_wish(index, frozenset({ids[AMELIE]}), frozenset(), ())
    everything = found.of(index, np.arange(len(index)))
    some = np.array([5, 2, 9])
    assert found.of(index, some) == pytest.approx(everything[some])
    assert ((everything > 0) & (everything < 1)).all()


def test_the_same_taste_is_computed_once(index, ids, django_assert_num_queries):
    liked = frozenset({ids[AMELIE]})
    first = taste.of_wish(index, liked, frozenset(), ())
    with django_assert_num_queries(0):
        assert taste.of_wish(index, liked, frozenset(), ()) is first


def test_a_film_of_which_nothing_is_known_gets_a_value(index, films, ids):
    bare = Movie.objects.create(title="Of which nobody knows anything")
    freshness.touch()
    later = building.build(freshness.version())
    found = taste.of_wish(later, frozenset({ids[AMELIE]}), frozenset(), ())
    assert np.isfinite(found.of(later, later.rows_of([bare.pk]))).all()


def test_films_many_people_rated_count_as_well_known_also_where_critics_are_silent(films, ids):
    Movie.objects.filter(pk=ids[AMELIE]).update(tomato_reviews=None, imdb_votes=None)
    freshness.touch()
    before = building.build(freshness.version())
    Movie.objects.filter(pk=ids[AMELIE]).update(movielens_ratings=50_000)
    freshness.touch()
    after = building.build(freshness.version())
    steps = [int(one.known[one.rows_of([ids[AMELIE]])[0]]) for one in (before, after)]
    assert steps[1] > steps[0]

"""Over the whole starter catalogue: ten evenings in a row repeat nothing, and no ten films are all of a kind."""

from __future__ import annotations

import numpy as np
import pytest

from ml import films as film_model
from ml.films import fact_columns
from ml.labels import Emotion
from movies.models import Mode, telling
from movies.recommending import building
from movies.recommending.building import Facts, Links
from movies.recommending.index import Index
from movies.recommending.ranking import rank
from movies.recommending.scoring import score
from movies.wishes.wish import Wish
from scrapers import starter
from scrapers.records import FilmRecord, search_key

EVENINGS = 10
SHOWN = 10
SEEDS = range(5)
LEAST_GENRES = 4
EVERY_EVENING = [(emotion, mode) for emotion in Emotion for mode in Mode]


@pytest.fixture(scope="module")
def everything() -> Index:
    """The starter catalogue as an index without people, feelings by genres and facts alone."""
    records = starter.unpack(starter.verified())
    return building.arrange(facts_of(list(records)), version=0)


def facts_of(records: list[FilmRecord]) -> Facts:
    names = sorted({name for record in records for name in record.genres}, key=telling)
    codes = sorted({code for record in records for code in record.languages})
    year = np.array([record.year or 0 for record in records], dtype=np.int16)
    runtime = np.array([record.runtime_minutes or 0 for record in records], dtype=np.int16)
    mark = np.array([record.critics_average or np.nan for record in records], dtype=np.float32)
    reviews = np.array([record.tomato_reviews or 0 for record in records], dtype=np.float32)
    typical, mean = np.median(reviews), np.nanmean(mark)
    return Facts(
        ids=np.arange(1, len(records) + 1, dtype=np.int64),
        year=year,
        runtime=runtime,
        marks=((reviews * mark + typical * mean) / (reviews + typical)).astype(np.float32),
        evidence=reviews,
        certificate=np.zeros(len(records), dtype=np.uint8),
        on_netflix=np.zeros(len(records), dtype=bool),
        series=np.array([building.series_number(search_key(r.title)) for r in records], dtype=np.int32),
        strength=strength_of(records, year, runtime, mark, reviews),
        genre_names=tuple(names),
        genres=links([record.genres for record in records], names),
        language_codes=tuple(codes),
        languages=links([record.languages for record in records], codes),
        certificates=("",),
        people=Links(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64)),
    )


def strength_of(records, year, runtime, mark, reviews):
    model = film_model.load()
    known = np.array([[name in record.genres for name in model.genres] for record in records], np.float32)
    facts = fact_columns(
        year=np.where(year > 0, year, np.nan),
        runtime=np.where(runtime > 0, runtime, np.nan),
        critics=mark,
        reviews=reviews,
        english=np.array(["en" in record.languages for record in records]),
    )
    return model.profile(model.evidence_of(known, facts))


def links(values, names) -> Links:
    pairs = [(place, names.index(name)) for place, some in enumerate(values) for name in some]
    places, numbers = zip(*pairs, strict=True)
    return Links(np.array(places, dtype=np.intp), np.array(numbers, dtype=np.int64))


def ten(films: Index, mood, wish: Wish, seed: int):
    return rank(films, score(films, mood, wish, seed=seed), wish, limit=SHOWN).rows[:SHOWN]


@pytest.mark.parametrize(("emotion", "mode"), EVERY_EVENING)
def test_ten_evenings_in_a_row_in_one_mood_repeat_no_film(everything, feeling, emotion, mode):
    shown: list[int] = []
    for evening in range(EVENINGS):
        wish = Wish(mode=mode, exclude=frozenset(shown))
        shown += everything.ids[ten(everything, feeling(emotion), wish, evening)].tolist()
    assert len(shown) == EVENINGS * SHOWN
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(("emotion", "mode"), EVERY_EVENING)
def test_ten_films_have_four_most_telling_genres_at_least(everything, feeling, emotion, mode):
    for seed in SEEDS:
        rows = ten(everything, feeling(emotion), Wish(mode=mode), seed)
        assert len(set(everything.primary[rows].tolist())) >= LEAST_GENRES, seed


def documentaries(films: Index, rows) -> list[bool]:
    return ((films.genre_bits[rows] & films.bits_of(["Documentary"])) > 0).tolist()


@pytest.mark.parametrize("mode", [Mode.LIFT, Mode.CALM])
def test_an_unsure_mood_brings_no_documentary_on_a_gentle_evening_unless_it_is_asked_for(
    everything, feeling, mode
):
    """However acclaimed: of most of them nothing says whether they are about penguins or about a genocide."""
    unsure = feeling(Emotion.HAPPY, 0.36, candidates=list(Emotion)[:5])
    for seed in range(20):
        assert not any(documentaries(everything, ten(everything, unsure, Wish(mode=mode), seed)))
        asked = Wish(mode=mode, genres=("Documentary",))
        assert all(documentaries(everything, ten(everything, unsure, asked, seed)))


def test_nobody_has_to_see_the_same_ten_because_nothing_was_left_out(everything, feeling):
    """What the first test rests on: without what was shown before, films do come back."""
    shown = [ten(everything, feeling(Emotion.SAD), Wish(), seed).tolist() for seed in range(EVENINGS)]
    assert len({row for rows in shown for row in rows}) < EVENINGS * SHOWN

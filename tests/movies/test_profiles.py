"""What every film carries is stored with what it rests on, and follows imports and the operator."""

from __future__ import annotations

import numpy as np
import pytest
from django.urls import reverse

from ml import films
from ml.films import FEELINGS, Evidence, Feeling
from ml.train.films import columns as film_columns
from movies.feelings import genre_moods, profiles
from movies.models import FilmProfile, Genre, GenreMood, Movie, MovieTag, Origin
from movies.recommending import sharing
from movies.storing import catalogue, freshness
from movies.twins import merging
from movies.twins.merge_preview import belongings
from scrapers.genres import GENRES
from scrapers.records import FilmRecord

pytestmark = pytest.mark.usefixtures("films")

AMELIE, THE_SHINING = "tt0211915", "tt0081505"


def carried(imdb_id: str) -> dict[str, float]:
    return FilmProfile.objects.get(movie__imdb_id=imdb_id).strengths


def fear_now(imdb_id: str) -> float:
    """As ranking reads it."""
    ids = np.array([Movie.objects.get(imdb_id=imdb_id).pk])
    strength = profiles.current(genre_moods.effective_model(), freshness.version(), ids)
    return float(strength[0, FEELINGS.index(Feeling.FEAR)])


def test_every_film_of_the_catalogue_has_one():
    assert FilmProfile.objects.count() == Movie.objects.count() > 50
    assert carried(THE_SHINING)["fear"] > 2 * carried(AMELIE)["fear"]


def test_it_says_what_it_rests_on():
    said = FilmProfile.objects.get(movie__imdb_id=AMELIE).origin_sentence
    assert said.startswith("genres, year, length, marks and votes")
    assert "tags" not in said
    assert Origin(0).sentence == "nothing: the ordinary film"


def test_an_import_brings_the_new_films_profile():
    catalogue.take_in([FilmRecord(title="New", imdb_id="tt9999999", genres=("Horror",))], source="test")
    assert carried("tt9999999")["fear"] > 0.4
    assert FilmProfile.objects.get(movie__imdb_id="tt9999999").origin == Origin.GENRES


def test_a_film_nothing_is_known_of_has_a_profile_all_the_same():
    catalogue.take_in([FilmRecord(title="New", imdb_id="tt9999999")], source="test")
    profile = FilmProfile.objects.get(movie__imdb_id="tt9999999")
    assert profile.origin == 0
    assert all(0.0 < strength < 1.0 for strength in profile.strengths.values())


def test_peoples_tags_count_once_somebody_gave_them():
    before = carried(AMELIE)["surprise"]
    MovieTag.objects.create(movie=Movie.objects.get(imdb_id=AMELIE), name="twist ending")
    catalogue.settle()
    profile = FilmProfile.objects.get(movie__imdb_id=AMELIE)
    assert profile.strengths["surprise"] > before
    assert Origin.TAGS in Origin(profile.origin)


def test_the_index_reads_what_is_stored(monkeypatch):
    catalogue.settle()
    monkeypatch.setattr(profiles, "compute", None)  # calling it would fail
    sharing.forget()
    assert len(sharing.current()) == Movie.objects.count()
    assert fear_now(THE_SHINING) == pytest.approx(carried(THE_SHINING)["fear"], abs=1e-6)


def test_stored_profiles_are_what_computing_gives():
    fresh = profiles.compute(genre_moods.effective_model())
    stored = profiles.current(genre_moods.effective_model(), freshness.version(), fresh.ids)
    assert np.abs(fresh.strength - stored).max() <= 0.5 / 10_000 + 1e-6


def test_recomputing_what_has_not_changed_writes_nothing():
    assert genre_moods.recompute_profiles() == 0


def test_recomputing_costs_the_same_queries_for_any_number_of_films(django_assert_max_num_queries):
    Movie.objects.update(year=1950)
    with django_assert_max_num_queries(16):
        assert genre_moods.recompute_profiles() > 50


def test_an_edited_film_is_right_in_the_index_before_anything_is_stored():
    film = Movie.objects.get(imdb_id=AMELIE)
    film.genres.set([Genre.objects.get(name="Horror")])
    assert fear_now(AMELIE) > carried(AMELIE)["fear"] + 0.2


def test_a_film_that_turns_out_to_be_an_episode_loses_its_profile():
    Movie.objects.filter(imdb_id=AMELIE).update(kind=Movie.Kind.TV_EPISODE)
    catalogue.settle()
    assert not FilmProfile.objects.filter(movie__imdb_id=AMELIE).exists()


def test_an_override_bears_on_every_film_of_the_genre_and_on_no_other(admin_client, admin_user):
    before = {p.movie_id: p.fear for p in FilmProfile.objects.all()}
    row = GenreMood.objects.get(genre__name="Horror", feeling="fear")

    url = reverse("admin:movies_genremood_change", args=[row.pk])
    answer = admin_client.post(url, {"override": "0.05", "note": "ours are cosy"})

    assert answer.status_code == 302
    of_genre = set(Movie.objects.filter(genres__name="Horror").values_list("pk", flat=True))
    changed = {p.movie_id for p in FilmProfile.objects.all() if p.fear != before[p.movie_id]}
    assert changed == of_genre
    assert fear_now(THE_SHINING) < before[Movie.objects.get(imdb_id=THE_SHINING).pk] / 10_000
    row.refresh_from_db()
    assert row.changed_by == admin_user
    assert row.changed_at is not None


def test_taking_an_override_back_brings_the_learned_value_back(admin_client):
    before = carried(THE_SHINING)
    row = GenreMood.objects.get(genre__name="Horror", feeling="fear")
    url = reverse("admin:movies_genremood_change", args=[row.pk])
    for override in ("0.05", ""):
        admin_client.post(url, {"override": override, "note": ""})
    assert carried(THE_SHINING) == before


def test_the_table_shows_value_evidence_note_who_and_when(admin_client):
    row = GenreMood.objects.get(genre__name="Horror", feeling="fear")
    url = reverse("admin:movies_genremood_change", args=[row.pk])
    admin_client.post(url, {"override": "0.05", "note": "ours are cosy"})

    page = admin_client.get(reverse("admin:movies_genremood_changelist"), {"q": "Horror"}).content.decode()

    assert f"{films.load().strength(Feeling.FEAR, 'Horror'):.2f}" in page
    assert str(row.evidence) in page
    assert "ours are cosy" in page
    assert "admin" in page


def test_what_changes_while_profiles_are_computed_makes_them_old(monkeypatch):
    compute = profiles.compute

    def slow(model):
        computed = compute(model)
        freshness.touch()
        return computed

    monkeypatch.setattr(profiles, "compute", slow)
    genre_moods.recompute_profiles()
    assert freshness.profiled() != freshness.version()


def test_the_operator_sees_an_edited_film_as_it_is_now(admin_client):
    film = Movie.objects.get(imdb_id=AMELIE)
    before = carried(AMELIE)["fear"]
    film.genres.set([Genre.objects.get(name="Horror")])
    admin_client.get(reverse("admin:movies_filmprofile_changelist"))
    assert carried(AMELIE)["fear"] > before + 0.2


def test_merging_films_leaves_the_profile_of_the_one_that_stays():
    kept, gone = (Movie.objects.get(imdb_id=imdb_id) for imdb_id in (AMELIE, THE_SHINING))
    old = gone.pk
    assert not any("feelings" in belonging.name for belonging in belongings([kept, gone]))
    merging.merge(kept, [gone])
    assert FilmProfile.objects.filter(movie=kept).count() == 1
    assert not FilmProfile.objects.filter(movie_id=old).exists()
    assert len(sharing.current()) == Movie.objects.count()


def test_the_operator_looks_at_films_feelings_and_cannot_edit_them(admin_client):
    page = admin_client.get(reverse("admin:movies_filmprofile_changelist"), {"q": "shining"})
    assert page.status_code == 200
    assert "fear 0." in page.content.decode()
    assert admin_client.get(reverse("admin:movies_filmprofile_add")).status_code == 403


def test_the_site_reads_a_film_as_the_fit_did(records):
    """The same films through the training's columns and through the database."""
    model = films.load()
    known = film_columns.gather(records.values(), {})
    names = film_columns.Vocabulary(model.pairs, model.labels, model.tags)
    flags = known.genres[:, [GENRES.index(genre) for genre in model.genres]].astype(np.float32)
    facts = known.facts.astype(np.float32)
    evidence = Evidence(
        has_genre=flags,
        facts=facts,
        labels=film_columns.label_columns(known, names).astype(np.float32),
        lean=known.people(model.pull(flags, facts)).astype(np.float32),
        tags=np.zeros((len(flags), len(model.tags)), dtype=np.float32),
    )
    expected = model.profile(evidence)

    site = profiles.compute(model)

    numbers = dict(Movie.objects.values_list("imdb_id", "pk"))
    rows = np.searchsorted(site.ids, [numbers[record.imdb_id] for record in known.records])
    assert np.abs(site.strength[rows] - expected).max() < 1e-4


def test_a_hundred_thousand_films_are_read_in_a_slice_at_a_time(monkeypatch):
    model = genre_moods.effective_model()
    whole = profiles.compute(model)
    monkeypatch.setattr(profiles, "FILMS_AT_ONCE", 7)
    assert np.allclose(profiles.compute(model).strength, whole.strength, atol=1e-6)

from __future__ import annotations

import pytest
from admin_pages import form_of
from django.urls import reverse

from movies.models import Credit, GenreMood, Movie

pytestmark = pytest.mark.usefixtures("films")

AMELIE = "tt0211915"


@pytest.mark.parametrize(
    "model", ["movie", "person", "genre", "language", "country", "genremood", "taste", "feedback"]
)
def test_every_list_opens(admin_client, model):
    assert admin_client.get(reverse(f"admin:movies_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("query", ["amelie", "Audrey Tautou", AMELIE])
def test_films_are_found_by_title_person_and_imdb_id(admin_client, query):
    page = admin_client.get(reverse("admin:movies_movie_changelist"), {"q": query}).content.decode()
    assert "Amélie" in page
    assert "The Shining" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("decade", "2000"), ("source", "wikidata"), ("kind__exact", "movie")],
)
def test_films_are_filtered(admin_client, name, value):
    page = admin_client.get(reverse("admin:movies_movie_changelist"), {name: value})
    assert page.status_code == 200
    assert "Amélie" in page.content.decode()
    assert page.context["cl"].result_count > 0


def test_films_are_filtered_by_their_weighted_rating(admin_client):
    counts = {
        value: admin_client.get(reverse("admin:movies_movie_changelist"), {"rating": value})
        .context["cl"]
        .result_count
        for value in ("8", "7", "6", "0", "none")
    }
    assert sum(counts.values()) == Movie.objects.count()
    assert counts["8"] == Movie.objects.filter(weighted_rating__gte=8).count() > 0


def test_a_filter_nothing_fits_is_empty(admin_client):
    for query in ({"source": "-"}, {"decade": "1890"}, {"rating": "none"}):
        page = admin_client.get(reverse("admin:movies_movie_changelist"), query)
        assert page.context["cl"].result_count == 0


def test_the_film_list_costs_a_fixed_number_of_queries(admin_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        admin_client.get(reverse("admin:movies_movie_changelist"))


def test_a_film_of_a_hundred_people_costs_no_query_a_person(admin_client, django_assert_max_num_queries):
    film = max(Movie.objects.all(), key=lambda movie: movie.credits.count())
    assert film.credits.count() > 40
    with django_assert_max_num_queries(30):
        admin_client.get(reverse("admin:movies_movie_change", args=[film.pk]))


def test_a_film_is_edited_with_its_people_and_genres(admin_client):
    film = Movie.objects.get(imdb_id=AMELIE)
    url = reverse("admin:movies_movie_change", args=[film.pk])
    page = admin_client.get(url)
    assert page.status_code == 200
    assert "Audrey Tautou" in page.content.decode()
    rating = film.weighted_rating

    answer = admin_client.post(
        url, form_of(page) | {"tomato_reviews": "5", "title": "Amélie from Montmartre"}
    )

    assert answer.status_code == 302, answer.context["errors"]
    film.refresh_from_db()
    assert film.title == "Amélie from Montmartre"
    assert film.title_key == "amelie from montmartre"
    assert film.weighted_rating != rating
    assert film.locked_fields == ["title", "tomato_reviews"]
    assert Credit.objects.filter(movie=film, person__name="Audrey Tautou").exists()


def test_the_genre_table_is_edited_in_place(admin_client):
    url = reverse("admin:movies_genremood_changelist")
    row = GenreMood.objects.get(genre__name="Comedy", feeling="happy")
    learned = row.learned
    formset = admin_client.get(url, {"genre__id__exact": row.genre_id}).context["cl"].formset
    data = {
        formset.add_prefix(i) + f"-{name}": ""
        for i in range(len(formset.forms))
        for name in ("override", "note")
    }
    data |= {f"{form.prefix}-id": form.instance.pk for form in formset.forms}
    data |= {formset.management_form.add_prefix(k): v for k, v in formset.management_form.initial.items()}
    mine = next(form.prefix for form in formset.forms if form.instance.pk == row.pk)
    data |= {f"{mine}-override": "0.9", f"{mine}-note": "ours are funnier", "_save": "Save"}

    answer = admin_client.post(f"{url}?genre__id__exact={row.genre_id}", data)

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.override, row.note, row.effective, row.learned) == (0.9, "ours are funnier", 0.9, learned)


def test_a_strength_beyond_one_is_refused(admin_client):
    row = GenreMood.objects.first()
    url = reverse("admin:movies_genremood_change", args=[row.pk])
    answer = admin_client.post(url, {"override": "1.5", "note": ""})
    assert answer.status_code == 200
    assert "less than or equal to 1" in answer.content.decode()


def test_a_person_is_found_while_typing(admin_client):
    answer = admin_client.get(
        reverse("admin:autocomplete"),
        {"term": "tautou", "app_label": "movies", "model_name": "credit", "field_name": "person"},
    )
    assert [found["text"] for found in answer.json()["results"]] == ["Audrey Tautou"]


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get(reverse("admin:movies_movie_changelist")).status_code == 302

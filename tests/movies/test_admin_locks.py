from __future__ import annotations

import admin_pages
import pytest
from django.urls import reverse

from movies.models import Credit, Genre, Movie, Person
from movies.querysets import MovieQuerySet
from movies.storing import catalogue

pytestmark = pytest.mark.usefixtures("few_films")

AMELIE, THE_SHINING = "tt0211915", "tt0081505"


def form_of(page):
    """The form with what it shows as locked."""
    return admin_pages.form_of(page) | {"_locked": sorted(page.context["adminform"].form.asked_locks)}


@pytest.fixture
def edit(admin_client):
    """Opens a row's form, changes what is given and saves."""

    def change(row, **values):
        url = reverse(f"admin:movies_{row._meta.model_name}_change", args=[row.pk])
        page = admin_client.get(url)
        answer = admin_client.post(url, form_of(page) | values)
        assert answer.status_code == 302, answer.context["errors"]
        row.refresh_from_db()
        return row

    return change


@pytest.fixture
def amelie() -> Movie:
    return Movie.objects.get(imdb_id=AMELIE)


def bulk(admin_client, action: str, films: MovieQuerySet, of: object = "") -> str:
    """Carries an action out on the film list; what the page says then."""
    data = {"action": action, "_selected_action": [film.pk for film in films], "of": of}
    answer = admin_client.post(reverse("admin:movies_movie_changelist"), data, follow=True)
    (said,) = [str(message) for message in answer.context["messages"]]
    return said


@pytest.fixture
def starter_again(records):
    """The films' real records of the starter catalogue once more, through the import's own door."""

    def take_in() -> None:
        here = Movie.objects.values_list("imdb_id", flat=True)
        catalogue.take_in([records[imdb_id] for imdb_id in here], source="wikidata")

    return take_in


def test_what_was_edited_stays_through_an_import_and_the_rest_is_updated(edit, amelie, starter_again):
    other = amelie.runtime_minutes
    edit(amelie, title="Amélie from Montmartre", metascore="3", genres=[Genre.objects.get(name="Comedy").pk])
    assert amelie.locked_fields == ["genres", "metascore", "title"]
    Movie.objects.filter(pk=amelie.pk).update(runtime_minutes=1)

    starter_again()

    amelie = Movie.objects.get(pk=amelie.pk)
    assert (amelie.title, amelie.metascore) == ("Amélie from Montmartre", 3)
    assert amelie.genre_names == ["Comedy"]
    assert amelie.runtime_minutes == other != 1


def test_people_that_were_edited_stay_through_an_import(edit, admin_client, amelie, starter_again):
    url = reverse("admin:movies_movie_change", args=[amelie.pk])
    data = form_of(admin_client.get(url))
    first = next(name for name in data if name.startswith("credits-") and name.endswith("-0-id"))
    prefix = first.removesuffix("-id")
    gone = Credit.objects.get(pk=data[first]).person
    admin_client.post(url, data | {f"{prefix}-DELETE": "on"})
    amelie.refresh_from_db()
    assert amelie.locked_fields == ["credits"]
    films = gone.films
    starter_again()
    assert not amelie.credits.filter(person=gone).exists()
    gone.refresh_from_db()
    assert gone.films == films - 1


def test_an_opened_lock_lets_the_next_import_write(edit, amelie, starter_again):
    title = amelie.title
    edit(amelie, title="Amelie!")
    edit(amelie, _locked=[])
    assert amelie.locked_fields == []
    starter_again()
    amelie.refresh_from_db()
    assert amelie.title == title


def test_a_field_is_locked_without_being_edited(edit, amelie):
    edit(amelie, _locked=["plot", "no such field"])
    assert amelie.locked_fields == ["plot"]


def test_every_field_an_import_writes_shows_its_lock(admin_client, amelie):
    Movie.objects.filter(pk=amelie.pk).update(locked_fields=["year"])
    page = admin_client.get(reverse("admin:movies_movie_change", args=[amelie.pk])).content.decode()
    for name in (*catalogue._COPIED.values(), "genres", "languages", "countries", "credits", "on_netflix"):
        box = f'name="_locked" value="{name}"' + (" checked" if name == "year" else "") + ">"
        assert page.count(box) == 1, name


def test_a_film_written_down_by_hand_is_locked_where_it_says_something(admin_client):
    url = reverse("admin:movies_movie_add")
    empty = form_of(admin_client.get(url))
    data = {name: value for name, value in empty.items() if value != "" and value is not False}
    data |= {"title": "My own film", "year": "2020", "imdb_id": "tt9999999"}
    assert admin_client.post(url, data).status_code == 302
    assert Movie.objects.get(title="My own film").locked_fields == ["title", "year"]


def test_a_name_that_was_edited_is_locked(edit):
    person = Person.objects.get(name="Audrey Tautou")
    edit(person, name="Audrey Justine Tautou")
    assert person.locked_fields == ["name"]


def test_the_list_shows_and_filters_what_was_edited(admin_client, edit, amelie):
    edit(amelie, title="Amelie!", plot="By hand.")
    url = reverse("admin:movies_movie_changelist")
    page = admin_client.get(url, {"locked": "yes"})
    assert page.context["cl"].result_count == 1
    assert "Imports leave alone: plot, title" in page.content.decode()
    assert admin_client.get(url, {"locked": "no"}).context["cl"].result_count == Movie.objects.count() - 1


# --- many at once ---


def test_a_genre_is_added_to_many_and_stays_through_an_import(admin_client, starter_again):
    films = Movie.objects.filter(imdb_id__in=[AMELIE, THE_SHINING])
    horror = Genre.objects.get(name="Horror")
    said = bulk(admin_client, "add_genre", films, f"genre {horror.pk}")
    assert said == "Horror added to 1 film; for 1 film that changes nothing. Imports leave it so."
    assert all("Horror" in film.genre_names and film.locked_fields == ["genres"] for film in films.all())
    starter_again()
    assert all("Horror" in film.genre_names for film in films.all())


def test_a_genre_is_removed_from_many_and_stays_away(admin_client, amelie, starter_again):
    comedy = Genre.objects.get(name="Comedy")
    said = bulk(admin_client, "remove_genre", Movie.objects.filter(pk=amelie.pk), f"genre {comedy.pk}")
    assert said == "Comedy removed from 1 film. Imports leave it so."
    starter_again()
    assert "Comedy" not in Movie.objects.get(pk=amelie.pk).genre_names


def test_the_language_is_set_and_stays(admin_client, amelie, starter_again):
    english = amelie.languages.model.objects.get(code="en")
    films = Movie.objects.filter(pk=amelie.pk)
    said = bulk(admin_client, "set_language", films, f"language {english.pk}")
    assert said == "English set as the language of 1 film. Imports leave it so."
    starter_again()
    assert Movie.objects.get(pk=amelie.pk).language_names == ["English"]


def test_an_action_without_its_genre_asks_for_one(admin_client):
    german = Movie.languages.through.objects.first().language_id
    for of in ("", f"language {german}"):
        said = bulk(admin_client, "add_genre", Movie.objects.all()[:2], of)
        assert said == "Choose a genre beside the action first."


def test_hidden_films_are_kept_from_visitors_but_not_from_the_admin(admin_client, client, amelie):
    films = Movie.objects.filter(pk=amelie.pk)
    assert bulk(admin_client, "hide", films) == "1 film hidden from searches and recommendations."
    assert amelie.title not in client.get(reverse("movies:search"), {"q": "amelie"}).content.decode()
    assert (
        "Amélie"
        in admin_client.get(reverse("admin:movies_movie_changelist"), {"q": "amelie"}).content.decode()
    )
    assert bulk(admin_client, "show", films) == "1 film shown again."
    assert amelie.title in client.get(reverse("movies:search"), {"q": "amelie"}).content.decode()


def test_films_leave_netflix_and_are_unlocked_again(admin_client, amelie):
    films = Movie.objects.filter(pk=amelie.pk)
    films.update(on_netflix=True)
    said = bulk(admin_client, "not_on_netflix", films)
    assert said == "1 film marked as not on Netflix. Imports leave it so."
    assert films.get().locked_fields == ["on_netflix"]
    assert bulk(admin_client, "unlock", films) == "1 film unlocked for imports."
    assert films.get().locked_fields == []


def test_an_action_on_a_filtered_list_changes_every_film_of_it(admin_client):
    Movie.objects.update(on_netflix=True)
    url = reverse("admin:movies_movie_changelist") + "?on_netflix__exact=1"
    picked = [Movie.objects.values_list("pk", flat=True).first()]
    data = {"action": "not_on_netflix", "_selected_action": picked, "select_across": "1"}
    admin_client.post(url, data)
    assert not Movie.objects.filter(on_netflix=True).exists()
    assert not Movie.objects.exclude(locked_fields=["on_netflix"]).exists()

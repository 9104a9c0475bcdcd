from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from movies import quality
from movies.models import Credit, Genre, Language, Movie, Person

pytestmark = pytest.mark.django_db

PAGE = "admin:movies_movie_quality"


@pytest.fixture
def whole() -> Movie:
    """A film nothing is wrong with."""
    film = Movie.objects.create(title="Quiet Harbour", year=2019, runtime_minutes=93, metascore=70)
    film.genres.add(Genre.objects.create(name="Drama"))
    film.languages.add(Language.objects.create(code="no", name="Norwegian"))
    Credit.objects.create(movie=film, person=Person.objects.create(name="Ida Lund"), role="director")
    return film


def flawed(key: str) -> set[str]:
    problem = quality.BY_KEY[key]
    titles = set(problem.narrow(Movie.objects.all()).values_list("title", flat=True))
    assert problem.count() == len(titles)
    return titles


def test_a_whole_film_has_no_flaw(whole):
    assert [problem.key for problem in quality.PROBLEMS if problem.count()] == []


def test_gaps_are_found(whole):
    Movie.objects.create(title="Bare")
    for key in ("year", "genres", "languages", "runtime", "director", "rating"):
        assert flawed(key) == {"Bare"}


@pytest.mark.parametrize("title", ["THE QUIET HARBOUR", "LA PLANÈTE SAUVAGE", "ALIENS VS. PREDATORS 2"])
def test_a_shouted_title_is_found(title):
    Movie.objects.create(title=title)
    assert flawed("shouting") == {title}


@pytest.mark.parametrize(
    "title",
    [
        "JFK",
        "M*A*S*H",
        "WALL·E",
        "Quiet Harbour",
        "1917",
        "七人の侍 七人の侍",
        "THX 1138",
        "Москва слезам",
        "E.T. vs. M",
    ],
)
def test_a_title_that_is_written_so_is_left_alone(title):
    Movie.objects.create(title=title)
    assert flawed("shouting") == set()


@pytest.mark.parametrize(
    "facts",
    [{"year": 1700}, {"year": 2090}, {"runtime_minutes": 0}, {"runtime_minutes": 5000}, {"runtime_minutes": 2},
     {"imdb_rating": 8.0}, {"imdb_rating": 11.0, "imdb_votes": 5}, {"metascore": 101}, {"tomatometer": 300}],
)  # fmt: skip
def test_an_impossible_value_is_found(whole, facts):
    Movie.objects.create(title="Odd", **facts)
    assert flawed("impossible") == {"Odd"}


def test_a_short_film_may_be_short():
    Movie.objects.create(title="Brief", kind=Movie.Kind.SHORT, runtime_minutes=2)
    assert flawed("impossible") == set()


def test_twins_are_films_of_one_title_year_and_kind():
    first = Movie.objects.create(title="Heat", year=1995, imdb_id="tt0113277")
    second = Movie.objects.create(title="HEAT!", year=1995)
    Movie.objects.create(title="Heat", year=1986)
    Movie.objects.create(title="Heat", year=1995, kind=Movie.Kind.TV_SERIES)
    unknown = [Movie.objects.create(title="Lost", imdb_id=f"tt000000{n}") for n in (1, 2)]
    groups, number = quality.twin_films()
    assert number == 2
    assert [(twins.ids, twins.doubt) for twins in groups] == [
        ((first.pk, second.pk), ""),
        (tuple(film.pk for film in unknown), "several IMDb ids"),
    ]
    assert groups[0].names == ("Heat (1995) tt0113277", "HEAT! (1995)")


def test_twins_that_other_people_directed_are_doubted_and_come_last():
    films = [Movie.objects.create(title=title, year=2012) for title in ("ATM", "ATM", "Zebra", "Zebra")]
    for film, name in zip(films, ("David Brooks", "Mez Tharatorn", "Ida Lund", "Ida Lund"), strict=True):
        person, _ = Person.objects.get_or_create(name=name)
        Credit.objects.create(movie=film, person=person, role="director")
    (zebra, atm), _ = quality.twin_films()
    assert (zebra.names[0], zebra.doubt) == ("Zebra (2012)", "")
    assert (atm.names[0], atm.doubt) == ("ATM (2012)", "other directors")


def test_people_are_twins_where_one_has_no_id():
    known = Person.objects.create(name="Zoë Kravitz", imdb_id="nm2368789")
    named = Person.objects.create(name="Zoe Kravitz")
    for imdb_id in ("nm0000001", "nm0000002"):
        Person.objects.create(name="Two Known", imdb_id=imdb_id)
    (twins,), number = quality.twin_people()
    assert (set(twins.ids), number) == ({known.pk, named.pk}, 1)


def test_only_the_first_twins_are_read_and_all_are_counted():
    for n in range(7):
        Movie.objects.bulk_create([Movie(title=f"Film {n}", title_key=f"film {n}", year=2000)] * 1)
        Movie.objects.bulk_create([Movie(title=f"Film {n}", title_key=f"film {n}", year=2000)])
    groups, number = quality.twin_films(limit=3)
    assert (len(groups), number) == (3, 7)


def test_the_page_leads_to_the_films_and_to_merging(admin_client, whole):
    twin = Movie.objects.create(title="Quiet harbour", year=2019)
    page = admin_client.get(reverse(PAGE)).content.decode()
    assert f"{reverse('admin:movies_movie_merge')}?ids={whole.pk},{twin.pk}" in page
    for problem in quality.PROBLEMS:
        listed = admin_client.get(reverse("admin:movies_movie_changelist"), {"problem": problem.key})
        assert listed.context["cl"].result_count == problem.count()
    assert "?problem=genres" in page
    assert "?problem=year" not in page


def test_the_page_costs_the_same_however_many_films_there_are(
    admin_client, django_assert_max_num_queries, whole
):
    for n in range(60):
        Movie.objects.create(title=f"Film {n // 2}", year=2000)
    with django_assert_max_num_queries(22):
        admin_client.get(reverse(PAGE))


def test_strangers_and_staff_without_the_right_are_kept_out(client, alices):
    for visitor in (client, alices):
        assert visitor.get(reverse(PAGE)).status_code == 302
    carol = Client()
    carol.force_login(User.objects.create_user("carol", password="three films a day", is_staff=True))
    assert carol.get(reverse(PAGE)).status_code == 403


def test_the_admins_front_page_leads_there(admin_client):
    assert reverse(PAGE) in admin_client.get(reverse("admin:index")).content.decode()

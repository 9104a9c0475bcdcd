from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from movies.models import Feedback, Merge, Movie, Person

pytestmark = pytest.mark.usefixtures("few_films")

AMELIE = "tt0211915"
FILM_PAGE, PERSON_PAGE = "admin:movies_movie_merge", "admin:movies_person_merge"


@pytest.fixture
def amelie() -> Movie:
    return Movie.objects.get(imdb_id=AMELIE)


@pytest.fixture
def twin(alice) -> Movie:
    film = Movie.objects.create(title="Amelie", year=2001, plot="A shy waitress.", sources="netflix")
    Feedback.objects.create(user=alice, movie=film, verdict="liked")
    return film


def staff(*codenames: str) -> Client:
    user = User.objects.create_user("carol", password="three films a day", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_picked_rows_are_compared_merged_and_parted(admin_client, amelie, twin):
    picked = {"action": "merge_duplicates", "_selected_action": [amelie.pk, twin.pk]}
    page = admin_client.post(reverse("admin:movies_movie_changelist"), picked, follow=True)
    shown = page.content.decode()
    assert "A shy waitress." in shown
    assert "Merge into Amélie (2001)" in shown

    ids = f"{amelie.pk},{twin.pk}"
    answer = admin_client.post(reverse(FILM_PAGE), {"ids": ids, "keep": amelie.pk}, follow=True)
    assert "Amélie (2001) now stands for Amelie (2001)." in said(answer)[0]
    amelie.refresh_from_db()
    assert amelie.plot == "A shy waitress."
    assert amelie.feedback.count() == 1

    entry = Merge.objects.get()
    assert entry.done_by.username == "admin"
    page = admin_client.get(reverse("admin:movies_merge_change", args=[entry.pk])).content.decode()
    assert "Undo this merge" in page
    assert "1 feedback moved" in page
    answer = admin_client.post(reverse("admin:movies_merge_undo", args=[entry.pk]), follow=True)
    assert said(answer) == ["Amelie (2001) is back, and Amélie (2001) is as it was."]
    assert "Undo this merge" not in answer.content.decode()
    amelie.refresh_from_db()
    assert amelie.plot == ""
    assert Movie.objects.get(pk=twin.pk).feedback.count() == 1


def test_the_other_row_may_be_the_one_that_stays(admin_client, amelie, twin):
    address = f"{reverse(FILM_PAGE)}?ids={amelie.pk},{twin.pk}&keep={twin.pk}"
    assert "Merge into Amelie (2001)" in admin_client.get(address).content.decode()
    admin_client.post(reverse(FILM_PAGE), {"ids": f"{amelie.pk},{twin.pk}", "keep": twin.pk})
    assert Movie.objects.get(imdb_id=AMELIE).pk == twin.pk


def test_looking_changes_nothing(admin_client, amelie, twin):
    admin_client.get(reverse(FILM_PAGE), {"ids": f"{amelie.pk},{twin.pk}"})
    assert not Merge.objects.exists()


def test_undo_is_no_link(admin_client):
    assert admin_client.get(reverse("admin:movies_merge_undo", args=[1])).status_code == 405


def test_merging_needs_the_csrf_token(amelie, twin, admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    answer = strict.post(reverse(FILM_PAGE), {"ids": f"{amelie.pk},{twin.pk}", "keep": amelie.pk})
    assert answer.status_code == 403
    assert not Merge.objects.exists()


def test_an_undo_that_is_not_safe_says_why(admin_client, amelie, twin):
    admin_client.post(reverse(FILM_PAGE), {"ids": f"{amelie.pk},{twin.pk}", "keep": amelie.pk})
    Movie.objects.filter(pk=amelie.pk).update(plot="Rewritten.")
    entry = Merge.objects.get()
    answer = admin_client.post(reverse("admin:movies_merge_undo", args=[entry.pk]), follow=True)
    assert said(answer)[-1].startswith("Not undone: The plot of Amélie (2001) was changed after the merge")


@pytest.mark.parametrize("ids", ["", "x,y", "1,1", "0,99999999"])
def test_rows_that_are_not_there_are_told(admin_client, ids):
    answer = admin_client.get(reverse(FILM_PAGE), {"ids": ids}, follow=True)
    assert said(answer) == ["Those rows are not there any more; perhaps they are merged already."]


def test_one_row_or_too_many_are_not_compared(admin_client):
    films = [*Movie.objects.all(), *(Movie.objects.create(title=f"Film {n}") for n in range(9))]
    for picked in (films[:1], films[:9]):
        data = {"action": "merge_duplicates", "_selected_action": [film.pk for film in picked]}
        answer = admin_client.post(reverse("admin:movies_movie_changelist"), data, follow=True)
        assert said(answer) == ["Pick two to 8 films that are one."]


def test_people_are_merged_from_their_list(admin_client):
    kept, gone = Person.objects.order_by("-films", "pk")[:2]
    picked = {"action": "merge_duplicates", "_selected_action": [kept.pk, gone.pk]}
    page = admin_client.post(reverse("admin:movies_person_changelist"), picked, follow=True)
    assert gone.name in page.content.decode()
    admin_client.post(reverse(PERSON_PAGE), {"ids": f"{kept.pk},{gone.pk}", "keep": kept.pk})
    assert not Person.objects.filter(pk=gone.pk).exists()
    entry = Merge.objects.get()
    assert reverse("admin:movies_person_change", args=[kept.pk]) in (
        admin_client.get(reverse("admin:movies_merge_change", args=[entry.pk])).content.decode()
    )


@pytest.mark.parametrize("page", [FILM_PAGE, PERSON_PAGE])
def test_strangers_and_those_who_may_only_look_are_kept_out(client, alices, page):
    address = reverse(page)
    for visitor in (client, alices):
        assert visitor.get(address).status_code == 302
        assert visitor.post(address).status_code == 302
    looker = staff("view_movie", "change_movie", "view_person", "change_person", "view_merge")
    assert looker.get(address).status_code == 403
    assert looker.post(address).status_code == 403


def test_who_may_not_change_films_may_not_part_them(amelie, twin, admin_client, alices, client):
    admin_client.post(reverse(FILM_PAGE), {"ids": f"{amelie.pk},{twin.pk}", "keep": amelie.pk})
    entry = Merge.objects.get()
    address = reverse("admin:movies_merge_undo", args=[entry.pk])
    for visitor in (client, alices):
        assert visitor.post(address).status_code == 302
    looker = staff("view_merge", "view_movie")
    assert looker.post(address).status_code == 403
    page = looker.get(reverse("admin:movies_merge_change", args=[entry.pk]))
    assert "Undo this merge" not in page.content.decode()
    entry.refresh_from_db()
    assert entry.undone is None

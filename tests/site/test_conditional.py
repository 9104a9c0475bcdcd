"""What a program has already is not sent again; and pages of lists by cursor."""

from __future__ import annotations

from movies.models import Movie

MOODS, FILMS = "/api/v1/moods/", "/api/v1/films/"


def check_in(client, emotion: str = "happy") -> str:
    return client.post(MOODS, {"emotion": emotion}, content_type="application/json").json()["id"]


def test_an_unchanged_mood_is_answered_304_without_a_body(alices):
    address = f"{MOODS}{check_in(alices)}/"
    first = alices.get(address)
    again = alices.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "RateLimit-Remaining" in again.headers


def test_a_corrected_mood_has_another_tag(alices):
    address = f"{MOODS}{check_in(alices)}/"
    tag = alices.get(address).headers["ETag"]
    alices.post(f"{address}correct/", {"emotion": "sad"}, content_type="application/json")
    assert alices.get(address, headers={"if-none-match": tag}).status_code == 200


def test_nobody_on_the_way_keeps_what_is_a_persons(alices):
    answer = alices.get(MOODS)
    assert "private" in answer.headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


def everything(client, address: str) -> list:
    found = []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    return found


def test_the_history_is_read_to_its_end_newest_first(alices):
    made = [check_in(alices) for _ in range(7)]
    assert everything(alices, f"{MOODS}?limit=3") == made[::-1]


def test_what_comes_in_between_two_pages_is_neither_skipped_nor_told_twice(alices):
    made = [check_in(alices) for _ in range(4)]
    first = alices.get(f"{MOODS}?limit=2").json()
    check_in(alices)
    second = alices.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made[::-1]


def test_every_film_comes_once_the_best_first_also_without_a_rating(client, db):
    for number in range(25):
        Movie.objects.create(title=f"Film {number}", weighted_rating=None if number % 3 else number / 3)
    listed = everything(client, f"{FILMS}?limit=4")
    assert len(listed) == len(set(listed)) == 25
    ratings = [Movie.objects.get(pk=pk).weighted_rating or 0.0 for pk in listed]
    assert ratings == sorted(ratings, reverse=True)


def test_a_search_puts_the_title_itself_first_on_every_page(client, db):
    for title in ("Solaris nights", "Solaris", "The road to Solaris"):
        Movie.objects.create(title=title)
    listed = everything(client, f"{FILMS}?search=solaris&limit=1")
    assert Movie.objects.get(pk=listed[0]).title == "Solaris"
    assert len(listed) == 3

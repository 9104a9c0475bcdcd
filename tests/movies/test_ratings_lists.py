"""Ratings from Letterboxd and IMDb: read, recognised, shown, taken over, undone."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from movies.models import Feedback, Movie, MovieAlias, RatingsImport
from movies.tastes import bringing, verdicts
from movies.tastes.verdicts import Verdict
from scrapers import ratings_lists
from scrapers.ratings_lists import ListError, Rated, Unread

AMELIE, THE_SHINING, TOY_STORY, TOY_STORY_2 = "tt0211915", "tt0081505", "tt0114709", "tt0120363"

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Amelie,2001,https://boxd.it/2a,4.5
2024-01-06,The Shining,1980,https://boxd.it/2b,1.5
2024-01-07,Toy Story,1995,https://boxd.it/2c,3
2024-01-08,A Film Nobody Made,1999,https://boxd.it/2d,5
"""
WATCHED = "Date,Name,Year,Letterboxd URI\n2024-02-01,Toy Story 2,1999,https://boxd.it/2e\n"
DIARY = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n2024-03-01,Toy Story,1995,https://boxd.it/x,4,Yes,,2024-02-28\n"
IMDB = """Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
tt0211915,9,2023-05-01,Amélie,Le fabuleux destin d'Amélie Poulain,https://www.imdb.com/title/tt0211915/,Movie,8.3,122,2001,"Comedy, Romance",800000,2001-04-25,Jean-Pierre Jeunet
tt9999999,3,2023-05-02,The Shining,The Shining,https://www.imdb.com/title/tt9999999/,Movie,8.4,146,1980,Horror,1000000,1980-05-23,Stanley Kubrick
"""


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), text)
    return stream.getvalue()


class TestReading:
    def test_letterboxd_stars_mean_loved_seen_and_disliked(self):
        films = ratings_lists.read(LETTERBOXD.encode(), "ratings.csv").films
        assert [film.verdict for film in films] == ["liked", "disliked", "seen", "liked"]
        assert (films[0].title, films[0].year, films[0].stars) == ("Amelie", 2001, 4.5)

    def test_imdbs_ten_points_become_five_stars(self):
        listed = ratings_lists.read(IMDB.encode(), "ratings.csv")
        assert listed.site == "imdb"
        assert [(film.imdb_id, film.stars) for film in listed.films] == [
            ("tt0211915", 4.5),
            ("tt9999999", 1.5),
        ]
        assert listed.films[0].directors == ("Jean-Pierre Jeunet",)

    def test_a_whole_export_becomes_one_row_a_film(self):
        likes = WATCHED.replace("Toy Story 2,1999", "Amelie,2001")
        wanted = WATCHED.replace("Toy Story 2,1999", "Alien,1979")
        data = zipped(
            ratings_csv=LETTERBOXD, watched_csv=WATCHED, diary_csv=DIARY, likes__films_csv=likes,
            watchlist_csv=wanted, deleted__diary_csv=WATCHED.replace("Toy Story 2", "Taken Back"), profile_csv="a,b\n1,2\n",
        )  # fmt: skip
        films = {film.title: film for film in ratings_lists.read(data, "export.zip").films}
        assert set(films) == {
            "Amelie",
            "The Shining",
            "Toy Story",
            "A Film Nobody Made",
            "Toy Story 2",
            "Alien",
        }
        assert films["Toy Story"].stars == 4.0
        assert films["Amelie"].loved
        assert films["Alien"].verdict == "watchlist"
        assert films["Toy Story 2"].verdict == "seen"

    def test_a_watchlist_is_known_by_its_name(self):
        assert ratings_lists.read(WATCHED.encode(), "watchlist-alice.csv").films[0].verdict == "watchlist"

    @pytest.mark.parametrize(
        "data",
        [
            LETTERBOXD.encode("utf-16"),
            b"\xef\xbb\xbf" + LETTERBOXD.encode(),
            LETTERBOXD.replace(",", ";").encode(),
            LETTERBOXD.replace("\n", "\r\n").encode(),
            LETTERBOXD.replace("Amelie", "Amélie").encode("cp1252"),
        ],
    )
    def test_other_ways_to_write_a_list_are_read(self, data):
        films = ratings_lists.read(data, "ratings.csv").films
        assert len(films) == 4
        assert films[0].title in ("Amelie", "Amélie")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "empty"),
            (b"  \n", "empty"),
            (
                b"Title,Date\nBlack Mirror,1/2/24\n",
                "another site's list, or none: its columns are Title, Date",
            ),
            (b"userId,movieId,rating,timestamp\n1,1,4,0\n", "userId, movieId, rating, timestamp"),
            (b"<!doctype html><p>Sign in", "web page"),
            (b"\x89PNG\r\n\x00\x00", "no text file"),
            (b"PK\x03\x04 broken", "damaged"),
            (b"Date,Name,Year,Letterboxd URI,Rating\n", "no film below"),
            (zipped(readme_csv="a\n"), "no list of ratings in this ZIP"),
            (zipped(**{"[Content_Types].xml": "<x/>"}), "workbook"),
        ],
    )
    def test_what_is_no_such_list_gets_a_sentence(self, data, sentence):
        with pytest.raises(ListError, match=sentence):
            ratings_lists.read(data, "ratings.csv")

    @pytest.mark.parametrize("rating", ["11", "0", "-3", "ten", "9/10", "nan"])
    def test_a_row_of_imdbs_with_a_rating_that_is_none_is_named_and_wishes_for_nothing(self, rating):
        listed = ratings_lists.read(IMDB.replace(",3,2023-05-02", f",{rating},2023-05-02").encode(), "r.csv")
        assert [film.title for film in listed.films] == ["Amélie"]
        assert listed.unread == (Unread("The Shining", "its rating is none from 1 to 10"),)

    def test_a_row_of_imdbs_that_is_not_rated_yet_is_wanted(self):
        listed = ratings_lists.read(IMDB.replace(",3,2023-05-02", ",,").encode(), "r.csv")
        assert [film.verdict for film in listed.films] == ["liked", "watchlist"]

    def test_a_row_of_imdbs_without_an_id_is_named(self):
        listed = ratings_lists.read(IMDB.replace("tt9999999,", "nm1,").encode(), "r.csv")
        assert listed.unread == (Unread("The Shining", "the row has no IMDb id"),)

    def test_rows_without_a_title_are_named_and_bad_numbers_left_out(self):
        odd = "Date,Name,Year,Letterboxd URI,Rating\nx,,1999,u,4\n2024-99-99,Alien,nineteen,u,eleven\n"
        listed = ratings_lists.read(odd.encode(), "ratings.csv")
        assert listed.unread == (Unread("", "the row has no title"),)
        assert listed.films[0] == Rated("Alien", None, watched=True)

    def test_a_bomb_is_not_unpacked(self):
        with pytest.raises(ListError, match="larger than 20 MB"):
            ratings_lists.read(zipped(ratings_csv="x" * (21 * 1024 * 1024)), "x.zip")


@pytest.mark.usefixtures("films")
class TestRecognising:
    def test_by_id_by_merged_id_and_by_title_and_year(self):
        amelie = Movie.objects.get(imdb_id=AMELIE)
        MovieAlias.objects.create(imdb_id="tt7654321", movie=amelie)
        films = [
            Rated("Whatever", 1900, imdb_id=AMELIE),
            Rated("Whatever", 1900, imdb_id="tt7654321"),
            Rated("AMELIE", 2001),
            Rated("Amélie", 2002),
            Rated("Amélie", 2010),
            Rated("Amélie", None),
        ]
        found = bringing.recognise(films)
        assert [pk for pk, _ in found] == [amelie.pk] * 4 + [None, None]
        assert found[4][1] == "not in the catalogue"
        assert "year" in found[5][1]

    def test_two_films_of_one_title_and_year_are_not_guessed_but_told_apart_by_director(self):
        shining = Movie.objects.get(imdb_id=THE_SHINING)
        Movie.objects.create(title="The Shining", year=1980, imdb_id="tt1111111")
        assert bringing.recognise([Rated("The Shining", 1980)]) == [(None, "several films fit")]
        Movie.objects.filter(imdb_id="tt1111111").update(year=1981)
        assert bringing.recognise([Rated("The Shining", 1980)])[0][0] == shining.pk
        assert (
            bringing.recognise([Rated("The Shining", 1980, directors=("Nobody Else",))])[0][0] != shining.pk
        )


@pytest.mark.usefixtures("films")
class TestTakingOver:
    def test_once_or_twice_is_the_same_and_undo_leaves_what_was_said_by_hand(self, alice):
        amelie, shining = (Movie.objects.get(imdb_id=one) for one in (AMELIE, THE_SHINING))
        verdicts.say(alice, shining, Verdict.LIKED)
        first = bringing.show(alice, LETTERBOXD.encode(), "ratings.csv")
        assert not Feedback.objects.filter(movie=amelie).exists()
        assert bringing.take_over(first) == 2
        assert verdicts.said_by(alice, amelie) == {Verdict.LIKED}
        assert verdicts.said_by(alice, shining) == {Verdict.LIKED}

        before = set(Feedback.objects.values_list("pk", flat=True))
        assert bringing.take_over(first) == 0
        assert bringing.take_over(bringing.show(alice, LETTERBOXD.encode(), "ratings.csv")) == 0
        assert set(Feedback.objects.values_list("pk", flat=True)) == before

        bringing.undo(first)
        assert verdicts.all_said_by(alice) == {shining.pk: {Verdict.LIKED}}

    def test_a_later_list_puts_an_earlier_one_right(self, alice):
        amelie = Movie.objects.get(imdb_id=AMELIE)
        bringing.take_over(bringing.show(alice, LETTERBOXD.encode(), "ratings.csv"))
        worse = LETTERBOXD.replace("4.5", "1")
        assert bringing.take_over(bringing.show(alice, worse.encode(), "ratings.csv")) == 1
        assert verdicts.said_by(alice, amelie) == {Verdict.DISLIKED}

    def test_what_was_watched_keeps_its_day_and_its_stars(self, alice):
        bringing.take_over(bringing.show(alice, LETTERBOXD.encode(), "ratings.csv"))
        row = Feedback.objects.get(movie__imdb_id=AMELIE)
        assert (row.stars, row.created_at.date().isoformat()) == (4.5, "2024-01-05")

    def test_a_film_deleted_meanwhile_is_passed_over(self, alice):
        brought = bringing.show(alice, LETTERBOXD.encode(), "ratings.csv")
        Movie.objects.get(imdb_id=AMELIE).delete()
        assert bringing.take_over(brought) == 2

    def test_a_list_nobody_took_goes_when_another_is_looked_at(self, alice):
        for _ in range(2):
            bringing.show(alice, LETTERBOXD.encode(), "ratings.csv")
        assert RatingsImport.objects.filter(user=alice).count() == 1


def upload(client, data: bytes, name: str = "ratings.csv"):
    return client.post(reverse("taste:ratings"), {"list": SimpleUploadedFile(name, data)}, follow=True)


@pytest.mark.usefixtures("films")
class TestPages:
    def test_a_list_is_shown_taken_over_and_undone(self, alices, alice):
        page = upload(alices, LETTERBOXD.encode())
        text = page.content.decode()
        assert "3 of its films are here" in text
        assert "A Film Nobody Made" in text
        assert not Feedback.objects.exists()
        brought = RatingsImport.objects.get()

        text = alices.post(reverse("taste:take", args=[brought.pk]), follow=True).content.decode()
        assert "something new about 3 films" in text
        text = alices.post(reverse("taste:undo", args=[brought.pk]), follow=True).content.decode()
        assert "of 3 films is gone" in text
        assert not Feedback.objects.exists()

    def test_films_that_were_not_found_can_be_downloaded_and_run_no_formula(self, alices):
        upload(alices, LETTERBOXD.replace("A Film Nobody Made", "=1+1").encode())
        table = alices.get(reverse("taste:missing", args=[RatingsImport.objects.get().pk]))
        assert "'=1+1,1999" in table.content.decode()
        assert table["Content-Disposition"].startswith("attachment")

    def test_another_sites_list_gets_a_sentence_and_the_page(self, alices):
        page = upload(alices, b"Title,Date\nBlack Mirror,1/2/24\n")
        assert page.status_code == 422
        assert "another site" in page.content.decode()
        assert not RatingsImport.objects.exists()

    def test_no_file_gets_a_sentence(self, alices):
        assert "Choose the file first." in alices.post(reverse("taste:ratings")).content.decode()

    def test_a_row_that_cannot_be_read_is_named_with_the_reason_and_taken_for_nothing(self, alices):
        text = upload(alices, IMDB.replace(",3,2023-05-02", ",11,2023-05-02").encode()).content.decode()
        assert "The Shining" in text
        assert "its rating is none from 1 to 10" in text
        alices.post(reverse("taste:take", args=[RatingsImport.objects.get().pk]))
        assert [one.movie.title for one in Feedback.objects.all()] == ["Amélie"]
        alices.post("/language/", {"language": "de"})
        assert "seine Bewertung ist keine von 1 bis 10" in alices.get(
            reverse("taste:brought", args=[RatingsImport.objects.get().pk])
        ).content.decode()  # fmt: skip

    def test_a_strangers_list_does_not_exist(self, alices, bobs):
        upload(alices, LETTERBOXD.encode())
        pk = RatingsImport.objects.get().pk
        for name in ("brought", "missing"):
            assert bobs.get(reverse(f"taste:{name}", args=[pk])).status_code == 404
        for name in ("take", "undo"):
            assert bobs.post(reverse(f"taste:{name}", args=[pk])).status_code == 404
        assert not Feedback.objects.exists()

    def test_a_list_that_is_dropped_leaves_nothing(self, alices):
        upload(alices, LETTERBOXD.encode())
        alices.post(reverse("taste:undo", args=[RatingsImport.objects.get().pk]))
        assert not RatingsImport.objects.exists()

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from movies.models import ImportRun, Movie, MovieTag

pytestmark = pytest.mark.django_db

TOY_STORY, AMELIE = "tt0114709", "tt0211915"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0114709,862\n2,0211915,194\n3,9999999,\n")
    (tmp_path / "ratings.csv").write_text(
        "userId,movieId,rating,timestamp\n1,1,4.0,9\n2,1,5.0,9\n2,2,3.5,9\n2,3,1.0,9\n2,77,1.0,9\n"
    )
    (tmp_path / "tags.csv").write_text(
        'userId,movieId,tag,timestamp\n1,1,Pixar,9\n2,1,"pixar ",9\n2,2,"Paris, love",9\n'
    )
    return tmp_path


@pytest.fixture
def films() -> None:
    Movie.objects.create(title="Toy Story", imdb_id=TOY_STORY)
    Movie.objects.create(title="Amélie", imdb_id=AMELIE)


def import_movielens(folder: Path) -> ImportRun:
    call_command("import_movielens", str(folder), verbosity=0)
    return ImportRun.objects.latest("pk")


def test_films_gain_a_summary_of_ratings_and_tags(folder, films):
    run = import_movielens(folder)

    film = Movie.objects.get(imdb_id=TOY_STORY)
    assert (film.movielens_rating, film.movielens_ratings) == (4.5, 2)
    assert [(tag.name, tag.people) for tag in film.tags.all()] == [("pixar", 2)]
    assert [tag.name for tag in Movie.objects.get(imdb_id=AMELIE).tags.all()] == ["paris, love"]
    assert film.source_list == ["movielens"]
    assert (run.state, run.seen, run.changed) == ("done", 3, 2)
    assert "1 of 3 films are not in the catalogue" in run.messages[-1]


def test_the_same_folder_again_changes_nothing(folder, films):
    import_movielens(folder)
    before = list(Movie.objects.values()), list(MovieTag.objects.values())

    run = import_movielens(folder)

    assert (run.changed, run.unchanged) == (0, 2)
    assert (list(Movie.objects.values()), list(MovieTag.objects.values())) == before


def test_a_later_edition_replaces_tags(folder, films):
    import_movielens(folder)
    (folder / "tags.csv").write_text("userId,movieId,tag,timestamp\n1,1,toys,9\n")

    import_movielens(folder)

    assert list(MovieTag.objects.values_list("name", flat=True)) == ["toys"]


def test_wrong_rows_are_named_and_the_rest_goes_in(folder, films):
    with (folder / "ratings.csv").open("a") as stream:
        stream.write("3,1,eleven,9\n3,1,11,9\n3,1\n")
    with (folder / "links.csv").open("a") as stream:
        stream.write("4,tt1,\n5,0114709,1\n")

    run = import_movielens(folder)

    assert Movie.objects.get(imdb_id=TOY_STORY).movielens_ratings == 2
    assert run.failed == 5
    said = " ".join(run.messages)
    assert "ratings.csv, line 7: “eleven” is no rating of 0.5 to 5; left out." in said
    assert "ratings.csv, line 9: 2 values instead of 4; left out." in said
    assert "links.csv, line 5: “tt1” is no number of IMDb's; left out." in said
    assert "links.csv, line 6: tt0114709 stands on an earlier line; left out." in said


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("links.csv", None, "links.csv cannot be read: No such file"),
        ("ratings.csv", "a,b\n1,2\n", "ratings.csv has no column movieId and no rating"),
        ("ratings.csv", "", "ratings.csv has no column"),
    ],
)
def test_an_unusable_folder_ends_with_one_sentence_and_exit_code_two(folder, films, name, content, why):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)
    with pytest.raises(CommandError, match=why) as error:
        import_movielens(folder)
    assert error.value.returncode == 2


def test_the_real_folder_goes_in(shared):
    Movie.objects.create(title="Toy Story", imdb_id=TOY_STORY)
    run = import_movielens(shared / "movies" / "ml-latest-small")
    film = Movie.objects.get()
    assert (film.movielens_rating, film.movielens_ratings) == (3.92, 215)
    assert "pixar" in film.tags.values_list("name", flat=True)
    assert run.failed == 1
    assert "a tag of 85 characters" in run.messages[0]

from __future__ import annotations

import time
from io import StringIO
from pathlib import Path

import imdb_dataset_files as files
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from yardstick import round_trip

from movies.imports import imdb
from movies.imports.jobs import carry_out
from movies.imports.runs import CancelledError
from movies.models import Credit, ImportRun, Movie, Person, PersonAlias, Taste
from movies.storing import freshness
from scrapers import tsv_blocks

MOST_ROUNDS_A_TITLE = 60
"""What storing a title may cost, in round trips: a third of it is usual, on a quick machine and on a slow one."""

BASICS = [
    "tt0069687\tmovie\tAlice in the Cities\tAlice in den Städten\t0\t1974\t\\N\t113\tDrama",
    "tt0073152\tmovie\tKings of the Road\tIm Lauf der Zeit\t0\t1976\t\\N\t175\tDrama",
    "tt0000003\ttvEpisode\tAn Episode\tAn Episode\t0\t1976\t\\N\t20\tComedy",
]
RATINGS = ["tt0069687\t7.9\t14000", "tt0073152\t7.7\t8000"]
AKAS = [
    "tt0069687\t1\tAlicia en las ciudades\tES\t\\N\t\\N\t\\N\t0",
    "tt0069687\t2\tALICE in the cities\tXW\ten\t\\N\t\\N\t0",
]
PRINCIPALS = [
    "tt0069687\t1\tnm0900361\tactor\t\\N\t\\N",
    "tt0069687\t2\tnm0743820\tactress\t\\N\t\\N",
    "tt0073152\t1\tnm0900361\tactor\t\\N\t\\N",
    "tt0073152\t2\tnm9999999\tactor\t\\N\t\\N",
]
CREW = ["tt0069687\tnm0000694\tnm0000694", "tt0073152\tnm0000694\t\\N"]
NAMES = [
    "nm0000694\tWim Wenders\t1945\t\\N\tdirector\t\\N",
    "nm0900361\tRüdiger Vogler\t1942\t\\N\tactor\t\\N",
    "nm0743820\tYella Rottländer\t1964\t\\N\tactress\t\\N",
    "nm0000001\tFred Astaire\t1899\t1987\tactor\t\\N",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two films by Wim Wenders as the datasets tell them."""
    for name, rows in (
        ("title.basics", BASICS), ("title.ratings", RATINGS), ("title.akas", AKAS),
        ("title.principals", PRINCIPALS), ("title.crew", CREW), ("name.basics", NAMES),
    ):  # fmt: skip
        files.write(tmp_path, name, rows)
    return tmp_path


def import_imdb(folder: Path, *options: str) -> ImportRun:
    call_command("import_imdb", str(folder), *options, verbosity=0)
    return ImportRun.objects.latest("pk")


@pytest.mark.django_db
def test_a_folder_becomes_films_with_ratings_titles_people_and_credits(folder):
    run = import_imdb(folder)

    film = Movie.objects.get(imdb_id="tt0069687")
    assert (film.title, film.original_title, film.year) == (
        "Alice in the Cities",
        "Alice in den Städten",
        1974,
    )
    assert (film.imdb_rating, film.imdb_votes, film.source_list) == (7.9, 14_000, ["imdb"])
    assert film.weighted_rating is not None
    assert [str(other) for other in film.alternative_titles.all()] == ["Alicia en las ciudades"]
    assert [person.name for person in film.cast] == ["Rüdiger Vogler", "Yella Rottländer"]
    assert [person.imdb_id for person in film.directors] == ["nm0000694"]
    assert Person.objects.get(imdb_id="nm0900361").films == 2
    assert not Movie.objects.filter(title="An Episode").exists()
    assert not Person.objects.filter(name="Fred Astaire").exists()
    assert (run.state, run.new, run.failed, run.pages) == ("done", 2, 0, 6)
    assert "1 credits name people who are not in name.basics; left out." in run.messages


@pytest.mark.django_db
def test_films_are_found_by_what_they_are_called_elsewhere(folder):
    import_imdb(folder)
    assert [str(film) for film in Movie.objects.search("alicia ciudades")] == ["Alice in the Cities (1974)"]


@pytest.mark.django_db
def test_the_same_folder_again_changes_nothing(folder):
    import_imdb(folder)
    before = list(Movie.objects.values()), list(Credit.objects.values()), list(Person.objects.values())
    version = freshness.version()

    run = import_imdb(folder)

    assert (run.new, run.changed, run.unchanged) == (0, 0, 2)
    assert (
        list(Movie.objects.values()),
        list(Credit.objects.values()),
        list(Person.objects.values()),
    ) == before
    assert freshness.version() == version


@pytest.mark.django_db
def test_a_later_edition_updates_and_tells_every_worker(folder):
    import_imdb(folder)
    version = freshness.version()
    files.write(folder, "title.ratings", ["tt0069687\t8.0\t14100"])

    run = import_imdb(folder)

    assert run.changed == 1
    assert Movie.objects.get(imdb_id="tt0069687").imdb_votes == 14_100
    assert Movie.objects.get(imdb_id="tt0073152").imdb_votes == 8_000
    assert freshness.version() != version


@pytest.mark.django_db
def test_what_was_edited_by_hand_stays(folder):
    import_imdb(folder)
    Movie.objects.update(title="By hand", imdb_votes=1, locked_fields=["title", "imdb_votes", "credits"])
    Credit.objects.all().delete()
    Person.objects.filter(name="Wim Wenders").update(name="W. Wenders", locked_fields=["name"])

    import_imdb(folder)

    assert set(Movie.objects.values_list("title", "imdb_votes")) == {("By hand", 1)}
    assert not Credit.objects.exists()
    assert Person.objects.filter(name="W. Wenders").exists()


@pytest.mark.django_db
def test_people_known_by_name_only_are_recognised(folder, alice):
    film = Movie.objects.create(title="Alice in the Cities", imdb_id="tt0069687", year=1974)
    other = Movie.objects.create(title="Paris, Texas", imdb_id="tt0087884", year=1984)
    wenders = Person.objects.create(name="Wim Wenders")
    vogler = Person.objects.create(name="Rudiger Vogler")
    for movie, person, role in (
        (film, wenders, "director"),
        (other, wenders, "director"),
        (film, vogler, "actor"),
    ):
        Credit.objects.create(movie=movie, person=person, role=role)
    Taste.of(alice).liked_people.add(wenders)

    run = import_imdb(folder)

    known = Person.objects.get(name="Wim Wenders")
    assert known.imdb_id == "nm0000694"
    assert set(known.movies.values_list("title", flat=True)) == {
        "Alice in the Cities", "Kings of the Road", "Paris, Texas",
    }  # fmt: skip
    assert list(Taste.of(alice).liked_people.all()) == [known]
    assert Person.objects.filter(name_key="rudiger vogler").count() == 1
    assert film.credits.filter(role="actor").count() == 2
    assert PersonAlias.objects.get(key="name:wim wenders").person == known
    assert any("recognised" in sentence for sentence in run.messages)


@pytest.mark.django_db
def test_of_two_people_of_one_name_only_the_film_tells_which(folder):
    files.write(folder, "name.basics", [*NAMES, "nm9999999\tWim Wenders\t\\N\t\\N\tactor\t\\N"])
    film = Movie.objects.create(title="Alice in the Cities", imdb_id="tt0069687", year=1974)
    other = Movie.objects.create(title="Paris, Texas", imdb_id="tt0087884", year=1984)
    nameless = Person.objects.create(name="Wim Wenders")
    for movie in (film, other):
        Credit.objects.create(movie=movie, person=nameless, role="director")

    import_imdb(folder)

    assert [person.imdb_id for person in Movie.objects.get(pk=film.pk).directors] == ["nm0000694"]
    assert [person.imdb_id for person in Movie.objects.get(pk=other.pk).directors] == [""]


@pytest.mark.django_db
def test_filters_are_heard(folder):
    import_imdb(folder, "--kind", "tvEpisode", "movie", "--from-year", "1976", "--votes", "8000")
    assert [film.title for film in Movie.objects.all()] == ["Kings of the Road"]


@pytest.mark.django_db
def test_wrong_lines_are_named_counted_and_the_rest_goes_in(folder):
    year = BASICS[0].replace("1974", "1" * 200)
    files.write(folder, "title.basics", [year, "tt0000004\ttwo\tcolumns", BASICS[1], BASICS[1]])
    files.write(folder, "title.ratings", ["tt0069687\t7.9\t1000000000", RATINGS[1]])

    run = import_imdb(folder)

    assert (run.state, run.new, run.failed) == ("done", 2, 3)
    film = Movie.objects.get(imdb_id="tt0069687")
    assert (film.year, film.imdb_votes) == (None, None)
    said = " ".join(run.messages)
    assert "title.basics.tsv.gz, line 2: “1111" in said
    assert "title.basics.tsv.gz, line 3: 3 values instead of 9; left out." in said
    assert "title.basics.tsv.gz, line 5: tt0073152 stands on an earlier line; left out." in said
    assert "title.ratings.tsv.gz, line 2: “1000000000” is no number of votes; left out." in said


@pytest.mark.django_db
def test_a_cut_off_file_is_named_after_everything_else_went_in(folder):
    path = files.write(folder, "name.basics", [*NAMES, *files.names(20_000, seed=1)])
    path.write_bytes(path.read_bytes()[:-300])

    with pytest.raises(
        CommandError, match=r"name\.basics\.tsv\.gz is cut off.*Everything else went in"
    ) as error:
        import_imdb(folder)

    assert error.value.returncode == 2
    assert Movie.objects.count() == 2
    assert Movie.objects.get(imdb_id="tt0069687").credits.count() == 4
    assert freshness.settled()


@pytest.mark.django_db
def test_a_file_with_another_header_is_named_and_the_others_go_in(folder):
    (folder / "title.akas.tsv.gz").write_bytes(b"<!DOCTYPE html>")

    with pytest.raises(CommandError, match=r"title\.akas\.tsv\.gz is another file"):
        import_imdb(folder)

    assert Movie.objects.count() == 2
    assert Credit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("missing", "options", "why"),
    [
        ("title.basics.tsv.gz", (), "There is no title.basics.tsv.gz"),
        ("title.ratings.tsv.gz", ("--votes", "5"), "so votes cannot be asked for"),
    ],
)
def test_an_unusable_folder_ends_with_one_sentence_and_exit_code_two(folder, missing, options, why):
    (folder / missing).unlink()
    with pytest.raises(CommandError) as error:
        import_imdb(folder, *options)
    assert why in str(error.value)
    assert error.value.returncode == 2
    assert not Movie.objects.exists()


@pytest.mark.django_db
def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        import_imdb(tmp_path / "nowhere")


@pytest.mark.django_db
def test_titles_alone_are_enough(tmp_path):
    files.write(tmp_path, "title.basics", BASICS)
    assert import_imdb(tmp_path).new == 2


@pytest.mark.django_db
def test_the_command_says_what_went_in(folder):
    said = StringIO()
    call_command("import_imdb", str(folder), stdout=said, stderr=StringIO())
    assert said.getvalue() == "IMDb datasets: 2 new, 0 changed, 0 unchanged.\n"


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_import_keeps_what_went_in_and_goes_on_where_it_stood(tmp_path, monkeypatch):
    files.generate(tmp_path, 600)
    monkeypatch.setattr(tsv_blocks, "BLOCK_BYTES", 2000)
    monkeypatch.setattr(imdb, "SECONDS_BETWEEN_REPORTS", 0.0)
    run = ImportRun.objects.ask(ImportRun.Kind.IMDB, {"folder": str(tmp_path)})
    run.watcher = lambda run: Movie.objects.count() > 100 and ImportRun.objects.get(pk=run.pk).cancel()

    carry_out(run)

    assert run.state == "cancelled"
    stopped_at = Movie.objects.count()
    assert 100 < stopped_at < 300
    assert freshness.settled()

    again = ImportRun.objects.ask(ImportRun.Kind.IMDB, {"folder": str(tmp_path)})
    assert again.pk == run.pk
    carry_out(again)
    assert again.state == "done"
    assert again.new == Movie.objects.count() > stopped_at


@pytest.mark.django_db
def test_other_files_than_before_the_stop_begin_anew(folder, monkeypatch):
    def stop(self: object) -> None:
        raise CancelledError

    monkeypatch.setattr(imdb._Import, "_cast", stop)
    with pytest.raises(CommandError, match="Stopped"):
        import_imdb(folder)
    monkeypatch.undo()
    files.write(folder, "title.basics", [*BASICS, BASICS[0].replace("tt0069687", "tt0000009")])

    run = import_imdb(folder)

    assert "The files are others than before the stop, so the import begins anew." in run.messages
    assert Movie.objects.count() == 3


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="half the work is the server's, which this clock does not see"
)
@pytest.mark.django_db
def test_titles_go_in_quickly(tmp_path):
    titles = 6000
    files.write(
        tmp_path, "title.basics", (row.replace("tvEpisode", "movie") for row in files.basics(titles, seed=3))
    )
    files.write(tmp_path, "title.ratings", files.ratings(titles, seed=3))
    before = round_trip()
    start = time.process_time()
    run = import_imdb(tmp_path)
    spent = time.process_time() - start
    round_s = max(before, round_trip())  # a machine's speed may change meanwhile
    assert spent / run.new < MOST_ROUNDS_A_TITLE * round_s, f"{spent / run.new / round_s:.0f} rounds"

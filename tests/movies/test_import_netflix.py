from __future__ import annotations

import csv
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from movies.imports import netflix
from movies.imports.runs import CancelledError
from movies.models import Credit, ImportRun, Movie, MovieAlias
from movies.storing import freshness
from movies.twins import merging

pytestmark = pytest.mark.django_db

HEADER = (
    "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description"
)
SHINING = 's1,Movie,The Shining,Stanley Kubrick,"Jack Nicholson, Shelley Duvall",United States,,1980,R,146 min,Horror Movies,A caretaker.'
NEW = "s2,Movie,A New One,Ann Maker,Bo Player,Norway,,2020,PG,90 min,Dramas,Something new."
SERIES = "s3,TV Show,A Series,,Bo Player,Norway,,2020,TV-14,2 Seasons,TV Dramas,Goes on."
OPEN = 's4,Movie,Shining,Somebody Else,"Jack Nicholson, Bo Player",,,1980,R,80 min,Dramas,'


@pytest.fixture
def shining(db: None) -> Movie:
    film = Movie.objects.create(
        title="The Shining", imdb_id="tt0081505", year=1980, plot="Known already.", sources="wikidata"
    )
    for name, role in (("Stanley Kubrick", "director"), ("Jack Nicholson", "actor")):
        Credit.objects.create(movie=film, person=film.people.model.objects.create(name=name), role=role)
    return film


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "netflix_titles.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def import_netflix(path: Path, *options: str) -> ImportRun:
    call_command("import_netflix", str(path), *options, verbosity=0)
    return ImportRun.objects.latest("pk")


def test_a_known_film_is_marked_and_completed_and_a_new_one_added(tmp_path, shining):
    run = import_netflix(write(tmp_path, SHINING, NEW, SERIES))

    shining.refresh_from_db()
    assert shining.on_netflix
    assert shining.source_list == ["wikidata", "netflix"]
    assert (shining.plot, shining.certificate, shining.runtime_minutes) == ("Known already.", "R", 146)
    assert "Horror" in shining.genre_names
    assert shining.credits.filter(person__name="Shelley Duvall").count() == 0  # its cast was known
    new = Movie.objects.get(title="A New One")
    assert (new.on_netflix, new.imdb_id, new.year, new.source_list) == (True, None, 2020, ["netflix"])
    assert [person.name for person in new.cast] == ["Bo Player"]
    assert not Movie.objects.filter(title="A Series").exists()
    assert (run.state, run.seen, run.new, run.changed, run.unchanged) == ("done", 3, 1, 1, 0)
    assert freshness.settled()


def test_the_same_file_again_changes_nothing(tmp_path, shining):
    path = write(tmp_path, SHINING, NEW, OPEN)
    import_netflix(path)
    before, version = list(Movie.objects.values()), freshness.version()

    run = import_netflix(path)

    assert (run.new, run.changed, run.unchanged) == (0, 0, 2)
    assert (list(Movie.objects.values()), freshness.version()) == (before, version)


def test_an_ambiguous_row_is_listed_and_nothing_is_guessed(tmp_path, shining):
    run = import_netflix(write(tmp_path, OPEN))

    shining.refresh_from_db()
    assert not shining.on_netflix
    assert Movie.objects.count() == 1
    assert run.messages == [
        "Line 2: Shining (1980) may be The Shining (1980) tt0081505: title, year, another director, 1 of the cast.",
        "1 rows are ambiguous and were only listed; an imdb_id column in the file decides them.",
    ]


def test_an_imdb_id_decides_also_one_of_a_film_that_was_merged(tmp_path, shining):
    MovieAlias.objects.create(imdb_id="tt9999999", movie=shining)
    other = Movie.objects.create(title="Shining", imdb_id="tt0000002", year=1980)
    header = f"{HEADER},imdb_id"

    import_netflix(write(tmp_path, f"{OPEN},tt9999999", f"{NEW},tt0000002", header=header))

    assert set(Movie.objects.filter(on_netflix=True)) == {shining, other}
    assert Movie.objects.count() == 2


def test_what_was_edited_by_hand_stays(tmp_path, shining):
    Movie.objects.update(locked_fields=["on_netflix", "certificate", "runtime_minutes", "genres"])

    import_netflix(write(tmp_path, SHINING))

    shining.refresh_from_db()
    assert (shining.on_netflix, shining.certificate, shining.runtime_minutes) == (False, "", None)
    assert not shining.genres.exists()


def test_a_film_only_netflix_told_of_that_was_edited_by_hand_is_not_made_twice(tmp_path):
    path = write(tmp_path, NEW)
    import_netflix(path)
    Movie.objects.update(
        title="The New One", title_key="the new one", year=2021, locked_fields=["title", "year"]
    )

    run = import_netflix(path)

    assert run.new == 0
    assert str(Movie.objects.get()) == "The New One (2021)"


def test_what_a_person_merged_is_not_parted_again(tmp_path, shining):
    path = write(tmp_path, NEW)
    import_netflix(path)
    merging.merge(shining, [Movie.objects.get(title="A New One")])

    run = import_netflix(path)

    assert Movie.objects.get() == shining
    assert (run.new, run.unchanged) == (0, 1)


def test_a_merge_of_other_rows_decides_nothing(tmp_path, shining):
    twin = Movie.objects.create(title="A New One", year=2020, imdb_id="tt0000009", sources="wikidata")
    merging.merge(shining, [twin])
    assert import_netflix(write(tmp_path, NEW)).new == 1


def test_series_and_only_known_are_asked_for(tmp_path, shining):
    path = write(tmp_path, SHINING, NEW, SERIES)
    import_netflix(path, "--only-known")
    assert Movie.objects.count() == 1
    import_netflix(path, "--series")
    assert Movie.objects.get(title="A Series").kind == "tvSeries"


def test_the_report_says_what_became_of_every_row_and_runs_no_formula(tmp_path, shining):
    report = tmp_path / "report.csv"
    formula = NEW.replace("A New One", "=1+1")

    import_netflix(write(tmp_path, SHINING, OPEN, formula), "--report", str(report))

    with report.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["title"], row["verdict"], row["imdb_id"]) for row in rows] == [
        ("The Shining", "matched", "tt0081505"),
        ("Shining", "ambiguous", "tt0081505"),
        ("'=1+1", "unknown", ""),
    ]


def test_wrong_rows_are_named_counted_and_the_rest_goes_in(tmp_path, shining):
    broken = "s9,Movie,Too,few"
    endless = NEW.replace("A New One", "x" * 301)

    run = import_netflix(write(tmp_path, broken, endless, SHINING))

    assert (run.state, run.failed, run.changed) == ("done", 2, 1)
    assert "netflix_titles.csv, line 2: 4 values instead of 12; left out." in run.messages
    assert any(sentence.startswith("Line 3: ") for sentence in run.messages)


def test_rows_that_say_one_thing_twice_make_one_film(tmp_path):
    run = import_netflix(write(tmp_path, NEW, NEW.replace("s2", "s5").replace("Norway", "Sweden")))
    assert Movie.objects.get().country_names == ["Norway", "Sweden"]
    assert run.new == 1


@pytest.mark.parametrize(
    ("content", "why"), [(None, "cannot be read: No such file"), ("a,b\n1,2\n", "has no column type")]
)
def test_an_unusable_file_ends_with_one_sentence_and_exit_code_two(tmp_path, content, why):
    path = tmp_path / "netflix_titles.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=why) as error:
        import_netflix(path)
    assert error.value.returncode == 2
    assert not Movie.objects.exists()


def test_a_stopped_import_goes_on_where_it_stood(tmp_path, shining, monkeypatch):
    path, report = write(tmp_path, SHINING, OPEN, NEW), tmp_path / "report.csv"
    monkeypatch.setattr(netflix, "ROWS_AT_ONCE", 1)

    def stop(self: ImportRun) -> None:
        if self.seen == 2:
            raise CancelledError

    monkeypatch.setattr(ImportRun, "stop_if_asked", stop)
    with pytest.raises(CommandError, match="Stopped"):
        import_netflix(path, "--report", str(report))
    assert not Movie.objects.filter(title="A New One").exists()
    assert freshness.settled()
    monkeypatch.undo()

    run = import_netflix(path, "--report", str(report))

    assert (run.state, run.attempts, run.seen, run.new, run.changed) == ("done", 2, 3, 1, 1)
    assert len(report.read_text(encoding="utf-8").splitlines()) == 4
    assert run.messages[-1].startswith("1 rows are ambiguous")


def test_another_file_than_before_the_stop_begins_anew(tmp_path, shining, monkeypatch):
    path = write(tmp_path, SHINING, NEW)
    monkeypatch.setattr(netflix, "ROWS_AT_ONCE", 1)

    def stop(self: ImportRun) -> None:
        raise CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(ImportRun, "stop_if_asked", stop)
        with pytest.raises(CommandError, match="Stopped"):
            import_netflix(path)
    write(tmp_path, NEW, SHINING)
    os.utime(path, ns=(1, 1))

    run = import_netflix(path)

    assert "The file is another one than before the stop, so the import begins anew." in run.messages
    assert Movie.objects.filter(title="A New One").exists()


def test_the_command_says_what_went_in(tmp_path, shining):
    said = StringIO()
    call_command("import_netflix", str(write(tmp_path, SHINING, NEW)), stdout=said, stderr=StringIO())
    assert said.getvalue() == "Netflix titles: 1 new, 1 changed, 0 unchanged.\n"

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from movies.imports import scraping
from movies.imports.runs import CancelledError
from movies.models import ImportRun, Movie, Person

sys.path.append(str(Path(__file__).parent.parent / "scrapers"))
import imdb_list_pages as lists
import imdb_pages as pages
from imdb_server import Answer, site

pytestmark = pytest.mark.django_db

FILMS = lists.films(120)


@pytest.fixture(autouse=True)
def own_var(tmp_path, settings):
    settings.VAR = tmp_path / "var"


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setenv("EMOFLIX_SCRAPE_LIVE", "1")
    monkeypatch.setenv("EMOFLIX_SCRAPE_CONTACT", "films@example.org")


def scrape(**options) -> ImportRun:
    call_command("scrape_imdb", verbosity=0, **options)
    return ImportRun.objects.latest("pk")


def searched(path: str) -> Answer:
    """A genre's films by votes, fifty a page, below the votes that are asked for."""
    by_votes = sorted(FILMS, key=lambda film: -film.votes)
    below = path.partition("num_votes=,")[2].partition("&")[0]
    found = [film for film in by_votes if not below or film.votes <= int(below)]
    return Answer(lists.search_page(found[:50], total=len(found)))


def test_a_genre_s_pages_go_in_one_after_the_other(live, capsys):
    with site({}, fallback=searched) as served:
        run = scrape(genre="horror", pages=3, base_url=served.base)
        assert len(served.pages()) == 3
    assert Movie.objects.count() == 120
    assert (run.state, run.pages, run.new, run.failed) == ("done", 3, 120, 0)
    film = Movie.objects.get(imdb_id="tt9900007")
    assert (film.title, film.year, film.imdb_votes, film.sources) == (
        "Number 7: A Film",
        1957,
        1007,
        "imdb-pages",
    )
    assert {genre.name for genre in film.genres.all()} == set(pages.KEEPER.genres)


def test_a_second_run_asks_for_kept_pages_only_of_itself_and_changes_nothing(live):
    with site({"/chart/top/": Answer(lists.chart_page(FILMS))}) as served:
        assert scrape(chart="top", base_url=served.base).new == 120
        again = scrape(chart="top", base_url=served.base)
        assert (again.new, again.changed, again.unchanged) == (0, 0, 120)
        assert served.pages() == ["/chart/top/"]


def test_titles_are_asked_for_by_their_ids_and_a_missing_one_is_named(live):
    answers = {"/title/tt9900101/": Answer(pages.title_page()), "/title/tt9900102/": Answer("", 404)}
    with site(answers) as served:
        run = scrape(ids=["tt9900102", "tt9900101"], base_url=served.base)
    assert (run.state, run.pages, run.new, run.failed) == ("done", 2, 1, 1)
    assert "status 404" in run.messages[0]
    film = Movie.objects.get(imdb_id="tt9900101")
    assert [person.name for person in film.directors] == list(pages.KEEPER.directors)
    assert [person.name for person in film.cast] == list(pages.KEEPER.cast)


def test_any_page_of_the_site_goes_by_its_address(live):
    with site({"/list/ls001/": Answer(lists.lister_page(FILMS[:5]))}) as served:
        assert scrape(url=f"{served.base}/list/ls001/", base_url=served.base).new == 5
        with pytest.raises(CommandError, match="No page could be read"):
            scrape(url="https://films.example/list/ls001/", base_url=served.base)


def test_live_fetching_is_off_without_the_switch():
    with site({"/chart/top/": Answer(lists.chart_page(FILMS))}) as served:
        with pytest.raises(CommandError, match="EMOFLIX_SCRAPE_LIVE=1"):
            scrape(chart="top", base_url=served.base)
        assert served.asked == []
    assert ImportRun.objects.latest("pk").state == "failed"


def test_no_other_host_is_fetched_from(live):
    with pytest.raises(CommandError, match="only"):
        scrape(chart="top", base_url="https://films.example")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("", 202, {"x-amzn-waf-action": "challenge"}), "challenge"),
        (Answer("", 403), "refuses this visitor"),
        (Answer("", 429), "too many requests"),
        (Answer("", 503, {"Retry-After": "7200"}), "wait 120 minutes"),
    ],
)
def test_a_no_stops_the_run_with_one_sentence_and_keeps_what_went_in(live, answer, reason):
    good = Answer(pages.title_page())
    with site({"/title/tt9900101/": good, "/title/tt9900102/": answer, "/title/tt9900103/": good}) as served:
        with pytest.raises(CommandError, match=reason) as caught:
            scrape(ids=["tt9900101", "tt9900102", "tt9900103"], base_url=served.base)
        assert caught.value.returncode == 2
        assert "/title/tt9900103/" not in served.pages()
    run = ImportRun.objects.latest("pk")
    assert (run.state, run.pages, run.new) == ("failed", 1, 1)
    assert reason in run.messages[-1]
    assert Movie.objects.filter(imdb_id="tt9900101").exists()


def test_robots_no_stops_the_run(live):
    robots = Answer("User-agent: *\nDisallow: /chart/*\n")
    with site({"/robots.txt": robots, "/chart/top/": Answer(lists.chart_page(FILMS))}) as served:
        with pytest.raises(CommandError, match=r"robots\.txt does not allow"):
            scrape(chart="top", base_url=served.base)
        assert served.pages() == []


def test_a_run_that_was_refused_goes_on_where_it_stood(live):
    challenged = [
        Answer("", 202, {"x-amzn-waf-action": "challenge"}),
        Answer(pages.title_page(replace(pages.KEEPER, imdb_id="tt9900102"))),
    ]
    answers = {"/title/tt9900101/": Answer(pages.title_page()), "/title/tt9900102/": challenged}
    with site(answers) as served:
        asked = {"ids": ["tt9900101", "tt9900102"], "base_url": served.base}
        with pytest.raises(CommandError, match="challenge"):
            scrape(**asked)
        run = scrape(**asked)
        assert served.pages() == ["/title/tt9900101/", "/title/tt9900102/", "/title/tt9900102/"]
    assert (ImportRun.objects.count(), run.state, run.pages, run.new, run.attempts) == (1, "done", 2, 2, 2)


def test_a_server_that_stumbles_and_cuts_connections_is_waited_for(live):
    page = pages.title_page()
    answers = [
        Answer("", 429, {"Retry-After": "1"}),
        Answer("", 503),
        Answer(page, cut_after=500),
        Answer(page),
    ]
    with site({"/title/tt9900101/": answers}) as served:
        run = scrape(ids=["tt9900101"], base_url=served.base)
        assert len(served.pages()) == 4
    assert (run.state, run.new, run.failed) == ("done", 1, 0)


def test_a_changed_layout_is_an_error_and_never_an_empty_catalogue(live):
    drifted = Answer(
        lists.list_page(
            "/search/title/", "Advanced search", "<div class='sc-new'><p>The Lantern Keeper</p></div>"
        )
    )
    with (
        site({"/search/title/": drifted}) as served,
        pytest.raises(CommandError, match="No page could be read"),
    ):
        scrape(genre="horror", pages=3, base_url=served.base)
    run = ImportRun.objects.latest("pk")
    assert run.failed == 1
    assert "looks like a list of titles" in run.messages[0]


def test_pages_that_cannot_be_read_one_after_another_stop_a_live_run(live):
    ids = [f"tt99001{number:02}" for number in range(9)]
    with site(
        {}, fallback=lambda path: Answer("<html><title>New! - IMDb</title><body>A new layout</body></html>")
    ) as served:
        with pytest.raises(CommandError, match="layout has changed"):
            scrape(ids=ids, base_url=served.base)
        assert len(served.pages()) == scraping.UNREADABLE_IN_A_ROW


@pytest.fixture
def folder(tmp_path) -> Path:
    """Saved pages of every sort, good ones and bad ones."""
    saved = tmp_path / "saved"
    saved.mkdir()
    for number in range(40):
        film = replace(
            pages.KEEPER,
            imdb_id=f"tt99002{number:02}",
            title=f"Saved {number}",
            cast=(f"Player {number % 7}", "Mira Okafor"),
        )
        (saved / f"title{number:02}.html").write_text(pages.title_page(film), encoding="utf-8")
    (saved / "chart.html").write_text(lists.chart_page(FILMS), encoding="utf-8")
    (saved / "game.html").write_text(
        pages.title_page(replace(pages.KEEPER, kind="videoGame")), encoding="utf-8"
    )
    (saved / "broken.html").write_text("<html></html>", encoding="utf-8")
    return saved


def contents() -> list[tuple]:
    """What the catalogue knows, whatever its rows' numbers are."""
    films = Movie.objects.order_by("imdb_id").prefetch_related(
        "genres", "credits__person", "countries", "languages"
    )
    return [
        (
            film.imdb_id, film.title, film.year, film.kind, film.imdb_rating, film.imdb_votes, film.weighted_rating, film.sources,
            sorted(genre.name for genre in film.genres.all()), sorted(country.name for country in film.countries.all()),
            sorted((credit.role, credit.person.name, credit.position) for credit in film.credits.all()),
        )
        for film in films
    ] + sorted(Person.objects.values_list("key", "name", "films"))  # fmt: skip


def test_a_folder_of_saved_pages_goes_in_without_any_switch(folder):
    run = scrape(html_dir=folder)
    assert (run.state, run.pages, run.new, run.failed) == ("done", 43, 160, 2)
    assert any("broken.html" in sentence and "no visible text" in sentence for sentence in run.messages)
    assert any("videoGame is no film" in sentence for sentence in run.messages)
    assert scrape(html_dir=folder).unchanged == 160


def test_a_run_broken_off_at_any_moment_ends_as_one_clean_run(folder, monkeypatch):
    scrape(html_dir=folder)
    clean = contents()
    clean_run = ImportRun.objects.latest("pk")
    counted = (clean_run.pages, clean_run.new, clean_run.changed, clean_run.failed)
    rng = random.Random(11)
    real = {"take_in": scraping.take_in, "read_page": scraping.read_page}

    def breaking(name):
        def call(*args, **options):
            if rng.random() < (0.02 if name == "read_page" else 0.3):
                raise MemoryError("killed")
            result = real[name](*args, **options)
            if name == "take_in" and rng.random() < 0.3:
                raise MemoryError("killed")
            return result

        return call

    monkeypatch.setattr(scraping, "PAGES_AT_ONCE", 7)
    for name in real:
        monkeypatch.setattr(scraping, name, breaking(name))
    for _ in range(3):
        Movie.objects.all().delete()
        Person.objects.all().delete()
        ImportRun.objects.all().delete()
        begun = 0
        while not ImportRun.objects.filter(state="done").exists():
            begun += 1
            with suppress(MemoryError):
                scrape(html_dir=folder)
        run = ImportRun.objects.get(state="done")
        assert contents() == clean
        assert (run.pages, run.new, run.changed, run.failed) == counted
        assert begun > 1


def test_somebody_may_stop_a_run_and_it_goes_on_later(folder, monkeypatch):
    monkeypatch.setattr(scraping, "PAGES_AT_ONCE", 10)
    real = ImportRun.stop_if_asked
    monkeypatch.setattr(ImportRun, "stop_if_asked", lambda run: (_ for _ in ()).throw(CancelledError))
    with pytest.raises(CommandError, match="somebody asked"):
        scrape(html_dir=folder)
    stopped = ImportRun.objects.get()
    assert (stopped.state, stopped.pages) == ("cancelled", 10)
    monkeypatch.setattr(ImportRun, "stop_if_asked", real)
    done = scrape(html_dir=folder)
    assert (done.pk, done.state, done.pages, done.new) == (stopped.pk, "done", 43, 160)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"genre": "purple"}, "no genre"),
        ({"genre": "horror", "pages": 0}, "1 to 200"),
        ({"ids": ["nm0000001"]}, "no IMDb id"),
        ({"html_dir": Path("nowhere")}, "there is no folder"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_exit_code_2(options, reason):
    with pytest.raises(CommandError, match=reason) as caught:
        scrape(**options)
    assert caught.value.returncode == 2
    assert not ImportRun.objects.exists()


def test_only_what_may_be_recommended_goes_in():
    record = scraping.FilmRecord(
        title="A", imdb_id="tt9900001", kind="movie", votes=0, genres=("Short", "Drama")
    )
    film = scraping.prepared(record)
    assert (film.votes, film.genres) == (None, ("Drama",))
    assert scraping.unfit(film) == ""
    assert scraping.unfit(replace(film, kind=None)) == "its kind is not known"
    assert "adults" in scraping.unfit(replace(film, genres=("Adult",)))


def test_the_command_killed_again_and_again_ends_as_one_clean_run(folder, tmp_path):
    """Real processes, really killed, on a database of their own."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    empty, database = tmp_path / "empty.sqlite3", tmp_path / "films.sqlite3"

    def process(path: Path, *command: str) -> subprocess.Popen:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
        return subprocess.Popen(
            [*manage, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    assert process(empty, "migrate", "--verbosity=0").wait(600) == 0
    command = ["scrape_imdb", "--html-dir", str(folder), "--verbosity=0"]
    shutil.copy(empty, database)
    started = time.monotonic()
    assert process(database, *command).wait(600) == 0
    needed, clean = time.monotonic() - started, dump(database)
    shutil.copy(empty, database)
    for part in (0.6, 0.8):
        running = process(database, *command)
        time.sleep(needed * part)
        running.kill()
        running.wait()
    assert process(database, *command).wait(600) == 0
    assert dump(database) == clean
    assert len(clean["movies_movie"]) == 160


def dump(path: Path) -> dict[str, list[tuple]]:
    """Rows of a database by table, without their numbers and times."""
    import sqlite3

    queries = {
        "movies_movie": "select imdb_id, title, year, kind, imdb_rating, imdb_votes, weighted_rating, sources from movies_movie order by 1",
        "movies_person": "select key, name, films from movies_person order by 1",
        "movies_credit": "select m.imdb_id, p.key, c.role, c.position from movies_credit c join movies_movie m on m.id = c.movie_id join movies_person p on p.id = c.person_id order by 1, 2, 3",
    }  # fmt: skip
    connection = sqlite3.connect(path)
    try:
        return {table: connection.execute(query).fetchall() for table, query in queries.items()}
    finally:
        connection.close()

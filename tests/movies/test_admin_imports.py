from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from movies.imports import jobs, starting
from movies.imports.forms import files_offered
from movies.models import ImportRun, Movie
from scrapers.http import SWITCH

pytestmark = pytest.mark.django_db

START = "admin:movies_importrun_add"
COLUMNS = (
    "show_id", "type", "title", "director", "cast", "country", "date_added", "release_year", "rating", "duration",
    "listed_in", "description",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch) -> Path:
    """The imports folder; and imports are carried out at once, where a server starts a process."""
    settings.IMPORTS_DIR = tmp_path / "imports"
    settings.IMPORTS_DIR.mkdir()
    monkeypatch.setattr(starting, "start", lambda run: jobs.carry_out_queued(run.pk))
    monkeypatch.delenv(SWITCH, raising=False)
    return settings.IMPORTS_DIR


def netflix_file(path: Path) -> Path:
    row = (
        "s1",
        "Movie",
        "Quiet Harbour",
        "Ida Lund",
        "Per Holm",
        "Norway",
        "",
        "2019",
        "PG",
        "93 min",
        "Dramas",
        "A town.",
    )
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([COLUMNS, row])
    return path


def start(admin_client, kind: str, **data: object):
    return admin_client.post(f"{reverse(START)}?kind={kind}", data, follow=True)


def errors(answer) -> list[str]:
    return [error for errors in answer.context["form"].errors.values() for error in errors]


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_every_kind_of_import_has_its_form(admin_client):
    page = admin_client.get(reverse(START)).content.decode()
    for kind in ImportRun.Kind:
        assert f'href="?kind={kind}"' in page
        assert admin_client.get(reverse(START), {"kind": kind}).status_code == 200
    assert "Start an import" in admin_client.get(reverse(START), {"kind": "nonsense"}).content.decode()


def test_an_import_is_started_from_a_file_of_the_server_and_watched(admin_client, folder):
    netflix_file(folder / "netflix_titles.csv")
    answer = start(admin_client, "netflix", file="netflix_titles.csv")
    assert "The import is on its way" in said(answer)
    run = ImportRun.objects.get()
    assert (run.state, run.new, run.requested_by.username) == ("done", 1, "admin")
    assert answer.redirect_chain[-1][0] == run.get_absolute_url()
    assert Movie.objects.get().title == "Quiet Harbour"
    page = answer.content.decode()
    assert "file netflix_titles.csv" in page
    assert str(folder) not in page


def test_an_import_is_started_from_an_upload_kept_once(admin_client, folder, tmp_path):
    content = netflix_file(tmp_path / "x.csv").read_bytes()
    for _ in range(2):
        start(admin_client, "netflix", upload=SimpleUploadedFile("../my titles.csv", content))
    assert Movie.objects.count() == 1
    (kept,) = (folder / "uploads").iterdir()
    assert kept.name.endswith("-my-titles.csv")


def test_what_the_form_lacks_is_said(admin_client, folder):
    netflix_file(folder / "n.csv")
    upload = SimpleUploadedFile("n.csv", b"x")
    assert errors(start(admin_client, "netflix")) == ["Choose a file of the server or upload one."]
    assert errors(start(admin_client, "netflix", file="n.csv", upload=upload)) == [
        "Choose a file of the server or upload one."
    ]
    assert errors(start(admin_client, "netflix", upload=SimpleUploadedFile("n.xlsx", b"x"))) == [
        "That is no .csv file."
    ]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "name", ["../secret.csv", "/etc/passwd", "link.csv", "away/secret.csv", "nowhere.csv"]
)
def test_nothing_outside_the_folder_is_read(admin_client, folder, tmp_path, name):
    secret = netflix_file(tmp_path / "secret.csv")
    (folder / "link.csv").symlink_to(secret)
    (folder / "away").symlink_to(tmp_path)
    assert files_offered(Path.is_file) == []
    assert "not one of the available choices" in errors(start(admin_client, "netflix", file=name))[0]
    assert not ImportRun.objects.exists()


def test_an_upload_too_large_for_the_site_names_the_folder(admin_client, folder, monkeypatch):
    monkeypatch.setattr("emotions.uploads.MAX_FILE_BYTES", 10)
    answer = start(admin_client, "netflix", upload=SimpleUploadedFile("n.csv", b"x" * 11))
    assert "too large to upload; put it into" in errors(answer)[0]


def test_folders_are_offered_by_what_they_hold(admin_client, folder):
    for name in (
        "imdb/title.basics.tsv.gz",
        "ml/links.csv",
        "ml/ratings.csv",
        "pages/title.html",
        "other/x.txt",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    for kind, field, offered in (
        ("imdb", "folder", "imdb"),
        ("movielens", "folder", "ml"),
        ("pages", "html_dir", "pages"),
    ):
        form = admin_client.get(reverse(START), {"kind": kind}).context["form"]
        assert [value for value, _ in form.fields[field].choices] == ["", offered]


def test_imdb_files_are_asked_for_with_their_filters(admin_client, folder):
    (folder / "title.basics.tsv.gz").write_bytes(b"")
    data = {"folder": ".", "kinds": ["movie", "short"], "votes": "", "first_year": "1990", "adult": "on"}
    start(admin_client, "imdb", **data)
    assert ImportRun.objects.get().arguments == {
        "folder": str(folder), "kinds": ["movie", "short"], "adult": True, "votes": 0, "first_year": 1990,
        "last_year": None,
    }  # fmt: skip
    answer = start(admin_client, "imdb", **(data | {"last_year": "1980"}))
    assert errors(answer) == ["That is before 1990."]


def test_pages_are_fetched_only_where_the_server_allows_it(admin_client, monkeypatch):
    assert errors(start(admin_client, "pages", chart="top")) == ["Say in exactly one way what to read."]
    monkeypatch.setenv(SWITCH, "1")
    monkeypatch.setattr(starting, "start", lambda run: None)
    assert errors(start(admin_client, "pages", chart="top", genre="horror")) == [
        "Say in exactly one way what to read."
    ]
    assert errors(start(admin_client, "pages", url="https://imdb.com.example.org/")) == [
        "That is no page of IMDb."
    ]
    assert "This cannot be read" in errors(start(admin_client, "pages", ids="ttx"))[0]
    start(admin_client, "pages", ids="tt0211915, tt0081505")
    assert ImportRun.objects.get().arguments == {"ids": ["tt0211915", "tt0081505"]}


def test_an_import_that_runs_is_not_started_twice(admin_client, folder, monkeypatch):
    netflix_file(folder / "n.csv")
    monkeypatch.setattr(starting, "start", lambda run: run.begin())
    start(admin_client, "netflix", file="n.csv")
    answer = start(admin_client, "netflix", file="n.csv")
    assert errors(answer) == [f"This import is already running (run {ImportRun.objects.get().pk})."]


def test_a_run_is_cancelled_and_tried_again(admin_client, folder):
    run = ImportRun.objects.ask("netflix", {"file": str(folder / "n.csv")})
    assert "Cancel" in admin_client.get(run.get_absolute_url()).content.decode()
    answer = admin_client.post(reverse("admin:movies_importrun_cancel", args=[run.pk]), follow=True)
    assert said(answer) == "The import is called off."
    assert "Try again" in answer.content.decode()
    netflix_file(folder / "n.csv")
    answer = admin_client.post(reverse("admin:movies_importrun_retry", args=[run.pk]), follow=True)
    assert "goes on from the beginning" in said(answer)
    run.refresh_from_db()
    assert (run.state, run.new) == ("done", 1)
    answer = admin_client.post(reverse("admin:movies_importrun_retry", args=[run.pk]), follow=True)
    assert said(answer).endswith("can be tried again.")


def test_a_failed_import_that_is_asked_for_again_goes_on(admin_client, folder):
    netflix_file(folder / "n.csv")
    start(admin_client, "netflix", file="n.csv")
    ImportRun.objects.update(state="failed", checkpoint={"line": 2})
    start(admin_client, "netflix", file="n.csv")
    assert ImportRun.objects.get().attempts == 2


def test_looking_starts_and_stops_nothing(admin_client):
    run = ImportRun.objects.ask("starter", {})
    for name in ("cancel", "retry"):
        address = reverse(f"admin:movies_importrun_{name}", args=[run.pk])
        assert admin_client.get(address).status_code == 405
    admin_client.get(f"{reverse(START)}?kind=starter")
    assert ImportRun.objects.get().state == "queued"


def test_starting_needs_the_csrf_token(admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(f"{reverse(START)}?kind=starter").status_code == 403
    assert not ImportRun.objects.exists()


def test_strangers_and_those_who_may_only_look_start_and_stop_nothing(client, alices):
    run = ImportRun.objects.ask("netflix", {"file": "n.csv"})
    steering = [reverse(f"admin:movies_importrun_{name}", args=[run.pk]) for name in ("cancel", "retry")]
    looker = User.objects.create_user("carol", password="three films a day", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_importrun"))
    carol = Client()
    carol.force_login(looker)
    for address in (*steering, f"{reverse(START)}?kind=starter"):
        assert client.post(address).status_code == 302
        assert alices.post(address).status_code == 302
        assert carol.post(address).status_code == 403
    page = carol.get(run.get_absolute_url())
    assert page.status_code == 200
    assert 'value="Cancel"' not in page.content.decode()
    assert ImportRun.objects.get().state == "queued"

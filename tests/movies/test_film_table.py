from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from movies.models import Movie, MovieAlias
from movies.storing import catalogue
from movies.tables import film_table
from scrapers.records import FilmRecord

pytestmark = pytest.mark.usefixtures("few_films")

AMELIE, THE_SHINING = "tt0211915", "tt0081505"
EXPORT, IMPORT = "admin:movies_movie_export", "admin:movies_movie_import"
CSV, JSON = "0", "1"


def export(admin_client, file_format: str = CSV, **query: str) -> str:
    form = admin_client.get(reverse(EXPORT), query).context["form"]
    data = {name: "on" for name, field in form.fields.items() if field.initial is True}
    address = f"{reverse(EXPORT)}?{'&'.join(f'{k}={v}' for k, v in query.items())}"
    answer = admin_client.post(address, data | {"format": file_format})
    assert answer.status_code == 200
    return answer.content.decode("utf-8")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def as_csv(*rows: dict[str, object]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@pytest.fixture
def preview(admin_client):
    """Uploads a file; what the page shows of it."""

    def upload(text: str, file_format: str = CSV):
        name = "films.json" if file_format == JSON else "films.csv"
        file = SimpleUploadedFile(name, text.encode())
        return admin_client.post(reverse(IMPORT), {"import_file": file, "format": file_format})

    return upload


@pytest.fixture
def bring_in(admin_client, preview):
    """Uploads a file and confirms its preview; how many rows were new, changed and left as they were."""

    def do(text: str, file_format: str = CSV) -> tuple[int, int, int]:
        page = preview(text, file_format)
        result = page.context["result"]
        assert "confirm_form" in page.context, problems(page)
        confirm = page.context["confirm_form"].initial
        answer = admin_client.post(reverse("admin:movies_movie_process_import"), confirm, follow=True)
        assert answer.status_code == 200
        return result.totals["new"], result.totals["update"], result.totals["skip"]

    return do


def problems(page) -> list[str]:
    result = page.context["result"]
    invalid = [
        f"Row {row.number}, {name}: {' '.join(said)}"
        for row in result.invalid_rows
        for name, said in row.error_dict.items()
    ]
    faults = [f"{e.error!r} {e.traceback[-600:]}" for _, errors in result.row_errors() for e in errors]
    return [str(error.error) for error in result.base_errors] + invalid + faults


@pytest.mark.parametrize("file_format", [CSV, JSON])
def test_what_was_exported_changes_nothing_when_it_comes_back(admin_client, bring_in, file_format):
    before = list(Movie.objects.order_by("pk").values())
    text = export(admin_client, file_format)
    assert bring_in(text, file_format) == (0, 0, Movie.objects.count())
    assert list(Movie.objects.order_by("pk").values()) == before


def test_the_export_holds_what_the_list_shows(admin_client):
    (row,) = rows_of(export(admin_client, q=AMELIE))
    assert (row["imdb_id"], row["title"], row["year"], row["languages"]) == (AMELIE, "Amélie", "2001", "fr")
    assert set(row["genres"].split("; ")) == {"Comedy", "Drama", "Romance"}
    assert row["directors"] == "Jean-Pierre Jeunet"
    (film,) = json.loads(export(admin_client, JSON, q=AMELIE))
    assert (film["year"], film["on_netflix"]) == (2001, False)


def test_the_export_costs_a_fixed_number_of_queries(admin_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        export(admin_client)


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://evil.example")', "+1", "-2+3", "@SUM(A1)", "\tx", "'=already"]
)
def test_no_title_is_a_formula_and_every_one_comes_back_as_it_was(admin_client, bring_in, title):
    Movie.objects.filter(imdb_id=AMELIE).update(title=title)
    text = export(admin_client, q=AMELIE)
    assert rows_of(text)[0]["title"] == f"'{title}"
    assert json.loads(export(admin_client, JSON, q=AMELIE))[0]["title"] == title
    if title.strip() == title:
        bring_in(text)
        assert Movie.objects.get(imdb_id=AMELIE).title == title


def test_a_changed_cell_changes_its_film_and_locks_the_field(bring_in):
    text = as_csv({"imdb_id": AMELIE, "runtime_minutes": 99, "genres": "comedy, sci fi", "year": ""})
    assert bring_in(text) == (0, 1, 0)
    film = Movie.objects.get(imdb_id=AMELIE)
    assert (film.runtime_minutes, film.year, set(film.genre_names)) == (99, 2001, {"Comedy", "Sci-Fi"})
    assert film.locked_fields == ["genres", "runtime_minutes"]
    catalogue.take_in(
        [FilmRecord(title="Amélie", imdb_id=AMELIE, runtime_minutes=122, genres=("War",))], source="imdb"
    )
    film = Movie.objects.get(imdb_id=AMELIE)
    assert (film.runtime_minutes, set(film.genre_names)) == (99, {"Comedy", "Sci-Fi"})
    assert bring_in(text) == (0, 0, 1)


def test_new_films_come_in_once_and_are_rated(bring_in):
    text = as_csv(
        {
            "imdb_id": "tt7654321",
            "title": "Quiet Harbour",
            "year": 2019,
            "imdb_rating": 9.1,
            "imdb_votes": 90_000,
        },
        {"imdb_id": "", "title": "Loud Harbour", "year": 2020, "imdb_rating": "", "imdb_votes": ""},
    )
    assert bring_in(text) == (2, 0, 0)
    film = Movie.objects.get(imdb_id="tt7654321")
    assert 7 < film.weighted_rating < 9.1
    assert film.title_key == "quiet harbour"
    assert film.locked_fields == ["imdb_rating", "imdb_votes", "title", "year"]
    assert bring_in(text) == (0, 0, 2)
    assert Movie.objects.filter(title="Loud Harbour").count() == 1


def test_a_film_that_was_merged_is_found_by_its_old_id(bring_in):
    MovieAlias.objects.create(imdb_id="tt7654321", movie=Movie.objects.get(imdb_id=AMELIE))
    assert bring_in(as_csv({"imdb_id": "tt7654321", "runtime_minutes": 99})) == (0, 1, 0)
    film = Movie.objects.get(imdb_id=AMELIE)
    assert film.runtime_minutes == 99


def test_looking_at_the_preview_changes_nothing(preview):
    before = list(Movie.objects.order_by("pk").values())
    page = preview(as_csv({"imdb_id": AMELIE, "title": "Changed <b>"}))
    shown = page.content.decode()
    assert "0 new, 1 changed, 0 as they are." in shown
    assert "title: <del>Amélie</del> → <ins>Changed &lt;b&gt;</ins>" in shown
    assert "style=" not in shown.partition("import-preview")[2]
    assert list(Movie.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"year": "19x4"}, "Row 1, year: “19x4” is no number."),
        ({"year": "2001.5"}, "Row 1, year: “2001.5” is no whole number."),
        ({"year": "9" * 200}, "Row 1, year: " + "9" * 40 + " is not between 1870 and 2100."),
        ({"imdb_rating": "nan"}, "Row 1, imdb_rating: nan is not between 0 and 10."),
        ({"genres": "Horrror"}, "Row 1, genres: “Horrror” is no genre here; perhaps Horror."),
        ({"languages": "Klingonese"}, "Row 1, languages: “Klingonese” is no language known here."),
        ({"kind": "opera"}, "Row 1, kind: “opera” is none of movie"),
        ({"on_netflix": "perhaps"}, "Row 1, on_netflix: “perhaps” is neither yes nor no."),
        ({"imdb_id": "x"}, "Row 1, imdb_id: “x” is no IMDb id."),
        (
            {"poster_url": "javascript:alert(1)"},
            "Row 1, poster_url: “javascript:alert(1)” is no address of a picture.",
        ),
        ({"title": "x" * 301}, "Row 1, title: It has 301 characters; 300 fit."),
        ({"id": "99999999"}, "Row 1, id: There is no film 99999999 here."),
        ({"id": "x"}, "Row 1, id: “x” is no number of a film here."),
        (
            {"imdb_id": "tt7654321", "title": ""},
            "Row 1, title: No film here has this IMDb id, and a new one needs a title.",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_goes_in(preview, cells, said):
    good = {"imdb_id": THE_SHINING, "title": "The Shining!"}
    bad = {"imdb_id": "", "title": "Some film"} | cells
    columns = dict.fromkeys([*bad, *good], "")
    page = preview(as_csv(columns | bad, columns | good))
    assert problems(page)[0].startswith(said)
    assert "confirm_form" not in page.context
    assert said.split(": ", 1)[1][:12] in page.content.decode()
    assert not Movie.objects.filter(title="The Shining!").exists()


def test_an_id_that_belongs_to_another_film_is_named(preview):
    film = Movie.objects.get(imdb_id=AMELIE)
    page = preview(as_csv({"id": film.pk, "imdb_id": THE_SHINING}))
    assert problems(page) == [f"Row 1, imdb_id: {THE_SHINING} is another film than number {film.pk}."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,year\nAmélie,2001\n", "The file has no column id, imdb_id or title"),
        ("title\n" + "x\n" * 6, "The file has 6 rows; 5 can be previewed at once."),
    ],
)
def test_a_file_that_is_no_table_of_films_is_refused_in_a_sentence(preview, monkeypatch, text, said):
    monkeypatch.setattr(film_table, "MOST_ROWS", 5)
    page = preview(text)
    assert said in page.content.decode()
    assert "confirm_form" not in page.context


@pytest.mark.parametrize(("text", "file_format"), [("{not json", JSON), ('"a', CSV), ("", CSV)])
def test_a_broken_file_is_no_fault_of_the_program(preview, text, file_format):
    assert preview(text, file_format).status_code == 200


def test_strangers_neither_export_nor_import(client, alices):
    for visitor in (client, alices):
        for name in (EXPORT, IMPORT, "admin:movies_movie_process_import"):
            assert visitor.get(reverse(name)).status_code == 302
            assert visitor.post(reverse(name)).status_code == 302

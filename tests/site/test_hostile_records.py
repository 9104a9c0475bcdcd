"""A source may call a film anything: no page, also of the admin, turns what it says into markup, script or formulas."""

from __future__ import annotations

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from lxml import etree

from emotions.models import Impression, MoodCheck, MoodReading
from movies.imports.forms import FORMS
from movies.models import Feedback, ImportRun, Movie
from movies.storing import catalogue
from scrapers import http
from scrapers.records import FilmRecord

BREAKOUT = (
    """"><img src=x data-pwned onerror=alert(1)><script>pwned()</script>' data-pwned='{{ 7 }}{% now "Y" %}"""
)
FORMULA = '=HYPERLINK("https://elsewhere.example";"pwned")'
LINK = "javascript:pwned()"


def hostile(title: str, number: int) -> FilmRecord:
    return FilmRecord(
        title=title,
        imdb_id=f"tt900000{number}",
        original_title=title,
        year=2001,
        kind="movie",
        genres=("Drama",),
        directors=(BREAKOUT,),
        cast=(f"{BREAKOUT} the second",),
        plot=BREAKOUT,
        certificate="<b data-p>",
        poster_url=LINK,
        languages=("en",),
        countries=(BREAKOUT[:40],),
    )


@pytest.fixture
def poisoned(db, alice):
    """Two hostile films, shown to Alice for a mood with hostile words in it, and an import that complains of them."""
    catalogue.take_in([hostile(BREAKOUT, 1), hostile(FORMULA, 2)], source="imdb")
    check = MoodCheck.objects.create(
        user=alice,
        top="sad",
        confidence=0.9,
        scores={"sad": 0.9, "neutral": 0.1},
        mode="lift",
        typed=[{"about": "genre", "value": BREAKOUT, "label": BREAKOUT}],
        notes=[BREAKOUT],
    )
    MoodReading.objects.create(
        check_in=check, modality="text", status="ok", quality=1, scores={"sad": 1.0}, message=BREAKOUT, ms=1
    )
    for rank, film in enumerate(Movie.objects.order_by("pk"), start=1):
        Impression.objects.create(
            check_in=check, movie=film, rank=rank, mode="lift", score=1.0, reasons=[BREAKOUT]
        )
    Feedback.objects.create(user=alice, movie=Movie.objects.first(), verdict=Feedback.Verdict.values[0])
    ImportRun.objects.create(
        kind="imdb", arguments={"folder": BREAKOUT}, messages=[BREAKOUT], step=BREAKOUT[:80]
    )
    return check


def clean(response) -> BeautifulSoup:
    page = response.content.decode()
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.select("[data-pwned], [onerror], [data-p]"), "an attribute of a title came to life"
    assert not [
        script for script in soup.find_all("script") if "pwned" in script.text and not script.get("type")
    ]
    assert not soup.select('[href^="javascript:"], [src^="javascript:"]')
    return soup


def test_pages_show_hostile_titles_as_words(poisoned, alices):
    film = Movie.objects.order_by("pk").first()
    addresses = [
        "/",
        "/films/",
        f"/films/{film.pk}/",
        "/films/?q=pwned",
        poisoned.get_absolute_url(),
        "/moods/",
    ]
    pages = [alices.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [200] * len(addresses)
    told = [clean(page).text for page in pages]
    assert sum("<script>pwned()" in text for text in told) >= 3


def test_a_drawn_poster_holds_no_script(poisoned, client):
    film = Movie.objects.order_by("pk").first()
    drawn = etree.fromstring(client.get(f"/films/{film.pk}/poster.svg").content)
    names = {etree.QName(part).localname for part in drawn.iter() if isinstance(part.tag, str)}
    assert "text" in names
    assert not names & {"script", "img", "image", "foreignObject", "a"}
    assert not [name for part in drawn.iter() for name in part.attrib if name.startswith(("on", "data-"))]


def test_json_of_the_api_is_never_a_page(poisoned, alices):
    for address in ("/api/v1/films/", f"/api/v1/moods/{poisoned.pk}/"):
        response = alices.get(address)
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def every_admin_page():
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{base}_changelist")
        yield f"{reverse(f'{base}_changelist')}?q=pwned"
        yield reverse(f"{base}_add")
        row = model._default_manager.first()
        if row is not None:
            yield from (reverse(f"{base}_{page}", args=[row.pk]) for page in ("change", "delete", "history"))
    for name in ("movies_movie_quality", "movies_movie_export", "movies_movie_import"):
        try:
            yield reverse(f"admin:{name}")
        except NoReverseMatch:
            continue


def test_the_admin_shows_hostile_records_as_words(poisoned, admin_client):
    told = 0
    for address in every_admin_page():
        response = admin_client.get(address, follow=True)
        assert response.status_code in (200, 403), address
        told += "<script>pwned()" in clean(response).text
    assert told >= 5


def test_a_merge_shows_hostile_records_as_words(poisoned, admin_client):
    ticked = "&".join(f"id={film.pk}" for film in Movie.objects.all())
    clean(admin_client.get(f"{reverse('admin:movies_movie_merge')}?{ticked}", follow=True))


def test_an_export_holds_no_formula(poisoned, admin_client):
    address = reverse("admin:movies_movie_export")
    form = admin_client.get(address).context["form"]
    fields = {name: "on" for name, field in form.fields.items() if field.initial is True}
    table = admin_client.post(address, {**fields, "format": "0"})
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)]


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8000/admin/",
        "https://imdb.com.elsewhere.example/title/tt0211915/",
        "https://imdb.com@10.0.0.1/title/tt0211915/",
        "file:///etc/passwd",
        "https://elsewhere.example/?imdb.com",
    ],
)
def test_an_import_fetches_from_nowhere_but_imdb(db, monkeypatch, address):
    monkeypatch.setenv(http.SWITCH, "1")
    form = FORMS["pages"]({"url": address})
    assert not form.is_valid()
    with pytest.raises(http.FetchError):
        http.PoliteSession(http.Manners(contact="test"))._own(address)


def test_no_form_names_another_server_to_read_from(db):
    assert not {name for form in FORMS.values() for name in form.base_fields} & {"base", "base_url", "host"}

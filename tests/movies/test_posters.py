from __future__ import annotations

import random
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from movies import poster_motifs, posters
from movies.models import Genre, Movie
from movies.poster_motifs import GROUND_TURNS, MOTIFS, PALETTES, SHAPE_TURNS, Palette
from movies.posters import COLUMN, SIZES
from scrapers.genres import GENRES

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
TITLES = [
    "M", "Amélie", "The Lord of the Rings: The Return of the King", "七人の侍", "千と千尋の神隠し、そしてその後の物語",
    "جدایی نادر از سیمین", "तारे ज़मीन पर", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Night of the Day of the Dawn of the Son of the Bride of the Return " * 4, "<script>alert(1)</script> & \"'", "W" * 300,
    "a\x0bb\x1f", " ",
]  # fmt: skip


def drawn(title: str = "Heat", year: int | None = 1995, *genres: str, **facts: object) -> ElementTree.Element:
    film = Movie.objects.create(title=title, year=year, **facts)
    film.genres.set(Genre.objects.get_or_create(name=name)[0] for name in genres)
    return ElementTree.fromstring(posters.svg(film))


def lines_of(poster: ElementTree.Element) -> list[ElementTree.Element]:
    return [text for text in poster.iter(f"{SVG}text") if "letter-spacing" not in text.attrib]


def caption_of(poster: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in poster.iter(f"{SVG}text") if "letter-spacing" in t.attrib)


@pytest.mark.parametrize("title", TITLES)
def test_every_title_fits_on_its_poster(title):
    size, lines = posters.laid_out(title)
    assert len(lines) <= dict(SIZES)[size]
    assert all(posters._width(line) * size <= COLUMN for line in lines)
    assert [line.text or "" for line in lines_of(drawn(title))] != []


def test_a_short_title_is_large_and_a_long_one_small():
    assert posters.laid_out("Heat")[0] == SIZES[0][0]
    assert posters.laid_out(TITLES[8])[0] == SIZES[-1][0]


def test_no_letter_of_a_title_is_lost_while_there_is_room():
    for title in TITLES[:7]:
        _, lines = posters.laid_out(title)
        assert "".join(" ".join(lines).split()) == "".join(title.split())


def test_words_are_not_torn_apart_where_they_fit():
    title = TITLES[8]
    _, lines = posters.laid_out(title)
    assert set(" ".join(lines).rstrip("…").split()[:-1]) <= set(title.split())
    assert lines[-1].endswith("…")


def test_what_reads_from_the_right_begins_at_the_right():
    (first, *_) = lines_of(drawn("جدایی نادر از سیمین"))
    assert first.attrib["direction"] == "rtl"
    assert float(first.attrib["x"]) > COLUMN
    (first, *_) = lines_of(drawn("2046 Heat"))
    assert "direction" not in first.attrib


def test_the_caption_says_what_is_known():
    assert caption_of(drawn("Heat", 1995, "Crime", "Drama")) == "1995 · CRIME"
    assert caption_of(drawn("Heat", None, "Crime")) == "CRIME"
    assert caption_of(drawn("Heat", 1995)) == "1995"
    assert caption_of(drawn("Heat", None)) == ""


def test_every_genre_has_colours_that_can_be_read_however_they_are_turned():
    assert set(PALETTES) == set(MOTIFS) == set(GENRES)
    for palette in PALETTES.values():
        for degrees in GROUND_TURNS:
            ground = poster_motifs.turned(palette.ground, degrees)
            light, dark = sorted((luminance(ground), luminance(palette.light)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (
                palette,
                degrees,
            )  # WCAG AA, for the caption is small


def test_a_motif_stands_out_from_its_ground_however_its_colours_are_turned():
    for genre, palette in PALETTES.items():
        for ground in (poster_motifs.turned(palette.ground, degrees) for degrees in GROUND_TURNS):
            for shape in (poster_motifs.turned(palette.shape, degrees) for degrees in SHAPE_TURNS):
                light, dark = sorted((luminance(ground), luminance(shape)), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 1.5, (genre, ground, shape)


def test_letters_stand_on_the_ground_not_on_the_motif():
    poster = drawn("Heat", 1995, "Comedy", "Family")
    ground = poster.find(f"{SVG}rect").attrib["fill"]
    covers = [one for one in poster.findall(f"{SVG}rect") if one.attrib["fill"].startswith("url(#")]
    fades = {one.attrib["id"]: one for one in poster.iter(f"{SVG}linearGradient")}
    assert {one.attrib["fill"] for one in covers} == {f"url(#{name})" for name in fades}
    assert {stop.attrib["stop-color"] for fade in fades.values() for stop in fade} == {ground}
    (caption,) = [one for one in poster.iter(f"{SVG}text") if "letter-spacing" in one.attrib]
    assert float(caption.attrib["y"]) < float(fades["dawn"].attrib["y2"])
    assert all(float(line.attrib["y"]) > float(fades["dusk"].attrib["y2"]) for line in lines_of(poster))


def test_a_turn_of_nothing_or_of_the_whole_wheel_changes_no_colour():
    assert poster_motifs.turned("#d8432b", 0) == poster_motifs.turned("#d8432b", 360) == "#d8432b"


def test_a_shelf_of_one_genre_is_no_row_of_copies():
    for genre in GENRES:
        drawn_ones = {without_words(drawn(f"{genre} {n}", 1950 + n, genre)) for n in range(12)}
        assert len(drawn_ones) == 12


def test_every_motif_can_be_drawn():
    palette = Palette("#000000", "#ffffff", "#ffffff")
    for motif in {one for several in MOTIFS.values() for one in several}:
        for seed in range(20):
            ElementTree.fromstring(f"<svg>{motif(random.Random(seed), palette)}</svg>")


def without_words(poster: ElementTree.Element) -> str:
    """The drawing alone."""
    for one in (*poster.iter(f"{SVG}text"), *poster.iter(f"{SVG}title")):
        one.text = ""
    return ElementTree.tostring(poster, encoding="unicode")


def luminance(colour: str) -> float:
    """WCAG's relative luminance of "#rrggbb"."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_same_facts_give_the_same_poster():
    film = Movie.objects.create(title="Heat", year=1995, imdb_id="tt0113277")
    assert posters.svg(film) == posters.svg(film)


def test_a_poster_is_kept_by_the_browser_until_its_facts_change(client):
    film = Movie.objects.create(title="Heat", year=1995)
    address = reverse("movies:poster", args=[film.pk])
    first = client.get(address)
    assert first["Content-Type"] == "image/svg+xml"
    assert "public" in first["Cache-Control"]
    assert "max-age=86400" in first["Cache-Control"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    Movie.objects.filter(pk=film.pk).update(year=1996)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


REMOTE = "https://pictures.example/heat.jpg"


def test_a_picture_from_elsewhere_is_shown_only_where_the_operator_allows_its_host(settings, client):
    film = Movie.objects.create(title="Heat", year=1995, poster_url=REMOTE)
    own = reverse("movies:poster", args=[film.pk])
    assert film.poster_address == own
    settings.REMOTE_POSTER_HOSTS = ["pictures.example"]
    assert film.poster_address == REMOTE
    assert REMOTE in client.get(film.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://pictures.example/heat.jpg",
        "https://pictures.example.evil.example/x.jpg",
        "//pictures.example/x",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_only_looks_allowed_is_not(settings, address):
    settings.REMOTE_POSTER_HOSTS = ["pictures.example"]
    film = Movie.objects.create(title="Heat", year=1995, poster_url=address)
    assert film.poster_address == reverse("movies:poster", args=[film.pk])

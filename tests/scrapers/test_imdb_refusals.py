from __future__ import annotations

import gzip
import json
import random
from contextlib import suppress

import imdb_list_pages as lists
import imdb_pages as pages
import pytest

from scrapers.imdb import EXIT_UNREADABLE, EXIT_UNUSABLE, main, read_page
from scrapers.imdb_page import PageError
from scrapers.records import FilmRecord

CHALLENGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title></title><script type="text/javascript">
window.awsWafCookieDomainList = []; window.gokuProps = {"key":"x"};</script>
<script src="https://x.edge.sdk.awswaf.com/x/challenge.js"></script></head><body><div id="challenge-container"></div>
<script>AwsWafIntegration.checkForceRefresh()</script><noscript><h1>JavaScript is disabled</h1></noscript></body></html>"""
LOGIN = """<html><head><title>Sign in with IMDb - IMDb</title></head><body><h1>Sign in</h1>
<form name="signIn" action="https://www.imdb.com/ap/signin"><input name="email"></form></body></html>"""
NOT_FOUND = """<html><head><title>404 Error - IMDb</title></head><body><div class="error_code_404">The requested URL
was not found on our server.</div></body></html>"""
FORBIDDEN = "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>"
BROKEN = "<html><head><title>Error 503</title></head><body>503 Service Unavailable</body></html>"
ELSEWHERE = """<html><head><title>The Lantern Keeper - Film Diary</title><link rel="canonical" href="https://films.example/lantern">
<script type="application/ld+json">{"@type":"Movie","url":"https://films.example/lantern","name":"The Lantern Keeper",
"aggregateRating":{"ratingValue":4.1}}</script></head><body><div class="title_wrapper"><h1>The Lantern Keeper (2013)</h1></div>
<a href="https://www.imdb.com/title/tt9900101/maindetails">IMDb</a><table class="chart"><tbody><tr><td>
<a href="https://www.imdb.com/title/tt9900101/">The Lantern Keeper</a></td></tr></tbody></table></body></html>"""
PERSON = """<html><head><title>Mira Okafor - IMDb</title><link rel="canonical" href="https://www.imdb.com/name/nm9900001/"></head>
<body><h1 data-testid="hero__pageTitle"><span>Mira Okafor</span></h1><a href="/title/tt9900101/">The Lantern Keeper</a></body></html>"""
REVIEWS = """<html><head><title>The Lantern Keeper (2013) - User Reviews - IMDb</title>
<link rel="canonical" href="https://www.imdb.com/title/tt9900101/reviews/"></head><body><h1>User reviews</h1></body></html>"""
HOME = """<html><head><title>IMDb: Ratings, Reviews, and Where to Watch</title><link rel="canonical" href="https://www.imdb.com/">
</head><body><a href="/title/tt9900101/?ref_=hm">The Lantern Keeper</a><p>Fan favourites</p></body></html>"""

REFUSED = {
    "challenge": (CHALLENGE, "challenge to automated visitors"),
    "login": (LOGIN, "asks to log in"),
    "not found": (NOT_FOUND, "was not found"),
    "forbidden": (FORBIDDEN, "refuses access"),
    "broken": (BROKEN, "reports an error"),
    "another site": (ELSEWHERE, "not of IMDb"),
    "a person": (PERSON, "about a person"),
    "reviews": (REVIEWS, "holds only the reviews of tt9900101"),
    "home": (HOME, "of no known kind"),
    "no html": ("just words", "not of IMDb"),
    "other json": ('{"a": 1}', "not of IMDb"),
    "empty": ("", "is empty"),
    "spaces": (" \n\t ", "is empty"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_page_without_films_is_refused_by_name(what):
    text, reason = REFUSED[what]
    with pytest.raises(PageError, match=reason):
        read_page(text.encode())


def test_a_person_s_page_is_refused_by_its_json_too():
    script = pages.next_script({"aboveTheFoldData": {"id": "nm9900001", "nameText": {"text": "Mira Okafor"}}})
    with pytest.raises(PageError, match="about a person"):
        read_page(f"<html><body>{script}</body></html>".encode())


def test_every_refusal_names_what_was_missing():
    for text, _ in REFUSED.values():
        with pytest.raises(PageError) as caught:
            read_page(text.encode())
        assert any(word in str(caught.value) for word in ("__NEXT_DATA__", "empty", "needed"))


def test_gzip_is_unpacked_and_broken_gzip_refused():
    packed = gzip.compress(pages.title_page().encode())
    assert read_page(packed).records[0].imdb_id == "tt9900101"
    assert read_page(packed[:-9]).records[0].imdb_id == "tt9900101"
    with pytest.raises(PageError, match="cannot be unpacked"):
        read_page(b"\x1f\x8b\x08\x00" + bytes(range(40)))
    with pytest.raises(PageError, match="cut off"):
        read_page(packed[:12])


def test_a_picture_is_no_page():
    with pytest.raises(PageError, match=r"no text|not of IMDb"):
        read_page(bytes(random.Random(3).randbytes(4000)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_declared_encoding_is_read(encoding):
    film = pages.replace(pages.KEEPER, title="Größe & Ähre", cast=("Tomas Æbel",))
    text = pages.overview_page(film).replace('charset="utf-8"', f'charset="{encoding}"')
    text = text.encode("ascii", "xmlcharrefreplace").decode() if encoding == "iso-8859-1" else text
    content = text.replace("’", "'").replace("–", "-").encode(encoding, "replace")
    assert read_page(content).records[0].title == "Größe & Ähre"


def test_a_page_written_as_python_shows_bytes_is_read():
    shown = str(pages.wrapper_page().encode())
    assert read_page(shown.encode()).records[0].title == pages.KEEPER.title


def test_an_archive_saved_by_a_browser_is_opened():
    body = pages.title_page().replace("=", "=3D")
    archive = (
        'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b1"\r\n\r\n'
        "--b1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{body}\r\n--b1\r\nContent-Type: image/png\r\n\r\nx\r\n--b1--\r\n"
    )
    assert read_page(archive.encode()).records[0].title == pages.KEEPER.title


def test_the_wayback_machine_s_bar_and_addresses_do_not_matter():
    old = "https://web.archive.org/web/20160102030405/http://www.imdb.com"
    text = pages.wrapper_page().replace('href="/', f'href="{old}/').replace("https://www.imdb.com", old)
    text = text.replace(
        "<body", '<div id="wm-ipp-base"><h1>Wayback Machine</h1><p>12,345 captures</p></div><body', 1
    )
    text = text.replace(
        'src="https://m.media', 'src="https://web.archive.org/web/20160102030405im_/https://m.media'
    )
    (record,) = read_page(text.encode()).records
    assert (record.imdb_id, record.title, record.year, record.rating) == (
        "tt9900101",
        pages.KEEPER.title,
        2013,
        7.4,
    )
    assert record.poster_url == pages.KEEPER.poster


@pytest.mark.parametrize(
    "build", [pages.title_page, pages.wrapper_page, pages.overview_page, pages.reference_page]
)
def test_a_page_cut_off_anywhere_is_read_as_far_as_it_goes_or_refused(build):
    text = build()
    read = 0
    for part in range(1, 20):
        with suppress(PageError):
            reading = read_page(text[: len(text) * part // 20].encode())
            assert [record.imdb_id for record in reading.records] == ["tt9900101"]
            assert "cut off" in reading.notes[0]
            read += 1
    assert read >= 15


def test_any_parent_in_the_json_may_be_null_or_of_another_type():
    rng = random.Random(7)
    for _ in range(300):
        props = json.loads(json.dumps(pages.title_props(pages.KEEPER)))
        for _ in range(3):
            spoil(props, rng)
        text = (
            pages.head(pages.KEEPER, stars=True)
            + "</head><body>"
            + pages.next_script(props)
            + "</body></html>"
        )
        (record,) = read_page(text.encode()).records
        assert record.imdb_id == "tt9900101"
        assert isinstance(record, FilmRecord)
        assert record.title


def spoil(value, rng) -> None:
    """Replace one thing somewhere inside by null or by something of another type."""
    while isinstance(value, dict | list) and value:
        key = rng.choice(list(value)) if isinstance(value, dict) else rng.randrange(len(value))
        if rng.random() < 0.3 or not isinstance(value[key], dict | list):
            value[key] = rng.choice([None, None, {}, [], "", 0, True, "words", 1e300, [None], {"id": None}])
            return
        value = value[key]


def test_the_command_prints_a_record_a_line_and_goes_on_after_a_bad_page(tmp_path, capsys):
    good, bad, late = tmp_path / "good.html", tmp_path / "bad.html", tmp_path / "late.html"
    good.write_text(lists.search_page(lists.films(3)), encoding="utf-8")
    bad.write_text(CHALLENGE, encoding="utf-8")
    late.write_text(pages.title_page(), encoding="utf-8")
    assert main([str(good), str(bad), str(late), "--json"]) == EXIT_UNREADABLE
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["source_file"] for line in lines] == [str(good)] * 3 + [str(late)]
    assert list(lines[0]) == list(FilmRecord(title="A").as_json())
    assert lines[3]["title"] == pages.KEEPER.title
    assert err.count("\n") == 1
    assert err.startswith(str(bad))
    assert "challenge" in err


def test_the_command_says_which_file_is_missing(tmp_path, capsys):
    assert main([str(tmp_path / "none.html")]) == EXIT_UNUSABLE
    assert "cannot be opened" in capsys.readouterr().err


def test_without_json_the_command_speaks_plainly(tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text(pages.title_page(), encoding="utf-8")
    assert main([str(page)]) == 0
    assert (
        "tt9900101  The Lantern Keeper’s Daughter (2013)  movie  7.4 from 123,456 votes"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    "sign",
    [
        '<meta property="imdb:pageType" content="name"/>',
        '<meta property="og:type" content="profile"/>',
        '<script type="application/ld+json">{"@type": "Person", "name": "Mira Okafor", "url": "/name/nm9900001/"}</script>',
    ],
)
def test_a_person_s_page_without_its_address_is_refused_by_other_signs(sign):
    text = PERSON.replace('rel="canonical"', 'rel="x"').replace("<head>", f"<head>{sign}")
    with pytest.raises(PageError, match="about a person"):
        read_page(text.encode())

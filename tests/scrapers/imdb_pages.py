"""Title pages in the shapes IMDb's have had since 2011, about films that do not exist.

Every builder takes a `Film` and gives the page as text. Noise that real pages have around the facts (other
films on shelves, menus, reviews with marks of their own) is part of each page, for readers to stumble over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

HEAD_LD = '<script type="application/ld+json">'


@dataclass(frozen=True)
class Film:
    imdb_id: str = "tt9900101"
    title: str = "The Lantern Keeper’s Daughter"
    original: str = "La fille du gardien"
    year: int | None = 2013
    end_year: int | None = None
    kind: str = "movie"
    rating: float | None = 7.4
    votes: int = 123456
    genres: tuple[str, ...] = ("Adventure", "Drama", "Mystery", "Romance")
    minutes: int | None = 142
    certificate: str = "PG-13"
    plot: str = 'A girl & her lamp cross the frozen sea to find the boy who "drew" the stars.'
    metascore: int = 71
    directors: tuple[str, ...] = ("Ines O'Hara", "J.J. Vandermeer")
    cast: tuple[str, ...] = ("Tomas Æbel", "Rufus L. Quill", "Mira Okafor")
    languages: tuple[tuple[str, str], ...] = (("fr", "French"), ("en", "English"))
    countries: tuple[tuple[str, str], ...] = (("FR", "France"), ("US", "United States"))
    poster: str = "https://m.media-amazon.com/images/M/MV5BLantern@._V1_.jpg"
    series: tuple[str, str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


KEEPER = Film()
EPISODE = replace(
    KEEPER,
    imdb_id="tt9900777",
    title="The Drowned Bell",
    original="The Drowned Bell",
    kind="tvEpisode",
    year=2017,
    minutes=48,
    series=("tt9900700", "Harbour Lights"),
)
SERIES = replace(
    KEEPER,
    imdb_id="tt9900700",
    title="Harbour Lights",
    original="Harbour Lights",
    kind="tvSeries",
    year=2015,
    end_year=2019,
    minutes=50,
    directors=(),
)
KIND_WORDS = {
    "movie": "", "tvMovie": "TV Movie", "tvSeries": "TV Series", "tvMiniSeries": "TV Mini Series",
    "tvEpisode": "TV Episode", "tvSpecial": "TV Special", "tvShort": "TV Short", "short": "Short", "video": "Video",
    "videoGame": "Video Game", "musicVideo": "Music Video", "podcastSeries": "Podcast Series",
}  # fmt: skip
SHELF = """<section data-testid="MoreLikeThis"><div class="ipc-poster-card"><a href="/title/tt9911111/?ref_=tt_sims">
<span data-testid="title">A Stranger on the Shelf</span></a><span class="ipc-rating-star">2.2</span></div></section>"""


def hours(minutes: int) -> str:
    return f"{minutes // 60}h {minutes % 60}m" if minutes >= 60 else f"{minutes}m"


def years(film: Film) -> str:
    if film.kind in ("tvSeries", "tvMiniSeries", "podcastSeries"):
        return f"{film.year}–{film.end_year or ' '}"
    return str(film.year)


def page_name(film: Film) -> str:
    """As the `<title>` has it: `"Series" Episode (TV Episode 2017)`, `Name (TV Series 2015–2019)`."""
    name = f'"{film.series[1]}" {film.title}' if film.series else film.title
    inside = " ".join(part for part in (KIND_WORDS[film.kind], years(film)) if part)
    return f"{name} ({inside})" if film.year else name


def head(film: Film, *, stars: bool, path: str = "") -> str:
    name = page_name(film)
    og = f"{name} ⭐ {film.rating} | {', '.join(film.genres[:3])}" if stars and film.rating else name
    og_type = {"tvSeries": "video.tv_show", "tvEpisode": "video.episode"}.get(film.kind, "video.movie")
    said = f"Directed by {', '.join(film.directors)}. " if film.directors else ""
    said += f"With {', '.join(film.cast)}. {film.plot}"
    return f"""<head><meta charset="utf-8"><title>{escape(name)} - IMDb</title>
<meta name="description" content="{escape(said)}">
<meta property="og:url" content="http://www.imdb.com/title/{film.imdb_id}/{path}">
<meta property="og:title" content="{escape(og)}"><meta property="og:type" content="{og_type}">
<meta property="og:image" content="{film.poster}"><meta property="og:site_name" content="IMDb">
<link rel="canonical" href="https://www.imdb.com/title/{film.imdb_id}/{path}">"""


def credits(names: tuple[str, ...], start: int = 1) -> list[dict[str, Any]]:
    return [
        {"name": {"nameText": {"text": name, "__typename": "NameText"}, "id": f"nm99{start + i:05}"}}
        for i, name in enumerate(names)
    ]


def title_node(film: Film, *, genres_at: str = "genres") -> dict[str, Any]:
    """One title as the queries of title and chart pages give it."""
    old = {
        "genres": [{"text": g, "id": g, "__typename": "Genre"} for g in film.genres],
        "__typename": "Genres",
    }
    new = {"genres": [{"genre": {"text": g, "__typename": "GenreItem"}} for g in film.genres]}
    return {
        "id": film.imdb_id,
        "titleText": {"text": film.title, "__typename": "TitleText"},
        "originalTitleText": {"text": film.original, "__typename": "TitleText"},
        "titleType": {
            "id": film.kind,
            "text": KIND_WORDS[film.kind],
            "isSeries": film.kind in ("tvSeries", "tvMiniSeries"),
            "isEpisode": film.kind == "tvEpisode",
        },
        "releaseYear": {"year": film.year, "endYear": film.end_year} if film.year else None,
        "releaseDate": {"day": 3, "month": 2, "year": film.year + 1} if film.year else None,
        "ratingsSummary": {"aggregateRating": film.rating, "voteCount": film.votes if film.rating else 0},
        "runtime": {"seconds": film.minutes * 60} if film.minutes else None,
        "certificate": {"rating": film.certificate} if film.certificate else None,
        "plot": {"plotText": {"plainText": film.plot}, "language": {"id": "en-US"}},
        "primaryImage": {"url": film.poster, "width": 2000, "height": 3000},
        "metacritic": {"metascore": {"score": film.metascore}},
        "genres": old if genres_at == "genres" else None,
        "titleGenres": new if genres_at == "titleGenres" else None,
    }


def next_script(props: dict[str, Any], page: str = "/title/[tconst]") -> str:
    data = {"props": {"pageProps": props}, "page": page, "query": {}, "buildId": "a1"}
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'


def title_props(
    film: Film, *, credits_at: str = "principalCredits", genres_at: str = "genres"
) -> dict[str, Any]:
    above = title_node(film, genres_at=genres_at)
    above["series"] = (
        {"series": {"id": film.series[0], "titleText": {"text": film.series[1]}}} if film.series else None
    )
    directors, cast = credits(film.directors), credits(film.cast, start=50)
    main: dict[str, Any] = {
        "id": film.imdb_id,
        "isAdult": False,
        "cast": {"edges": [{"node": credit} for credit in cast]},
        "spokenLanguages": {"spokenLanguages": [{"id": code, "text": name} for code, name in film.languages]},
        "countriesOfOrigin": {"countries": [{"id": code, "text": name} for code, name in film.countries]},
        "moreLikeThisTitles": {
            "edges": [{"node": title_node(replace(film, imdb_id="tt9911111", title="Other"))}]
        },
    }
    if credits_at == "principalCredits":
        above["principalCredits"] = [
            {"category": {"id": "director", "text": "Directors"}, "credits": directors},
            {"category": {"id": "cast", "text": "Stars"}, "credits": cast},
        ]
    elif credits_at == "principalCreditsV2":
        above["principalCredits"] = None
        above["principalCreditsV2"] = [
            {"grouping": {"groupingId": "amzn1.imdb.concept.a", "text": "Directors"}, "credits": directors},
            {"grouping": {"groupingId": "amzn1.imdb.concept.b", "text": "Stars"}, "credits": cast},
        ]
    else:
        main["cast"] = None
        main["categories"] = [
            {"id": "director", "name": "Director", "section": {"items": _rows(film.directors)}},
            {"id": "cast", "name": "Cast", "section": {"items": _rows(film.cast)}},
        ]
    return {"tconst": film.imdb_id, "aboveTheFoldData": above, "mainColumnData": main}


def _rows(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"id": f"nm99{i:05}", "rowTitle": name, "attributes": ""} for i, name in enumerate(names)]


def title_ld(film: Film) -> dict[str, Any]:
    kind = {
        "tvSeries": "TVSeries",
        "tvMiniSeries": "TVSeries",
        "tvEpisode": "TVEpisode",
        "videoGame": "VideoGame",
    }
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind.get(film.kind, "Movie"),
        "url": f"/title/{film.imdb_id}/",
        "name": escape(film.original),
        "image": film.poster,
        "description": escape(film.plot),
        "datePublished": f"{film.year}-03-04",
        "genre": list(film.genres[:3]) if len(film.genres) > 1 else film.genres[0],
        "actor": [{"@type": "Person", "url": "/name/nm1/", "name": escape(name)} for name in film.cast],
        "director": [
            {"@type": "Person", "url": "/name/nm2/", "name": escape(name)} for name in film.directors
        ],
    }
    if film.minutes:
        data["duration"] = f"PT{film.minutes // 60}H{film.minutes % 60}M"
    if film.certificate:
        data["contentRating"] = film.certificate
    if film.rating:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingCount": film.votes,
            "ratingValue": film.rating,
        }
    return data


def hero_body(film: Film, *, layout: str = "2024") -> str:
    """The visible part of a title page since 2021."""
    short = f"{film.votes / 1000:.0f}K" if film.votes >= 1000 else str(film.votes)
    marks = [
        part
        for part in (KIND_WORDS[film.kind], years(film), film.certificate, hours(film.minutes or 0))
        if part
    ]
    items = "".join(f'<li role="presentation" class="ipc-inline-list__item">{escape(m)}</li>' for m in marks)
    if layout == "2021":
        top = f"""<div class="TitleBlock__TitleContainer-sc-1nlhx7j-1"><h1 data-testid="hero-title-block__title">{escape(film.title)}</h1>
<div data-testid="hero-title-block__original-title" class="OriginalTitle">Original title: {escape(film.original)}</div>
<div><ul class="ipc-inline-list" data-testid="hero-title-block__metadata">{items}</ul></div></div>"""
        genres = "".join(
            f'<a class="ipc-chip" href="/search/title?genres=x"><span class="ipc-chip__text">{g}</span></a>'
            for g in film.genres[:3]
        )
        chips = f'<div data-testid="genres">{genres}</div>'
    else:
        top = f"""<div class="sc-a1"><h1 data-testid="hero__pageTitle"><span class="hero__primary-text" data-testid="hero__primary-text">{escape(film.title)}</span></h1>
<div class="sc-b2">Original title: {escape(film.original)}</div><ul class="ipc-inline-list">{items}</ul></div>"""
        chips = '<div data-testid="interests"><a class="ipc-chip"><span class="ipc-chip__text">Epic Voyage</span></a></div>'
        chips += (
            '<li data-testid="storyline-genres"><span>Genres</span><ul>'
            + "".join(
                f'<li><a class="ipc-metadata-list-item__list-content-item" href="/search/title/?genres={g}">{g}</a></li>'
                for g in film.genres
            )
            + "</ul></li>"
        )
    score = (
        ""
        if film.rating is None
        else f"""<div data-testid="hero-rating-bar__aggregate-rating"><div>IMDb RATING</div><a href="/title/{film.imdb_id}/ratings/">
<div data-testid="hero-rating-bar__aggregate-rating__score"><span>{film.rating}</span><span>/<!-- -->10</span></div><div class="sc-c3">{short}</div></a></div>"""
    )
    people = "".join(
        f'<li data-testid="title-pc-principal-credit"><span class="ipc-metadata-list-item__label">{label}</span>'
        + "".join(
            f'<a class="ipc-metadata-list-item__list-content-item" href="/name/nm1/">{escape(n)}</a>'
            for n in names
        )
        + "</li>"
        for label, names in (("Directors", film.directors), ("Stars", film.cast))
    )
    places = (
        '<li data-testid="title-details-origin"><span>Countries</span>'
        + "".join(
            f'<a href="/search/title/?country_of_origin={code}">{name}</a>' for code, name in film.countries
        )
        + '</li><li data-testid="title-details-languages"><span>Languages</span>'
        + "".join(
            f'<a href="/search/title?title_type=feature&amp;primary_language={code}">{name}</a>'
            for code, name in film.languages
        )
        + "</li>"
    )
    return f"""<main>{top}{score * 2}<div data-testid="hero-media__poster"><img class="ipc-image" src="{film.poster}"></div>{chips}
<p><span data-testid="plot-xs_to_m">{escape(film.plot)}</span><span data-testid="plot-xl">{escape(film.plot)}</span></p>
<ul>{people}</ul><span class="metacritic-score-box">{film.metascore}</span>{SHELF}{places}
<a href="/title/{film.imdb_id}/fullcredits/">All cast</a><a href="/title/{film.imdb_id}/trivia/">Trivia</a></main>"""


def title_page(
    film: Film = KEEPER,
    *,
    next_data: bool = True,
    ld: bool = True,
    dom: bool = True,
    layout: str = "2024",
    **props: Any,
) -> str:
    """A title page of 2021-2026, each of its three sources there or not."""
    shape = {"genres_at": "genres" if layout == "2021" else "titleGenres", **props}
    parts = [
        head(film, stars=True),
        f"{HEAD_LD}{json.dumps(title_ld(film))}</script>" if ld else "",
        "</head><body>",
        hero_body(film, layout=layout) if dom else "<main></main>",
        next_script(title_props(film, **shape)) if next_data else "",
        "</body></html>",
    ]
    return "<!DOCTYPE html><html lang='en-US'>" + "".join(parts)


def wrapper_page(film: Film = KEEPER, *, microdata: bool = True, ld: bool = False) -> str:
    """2015-2020: `.title_wrapper`; with microdata until 2018, with JSON-LD after that."""
    prop = (lambda name: f' itemprop="{name}"') if microdata else (lambda name: "")
    line = (
        [f'<meta{prop("contentRating")} content="{film.certificate}">{film.certificate}']
        if film.certificate
        else []
    )
    if film.minutes:
        line.append(
            f'<time{prop("duration")} datetime="PT{film.minutes}M">{film.minutes // 60}h {film.minutes % 60}min</time>'
        )
    line.append(
        ", ".join(
            f'<a href="/genre/{g}?ref_=tt_ov_inf"><span class="itemprop"{prop("genre")}>{g}</span></a>'
            for g in film.genres[:3]
        )
        if microdata
        else ", ".join(
            f'<a href="/search/title?genres={g.lower()}&explore=title_type,genres">{g}</a>'
            for g in film.genres[:3]
        )
    )
    released = {
        "movie": f"3 February {film.year} (USA)", "tvEpisode": f"Episode aired 3 February {film.year}",
        "videoGame": f"Video Game released {film.year}",
    }.get(film.kind, f"{KIND_WORDS[film.kind]} ({years(film)})")  # fmt: skip
    line.append(f'<a href="/title/{film.imdb_id}/releaseinfo" title="See more release dates">{released}</a>')
    bar = '<span class="ghost">|</span>'.join(line)
    year = (
        f'<span id="titleYear">(<a href="/year/{film.year}/">{film.year}</a>)</span>'
        if film.kind == "movie"
        else ""
    )
    parent = (
        f'<div class="titleParent"><a href="/title/{film.series[0]}?ref_=tt_ov_inf">{film.series[1]}</a></div>'
        if film.series
        else ""
    )
    score = (
        ""
        if film.rating is None
        else f"""<div class="imdbRating"{prop("aggregateRating")}><div class="ratingValue">
<strong title="{film.rating} based on {film.votes:,} user ratings"><span{prop("ratingValue")}>{film.rating}</span></strong><span class="grey">/</span>
<span class="grey"{prop("bestRating")}>10</span></div><a href="/title/{film.imdb_id}/ratings"><span class="small"{prop("ratingCount")}>{film.votes:,}</span></a></div>"""
    )

    def people(label: str, role: str, names: tuple[str, ...]) -> str:
        links = ", ".join(
            f'<span{prop(role)}><a href="/name/nm1/">'
            + (f'<span class="itemprop"{prop("name")}>{escape(n)}</span>' if microdata else escape(n))
            + "</a></span>"
            for n in names
        )
        return f'<div class="credit_summary_item"><h4 class="inline">{label}:</h4> {links}</div>'

    cast = "".join(
        f'<tr class="odd"><td class="primary_photo"><a href="/name/nm1/"><img alt=""></a></td><td{prop("actor")}><a href="/name/nm1/">'
        + (f'<span class="itemprop"{prop("name")}>{escape(n)}</span>' if microdata else f" {escape(n)}\n")
        + '</a></td><td class="ellipsis">...</td><td class="character"><a href="/name/nm77">The Lamp</a></td></tr>'
        for n in film.cast
    )
    ld_script = f"{HEAD_LD}{json.dumps(title_ld(film))}</script>" if ld else ""
    return f"""<!DOCTYPE html><html xmlns:og="http://ogp.me/ns#">{head(film, stars=False)}{ld_script}</head><body id="styleguide-v2">
<div id="title-overview-widget" class="heroic-overview"><div class="vital"><div class="title_block"><div class="title_bar_wrapper">
<div class="ratings_wrapper">{score}</div><div class="titleBar">{parent}<div class="title_wrapper"><h1{prop("name")} class="">{escape(film.title)}&nbsp;{year}</h1>
<div class="originalTitle">{escape(film.original)}<span class="description"> (original title)</span></div><div class="subtext">{bar}</div></div></div></div></div>
<div class="slate_wrapper"><div class="poster"><a href="/title/x"><img alt="" src="{film.poster}"{prop("image")} /></a></div></div></div>
<div class="plot_summary_wrapper"><div class="plot_summary"><div class="summary_text"{prop("description")}>{escape(film.plot)}
<a href="/title/{film.imdb_id}/plotsummary">See full summary</a>&nbsp;&raquo;</div>{people("Directors", "director", film.directors)}{people("Stars", "actors", film.cast)}</div>
<div class="titleReviewBar"><div class="metacriticScore score_favorable"><span>{film.metascore}</span></div></div></div></div>
<table class="cast_list">{cast}</table><div id="titleStoryLine"><h2>Storyline</h2><div class="see-more inline canwrap"{prop("genre")}><h4 class="inline">Genres:</h4>
{"|".join(f'<a href="/genre/{g}?ref_=tt_stry_gnr"> {g}</a>' if microdata else f'<a href="/search/title?genres={g}"> {g}</a>' for g in film.genres)}</div></div>
<div id="titleDetails"><div class="txt-block"><h4 class="inline">Country:</h4>{"".join(f'<a href="/search/title?country_of_origin={c.lower()}">{n}</a>' for c, n in film.countries)}</div>
<div class="txt-block"><h4 class="inline">Language:</h4>{"".join(f'<a href="/search/title?title_type=feature&primary_language={c}">{n}</a>' for c, n in film.languages)}</div>
<div class="txt-block"><h4 class="inline">Runtime:</h4><time datetime="PT{film.minutes}M">{film.minutes} min</time></div></div>
<div class="rec_item"><a href="/title/tt9911111/"><img alt="Other"></a><div itemprop="ratingValue">1.1</div></div></body></html>"""


def overview_page(film: Film = KEEPER) -> str:
    """2011-2015: `td#overview-top`, an info bar, a star box."""
    word = KIND_WORDS[film.kind]
    bar = [word] if word and not film.series else []
    cert = f'<span title="{film.certificate}" class="us_pg_13 titlePageSprite" itemprop="contentRating" content="{film.certificate}"></span>'
    if film.minutes:
        bar.append(
            f'{cert}<time itemprop="duration" datetime="PT{film.minutes}M">\n    {film.minutes} min\n</time>'
        )
    bar.append(
        "&nbsp;|&nbsp;".join(
            f'<a href="/genre/{g}?ref_=tt_ov_inf"><span class="itemprop" itemprop="genre">{g}</span></a>'
            for g in film.genres[:3]
        )
    )
    if not film.series:
        bar.append(
            f'<span class="nobr"><a href="/title/x/releaseinfo" title="See all release dates">3 February {film.year}<meta itemprop="datePublished" content="{film.year}-02-03" /> (USA)</a></span>'
        )
    aired = (
        f'<span class="nobr">(3 Feb. {film.year})</span>'
        if film.series
        else f'<span class="nobr">(<a href="/year/{film.year}/">{years(film)}</a>)</span>'
    )
    tv = (
        f'<h2 class="tv_header"><a href="/title/{film.series[0]}/"> {film.series[1]}</a>: <span class="nobr"> Season 1, Episode 2</span></h2>'
        if film.series
        else ""
    )
    score = (
        ""
        if film.rating is None
        else f"""<div class="star-box giga-star"><div class="titlePageSprite star-box-giga-star"> {film.rating} </div><div class="star-box-details" itemprop="aggregateRating">
Ratings: <strong><span itemprop="ratingValue">{film.rating}</span></strong><span class="mellow">/<span itemprop="bestRating">10</span></span> from <a href="ratings" title="{film.votes:,} IMDb users have given a weighted average vote of {film.rating}/10"><span itemprop="ratingCount">{film.votes:,}</span> users</a>&nbsp;
Metascore: <a href="criticreviews?ref_=tt_ov_rt" title="Metacritic.com"> {film.metascore}/100 </a></div></div>"""
    )
    people = "".join(
        f'<div class="txt-block" itemprop="{role}" itemscope itemtype="http://schema.org/Person"><h4 class="inline">{label}:</h4>'
        + ", ".join(
            f'<a href="/name/nm1/" itemprop="url"><span class="itemprop" itemprop="name">{escape(n)}</span></a>'
            for n in names
        )
        + "</div>"
        for label, role, names in (("Directors", "director", film.directors), ("Stars", "actors", film.cast))
        if names
    )
    return f"""<!DOCTYPE html><html>{head(film, stars=False)}</head><body id="styleguide-v2"><table id="title-overview-widget-layout"><tr>
<td rowspan="2" id="img_primary"><div class="image"><a href="/media/x"><img height="317" width="214" alt="Poster" src="{film.poster}" itemprop="image" /></a></div></td>
<td id="overview-top"><div class="prev-next-titles"></div>{tv}<h1 class="header"> <span class="itemprop" itemprop="name">{escape(film.title)}</span> {aired}
<br /><span class="title-extra" itemprop="name"> &#34;{escape(film.original)}&#34; <i>(original title)</i></span></h1><div class="infobar">{" - ".join(bar)}</div>{score}
<p itemprop="description">{escape(film.plot)}</p>{people}</td></tr></table>
<table class="cast_list">{"".join(f'<tr class="odd"><td class="primary_photo"></td><td class="itemprop" itemprop="actor"><a href="/name/nm1/"><span class="itemprop" itemprop="name">{escape(n)}</span></a></td><td class="character">Lamp</td></tr>' for n in film.cast)}</table>
<div class="article" id="titleStoryLine"><div class="see-more inline canwrap" itemprop="genre"><h4 class="inline">Genres:</h4>{"&nbsp;<span>|</span>".join(f'<a href="/genre/{g}?ref_=tt_stry_gnr"> {g}</a>' for g in film.genres)}</div></div>
<div class="article" id="titleDetails"><div class="txt-block"><h4 class="inline">Country:</h4>{"|".join(f"<a href='/country/{c.lower()}?ref_=tt_dt_dt'>{n}</a>" for c, n in film.countries)}</div>
<div class="txt-block"><h4 class="inline">Language:</h4>{"|".join(f"<a href='/language/{c}?ref_=tt_dt_dt'>{n}</a>" for c, n in film.languages)}</div></div>
<a href="/title/{film.imdb_id}/fullcredits?ref_=tt_cl_sm">See full cast</a><div class="rec_overview"><div class="rec-title"><a href="/title/tt9911111/"><b>Other</b></a></div><span class="rating-rating"><span class="value">1.1</span></span></div></body></html>"""


def reference_page(film: Film = KEEPER) -> str:
    """Reference view, 2017-2022."""
    word = KIND_WORDS[film.kind]
    line = (
        [f'<a href="/search/title?certificates=us:{film.certificate}">{film.certificate}</a>']
        if film.certificate
        else []
    )
    line += [hours(film.minutes).replace("m", "min")] if film.minutes else []
    line.append(", ".join(f'<a href="/genre/{g}">{g}</a>' for g in film.genres))
    line.append(f'<a href="/title/{film.imdb_id}/releaseinfo">03 Feb {film.year} (USA)</a>')
    line += [word] if word else []
    score = (
        ""
        if film.rating is None
        else f"""<div class="ipl-rating-star"><span class="ipl-rating-star__star"></span><span class="ipl-rating-star__rating">{film.rating}</span>
<span class="ipl-rating-star__total-votes">({film.votes:,})</span></div>"""
    )
    shown = (
        f"{film.year}–{film.end_year or ''}"
        if film.kind == "tvSeries"
        else f'<a href="/year/{film.year}">{film.year}</a>'
    )
    return f"""<!DOCTYPE html><html>{head(film, stars=False, path="reference")}</head><body><div class="titlereference-header"><div class="ipl-header">
<img class="titlereference-primary-image" src="{film.poster}"><h3 itemprop="name">\n{escape(film.title)}\n<span class="titlereference-title-year">({shown})</span></h3>
{escape(film.original)} <span class="titlereference-original-title-label">(original title)</span></div>
<ul class="ipl-inline-list">{"".join(f'<li class="ipl-inline-list__item">{part}</li>' for part in line)}</ul>{score}</div>
<section class="titlereference-section-overview"><div>{escape(film.plot)}</div><hr><div class="titlereference-overview-section">Directors:<ul>{"".join(f'<li><a href="/name/nm1/">{escape(n)}</a></li>' for n in film.directors)}</ul></div></section>
<table class="cast_list">{"".join(f'<tr><td class="primary_photo"></td><td class="itemprop" itemprop="actor"><a href="/name/nm1"><span class="itemprop" itemprop="name">{escape(n)}</span></a></td></tr>' for n in film.cast)}</table>
<table class="titlereference-list ipl-zebra-list"><tr class="ipl-zebra-list__item"><td class="ipl-zebra-list__label">Runtime</td><td>{film.minutes} min</td></tr>
<tr class="ipl-zebra-list__item"><td class="ipl-zebra-list__label">Country</td><td>{"".join(f'<a href="/country/{c.lower()}">{n}</a>' for c, n in film.countries)}</td></tr>
<tr class="ipl-zebra-list__item"><td class="ipl-zebra-list__label">Language</td><td>{"".join(f'<a href="/language/{c}">{n}</a>' for c, n in film.languages)}</td></tr></table></body></html>"""


def combined_page(film: Film = KEEPER) -> str:
    """ "Combined details", until 2017."""
    name = f"&#34;{escape(film.title)}&#34;" if film.kind == "tvSeries" else escape(film.title)
    if film.series:
        heading = f"&#34;{film.series[1]}&#34; <span><em>{escape(film.title)}</em> ({film.year})</span>"
    else:
        mark = {"tvMovie": " (TV)", "video": " (V)", "videoGame": " (VG)"}.get(film.kind, "")
        heading = f'{name} <span>(<a href="/year/{film.year}/">{film.year}</a>){mark} <span class="pro-link"><a href="http://pro.imdb.com/x">More at <strong>IMDbPro</strong></a></span><span class="title-extra">{escape(film.original)} <i>(original title)</i></span></span>'
    return f"""<html>{head(film, stars=False, path="combined")}</head><body><div id="tn15" class="maindetails"><div id="tn15main"><a name="poster"><img src="{film.poster}"></a>
<div id="tn15title"><h1>{heading}</h1></div><div id="tn15rating"><div class="general rating"><div class="starbar-meta"><b>{film.rating}/10</b>&nbsp;&nbsp;<a href="ratings" class="tn15more">{film.votes:,} votes</a></div></div></div>
<div id="tn15content"><div id="director-info" class="info"><h5>Director:</h5><div class="info-content">{"<br/>".join(f'<a href="/name/nm1/">{escape(n)}</a>' for n in film.directors)}</div></div>
<div class="info"><h5>Genre:</h5><div class="info-content">{" | ".join(f'<a href="/Sections/Genres/{g}/">{g}</a>' for g in film.genres)} <a class="tn15more" href="/title/{film.imdb_id}/keywords">See more</a></div></div>
<div class="info"><h5>Plot:</h5><div class="info-content">{escape(film.plot)} <a class="tn15more" href="plotsummary">Full summary</a> | <a>Full synopsis</a></div></div>
<table class="cast">{"".join(f'<tr><td class="hs"></td><td class="nm"><a href="/name/nm1/">{escape(n)}</a></td><td class="ddd">...</td><td class="char">Lamp</td></tr>' for n in film.cast)}</table>
<div class="info"><h5>Runtime:</h5><div class="info-content">{film.minutes} min</div></div><div class="info"><h5>Country:</h5><div class="info-content">{" | ".join(f'<a href="/country/{c.lower()}">{n}</a>' for c, n in film.countries)}</div></div>
<div class="info"><h5>Language:</h5><div class="info-content">{" | ".join(f'<a href="/language/{c}">{n}</a>' for c, n in film.languages)}</div></div></div></div></div></body></html>"""

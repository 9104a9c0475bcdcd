"""Pages that list titles, in the shapes IMDb's have had since 2011, about films that do not exist."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import Any

from imdb_pages import KEEPER, KIND_WORDS, Film, hours, next_script, title_node, years


def films(number: int, **changes: Any) -> list[Film]:
    return [
        replace(KEEPER, imdb_id=f"tt99{i:05}", title=f"Number {i}: A Film", original=f"Original {i}", year=1950 + i % 70, rating=round(5 + i % 50 / 10, 1), votes=1000 + i, **changes)
        for i in range(1, number + 1)
    ]  # fmt: skip


def list_item(film: Film) -> dict[str, Any]:
    """One title as advanced search gives it: names and marks without wrappers."""
    return {
        "titleId": film.imdb_id,
        "titleText": film.title,
        "originalTitleText": film.original,
        "titleType": {"id": film.kind, "text": KIND_WORDS[film.kind]},
        "releaseYear": film.year,
        "endYear": film.end_year,
        "genres": list(film.genres),
        "runtime": film.minutes * 60 if film.minutes else None,
        "ratingSummary": {"aggregateRating": film.rating, "voteCount": film.votes},
        "certificate": film.certificate,
        "metascore": film.metascore,
        "plot": film.plot,
        "primaryImage": {"url": film.poster},
        "topCast": [{"id": "nm1", "name": name} for name in film.cast],
        "directors": [{"id": "nm2", "name": name} for name in film.directors],
    }


def list_page(address: str, title: str, body: str, script: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><title>{title}</title><meta property="og:site_name" content="IMDb">
<link rel="canonical" href="https://www.imdb.com{address}"></head><body>{body}{script}</body></html>"""


def ipc_rows(listed: list[Film], prefix: str = "dli", *, german: bool = False, nested: bool = True) -> str:
    """Rows of search, chart and list pages since 2023; the visitor has given every film a mark of his own."""
    words = (
        {"tvSeries": "Fernsehserie", "tvMiniSeries": "Miniserie", "tvMovie": "Fernsehfilm"}
        if german
        else KIND_WORDS
    )
    label = "IMDb-Bewertung" if german else "IMDb rating"

    def votes(film: Film) -> str:
        return f"{film.votes:,}".replace(",", ".") if german else f"{film.votes / 1000:.1f}K"

    def star(film: Film) -> str:
        if film.rating is None:
            return ""
        mark = str(film.rating).replace(".", ",") if german else str(film.rating)
        inside = f'<span class="ipc-rating-star--rating">{mark}</span>' if nested else mark
        return f'''<span aria-label="{label}: {mark}" class="ipc-rating-star ipc-rating-star--base ipc-rating-star--imdb ratingGroup--imdb-rating">
<svg class="ipc-icon"></svg>{inside}<span class="ipc-rating-star--voteCount">&nbsp;(<!-- -->{votes(film)}<!-- -->)</span></span>'''

    def row(rank: int, film: Film) -> str:
        shown = f"{film.year}–{film.end_year or ' '}" if film.kind == "tvSeries" else str(film.year or "")
        length = "" if film.kind == "tvSeries" or not film.minutes else hours(film.minutes)
        marks = [mark for mark in (shown, length, "16" if german else film.certificate) if mark]
        items = "".join(f'<span class="sc-9 {prefix}-title-metadata-item">{mark}</span>' for mark in marks)
        word = words.get(film.kind, "")
        typed = f'<span class="sc-5 {prefix}-title-type-data">{word}</span>' if word else ""
        return f'''<li class="ipc-metadata-list-summary-item"><div class="ipc-metadata-list-summary-item__c"><div class="ipc-metadata-list-summary-item__tc">
<span class="ipc-metadata-list-summary-item__t ipc-btn--not-interactable" aria-disabled="false"></span><img alt="X" class="ipc-image" src="{film.poster}">
<a class="ipc-lockup-overlay ipc-focusable" href="/title/{film.imdb_id}/?ref_=sr_i_{rank}" aria-label="View title page"><div class="ipc-lockup-overlay__screen"></div></a>
<a href="/title/{film.imdb_id}/?ref_=sr_t_{rank}" class="ipc-title-link-wrapper" tabindex="0"><h3 class="ipc-title__text">{rank}. {escape(film.title)}</h3></a>
<div class="sc-4 {prefix}-title-metadata">{items}{typed}</div><span class="sc-2"><div data-testid="ratingGroup--container">{star(film)}
<button aria-label="Your rating: 3" class="ipc-rate-button"><span class="ipc-rating-star ipc-rating-star--base ipc-rating-star--currentUser"><svg></svg><span class="ipc-rating-star--rating">3</span></span></button></div>
<span class="metacritic-score-box">{film.metascore}</span></span><div class="sttd-plot-container"><div class="ipc-html-content-inner-div">{escape(film.plot)}</div></div></div></div></li>'''

    return (
        '<ul class="ipc-metadata-list">' + "".join(row(i, film) for i, film in enumerate(listed, 1)) + "</ul>"
    )


def search_page(
    listed: list[Film], *, next_data: bool = True, dom: int = 25, total: int | None = None
) -> str:
    results = {
        "titleListItems": [list_item(f) for f in listed],
        "total": len(listed) if total is None else total,
        "endCursor": "x",
    }
    script = next_script({"searchResults": {"titleResults": results}}, "/search/title") if next_data else ""
    return list_page("/search/title/?genres=horror", "Advanced search", ipc_rows(listed[:dom]), script)


def chart_page(listed: list[Film], *, next_data: bool = True, dom: int = 25) -> str:
    edges = [
        {"currentRank": i, "node": title_node(f, genres_at="titleGenres")} for i, f in enumerate(listed, 1)
    ]
    script = next_script({"pageData": {"chartTitles": {"edges": edges}}}, "/chart/top") if next_data else ""
    return list_page(
        "/chart/top/",
        "IMDb Top 250 Movies",
        f"<h1>IMDb Top 250 Movies</h1>{ipc_rows(listed[:dom], 'cli')}",
        script,
    )


def find_page(listed: list[Film], *, shape: str = "2025", next_data: bool = True) -> str:
    if shape == "2025":
        results = [
            {"id": f.imdb_id, "titleNameText": f.title, "titleReleaseText": years(f), "titleTypeText": KIND_WORDS[f.kind], "topCredits": list(f.cast), "imageType": f.kind, "titlePosterImageModel": {"url": f.poster}}
            for f in listed
        ]  # fmt: skip
    else:
        results = [{"index": i, "listItem": list_item(f)} for i, f in enumerate(listed)]
    props = {
        "titleResults": {"results": results},
        "nameResults": {"results": [{"id": "nm0000001", "displayNameText": "Lantern Man"}]},
    }
    rows = "".join(
        f"""<li class="ipc-metadata-list-summary-item find-result-item find-title-result"><a class="ipc-metadata-list-summary-item__t" href="/title/{f.imdb_id}/?ref_=fn_al_tt_1">{escape(f.title)}</a>
<ul class="ipc-inline-list">{"".join(f'<li class="ipc-inline-list__item"><span class="ipc-metadata-list-summary-item__li">{mark}</span></li>' for mark in (years(f), KIND_WORDS[f.kind]) if mark)}</ul>
<ul class="ipc-inline-list"><li class="ipc-inline-list__item"><span class="ipc-metadata-list-summary-item__li">{", ".join(f.cast)}</span></li></ul></li>"""
        for f in listed
    )
    return list_page(
        "/find/", "Find - IMDb", f"<ul>{rows}</ul>", next_script(props, "/find") if next_data else ""
    )


def lister_page(listed: list[Film]) -> str:
    """Advanced search, 2016-2023."""

    def mark(film: Film) -> str:
        words = KIND_WORDS[film.kind] if film.kind not in ("movie", "tvSeries", "tvEpisode") else ""
        return f"(I) ({' '.join(p for p in (years(film), words) if p)})"

    def item(rank: int, f: Film) -> str:
        name = f'<a href="/title/{f.imdb_id}/?ref_=adv_li_tt"\n>{escape(f.title)}</a>\n<span class="lister-item-year text-muted unbold">{mark(f)}</span>'
        if f.series:
            name = f'<a href="/title/{f.series[0]}/">{f.series[1]}</a> <span class="lister-item-year text-muted unbold">(2015–2019)</span><br><small class="text-primary unbold">Episode:</small>\n{name}'
        return f"""<div class="lister-item mode-advanced"><div class="lister-top-right"><div class="ribbonize" data-tconst="{f.imdb_id}" data-caller="filmosearch"></div></div>
<div class="lister-item-image float-left"><a href="/title/{f.imdb_id}/?ref_=adv_li_i"><img alt="{escape(f.title)}" class="loadlate" loadlate="{f.poster}" data-tconst="{f.imdb_id}" src="https://m.media-amazon.com/images/G/01/imdb/images/nopicture/large/film.png"/></a></div>
<div class="lister-item-content"><h3 class="lister-item-header"><span class="lister-item-index unbold text-primary">{rank}.</span>
{name}</h3><p class="text-muted "><span class="certificate">{f.certificate}</span><span class="ghost">|</span><span class="runtime">{f.minutes} min</span><span class="ghost">|</span><span class="genre">
{", ".join(f.genres[:3])}            </span></p><div class="ratings-bar"><div class="inline-block ratings-imdb-rating" name="ir" data-value="{f.rating}"><span class="global-sprite rating-star imdb-rating"></span><strong>{f.rating}</strong></div>
<div class="inline-block ratings-user-rating"><span class="userRatingValue" id="urv_{f.imdb_id}" data-tconst="{f.imdb_id}">Rate this</span><span class="rating-list" title="Users rated this {f.rating}/10 ({f.votes:,} votes) - click stars to rate"></span></div>
<div class="inline-block ratings-metascore"><span class="metascore  favorable">{f.metascore}        </span>Metascore</div></div><p class="text-muted">
{escape(f.plot)}</p><p class="">Director:\n<a href="/name/nm1/">{escape(f.directors[0])}</a><span class="ghost">|</span> Stars:\n{", ".join(f'<a href="/name/nm2/">{escape(n)}</a>' for n in f.cast)}</p>
<p class="sort-num_votes-visible"><span class="text-muted">Votes:</span><span name="nv" data-value="{f.votes}">{f.votes:,}</span><span class="ghost">|</span><span class="text-muted">Gross:</span><span name="nv" data-value="58,300,000">$58.30M</span></p></div></div>"""

    return list_page(
        "/search/title?genres=horror",
        "Feature Film, Horror - IMDb",
        '<div class="lister-list">' + "".join(item(i, f) for i, f in enumerate(listed, 1)) + "</div>",
    )


def results_page(listed: list[Film]) -> str:
    """Advanced search until 2016."""
    rows = "".join(
        f"""<tr class="{("odd", "even")[i % 2]} detailed"><td class="number">{i}.</td><td class="image"><a href="/title/{f.imdb_id}/" title="{escape(f.title)} ({f.year})"><img src="{f.poster}" height="74"></a></td>
<td class="title"><span class="wlb_wrapper" data-tconst="{f.imdb_id}"></span><a href="/title/{f.imdb_id}/">{escape(f.title)}</a> <span class="year_type">({" ".join(p for p in (str(f.year), KIND_WORDS[f.kind]) if p)})</span><br>
<div class="user_rating"><div class="rating rating-list" title="Users rated this {f.rating}/10 ({f.votes:,} votes) - click stars to rate"><span class="rating-rating"><span class="value">{f.rating}</span><span class="grey">/</span><span class="grey">10</span></span></div></div>
<span class="outline">{escape(f.plot)}</span><span class="credit">Dir: <a href="/name/nm1/">{escape(f.directors[0])}</a> With: {", ".join(f'<a href="/name/nm2/">{escape(n)}</a>' for n in f.cast)}</span>
<span class="genre">{" | ".join(f'<a href="/genre/{g}">{g}</a>' for g in f.genres)}</span><span class="certificate"><span title="{f.certificate}" class="us_r titlePageSprite">&nbsp;</span></span><span class="runtime">{f.minutes} mins.</span></td></tr>"""
        for i, f in enumerate(listed, 1)
    )
    return list_page(
        "/search/title?genres=horror", "Most Popular Horror - IMDb", f'<table class="results">{rows}</table>'
    )


def chart_table_page(listed: list[Film]) -> str:
    """Charts until 2023."""
    rows = "".join(
        f"""<tr><td class="posterColumn"><span name="rk" data-value="{i}"></span><span name="ir" data-value="{f.rating}12345"></span><span name="us" data-value="7.8E11"></span><span name="nv" data-value="{f.votes}"></span>
<a href="/title/{f.imdb_id}/?pf_rd_m=A2"><img src="{f.poster}" width="45" height="67" alt="{escape(f.title)}"/></a></td><td class="titleColumn">{i}.
<a href="/title/{f.imdb_id}/?pf_rd_m=A2" title="{escape(f.directors[0])} (dir.), {escape(", ".join(f.cast))}" >{escape(f.title)}</a><span class="secondaryInfo">({f.year})</span></td>
<td class="ratingColumn imdbRating"><strong title="{f.rating} based on {f.votes:,} user ratings">{f.rating}</strong></td><td class="ratingColumn"></td></tr>"""
        for i, f in enumerate(listed, 1)
    )
    return list_page(
        "/chart/top",
        "IMDb Top 250 - IMDb",
        f'<h1 class="header">Top Rated Movies</h1><table class="chart full-width"><tbody class="lister-list">{rows}</tbody></table>',
    )


def find_list_page(listed: list[Film]) -> str:
    """Find until 2022."""

    def row(i: int, f: Film) -> str:
        word = f" ({KIND_WORDS[f.kind]})" if KIND_WORDS[f.kind] else ""
        tail = (
            f'<br/><small>- Season 1 | Episode 2 <br/>- <a href="/title/{f.series[0]}/">{f.series[1]}</a> (2015) (TV Series) </small>'
            if f.series
            else ""
        )
        return f"""<tr class="findResult {("odd", "even")[i % 2]}"><td class="primary_photo"><a href="/title/{f.imdb_id}/?ref_=fn_tt_tt_{i}" ><img src="{f.poster}" /></a></td>
<td class="result_text"><a href="/title/{f.imdb_id}/?ref_=fn_tt_tt_{i}" >{escape(f.title)}</a> (I) ({f.year}){word} {tail}<br/>aka <i>"Elsewhere (1901)"</i></td></tr>"""

    rows = "".join(row(i, f) for i, f in enumerate(listed, 1))
    people = '<tr class="findResult odd"><td class="result_text"><a href="/name/nm0000001/">Lantern Man</a> (Actor)</td></tr>'
    return list_page(
        "/find?q=lantern",
        "Find - IMDb",
        f'<div class="findSection"><table class="findList">{rows}</table></div><table class="findList">{people}</table>',
    )


def suggestion_file(listed: list[Film], *, shape: str = "new") -> str:
    if shape == "new":
        entries = [
            {"i": {"imageUrl": f.poster, "width": 1, "height": 2}, "id": f.imdb_id, "l": f.title, "q": "feature", "qid": f.kind, "rank": 9, "s": ", ".join(f.cast[:2]), "y": f.year}
            for f in listed
        ]  # fmt: skip
        return json.dumps(
            {"d": [*entries, {"id": "nm0000001", "l": "Lantern Man", "s": "Actor"}], "q": "lantern", "v": 1}
        )
    words = {
        "movie": "feature",
        "tvSeries": "TV series",
        "videoGame": "video game",
        "tvMiniSeries": "TV mini-series",
    }
    entries = [
        {
            "l": f.title,
            "id": f.imdb_id,
            "s": ", ".join(f.cast[:2]),
            "y": f.year,
            "q": words[f.kind],
            "i": [f.poster, 1, 2],
        }
        for f in listed
    ]
    return f"imdb$lantern({json.dumps({'v': 1, 'q': 'lantern', 'd': entries})})"

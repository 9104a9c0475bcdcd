from __future__ import annotations

import json

import pytest

from scrapers import imdb_plan
from scrapers.imdb_plan import PlanError
from scrapers.records import FilmRecord


def walk(plan, records=(), state=imdb_plan.START, most=20):
    """Names of the pages a plan asks for; its state passes through JSON as a checkpoint does."""
    names = []
    while (step := plan.step(state)) is not None and len(names) < most:
        names.append(step.name)
        state = json.loads(json.dumps(plan.after(state, records)))
    return names


def voted(*votes):
    return [FilmRecord(title="A", imdb_id="tt9900001", votes=number) for number in votes]


def test_titles_come_one_by_one_and_once():
    assert walk(imdb_plan.titles(["tt9900101", "tt9900102", "tt9900101"])) == [
        "/title/tt9900101/",
        "/title/tt9900102/",
    ]
    with pytest.raises(PlanError, match="no IMDb id"):
        imdb_plan.titles(["tt9900101", "../etc"])


def test_a_chart_goes_by_its_name():
    assert walk(imdb_plan.chart("top")) == ["/chart/top/"]
    with pytest.raises(PlanError, match="there is no chart best; there are top"):
        imdb_plan.chart("best")


def test_a_search_asks_for_the_next_page_by_the_fewest_votes_seen():
    plan = imdb_plan.search("science fiction", 3)
    first = plan.step(imdb_plan.START)
    assert first.name == "/search/title/?title_type=feature&genres=sci-fi&sort=num_votes,desc&count=50"
    state = plan.after(imdb_plan.START, voted(900, 70, 400))
    assert "num_votes=,70&" in plan.step(state).name
    state = plan.after(state, voted(70, 50))
    state = plan.after(state, voted(50, 20))
    assert plan.step(state) is None


def test_a_search_ends_where_nothing_new_comes():
    plan = imdb_plan.search("Horror", 9)
    assert len(walk(plan, voted(70, 70))) == 2
    assert len(walk(plan, [])) == 1


@pytest.mark.parametrize(
    ("genre", "pages", "reason"),
    [("purple", 3, "no genre"), ("horror", 0, "1 to 200"), ("horror", 999, "1 to 200")],
)
def test_a_search_for_nothing_sensible_is_refused(genre, pages, reason):
    with pytest.raises(PlanError, match=reason):
        imdb_plan.search(genre, pages)


def test_a_folder_is_read_in_the_order_of_its_names_and_goes_on_after_the_last_one(tmp_path):
    for name in ("b.html", "a.html.gz", "notes.txt", "sub/c.JSON", "sub/d.mhtml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert walk(imdb_plan.folder(tmp_path)) == ["a.html.gz", "b.html", "sub/c.JSON", "sub/d.mhtml"]
    assert walk(imdb_plan.folder(tmp_path), state={"after": "b.html"}) == ["sub/c.JSON", "sub/d.mhtml"]
    (tmp_path / "a.html.gz").unlink()
    assert walk(imdb_plan.folder(tmp_path), state={"after": "b.html"}) == ["sub/c.JSON", "sub/d.mhtml"]


def test_no_folder_and_an_empty_one_are_named(tmp_path):
    with pytest.raises(PlanError, match="there is no folder"):
        imdb_plan.folder(tmp_path / "none")
    with pytest.raises(PlanError, match="holds no saved page"):
        imdb_plan.folder(tmp_path)

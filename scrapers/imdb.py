"""`python -m scrapers.imdb FILE… [--json]`: saved IMDb pages → records.

`read_page` is the whole reader: bytes in, records out, no network and no state. It knows title and reference
pages, advanced search, charts, find, lists and suggestion files, in the layouts IMDb has had since 2011. What
it cannot read it refuses with a sentence that names what was missing.

Exit codes of the command: 0 all read, 2 a file cannot be opened, 3 a page cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from scrapers.imdb_lists import list_kind, read_list, read_suggestions
from scrapers.imdb_page import Page, PageError, open_page
from scrapers.imdb_refusals import not_readable, refuse_other_pages
from scrapers.imdb_title import read_title
from scrapers.records import FilmRecord

EXIT_UNUSABLE, EXIT_UNREADABLE = 2, 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page gave: its records in the page's order, and what a person should know about it."""

    records: tuple[FilmRecord, ...]
    notes: tuple[str, ...] = ()


def read_page(content: bytes, *, source_file: str | None = None) -> Reading:
    """Every title a page gives: one of a title or reference page, a row each of a list.

    Args:
        content: the page as saved or received: plain, gzipped or MHTML, in any encoding.
        source_file: what the records shall name as their file.

    Raises:
        PageError: the page cannot be read; the message names what was missing.
    """
    page = open_page(content)
    try:
        records = _records(page, Path(source_file or "").name)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise PageError(f"the page has a shape no reader here foresaw ({error!r})") from error
    notes = []
    if page.is_cut_off:
        notes.append(f"the page is cut off before its end; what came before gave {len(records)} titles")
    if not records:
        notes.append("the page says that nothing was found, so it gives no title")
    return Reading(tuple(replace(record, source_file=source_file) for record in records), tuple(notes))


def _records(page: Page, file_name: str) -> list[FilmRecord]:
    suggestions = read_suggestions(page)
    if suggestions is not None:
        return suggestions
    refuse_other_pages(page)
    kind = list_kind(page)
    if kind is None and (record := read_title(page, file_name)) is not None:
        return [record]
    listed = read_list(page, kind) if kind or page.says_imdb else None
    if listed is None:
        raise not_readable(page)
    return listed


def main(argv: list[str] | None = None) -> int:
    """Read the files, print their records; sentences about what could not be read go to standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m scrapers.imdb", description="Saved IMDb pages to film records, one a line."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a saved page")
    parser.add_argument("--json", action="store_true", help="one JSON record a line")
    options = parser.parse_args(argv)
    code = 0
    for path in options.files:
        code = max(code, _print_file(path, as_json=options.json))
    return code


def _print_file(path: Path, *, as_json: bool) -> int:
    try:
        reading = read_page(path.read_bytes(), source_file=str(path))
    except OSError as error:
        print(f"{path}: the file cannot be opened: {error.strerror}.", file=sys.stderr)
        return EXIT_UNUSABLE
    except PageError as error:
        print(f"{path}: {error}.", file=sys.stderr)
        return EXIT_UNREADABLE
    for note in reading.notes:
        print(f"{path}: {note}.", file=sys.stderr)
    for record in reading.records:
        print(json.dumps(record.as_json(), ensure_ascii=False) if as_json else _line(record))
    return 0


def _line(record: FilmRecord) -> str:
    year = f" ({record.year})" if record.year else ""
    rating = f"{record.rating} from {record.votes or 0:,} votes" if record.rating is not None else "no rating"
    genres = ", ".join(record.genres) or "no genres"
    return f"{record.imdb_id}  {record.title}{year}  {record.kind or 'kind unknown'}  {rating}  {genres}  [{record.source_layout}]"


if __name__ == "__main__":
    sys.exit(main())

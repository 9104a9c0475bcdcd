"""Pages that hold no film, and the sentence that says what each is and what was missing from it."""

from __future__ import annotations

import re

from scrapers.imdb_dom import text_of
from scrapers.imdb_node import dig
from scrapers.imdb_page import Page, PageError

_CHALLENGE = re.compile(
    r"awsWafCookieDomainList|AwsWafIntegration|gokuProps|awswaf\.com|challenge\.js|captcha-container", re.I
)
_LOGIN = re.compile(r"/ap/signin|registration/signin|name=[\"']signIn[\"']", re.I)
_NOT_FOUND = re.compile(r"\b404\b|not found|nicht gefunden|URL was not found", re.I)
_FORBIDDEN = re.compile(r"\b403\b|forbidden|access denied|request could not be satisfied", re.I)
_BROKEN = re.compile(
    r"\b50[0234]\b|service unavailable|bad gateway|internal server error|error has occurred", re.I
)
_PART = re.compile(r"/title/(tt\d{7,10})/([a-z]+)", re.I)
_PERSON = re.compile(r"/name/(nm\d{7,10})", re.I)
_TITLE_VIEWS = ("reference", "combined", "maindetails")
_MISSING = "neither __NEXT_DATA__, JSON-LD nor a known heading names a title with its IMDb id"


def refuse_other_pages(page: Page) -> None:
    """Stop at pages that name titles without being about one.

    Raises:
        PageError: a person's page, or a part of a title's pages such as its reviews.
    """
    if _is_of_a_person(page):
        raise PageError(
            "the page is about a person; a title, reference, search, chart or find page is needed"
        )
    part = _PART.search(page.address)
    if (
        part is not None
        and part[2].lower() not in _TITLE_VIEWS
        and dig(page.next_props, "aboveTheFoldData") is None
    ):
        raise PageError(
            f"the page holds only the {part[2].lower()} of {part[1]}; its main or reference page is needed"
        )


def _is_of_a_person(page: Page) -> bool:
    main = str(dig(page.next_props, "aboveTheFoldData", "id") or "")
    return (
        _PERSON.search(page.address) is not None
        or main.startswith("nm")
        or "name" in (page.meta("pageType"), page.meta("imdb:pageType"))
        or page.meta("og:type") == "profile"
        or any(str(item.get("@type")) == "Person" for item in page.json_ld)
    )


def not_readable(page: Page) -> PageError:
    """Why nothing could be read, as far as the page tells."""
    title = text_of(page.soup.title)
    body = text_of(page.soup.body)
    head = f"{title} {body[:400]}"
    if _CHALLENGE.search(page.text) and len(body) < 2000:
        return PageError(f"the page is IMDb's challenge to automated visitors, not a film's page: {_MISSING}")
    if _LOGIN.search(page.text) and re.search(r"sign[- ]?in|anmelden|log ?in", head, re.I):
        return PageError(f"the page asks to log in: {_MISSING}")
    for pattern, what in (
        (_NOT_FOUND, "says the page was not found"),
        (_FORBIDDEN, "refuses access"),
        (_BROKEN, "reports an error of the site"),
    ):
        if pattern.search(title) or (len(body) < 1500 and pattern.search(head)):
            return PageError(f"the page {what}: {_MISSING}")
    if not body and not page.has_next_data:
        return PageError(f"the page has no visible text: {_MISSING}")
    if page.next_props:
        return PageError(f"the page's __NEXT_DATA__ holds no title, and nor does the rest: {_MISSING}")
    if not page.says_imdb:
        return PageError(f"the page is not of IMDb: {_MISSING}")
    if page.has_next_data and not page.next_props:
        return PageError(
            "the page is cut off inside __NEXT_DATA__, and neither JSON-LD nor a known heading names a title"
        )
    return PageError(f"the page is of no known kind{f' ({title[:80]})' if title else ''}: {_MISSING}")

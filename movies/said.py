"""Sentences that are made and stored in English, said in the reader's language.

Why a film is shown, what was relaxed for it, what the models say of a picture, what is wrong with a list: all of that is made by rooms that know
no reader, and stored with the mood. It is one of the sentences below, with names, numbers and lists filled in; a
reader gets the same sentence of their language, with the same names. One that is not below is said as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

FILMS: tuple[str, ...] = (
    # why a film is shown
    _("the nearest to your mood among what is left"),
    _("drawn for variety"),
    _("drawn to surprise you"),
    _("to the taste of this company"),
    _("with somebody liked in this company"),
    _("on your list"),
    _("for all of you"),
    _("like %(title)s, which you liked"),
    _("by %(title)s, as in %(other)s"),
    _("with %(title)s, as in %(other)s"),
    _("like %(title)s, as you asked"),
    _("in %(words)s, as you asked"),
    _("partly in %(words)s"),
    _("by %(title)s, as you asked"),
    _("with %(title)s, as you asked"),
    _("by %(title)s, whom you like"),
    _("with %(title)s, whom you like"),
    _("%(words)s, which you like"),
    _("%(words)s, liked in this company"),
    _("%(words)s, as you asked"),
    _("%(mark)s from %(count)s votes"),
    _("rated %(mark)s in %(count)s critics' reviews"),
    _("liked in %(count)s %% of %(total)s critics' reviews"),
    _("Metacritic %(count)s"),
    # what a reason says of the evening
    _("for an ordinary evening"),
    _("for a quiet evening"),
    _("to keep the good mood going"),
    _("for a low evening"),
    _("after an angry day"),
    _("for an uneasy evening"),
    _("after a day that left a bad taste"),
    _("after a day of surprises"),
    _("for an evening of mixed moods"),
    _("to wind down"),
    _("in step with feeling %(word)s"),
    # what had to give way
    _("The catalogue is empty: load the starter catalogue first."),
    _("No film is left: your hidden films and disliked genres exclude everything that would fit."),
    _("Only one film is left: your hidden films and disliked genres exclude the others."),
    _("Only %(count)s films are left: your hidden films and disliked genres exclude the others."),
    _("Too few films fit everything you asked for, so %(sentence)s."),
    _("some run longer than %(count)s minutes, or their length is not known"),
    _("some run longer than 1 minute, or their length is not known"),
    _("all run longer than %(count)s minutes, or their length is not known"),
    _("all run longer than 1 minute, or their length is not known"),
    _("some are not from %(span)s"),
    _("none is from %(span)s"),
    _("%(year)s or later"),
    _("%(year)s or earlier"),
    _("some are not on Netflix"),
    _("none is on Netflix"),
    _("some are not as gentle as such an evening should be"),
    _("none is as gentle as such an evening should be"),
    _("some are of other genres than %(words)s"),
    _("all are of other genres than %(words)s"),
    _("of some the certificate is not known"),
    _("of none the certificate is known"),
    _("some you were shown lately are back"),
    _("all were shown to you lately"),
    _("some are without the people you named"),
    _("all are without the people you named"),
    _("some are not in %(words)s"),
    _("none is in %(words)s"),
    _("some are not mainly in %(words)s"),
    _("none is mainly in %(words)s"),
    _("You asked for different %(word)s, so a film may be of any of them."),
    _("Your years exclude each other, so a film may be of any year."),
    # what cannot be wished
    _("No film is both from %(span)s or later and from %(until)s or earlier."),
    _("%(span)s is not a year in which films are made."),
    _("A film takes at least a minute."),
    _("“%(title)s” is no way to spend the evening; choose one of %(span)s."),
    _("No film here is spoken in %(words)s yet."),
    _("I know no language called “%(title)s”. Did you mean %(words)s?"),
    _("I know no language called “%(title)s”."),
    _("I know no person called “%(title)s”. Did you mean %(names)s?"),
    _("I know no person called “%(title)s”."),
    _("I know no genre called “%(title)s”. Did you mean %(words)s?"),
    _("I know no genre called “%(title)s”."),
    # what was understood of typed words
    _("in %(words)s"),
    _("like %(title)s"),
    _("no %(words)s"),
    _("rather %(words)s"),
    _("at most %(count)s minutes"),
    _("until %(span)s"),
    _("from %(span)s on"),
    _("from %(span)s"),
)
LISTS: tuple[str, ...] = (
    # what is wrong with a list of ratings from another site
    _("The file is empty."),
    _("Unpacked, the lists in this ZIP are larger than 20 MB."),
    _("The ZIP is damaged or locked by a password."),
    _("The lists in this ZIP are empty."),
    _("This is a workbook or document, not a list: save it as CSV first. %(sentence)s"),
    _("There is no list of ratings in this ZIP. %(sentence)s"),
    _("The list is larger than 20 MB."),
    _("The file is no list with commas: a quotation mark or a line never ends."),
    _("The list has a header and no film below it."),
    _("This is a web page, not a list. %(sentence)s"),
    _("This is no text file. %(sentence)s"),
    _("This is another site's list, or none: its columns are unnamed. %(sentence)s"),
    _("This is another site's list, or none: its columns are %(title)s. %(sentence)s"),
    _(
        "EmoFlix reads Letterboxd's export (the ZIP, or ratings.csv, watched.csv, diary.csv of it) and IMDb's "
        "ratings.csv."
    ),
    # what is wrong with a row of it
    _("the row has no title"),
    _("the row has no IMDb id"),
    _("its rating is none from 1 to 10"),
    _("the list is longer than %(count)s films"),
)
MODELS: tuple[str, ...] = (
    _("One face was found and read."),
    _("%(count)s faces were found; the largest one was read."),
    _("One face was found and read on your device; the picture never left it."),
    _("%(count)s faces were found on your device, and the largest one was read; the picture never left it."),
    _("The picture is too dark to see a face; more light would help."),
    _("No face was found; it should fill a good part of the picture and look towards the camera."),
    _("The face is too dark to read; turn towards a light."),
    _("The face is too blurred to read; hold still and try again."),
    _("The picture file is empty (0 bytes)."),
    _("That file is not a picture the site can read; a JPEG, PNG or WebP works."),
    _("The picture is damaged or was cut short; please send it again."),
    _("The picture has %(span)s pixels, more than the site opens; a smaller copy will do."),
    _("The picture is larger than the site accepts; a smaller or shorter one will do."),
    _("A voice was heard for %(mark)s seconds of %(total_mark)s."),
    _(
        "A voice was heard for %(mark)s seconds of %(total_mark)s, but too loud for the microphone, so it counts less."
    ),
    _("The first %(count)s seconds were heard; the rest was left out."),
    _("Recording %(count)s: %(sentence)s"),
    _("There is no recording."),
    _("The recording is too short; a sentence or two is enough."),
    _("The recording is silent; the microphone may be muted."),
    _("No voice was found in the recording, only background sound."),
    _("Music was heard in the recording, but no voice."),
    _("That file is not a recording the site can read; WAV, MP3, M4A, OGG, FLAC or WebM works."),
    _("The recording is empty (0 bytes)."),
    _("The recording is too large; a sentence or two is enough."),
    _("The recording holds no sound."),
    _("There is no sound in that file."),
    _("The recording states a sample rate or a number of channels no microphone has."),
    _("The recording takes too long to unpack; please send a shorter one."),
    _("The recording is larger than the site accepts; a smaller or shorter one will do."),
    _("No words were typed."),
    _("The text has %(count)s characters; a few sentences about how you feel are enough."),
    _("These words are not English as far as I can tell, and English is all I understand so far."),
    _("That is too little to read a mood from; a sentence on how you feel would help."),
    _("Your words sound mixed: %(word)s, and %(second)s too."),
    _("Your words sound %(word)s."),
    _("Your words sound %(word)s; only the first %(count)s characters were read."),
    _("Pictures cannot be read just now; pick your mood by hand or try another way."),
    _("Recordings cannot be read just now; pick your mood by hand or try another way."),
    _("Words cannot be read just now; pick your mood by hand or try another way."),
)
EVENING_AND_FEELINGS = _("%(sentence)s: %(words)s")
"""The shape of any two of them: the last to be tried."""
WORDS: tuple[str, ...] = (
    # moods, and what the site does with them
    *(_("neutral"), _("calm"), _("happy"), _("sad"), _("angry"), _("afraid"), _("disgusted"), _("surprised")),
    *(_("stay with it"), _("lift me up"), _("calm me down")),
    # feelings of films
    *(_("funny"), _("moving"), _("fierce"), _("scary"), _("shocking"), _("full of surprises"), _("warm")),
    *(_("nobody left behind"), _("best on average")),
    *(_("romantic"), _("more warm than harsh"), _("genres"), _("languages")),
    # genres
    *(_("Action"), _("Adventure"), _("Animation"), _("Biography"), _("Comedy"), _("Crime"), _("Documentary")),
    *(_("Drama"), _("Family"), _("Fantasy"), _("Film-Noir"), _("History"), _("Horror"), _("Music")),
    *(
        _("Musical"),
        _("Mystery"),
        _("Romance"),
        _("Sci-Fi"),
        _("Sport"),
        _("Thriller"),
        _("War"),
        _("Western"),
    ),
    # languages of films that Django has no word for
    *(_("Abkhaz"), _("Amharic"), _("Bengali"), _("Tibetan"), _("Chechen"), _("Corsican")),
    *(_("Javanese"), _("Kurdish"), _("Latin"), _("Lao"), _("Maltese"), _("Nepali"), _("Norwegian")),
    *(_("Occitan"), _("Pashto"), _("Northern Sami"), _("Serbo-Croatian"), _("Slovene"), _("Samoan")),
    *(_("Swahili"), _("Yiddish"), _("Chinese (Mandarin)"), _("American Sign Language"), _("Aramaic")),
    *(_("German Sign Language"), _("Swiss German"), _("Hakka Chinese"), _("Hawaiian"), _("Lombard")),
    *(_("Neapolitan"), _("Sicilian"), _("Syriac"), _("Klingon"), _("Shanghainese"), _("Yucatec Maya")),
    *(_("Cantonese")),
    # what joins a list
    *(_(" and "), _(" or ")),
)
_BREAKS = re.compile(r"(, | and | or )")
_GAP = re.compile(r"%\((\w+)\)s")


def _words(text: str) -> str:
    """A list as "a, b and c", each word said; Django knows the languages' names."""
    return "".join(part if part == ", " else gettext(part) if part else "" for part in _BREAKS.split(text))


def _names(text: str) -> str:
    """Names as a list; only what joins them is said."""
    return "".join(gettext(part) if part in (" and ", " or ") else part for part in _BREAKS.split(text))


def _count(text: str) -> str:
    digits = text.replace(",", "")
    return number_format(int(digits), force_grouping="," in text) if digits.isdecimal() else text


def _mark(text: str) -> str:
    try:
        return number_format(float(text), decimal_pos=1)
    except ValueError:
        return text


def said(text: str) -> str:
    """The sentence in the reader's language; one that is not known, as it is."""
    return _said(text, get_language())


@lru_cache(maxsize=10_000)  # a page of films says twenty, and mostly those of the page before
def _said(text: str, language: str | None) -> str:
    for pattern, sentence in _patterns():
        if match := pattern.fullmatch(text):
            gaps = {name: FILLED.get(name, str)(value) for name, value in match.groupdict().items()}
            return gettext(sentence) % gaps if "%" in sentence else gettext(sentence)
    return gettext(text) if text else ""


def known(text: str) -> bool:
    """Whether the sentence is one of those above."""
    return any(pattern.fullmatch(text) for pattern, _sentence in _patterns()) or text in WORDS


FILLED: Mapping[str, Callable[[str], str]] = {
    "words": _words,
    "names": _names,
    "word": gettext,
    "second": gettext,
    "sentence": said,
    "span": said,
    "count": _count,
    "total": _count,
    "mark": _mark,
    "total_mark": _mark,
}
"""How what stands in a gap is said, by the gap's name; others are names and stay as they are."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (_pattern(sentence), sentence) for sentence in (*FILMS, *LISTS, *MODELS, EVENING_AND_FEELINGS)
    )


def _pattern(sentence: str) -> re.Pattern[str]:
    """What matches the sentence with its gaps filled."""
    parts = _GAP.split(sentence)
    fixed = [re.escape(part.replace("%%", "%")) for part in parts[::2]]
    # no list of words has a colon in it, so that two sentences joined by one are not taken for one
    gaps = [
        f"(?P<{name}>{'[^:]+' if FILLED.get(name) in (_words, gettext) else '.+'})" for name in parts[1::2]
    ]
    return re.compile("".join(a + b for a, b in zip(fixed, [*gaps, ""], strict=True)), re.DOTALL)

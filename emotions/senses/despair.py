"""Words of somebody who may hurt themselves: a plain rule over what was typed, no model and no diagnosis.

It decides one thing: whether the answer to these very words also says where somebody will listen. Nothing of it
is stored, counted, logged or handed out by the API; the page knows of it as long as the browser it was typed in does.
A line that was not needed costs little, one that is missing may cost much, so a doubt goes to showing it; film titles
and figures of speech that are known to sound alike are named and left out.
"""

from __future__ import annotations

import re
import unicodedata

from django.http import HttpRequest, HttpResponse

from emotions.models import MoodCheck
from emotions.senses import own_browser

COOKIE = "kind_line"
YES = "1"
LONGEST = 20_000
"""Characters that are looked at, four times what is read of a mood: a check-in takes more, and should not wait for it."""

_CLOSE = (
    "(?:my|a) (?:best |good |close |little |big |older |younger )?(?:friend|brother|sister|son|daughter|child|kid|mother|mum|mom|father|"
    "dad|wife|husband|partner|boyfriend|girlfriend)"
)
_NAHE = "meine? (?:beste[rn]? )?(?:freund|freundin|bruder|schwester|sohn|tochter|kind|mutter|mama|vater|papa|frau|mann)"
_WANT = "(?:want|wanted|wanting|ready|would like|d like|thinking of|thinking about|try|trying|tried)"
_WILL = "(?:will|wollte|mo(?:e)?chte|mag|werde|wu(?:e)?rde gern|wu(?:e)?rde am liebsten)"
_ANY_MORE = "(?:any ?more|any longer|again|ever|tomorrow)"
_SOMEWHERE = (
    "(?:in(?! this world)|on|at|near|here|there|alone|together|with (?:a|an|my|him|her|his|them|other))"
)
_FEW = r"(?:\w+ ){0,3}"

SOUND_ALIKE: tuple[str, ...] = (
    # titles of films
    "suicide (?:squad|club|room|shop|kings)",
    "virgin suicides",
    "die hard",
    "die another day",
    "time to die",
    "live and let die",
    "zeit zu sterben",
    "selbstmord ?(?:club|kommando|schwestern)",
    # figures of speech
    "to die for",
    "kill(?:ing)? myself laughing",
    "die (?:laughing|of (?:laughter|laughing|embarrassment|shame|boredom|cringe))",
    "live forever",
    r"vor \w+ sterben",
)
"""Left out of the words before the rule is asked."""

ENGLISH: tuple[str, ...] = (
    # to kill oneself
    "(?:kill(?:ing)?|unaliv(?:e|ing)) my ?self",
    "(?:why|not|t|nearly|almost) (?:i )?killed my ?self",
    "(?:to|gonna|ll) off my ?self",
    "(?:end|ending|take|taking) my (?:own )?life",
    "end(?:ing)? it all",
    "(?:want|wanna)(?: to)? end it$",
    "(?:want|wanna|going|gonna) (?:to )?kms",
    rf"(?:i|i m|im|am|feel|feeling|been|have|having|getting) {_FEW}suicidal",
    "suicidal(?: thoughts)?$",
    "(?:thinking|think|thought|thoughts|dream|dreaming) (?:of|about) (?:suicide|dying)",
    "(?:considering|contemplating|planning|attempt|attempted|attempting|commit|committing|my) suicide",
    "(?:close|drove me|driven|drives me|driving me) to suicide",
    "my (?:own )?(?:suicidal\\w*|suicide\\w*)",
    "^suicide$",
    # not to live any more
    rf"(?<!don t )(?<!dont )(?<!not )(?<!never )(?:{_WANT} (?:to )?|wanna )(?:die|be dead)",
    "feel(?:ing)? like dying",
    "wish(?:ed)? (?:that )?i (?:(?:was|were) (?:dead|never born)|(?:could|would) (?:die|disappear for ?ever))",
    rf"(?:i m|im|i am|be) {_FEW}better off dead",
    "rather be dead",
    "better off without me",
    rf"(?:don t|dont|do not|no longer|not) (?:want to|wanna) (?:live(?! {_SOMEWHERE})|be alive|exist|go on living)",
    f"(?:don t|dont|do not|no longer|not) (?:want to|wanna) (?:wake up|be here|go on) {_ANY_MORE}",
    "never wake up again",
    f"(?:can t|cant|cannot|can not) (?:go on living|(?:go on|live) (?:like this|{_ANY_MORE}))",
    "(?:no (?:reason|point)|nothing|not worth)(?: left)?(?: in| to)? (?:live for|live|living)",
    "(?:tired|sick) of (?:living|being alive|life)",
    # to hurt oneself
    rf"(?:{_WANT}|wanna|going|gonna|urge|urges|need|feel like) (?:to )?(?:hurt|hurting|harm|harming|cut|cutting) my ?self",
    "(?:hurting|harming|to hurt|to harm) my ?self",
    "(?:i|i ve|been|to|keep|beginning|start|started) self ?harm(?:ed|ing)?",
    # somebody close
    rf"{_CLOSE} (?:is|s|seems|feels|was) {_FEW}suicidal",
    rf"{_CLOSE} {_FEW}(?:kill|killed|killing) (?:himself|herself|themselves|themself)",
    rf"{_CLOSE} {_FEW}(?:committed|attempted|commit) suicide",
)
GERMAN: tuple[str, ...] = (
    # sich töten
    rf"ich {_FEW}bring\w* mich {_FEW}um",
    rf"bring\w* ich mich {_FEW}um",
    "mich (?:selbst |selber )?(?:umbring\\w*|umzubringen|to(?:e)?te|to(?:e)?ten|zu to(?:e)?ten)",
    rf"mir {_FEW}(?:das|mein) leben (?:zu )?nehmen",
    "nehme? (?:ich )?mir (?:das|mein) leben",
    "(?:mein|meinem|dem) leben (?:zu beenden|beenden|ein ende)",
    rf"mit (?:allem|dem leben|meinem leben) {_FEW}schluss",
    rf"(?:denk\w*|gedacht|nachgedacht|nachdenke\w*) {_FEW}(?:an|u(?:e)?ber) (?:selbstmord|suizid)",
    "(?:an|u(?:e)?ber) (?:selbstmord|suizid) (?:denk\\w*|gedacht|nach\\w*|zu denken)",
    "(?:selbstmord|suizid) ?gedanken",
    "(?:selbstmord|suizid) (?:zu )?begehen",
    "^(?:selbstmord|suizid)$",
    rf"(?:bin|fu(?:e)?hle mich) {_FEW}(?:suizidal|suizidgefa(?:e)?hrdet|lebensmu(?:e)?de)",
    # nicht mehr leben
    rf"{_WILL} (?:ich )?(?:einfach |nur |nur noch |am liebsten |jetzt )*(?:sterben|tot sein)",
    rf"(?<!nicht )(?:sterben|tot sein) {_WILL}",
    rf"(?:ich wa(?:e)?re?|wa(?:e)?re ich) {_FEW}tot",
    "ich tot wa(?:e)?re",
    rf"{_WILL} {_FEW}(?:nicht mehr|nimmer|nicht la(?:e)?nger|nicht weiter) (?:leben|weiterleben|da sein|aufwachen)",
    rf"(?:nicht mehr|nimmer|nicht weiter) (?:leben|weiterleben|da sein|aufwachen) {_WILL}",
    "(?:nicht|nimmer)(?: mehr)? (?:weiterleben|leben) kann",
    "kann (?:ich )?(?:so )?(?:nicht mehr|nimmer) (?:leben|weiterleben)",
    rf"kein\w* (?:sinn|grund)(?: mehr)? {_FEW}(?:zu leben|im leben|am leben)",
    rf"ohne mich {_FEW}besser",
    # sich verletzen
    rf"mir {_FEW}(?:etwas|was) (?:antun|anzutun|antue)",
    "tue? (?:ich )?mir (?:etwas|was) an",
    "(?:ich ritze?|ritze ich) mich",
    rf"mich {_FEW}(?:zu )?ritzen",
    "mich (?:selbst |selber )(?:zu )?verletze\\w*",
    "(?:verletze?|verletz) mich (?:selbst|selber)",
    # jemand Nahes
    rf"{_NAHE} {_FEW}sich {_FEW}(?:umgebracht|umbringen|das leben genommen|das leben nehmen)",
)

_ALIKE = re.compile(rf"\b(?:{'|'.join(SOUND_ALIKE)})\b")
_DESPAIR = re.compile(
    "|".join(rf"\b(?:{phrase})\b" if phrase[0] != "^" else phrase for phrase in (*ENGLISH, *GERMAN))
)


def spoken(text: str) -> bool:
    """Whether the words sound as if somebody may hurt themselves, or fears it of somebody close."""
    return any(_DESPAIR.search(_ALIKE.sub("", sentence)) for sentence in _plain(text[:LONGEST]))


def _plain(text: str) -> list[str]:
    """Its sentences in small letters without accents or marks, one space between two words."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return [" ".join(re.findall(r"[a-z0-9]+", part)) for part in re.split(r"[.!?;:\n]+", bare)]


def remember(response: HttpResponse, check: MoodCheck, text: str) -> None:
    """Let the page of this check-in, in this browser, say where somebody will listen."""
    if spoken(text):
        own_browser.leave(response, check, COOKIE, YES)


def recall(request: HttpRequest, check: MoodCheck) -> bool:
    """Whether it shall be said."""
    return own_browser.find(request, check, COOKIE) == YES

"""The words in which people ask for films, and what each of them asks for. Our own lists."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILM_NOUNS = _words(
    "film films movie movies flick flicks picture pictures cinema show one ones story stories"
)
WISH_WORDS = FILM_NOUNS | _words(
    """watch watching see want wanna need fancy recommend suggest suggestion something anything nothing
    mood show give looking prefer rather please maybe like enjoy genre put"""
)
"""One of these in a sentence, and it asks for a film; without one it may only tell how somebody is."""
UNMISTAKABLE_GENRES = frozenset(
    {"Comedy", "Thriller", "Western", "Musical", "Documentary", "Animation", "Sci-Fi"}
)
"""Whose nouns ask for a film all by themselves; there is drama, war and mystery in anybody's day."""

GENRE_NOUNS: Mapping[str, tuple[str, ...]] = {
    "comedy": ("Comedy",),
    "comedies": ("Comedy",),
    "romcom": ("Comedy", "Romance"),
    "romcoms": ("Comedy", "Romance"),
    "rom com": ("Comedy", "Romance"),
    "rom coms": ("Comedy", "Romance"),
    "romantic comedy": ("Comedy", "Romance"),
    "romantic comedies": ("Comedy", "Romance"),
    "black comedy": ("Comedy",),
    "dark comedy": ("Comedy",),
    "thriller": ("Thriller",),
    "thrillers": ("Thriller",),
    "horror": ("Horror",),
    "slasher": ("Horror",),
    "western": ("Western",),
    "westerns": ("Western",),
    "musical": ("Musical",),
    "musicals": ("Musical",),
    "documentary": ("Documentary",),
    "documentaries": ("Documentary",),
    "docu": ("Documentary",),
    "cartoon": ("Animation",),
    "cartoons": ("Animation",),
    "animation": ("Animation",),
    "animations": ("Animation",),
    "anime": ("Animation",),
    "sci fi": ("Sci-Fi",),
    "scifi": ("Sci-Fi",),
    "science fiction": ("Sci-Fi",),
    "fantasy": ("Fantasy",),
    "drama": ("Drama",),
    "dramas": ("Drama",),
    "melodrama": ("Drama",),
    "costume drama": ("Drama", "History"),
    "period drama": ("Drama", "History"),
    "period piece": ("History",),
    "war film": ("War",),
    "war movie": ("War",),
    "war films": ("War",),
    "war movies": ("War",),
    "film noir": ("Film-Noir",),
    "noir": ("Film-Noir",),
    "crime": ("Crime",),
    "heist": ("Crime",),
    "gangster": ("Crime",),
    "mafia": ("Crime",),
    "biopic": ("Biography",),
    "biopics": ("Biography",),
    "mystery": ("Mystery",),
    "whodunit": ("Mystery",),
    "whodunnit": ("Mystery",),
    "murder mystery": ("Mystery",),
    "detective story": ("Mystery",),
    "romance": ("Romance",),
    "romances": ("Romance",),
    "love story": ("Romance",),
    "love stories": ("Romance",),
    "adventure": ("Adventure",),
    "action": ("Action",),
    "family film": ("Family",),
    "family movie": ("Family",),
    "sports film": ("Sport",),
    "sports movie": ("Sport",),
    "war": ("War",),
}
"""Said of a film, these name its genre."""
ADJECTIVES: Mapping[str, tuple[str, ...]] = {
    "funny": ("Comedy",),
    "hilarious": ("Comedy",),
    "silly": ("Comedy",),
    "scary": ("Horror",),
    "spooky": ("Horror",),
    "creepy": ("Horror",),
    "terrifying": ("Horror",),
    "zombies": ("Horror",),
    "zombie": ("Horror",),
    "vampires": ("Horror",),
    "vampire": ("Horror",),
    "romantic": ("Romance",),
    "animated": ("Animation",),
    "magical": ("Fantasy",),
    "dragons": ("Fantasy",),
    "historical": ("History",),
    "true story": ("Biography",),
    "aliens": ("Sci-Fi",),
    "robots": ("Sci-Fi",),
    "spaceships": ("Sci-Fi",),
    "in space": ("Sci-Fi",),
    "superhero": ("Action",),
    "superheroes": ("Action",),
    "cowboys": ("Western",),
    "boxing": ("Sport",),
    "football": ("Sport",),
    "spy": ("Thriller",),
    "spies": ("Thriller",),
    "suspenseful": ("Thriller",),
    "for kids": ("Family",),
    "my kids": ("Family",),
    "the kids": ("Family",),
    "for children": ("Family",),
    "the children": ("Family",),
    "my children": ("Family",),
    "my son": ("Family",),
    "my daughter": ("Family",),
    "kid friendly": ("Family",),
    "family friendly": ("Family",),
    "whole family": ("Family",),
}
"""Said of a film, these lean towards a genre without asking for nothing else."""
ONLY_UNWANTED: Mapping[str, tuple[str, ...]] = {
    "violent": ("Horror", "War", "Crime"),
    "violence": ("Horror", "War", "Crime"),
    "bloody": ("Horror", "War", "Crime"),
    "blood": ("Horror", "War", "Crime"),
    "gory": ("Horror",),
    "gore": ("Horror",),
    "frightening": ("Horror",),
    "ghosts": ("Horror",),
    "jump scares": ("Horror",),
    "romance stuff": ("Romance",),
    "soppy": ("Romance",),
    "mushy": ("Romance",),
    "singing": ("Musical",),
    "guns": ("Action", "War", "Crime"),
    "explosions": ("Action", "War"),
    "fighting": ("Action", "War"),
    "wars": ("War",),
    "kids stuff": ("Family",),
}
"""These only say what somebody does not want."""
NEGATIONS = _words(
    "no not nothing without never except neither nor hate avoid cannot cant dont doesnt isnt aint"
)
NEGATING_PHRASES = (
    "anything but",
    "sick of",
    "tired of",
    "fed up with",
    "cant stand",
    "had enough of",
    "less of",
)

DECADES: Mapping[str, int] = {
    "twenties": 1920,
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
    "noughties": 2000,
}
NUMBERS: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "ninety": 90, "hundred": 100, "eighty": 80,
    "sixty": 60, "seventy": 70,
}  # fmt: skip
PEOPLE_CUES = _words("with starring featuring stars by director directed actor actress like love from")
SURNAME_CUES = _words("by starring director directed featuring")
LIKE_CUES = (
    "like",
    "similar to",
    "in the style of",
    "in the spirit of",
    "reminds me of",
    "remind me of",
    "same vibe as",
    "along the lines of",
    "as good as",
    "i loved",
    "i love",
    "i adored",
    "i enjoyed",
    "we loved",
)
LIKE_AS_WISH = _words("would id wed feel feels felt feeling i you they we")
"""Before "like" these make it a verb: what follows is a film only when it is written as one."""
SMALL_WORDS = _words("a an the of in on and or to my me i it is for at with")
FUNCTION_WORDS = SMALL_WORDS | _words(
    """from by about as that this these those some any than then so but be been are was were has have do does can could
    would should will you your we us our they them there here where which who whose when if not no also too only"""
)
"""Grammar alone: where nothing else is left of a wish, nothing was said of a mood."""

LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "bollywood": ("hi",),
    "indian": ("hi",),
    "scandinavian": ("sv", "da", "no"),
    "nordic": ("sv", "da", "no"),
    "brazilian": ("pt",),
    "mexican": ("es",),
    "argentinian": ("es",),
    "argentine": ("es",),
    "austrian": ("de",),
    "iranian": ("fa",),
    "farsi": ("fa",),
    "chinese": ("zh",),
    "mandarin": ("zh",),
    "taiwanese": ("zh",),
    "israeli": ("he",),
    "quebecois": ("fr",),
}
"""What people call films by, beside the languages' own names."""

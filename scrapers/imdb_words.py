"""The words IMDb uses for kinds and genres, in English and in the languages it also speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scrapers.genres import GENRES

KINDS: frozenset[str] = frozenset(
    {
        "movie", "tvMovie", "tvSeries", "tvMiniSeries", "tvEpisode", "tvSpecial", "tvShort", "tvPilot", "short",
        "video", "videoGame", "musicVideo", "podcastSeries", "podcastEpisode",
    }
)  # fmt: skip
"""IMDb's title type ids."""

_KIND_WORDS: tuple[tuple[str, str], ...] = (
    (r"podcast (?:series|serie)", "podcastSeries"),
    (r"podcast (?:episode|folge)", "podcastEpisode"),
    (r"music video|musikvideo|clip musical|vídeo musical|video musicale|videoclipe", "musicVideo"),
    (r"mini ?series?|minis[eé]rie|minissérie", "tvMiniSeries"),
    (r"episode|folge|épisode|episodio|episódio", "tvEpisode"),
    (
        r"tv special|fernsehspecial|tv spezial|fernseh special|émission spéciale|especial de tv|speciale tv",
        "tvSpecial",
    ),
    (r"tv short|tv kurzfilm|fernsehkurzfilm|court métrage tv|corto tv", "tvShort"),
    (r"tv pilot", "tvPilot"),
    (
        r"tv series|tv show|tv serie|fernsehserie|série télévisée|série tv|serie tv|serie de tv|série de tv",
        "tvSeries",
    ),
    (
        r"tv movie|tv film|fernsehfilm|téléfilm|telefilme?|film tv|película de tv|película para tv|filme de tv"
        r"|filme para tv|for television",
        "tvMovie",
    ),
    (r"video ?game|videospiel|jeu vidéo|videojuego|videogioco|jogo de vídeo|^vg$", "videoGame"),
    (r"video|vídeo|vidéo|^v$", "video"),
    (
        r"short|kurzfilm|court métrage|cortometraje|cortometraggio|curta metragem|^corto$|^curta$",
        "short",
    ),
    (r"feature|movie|^film$|spielfilm|long métrage|película|^filme$", "movie"),
    (r"^tv$", "tvMovie"),
)
KIND_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), name) for words, name in _KIND_WORDS
)
"""The first that matches, in lower case and with hyphens as spaces, names the kind: "tv movie" before "movie"."""

_TELEVISION_AND_SHORTS = (
    "Adult", "Commercial", "Experimental", "Game-Show", "Lifestyle", "News", "Reality-TV", "Short", "Talk-Show",
)  # fmt: skip
IMDB_GENRES: Mapping[str, str] = {name.casefold(): name for name in (*GENRES, *_TELEVISION_AND_SHORTS)}
"""What IMDb calls genres, by their lower case."""

GENRE_WORDS: Mapping[str, str] = {
    word: name
    for name, words in {
        "Action": "acción, azione, ação",
        "Adventure": "abenteuer, abenteuerfilm, aventure, aventura, avventura",
        "Animation": "animación, animazione, animação, zeichentrick",
        "Biography": "biografie, biographie, biografía, biografia, biographisch",
        "Comedy": "komödie, comédie, comedia, commedia, comédia",
        "Crime": "krimi, kriminalfilm, policier, crimen, crimine, giallo",
        "Documentary": "dokumentarfilm, dokumentation, doku, documentaire, documental, documentario, documentário",
        "Drama": "drame, dramma",
        "Family": "familie, familienfilm, famille, familial, familia, famiglia, família, familiar",
        "Fantasy": "fantastique, fantasía, fantastico, fantasia",
        "Film-Noir": "film noir, film noir (genre), cine negro",
        "Game-Show": "game show, spielshow, jeu télévisé, concurso",
        "History": "geschichte, historie, historienfilm, histoire, historique, historia, storia, storico, história",
        "Horror": "horreur, épouvante, terror, orrore",
        "Music": "musik, musikfilm, musique, música, musica, musicale (musica)",
        "Musical": "comédie musicale, musicale",
        "Mystery": "mystère, misterio, mistero, mistério",
        "News": "nachrichten, actualités, noticias, notizie, notícias",
        "Reality-TV": "reality tv, reality show, téléréalité, telerrealidad",
        "Romance": "liebesfilm, romanze, romantik, romantisch, sentimentale, romantico, romántico",
        "Sci-Fi": "science-fiction, science fiction, ciencia ficción, fantascienza, ficção científica",
        "Short": "kurzfilm, court-métrage, court métrage, cortometraje, cortometraggio, curta-metragem",
        "Sport": "sportfilm, sports, deporte, deportes, esporte, desporto",
        "Talk-Show": "talk show, talkshow, débat, programa de entrevistas",
        "Thriller": "thriller psychologique, suspense, suspenso",
        "War": "krieg, kriegsfilm, guerre, guerra, bélica",
        "Western": "wildwest",
    }.items()
    for word in words.split(", ")
}
"""Genres as its German, French, Spanish, Italian and Portuguese pages write them, in lower case."""

DIRECTOR_WORDS: frozenset[str] = frozenset(
    {
        "director", "directors", "directed by", "co-director", "regie", "regisseur", "regisseure", "regisseurin",
        "réalisation", "réalisateur", "réalisateurs", "réalisateur/trice", "dirección", "direccion", "directores",
        "regia", "registi", "regista", "direção", "realização", "direktor",
    }
)  # fmt: skip
CAST_WORDS: frozenset[str] = frozenset(
    {
        "cast", "star", "stars", "actor", "actors", "actress", "top cast", "series cast", "hauptbesetzung",
        "besetzung", "hauptdarsteller", "casting principal", "distribution", "vedettes", "reparto principal",
        "reparto", "elenco", "artistas", "estrellas", "stelle", "star principali", "with",
    }
)  # fmt: skip

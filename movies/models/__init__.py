"""The catalogue's tables, a module a subject."""

from movies.imports.runs import ImportRun
from movies.models.films import TELLING_ORDER, AlternativeTitle, Movie, MovieTag, telling
from movies.models.merges import Merge, MovieAlias, PersonAlias
from movies.models.names import Country, Genre, Language
from movies.models.people import Credit, Person, person_key
from movies.models.profiles import FilmProfile, Origin
from movies.models.ratings_imports import RatingsImport
from movies.models.state import CatalogueState, GenreMood
from movies.models.tastes import Feedback, Mode, Taste

__all__ = [
    "TELLING_ORDER",
    "AlternativeTitle",
    "CatalogueState",
    "Country",
    "Credit",
    "Feedback",
    "FilmProfile",
    "Genre",
    "GenreMood",
    "ImportRun",
    "Language",
    "Merge",
    "Mode",
    "Movie",
    "MovieAlias",
    "MovieTag",
    "Origin",
    "Person",
    "PersonAlias",
    "RatingsImport",
    "Taste",
    "person_key",
    "telling",
]

"""The catalogue's tables, a module a subject."""

from movies.import_run import ImportRun
from movies.models.films import TELLING_ORDER, Movie, telling
from movies.models.names import Country, Genre, Language
from movies.models.people import Credit, Person, person_key
from movies.models.state import CatalogueState, GenreMood
from movies.models.tastes import Feedback, Mode, Taste

__all__ = [
    "TELLING_ORDER",
    "CatalogueState",
    "Country",
    "Credit",
    "Feedback",
    "Genre",
    "GenreMood",
    "ImportRun",
    "Language",
    "Mode",
    "Movie",
    "Person",
    "Taste",
    "person_key",
    "telling",
]

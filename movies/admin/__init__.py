"""The operator's rooms, one module a table."""

from movies.admin import films, genre_table, import_runs, merges, names, people, tastes

__all__ = ["films", "genre_table", "import_runs", "merges", "names", "people", "tastes"]

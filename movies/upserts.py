"""Many small rows into one table in one statement, prepared once: what the ORM's objects are too slow for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, router


def upsert(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Insert rows; where one with the same `unique` fields stands, set its `update` fields or leave it.

    Works on SQLite and PostgreSQL. Sends no signals and gives no default, so every required column is
    among `fields`.

    Args:
        fields: names of the model's fields, in the order of each row's values.
        unique: fields of a unique constraint.
    """
    connection = connections[router.db_for_write(model)]

    def named(names: Sequence[str]) -> list[str]:
        columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
        return [connection.ops.quote_name(columns[name]) for name in names]

    table = connection.ops.quote_name(model._meta.db_table)
    values = ", ".join(["%s"] * len(fields))
    settings = ", ".join(f"{column} = EXCLUDED.{column}" for column in named(update))
    action = f"DO UPDATE SET {settings}" if settings else "DO NOTHING"
    statement = (
        f"INSERT INTO {table} ({', '.join(named(fields))}) VALUES ({values}) "  # noqa: S608 - names are the model's
        f"ON CONFLICT ({', '.join(named(unique))}) {action}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))

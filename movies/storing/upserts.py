"""Many small rows into one table in few statements: what the ORM's objects are too slow for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, models, router

ROWS_A_STATEMENT = 500
"""Where each statement is a journey to a server; SQLite is quicker with one row a prepared statement."""

_NONE: Mapping[str, Any] = {}


def upsert(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str],
    update: Sequence[str] = (),
    same: Mapping[str, Any] = _NONE,
) -> None:
    """Insert rows, no two of them with the same `unique` fields; where one stands, set its `update` fields or leave it.

    Works on SQLite and PostgreSQL. Sends no signals and gives no default, so every required column is
    among `fields` or `same`.

    Args:
        fields: names of the model's fields, in the order of each row's values.
        unique: fields of a unique constraint.
        same: further fields and the value they have in every row.
    """
    table, columns, constants = _prepared(model, same)
    names = [columns[name] for name in (*fields, *same)]
    settings = ", ".join(f"{columns[name]} = EXCLUDED.{columns[name]}" for name in update)
    conflict = ", ".join(columns[name] for name in unique)
    action = f"DO UPDATE SET {settings}" if settings else "DO NOTHING"
    head = f"INSERT INTO {table} ({', '.join(names)}) VALUES "  # noqa: S608 - names are the model's
    one, tail = f"({', '.join(['%s'] * len(names))})", f" ON CONFLICT ({conflict}) {action}"
    wanted = [(*row, *constants) for row in rows]
    if _connection(model).vendor == "sqlite":
        _run(model, f"{head}{one}{tail}", wanted)
        return
    for start in range(0, len(wanted), ROWS_A_STATEMENT):
        chunk = wanted[start : start + ROWS_A_STATEMENT]
        together = f"{head}{', '.join([one] * len(chunk))}{tail}"
        _run(model, together, [tuple(value for row in chunk for value in row)])


def update_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    same: Mapping[str, Any] = _NONE,
) -> None:
    """Set fields of rows that are there; each row's last value is its primary key. Sends no signals."""
    table, columns, constants = _prepared(model, same)
    assert model._meta.pk is not None
    key = columns[model._meta.pk.name]
    settings = ", ".join(f"{columns[name]} = %s" for name in (*same, *fields))
    _run(
        model,
        f"UPDATE {table} SET {settings} WHERE {key} = %s",  # noqa: S608 - names are the model's
        [(*constants, *row) for row in rows],
    )


def _prepared(
    model: type[models.Model], same: Mapping[str, Any]
) -> tuple[str, Mapping[str, str], tuple[Any, ...]]:
    connection = _connection(model)
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    constants = tuple(
        model._meta.get_field(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]
        for name, value in same.items()
    )
    return quote(model._meta.db_table), columns, constants


def _run(model: type[models.Model], statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with _connection(model).cursor() as cursor:
            cursor.executemany(statement, rows)


def _connection(model: type[models.Model]) -> Any:
    return connections[router.db_for_write(model)]

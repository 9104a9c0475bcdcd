"""Writing down what a merge does to rows, so that it can be taken back step by step.

A journal is a list of steps, each plain JSON: `change` (fields of a row, before and after), `move` (rows that
pointed at one row and now point at another), `remove` and `add` (a whole row). Taking it back plays the steps
from the last to the first and refuses where a row no longer is as the merge left it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Model = type[models.Model]
Step = dict[str, Any]
ROWS_AT_ONCE = 500


class UndoError(Exception):
    """What was merged cannot be parted any more; the message says why in one sentence."""


@dataclass(slots=True)
class Journal:
    """Does what it is told to rows, and remembers it."""

    steps: list[Step] = field(default_factory=list)

    def change(self, row: models.Model, values: Mapping[str, Any]) -> None:
        """Set fields (by column name) of one row."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            return
        old = {name: _plain(getattr(row, name)) for name in new}
        _rows(type(row)).filter(pk=row.pk).update(**new)
        for name, value in new.items():
            setattr(row, name, value)
        both = {name: [old[name], _plain(value)] for name, value in new.items()}
        self.steps.append({"do": "change", "model": _label(row), "pk": _plain(row.pk), "fields": both})

    def move(self, model: Model, column: str, pks: Collection[Any], old: int, new: int) -> None:
        """Have rows point at `new` that pointed at `old`."""
        if not pks:
            return
        for chunk in _chunks(pks):
            _rows(model).filter(pk__in=chunk).update(**{column: new})
        self.steps.append(
            {
                "do": "move",
                "model": model._meta.label,
                "column": column,
                "pks": [_plain(pk) for pk in pks],
                "from": old,
                "to": new,
            }
        )

    def remove(self, row: models.Model) -> None:
        """Take a row away; nothing may point at it any more."""
        values = {column: _plain(getattr(row, column)) for column in _columns(type(row))}
        rows = _rows(type(row)).filter(pk=row.pk)
        rows._raw_delete(rows.db)
        self.steps.append({"do": "remove", "model": _label(row), "values": values})

    def add(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self.steps.append({"do": "add", "model": _label(row), "pk": _plain(row.pk)})


def take_back(steps: Iterable[Step], *, forgiving: Collection[str] = ()) -> None:
    """Undo the steps of a journal; the caller holds a transaction.

    What was deleted since stays deleted, and so does what hung on it.

    Args:
        forgiving: fields that imports write whatever a row says; where they differ by now they stay.

    Raises:
        UndoError: a row was changed since.
    """
    for step in reversed(list(steps)):
        model = apps.get_model(step["model"])
        match step["do"]:
            case "change":
                _change_back(model, step, forgiving)
            case "move":
                _move_back(model, step)
            case "remove":
                _put_back(model, step["values"])
            case "add":
                rows = _rows(model).filter(pk=step["pk"])
                rows._raw_delete(rows.db)


def without_orphans(steps: Iterable[Step]) -> list[Step]:
    """The steps less what they keep of rows whose owners are gone: what a person deleted is kept nowhere."""
    return [
        step
        for step in steps
        if step["do"] != "remove" or not _misses_something(apps.get_model(step["model"]), step["values"])
    ]


def _change_back(model: Model, step: Step, forgiving: Collection[str]) -> None:
    row = _rows(model).filter(pk=step["pk"]).first()
    if row is None:
        return
    before = {}
    for name, (old, new) in step["fields"].items():
        if _plain(getattr(row, name)) == new:
            before[name] = _value(model, name, old)
        elif name not in forgiving:
            said = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise UndoError(
                f"The {said} of {row} was changed after the merge; undoing would lose that. "
                f"Set it back to {new or 'empty'} first."
            )
    _rows(model).filter(pk=row.pk).update(**before)


def _move_back(model: Model, step: Step) -> None:
    column = step["column"]
    there = dict(_in_chunks(model, step["pks"], "pk", column))
    astray = sum(target != step["to"] for target in there.values())
    if astray:
        name = model._meta.verbose_name_plural
        raise UndoError(f"{astray:,} {name} that the merge moved have moved on since; undo that first.")
    for chunk in _chunks(list(there)):
        _rows(model).filter(pk__in=chunk).update(**{column: step["from"]})


def _put_back(model: Model, values: Mapping[str, Any]) -> None:
    if _misses_something(model, values):
        return
    row = model(**{column: _value(model, column, value) for column, value in values.items()})
    row.save_base(raw=True, force_insert=True)


def _misses_something(model: Model, values: Mapping[str, Any]) -> bool:
    """Whether a row a column points at is gone."""
    for column in model._meta.concrete_fields:
        target = column.remote_field.model if column.remote_field else None
        value = values.get(column.attname)
        if target is not None and value is not None and not _rows(target).filter(pk=value).exists():
            return True
    return False


def _in_chunks(model: Model, pks: Collection[Any], *columns: str) -> Iterable[Any]:
    for chunk in _chunks(pks):
        yield from _rows(model).filter(pk__in=chunk).values_list(*columns)


def _chunks(pks: Collection[Any]) -> Iterable[list[Any]]:
    ordered = list(pks)
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        yield ordered[start : start + ROWS_AT_ONCE]


def _rows(model: Model) -> models.QuerySet[Any]:
    return model._base_manager.order_by()


def _label(row: models.Model) -> str:
    return str(row._meta.label)


def _columns(model: Model) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields]


def _plain(value: Any) -> Any:
    """As JSON takes it, to the last digit."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _value(model: Model, column: str, plain: Any) -> Any:
    field = next(f for f in model._meta.concrete_fields if f.attname == column)
    return plain if isinstance(field, models.JSONField) else field.to_python(plain)

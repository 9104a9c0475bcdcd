"""Everything the site holds of a person, in their hands: one ZIP with JSON for programs and a CSV a table.

The tables are found by following keys, not listed: a table that is added tomorrow is in the file tomorrow.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from movies.tables.csv_safety import safe_cell

SECRET_WORDS = frozenset({"password", "secret", "key", "token", "hash", "digest"})
"""Parts of the names of fields that open doors: of no use to read, dangerous in a downloads folder."""
SECRET_FIELDS = frozenset({"mfa.authenticator.data", "emotions.guest.check_in", "emotions.guest.read"})
"""Keys, and the moods that others brought to an evening together; one's own are in `emotions.moodcheck`."""

Row = dict[str, Any]


def tables_of(user: User) -> dict[type[models.Model], models.QuerySet[Any]]:
    """The user's rows by table: the account, what points to it, and what belongs to that."""
    found: dict[type[models.Model], models.Q] = {User: models.Q(pk=user.pk)}
    queue: list[type[models.Model]] = [User]
    while queue:
        owner = queue.pop(0)
        owned = owner._default_manager.filter(found[owner])
        for key in _keys_to(owner):
            table = key.model
            if table in found and (owner is table or table is User):
                continue
            if table not in found:
                queue.append(table)
            rows = models.Q(**{f"{key.name}__in": owned}) & _nobody_elses(table, user)
            found[table] = found.get(table, models.Q(pk__in=[])) | rows
    return {
        table: table._default_manager.filter(rows).distinct().order_by("pk") for table, rows in found.items()
    }


def _keys_to(owner: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Keys of other tables that point to rows of `owner`; of those below the account, only what goes with them."""
    for relation in owner._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or not relation.related_model._meta.managed:
            continue
        if owner is User or relation.on_delete is models.CASCADE:
            yield relation.field


def _nobody_elses(table: type[models.Model], user: User) -> models.Q:
    """Rows that name no other person: a guest of the user's evening is told to that guest alone."""
    rows = models.Q()
    for field in table._meta.concrete_fields:
        if field.related_model is User:
            rows &= models.Q(**{field.name: user}) | models.Q(**{field.name: None})
    return rows


def rows_of(table: type[models.Model], rows: models.QuerySet[Any]) -> list[Row]:
    """Every row with its fields in plain values; what a key of another table means stands beside it."""
    fields = [field for field in table._meta.concrete_fields if not _secret(table, field.name)]
    keys = [field.name for field in fields if field.is_relation]
    return [_row(row, fields) for row in rows.select_related(*keys)]


def _row(row: models.Model, fields: list[models.Field[Any, Any]]) -> Row:
    values: Row = {}
    for field in fields:
        value = field.value_from_object(row)
        values[field.attname] = value.hex() if isinstance(value, bytes | memoryview) else value
        if field.is_relation and value is not None and field.related_model is not User:
            values[field.name] = str(getattr(row, field.name))
    return values


def _secret(table: type[models.Model], name: str) -> bool:
    return f"{table._meta.label_lower}.{name}" in SECRET_FIELDS or not SECRET_WORDS.isdisjoint(
        name.split("_")
    )


def packed(user: User) -> bytes:
    """The ZIP: `emoflix.json` with a list a table, and `tables/*.csv`; tables without rows are left out."""
    everything = {
        table._meta.label_lower: rows
        for table, query in tables_of(user).items()
        if (rows := rows_of(table, query))
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(user))
        archive.writestr("emoflix.json", _as_json(everything, indent=1))
        for name, rows in everything.items():
            archive.writestr(f"tables/{name}.csv", _as_csv(rows))
    return stream.getvalue()


def _readme(user: User) -> str:
    return _(
        "What EmoFlix held of %(name)s on %(day)s.\n\n"
        "emoflix.json has everything, a list a table; the folder tables has the same for a spreadsheet.\n"
        "Pictures, recordings and typed words of your check-ins are not in here because they were never kept.\n"
        "Passwords and keys are left out, so that this file opens no door.\n"
    ) % {"name": user.get_username(), "day": f"{timezone.now():%Y-%m-%d}"}


def _as_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent)


def _as_csv(rows: list[Row]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return _as_json(value)
    return safe_cell(value)


@login_required
@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """The user's own ZIP."""
    assert request.user.is_authenticated
    response = HttpResponse(packed(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="emoflix-{timezone.now():%Y-%m-%d}.zip"'
    return response

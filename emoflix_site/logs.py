"""Log lines as JSON, one object a line, with the request's number and without anything about a person.

What people type, show and say never reaches a log call of the site. What could still slip in from underneath, such as
the values in a database's complaint, is taken out here: of an exception the kind and the place are written, not its text.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from emoflix_site.request_log import current_id

FIELDS = "{asctime}{levelname}{name}{message}"
_ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class NameRequest(logging.Filter):
    """Puts the request's number on the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id.get()
        return True


class DropAddresses(logging.Filter):
    """Django's own lines about a request carry the address and the request object: the route is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.") and hasattr(record, "request"):
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"Request answered with {status}.", ()
            del record.request
        return True


class Lines(JsonFormatter):
    """Time, level, logger, sentence, request number, and of an exception where it was raised."""

    def __init__(self) -> None:
        super().__init__(
            FIELDS, style="{", rename_fields={"asctime": "time", "levelname": "level", "name": "logger"}
        )

    def formatException(self, ei: _ExcInfo) -> str:  # type: ignore[override]  # noqa: N802 - Python's own name
        kind, _, trace = ei
        where = "".join(traceback.format_tb(trace))
        return f"{where}{kind.__name__ if kind else 'unknown'}"

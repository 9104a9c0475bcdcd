"""Receiving pictures and voices without ever writing them down.

Django's own handlers put files over 2.5 MB on disk. Here a file stays in memory up to a limit;
beyond it the rest is thrown away as it arrives, and the form learns that the file was too large
while everything else in the request is kept.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 30 * MEBIBYTE
"""Ten minutes of what a browser records, and any camera's picture."""
MAX_BODY_BYTES = 100 * MEBIBYTE
"""Above this the request is refused before it is read."""


class TooLargeFile(InMemoryUploadedFile):
    """Stands for a file whose content was thrown away because there was too much of it."""


class BoundedMemoryUploadHandler(FileUploadHandler):
    """Keeps a file in memory while it is at most `MAX_FILE_BYTES`, else only its name and size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size <= MAX_FILE_BYTES:
            self._content.write(raw_data)
        else:
            self._content = io.BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        kind = TooLargeFile if file_size > MAX_FILE_BYTES else InMemoryUploadedFile
        self._content.seek(0)
        return kind(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

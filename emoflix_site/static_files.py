"""What browsers load, packed once for production: named by content, and beside each file its gzip copy."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class PackedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with gzip alone, whether or not Brotli happens to be installed.

    Brotli at its best works so long over the WebAssembly of the live reading that building an image waits for it.
    """

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=False, **options)

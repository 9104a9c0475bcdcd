"""Writing a finished model into `ml/artifacts/` so that no reader ever meets half of one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ml.artifact import ARTIFACTS, MANIFEST, sha256
from ml.labels import Emotion


def publish(
    name: str,
    *,
    version: str,
    labels: Sequence[Emotion],
    files: Mapping[str, bytes],
    card: str,
    metrics: Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    plots: Mapping[str, bytes] | None = None,
    root: Path | None = None,
) -> Path:
    """Replace the model folder `name` in one step.

    Everything is written into a folder beside the old one and swapped in by renaming, so a kill at
    any moment leaves either the old model or the new one.

    Args:
        version: what a person calls it; the first digits of what it holds are put after it, so that no two
            models ever share a version.
        files: weights by file name; each gets its SHA-256 into the manifest.
        settings: numbers the reading code needs (temperature, image size …).
        plots: pictures the card shows, by file name.

    Returns:
        The published folder.
    """
    target = (root or ARTIFACTS) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    try:
        for file_name, content in files.items():
            (staging / file_name).write_bytes(content)
        for file_name, content in (plots or {}).items():
            (staging / file_name).write_bytes(content)
        (staging / "card.md").write_text(card.rstrip() + "\n", encoding="utf-8")
        (staging / "metrics.json").write_text(as_text(metrics), encoding="utf-8")
        digests = {file_name: sha256(staging / file_name) for file_name in sorted(files)}
        manifest = {
            "name": name,
            "version": f"{version}.{fingerprint(digests, settings or {})}",
            "labels": [label.value for label in labels],
            "settings": dict(settings or {}),
            "files": digests,
        }
        (staging / MANIFEST).write_text(as_text(manifest), encoding="utf-8")
        os.chmod(staging, 0o755)  # noqa: S103 - a temporary folder is closed to everybody else
        retired = target.with_name(f".{name}-retired")
        shutil.rmtree(retired, ignore_errors=True)
        if target.exists():
            target.rename(retired)
        staging.rename(target)
        shutil.rmtree(retired, ignore_errors=True)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return target


def fingerprint(digests: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    """Seven hex digits that tell files and settings from all others."""
    held = json.dumps([sorted(digests.items()), settings], sort_keys=True)
    return hashlib.sha256(held.encode()).hexdigest()[:7]


def as_text(value: Any) -> str:
    """JSON a person can read and a diff can show."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

"""Shipped weights: where they lie, and the promise that they are the ones that were measured.

Each model owns a folder `ml/artifacts/<name>/` with

* the weights (`model.tflite`, arrays or JSON; never a pickle),
* `manifest.json`: name, version, labels in the order of the outputs, and the SHA-256 of every file,
* `metrics.json`: what was measured on the exported file, by which protocol,
* `card.md`: source, licence, intended use, limits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml.labels import Emotion

ARTIFACTS = Path(__file__).parent / "artifacts"
MANIFEST = "manifest.json"


class ArtifactError(Exception):
    """A model file is missing, altered or of another vocabulary; the message names the file."""


class ArtifactMissingError(ArtifactError):
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A verified model folder."""

    name: str
    version: str
    labels: tuple[Emotion, ...]
    folder: Path
    settings: Mapping[str, Any]

    def path(self, file_name: str) -> Path:
        return self.folder / file_name


def sha256(path: Path) -> str:
    """Hex digest of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load(name: str, *, labels: tuple[Emotion, ...] | None = None, root: Path | None = None) -> Artifact:
    """Verify the model folder `name` and return it.

    Args:
        name: folder below `ml/artifacts/`: "face", "voice", "text", "fusion", "detector".
        labels: the order the caller is about to rely on, checked against the manifest.
        root: another artifacts folder, for tests and for trying a candidate.

    Raises:
        ArtifactError: naming the file that is missing, altered or does not fit.
    """
    folder = (root or ARTIFACTS) / name
    manifest_path = folder / MANIFEST
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtifactMissingError(f"The model file {_shown(manifest_path)} is missing.") from None
    except (OSError, ValueError) as error:
        raise ArtifactError(f"The model file {_shown(manifest_path)} cannot be read: {error}.") from error
    for file_name, expected in manifest["files"].items():
        path = folder / file_name
        if not path.is_file():
            raise ArtifactMissingError(f"The model file {_shown(path)} is missing.")
        if sha256(path) != expected:
            raise ArtifactError(
                f"The model file {_shown(path)} is not the one that was measured: its SHA-256 differs from the manifest."
            )
    stated = tuple(Emotion(label) for label in manifest["labels"])
    if labels is not None and stated != labels:
        raise ArtifactError(
            f"The model in {_shown(folder)} speaks {', '.join(stated)}, but the code expects {', '.join(labels)}."
        )
    return Artifact(
        name=manifest["name"],
        version=manifest["version"],
        labels=stated,
        folder=folder,
        settings=manifest.get("settings", {}),
    )


def _shown(path: Path) -> str:
    """A path as a person would name it: from the project's root where it lies inside."""
    try:
        return str(path.relative_to(ARTIFACTS.parent.parent))
    except ValueError:
        return str(path)

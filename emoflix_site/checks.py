"""System checks: what must hold before the site may start, each failure in one sentence."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from ml.artifact import ArtifactError, ArtifactMissingError, load

MODELS = ("face", "voice", "text", "fusion", "films")


@register()
def models_are_the_measured_ones(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every shipped model is unaltered (SHA-256); without one that is missing the site goes on."""
    problems: list[CheckMessage] = []
    for name in MODELS:
        try:
            load(name)
        except ArtifactError as error:
            gone = isinstance(error, ArtifactMissingError)
            hint = f"Fetch ml/artifacts/{name} again, or train it: `python -m ml.train {name}`."
            problems.append(
                Warning(str(error), hint=hint, id="emoflix.W002")
                if gone
                else Error(str(error), hint=hint, id="emoflix.E001")
            )
    return problems


@register()
def faces_are_found_by_the_measured_detector(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The face detector is there and unaltered; without it the site goes on with OpenCV's own."""
    try:
        load("detector")
    except ArtifactError as error:
        hint = "Faces are found by Haar until ml/artifacts/detector is fetched again."
        return [Warning(str(error), hint=hint, id="emoflix.W001")]
    return []

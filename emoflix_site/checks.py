"""System checks: what must hold before the site may start, each failure in one sentence."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from ml.artifact import ArtifactError, load

MODELS = ("detector", "face", "voice", "text", "fusion", "films")


@register()
def models_are_the_measured_ones(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every shipped model is there and unaltered (SHA-256)."""
    problems: list[CheckMessage] = []
    for name in MODELS:
        try:
            load(name)
        except ArtifactError as error:
            problems.append(
                Error(
                    str(error),
                    hint=f"Fetch ml/artifacts/{name} again, or train it: `python -m ml.train {name}`.",
                    id="emoflix.E001",
                )
            )
    return problems

"""The site never uses a model other than the one that was measured."""

from __future__ import annotations

import json
import shutil

import pytest

from emoflix_site.checks import (
    MODELS,
    faces_are_found_by_the_measured_detector,
    models_are_the_measured_ones,
)
from ml import artifact


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the shipped models that a test may damage."""
    folder = tmp_path / "artifacts"
    shutil.copytree(artifact.ARTIFACTS, folder)
    monkeypatch.setattr(artifact, "ARTIFACTS", folder)
    return folder


def test_the_shipped_models_pass(models):
    assert models_are_the_measured_ones(None) == []


@pytest.mark.parametrize("name", MODELS)
def test_a_tampered_model_stops_the_start_with_its_name(models, name):
    manifest = json.loads((models / name / "manifest.json").read_text())
    weights = models / name / min(manifest["files"])
    with weights.open("ab") as stream:
        stream.write(b"!")
    (problem,) = models_are_the_measured_ones(None)
    assert weights.name in problem.msg
    assert problem.is_serious()


@pytest.mark.parametrize("name", MODELS)
def test_a_missing_model_is_named_and_stops_nothing(models, name):
    shutil.rmtree(models / name)
    (problem,) = models_are_the_measured_ones(None)
    assert f"{name}/manifest.json is missing" in problem.msg
    assert not problem.is_serious()


def test_without_the_detector_the_site_starts_and_says_what_finds_faces_instead(models):
    assert faces_are_found_by_the_measured_detector(None) == []
    shutil.rmtree(models / "detector")
    (warning,) = faces_are_found_by_the_measured_detector(None)
    assert "Haar" in warning.hint
    assert models_are_the_measured_ones(None) == []

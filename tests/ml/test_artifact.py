import json

import pytest

from ml import artifact
from ml.labels import SEVEN_EMOTIONS
from ml.publish import publish


@pytest.fixture
def shelf(tmp_path):
    publish(
        "text",
        version="test-1",
        labels=SEVEN_EMOTIONS,
        files={"weights.bin": b"weights"},
        card="# A card",
        metrics={"n": 1},
        settings={"temperature": 1.5},
        root=tmp_path,
    )
    return tmp_path


def test_a_published_model_loads_with_its_settings(shelf):
    loaded = artifact.load("text", labels=SEVEN_EMOTIONS, root=shelf)
    assert (loaded.version.partition(".")[0], loaded.settings["temperature"]) == ("test-1", 1.5)
    assert loaded.path("weights.bin").read_bytes() == b"weights"


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(artifact.ArtifactError, match=r"voice.manifest\.json is missing"):
        artifact.load("voice", root=tmp_path)


def test_a_missing_weights_file_is_named(shelf):
    (shelf / "text" / "weights.bin").unlink()
    with pytest.raises(artifact.ArtifactError, match=r"weights\.bin is missing"):
        artifact.load("text", root=shelf)


def test_tampered_weights_are_refused_by_name(shelf):
    (shelf / "text" / "weights.bin").write_bytes(b"weightz")
    with pytest.raises(artifact.ArtifactError, match=r"weights\.bin is not the one that was measured"):
        artifact.load("text", root=shelf)


def test_a_manifest_that_is_no_json_is_refused_by_name(shelf):
    (shelf / "text" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(artifact.ArtifactError, match=r"manifest\.json cannot be read"):
        artifact.load("text", root=shelf)


def test_another_order_of_labels_is_refused(shelf):
    with pytest.raises(artifact.ArtifactError, match="but the code expects"):
        artifact.load("text", labels=tuple(reversed(SEVEN_EMOTIONS)), root=shelf)


@pytest.mark.parametrize("name", ["text", "fusion"])
def test_the_shipped_folder_is_the_one_that_was_measured(name):
    loaded = artifact.load(name, labels=SEVEN_EMOTIONS)
    assert (loaded.folder / "card.md").read_text(encoding="utf-8").startswith("# ")
    assert json.loads((loaded.folder / "metrics.json").read_text(encoding="utf-8"))


def test_no_shipped_model_is_a_pickle():
    assert not [
        path for path in artifact.ARTIFACTS.rglob("*") if path.suffix in {".pkl", ".pickle", ".joblib"}
    ]

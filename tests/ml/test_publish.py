import json
from pathlib import Path

import pytest

from ml.artifact import load
from ml.labels import SEVEN_EMOTIONS
from ml.publish import publish


def put(root, version, content=b"weights"):
    return publish(
        "text",
        version=version,
        labels=SEVEN_EMOTIONS,
        files={"weights.bin": content},
        card="card",
        metrics={},
        root=root,
    )


def test_a_new_model_replaces_the_old_one_whole(tmp_path):
    put(tmp_path, "one")
    (tmp_path / "text" / "left-over.txt").write_text("old", encoding="utf-8")
    put(tmp_path, "two")
    assert load("text", root=tmp_path).version.startswith("two.")
    assert not (tmp_path / "text" / "left-over.txt").exists()


def test_a_version_tells_one_file_from_another_of_the_same_name(tmp_path):
    versions = []
    for content in (b"weights", b"other weights", b"weights"):
        put(tmp_path, "one", content)
        versions.append(load("text", root=tmp_path).version)
    assert versions[0] == versions[2] != versions[1]


def test_nothing_but_the_model_is_left_on_the_shelf(tmp_path):
    put(tmp_path, "one")
    put(tmp_path, "two")
    assert [path.name for path in tmp_path.iterdir()] == ["text"]


def test_a_failure_half_way_leaves_the_old_model_and_no_litter(tmp_path, monkeypatch):
    put(tmp_path, "one")
    whole = Path.write_text

    def full_disk(self, *args, **kwargs):
        if self.name == "manifest.json":
            raise OSError("No space left on device")
        return whole(self, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path, "two")
    monkeypatch.undo()
    assert load("text", root=tmp_path).version.startswith("one.")
    assert [path.name for path in tmp_path.iterdir()] == ["text"]


def test_every_file_stands_in_the_manifest_with_its_hash(tmp_path):
    folder = put(tmp_path, "one")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["files"]) == ["weights.bin"]
    assert len(manifest["files"]["weights.bin"]) == 64

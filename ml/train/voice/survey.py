"""What a voice data set holds: how many clips of each emotion, what they look like, and how gain changes them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ml import audio, voice
from ml.labels import ALL_EMOTIONS
from ml.train import plots
from ml.train.voice import clips as clips_of
from ml.train.voice.clips import Clips
from ml.voice_features import GROUPS, extract, speech_bounds

GAINS_DB = (-30, -20, -10)
SUBTYPES = ("PCM_16", "FLOAT")


def counts(clips: Clips) -> dict[str, dict[str, int]]:
    """Clips of each emotion by women and by men."""
    out: dict[str, dict[str, int]] = {}
    for name, woman in (("women", True), ("men", False)):
        labels = [clip.label for clip in clips.clips if clip.is_woman is woman]
        out[name] = {e.value: labels.count(index) for index, e in enumerate(ALL_EMOTIONS)}
    return out


def draw(data: Path, clips: Clips, folder: Path) -> None:
    """One picture an emotion: wave, mel spectrogram, MFCC and chroma of a woman's and a man's clip.

    They are drawn from people's recordings: they stay beside the checkpoints.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {}
    for index, emotion in enumerate(ALL_EMOTIONS):
        for woman in (True, False):
            own = [clip for clip in clips.clips if clip.label == index and clip.is_woman is woman]
            if own:
                wanted[max(own, key=lambda clip: clip.intensity).name] = emotion
    drawn: dict[str, list[tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]]] = {}
    for name, content in clips_of.files(data):
        if (shown := wanted.get(Path(name).stem)) is not None:
            samples = audio.decode(content).samples
            first, last = speech_bounds(samples)
            drawn.setdefault(shown.value, []).append(
                (samples[first:last], _groups(extract(samples[first:last]).frames))
            )
    for label, rows in drawn.items():
        (folder / f"{label}.png").write_bytes(plots.sounds(rows, label, rate=audio.SAMPLE_RATE))


def _groups(frames: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    ends = np.cumsum(list(GROUPS.values()))
    columns = dict(zip(GROUPS, np.split(frames, ends[:-1], axis=1), strict=True))
    return {name: columns[name] for name in ("mel", "mfcc", "chroma")}


def loudness(data: Path, step: int) -> tuple[dict[tuple[str, int], float], int]:
    """Share of clips whose top emotion stays when the recording is turned down, by the shipped model.

    Args:
        step: every how many clips one is taken.

    Returns:
        (how it is stored, gain in dB) → share, and the number of clips.
    """
    chosen = list(clips_of.files(data))[::step]
    same = {(subtype, gain): 0 for subtype in SUBTYPES for gain in GAINS_DB}
    for _, content in chosen:
        samples = audio.decode(content).samples
        top = voice.read(content).top
        for subtype, gain in same:
            same[subtype, gain] += voice.read(_stored(samples, gain, subtype)).top is top
    return {case: count / len(chosen) for case, count in same.items()}, len(chosen)


def _stored(samples: NDArray[np.float32], gain_db: float, subtype: str) -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, samples * 10 ** (gain_db / 20), audio.SAMPLE_RATE, format="WAV", subtype=subtype)
    return stream.getvalue()

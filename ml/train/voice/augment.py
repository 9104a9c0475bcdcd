"""Changing what was recorded, so that a model learns the voice and not the actor, the room or the microphone.

Sounds are changed before their features are made; masks are drawn anew at every step.
"""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from ml import audio
from ml.voice_features import CHANNELS, FRAME

SPEEDS = (0.9, 1.1)
"""Of speed and pitch together, by resampling."""
VOCAL_TRACTS = (0.9, 1.1)
ROOM_SHARE, NOISE_SHARE, SOFT_SHARE = 0.5, 0.7, 0.3
"""How many of the versions get a room, noise, and the rounding of a soft recording."""
NOISE_BELOW_VOICE_DB = (10.0, 30.0)
SOFT_DB = (-75.0, -45.0)
"""Level below full scale at which a recording is rounded to 16 bits; RAVDESS itself lies at about -35."""
START_SECONDS = 0.25
LONGEST_MASK_SHARE = 6
"""A sixth of the clip."""
WIDEST_BAND = 12
"""Channels."""


def altered(samples: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
    """One augmented recording and the vocal tract factor its features are to be made with.

    Speed and pitch, vocal tract, a small room, noise below the voice, rounding, a start that is off.
    """
    speed = rng.uniform(*SPEEDS)
    out = soxr.resample(samples, audio.SAMPLE_RATE * speed, audio.SAMPLE_RATE).astype(np.float32)
    if rng.random() < ROOM_SHARE:
        out = fftconvolve(out, _room(rng))[: len(out)].astype(np.float32)
    if rng.random() < NOISE_SHARE:
        power = float((out**2).mean()) / 10 ** (rng.uniform(*NOISE_BELOW_VOICE_DB) / 10)
        out = out + (rng.standard_normal(len(out)) * np.sqrt(power)).astype(np.float32)
    if rng.random() < SOFT_SHARE:
        out = _rounded(out, rng.uniform(*SOFT_DB))
    skip = int(rng.uniform(0, START_SECONDS) * audio.SAMPLE_RATE)
    if len(out) - skip > 8 * FRAME:
        out = out[skip:]
    return out, float(rng.uniform(*VOCAL_TRACTS))


def _room(rng: np.random.Generator) -> NDArray[np.float32]:
    """Impulse response of a small room: the direct sound, then noise that dies away in 0.1-0.4 s."""
    seconds = rng.uniform(0.1, 0.4)
    t = np.arange(int(seconds * audio.SAMPLE_RATE)) / audio.SAMPLE_RATE
    tail = rng.standard_normal(len(t)) * np.exp(-6.9 * t / seconds) * rng.uniform(0.02, 0.08)
    tail[0] = 1.0
    return (tail / np.linalg.norm(tail)).astype(np.float32)


def _rounded(samples: NDArray[np.float32], level_db: float) -> NDArray[np.float32]:
    """What is left of a voice that a microphone with little gain stored in 16 bits."""
    gain = 10 ** (level_db / 20) / (float(np.sqrt((samples**2).mean())) + 1e-9)
    return np.asarray(np.round(samples * gain * 32768.0) / (32768.0 * gain), np.float32)


def masked(inputs: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """SpecAugment (Park et al. 2019), in place: a stretch of time unheard, a band of channels at its mean.

    Args:
        inputs: float32 (WINDOW, CHANNELS + 1), the last channel 1 where there is a frame.
    """
    length = int(inputs[:, CHANNELS].sum())
    width = int(rng.integers(0, max(length // LONGEST_MASK_SHARE, 1)))
    start = int(rng.integers(0, max(length - width, 1)))
    inputs[start : start + width] = 0.0
    band = int(rng.integers(0, WIDEST_BAND))
    low = int(rng.integers(0, CHANNELS - band))
    inputs[:, low : low + band] = inputs[:, low : low + band].mean(0, keepdims=True)
    return inputs

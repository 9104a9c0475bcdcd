"""Reading a mood from a voice: decode → find the speech → windows of three seconds → classify → weigh.

How something is said is heard, never what: no words are recognised.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml import audio, decoding
from ml.labels import ALL_EMOTIONS, Modality
from ml.readings import Reading, Status
from ml.voice_features import CHANNELS, FRAMES_PER_SECOND, Features, extract, loudness_db, speech_bounds
from ml.voice_model import WINDOW, Reference, classify, logits_of, model

STEP = 64
"""Frames between the starts of two windows of a longer recording."""
PIECE, MOST_PIECES = 22, 12
"""Frames, half a second, that are left out in turn to learn which part of a sentence mattered; and how
many pieces there are at most, which grow with the recording."""
LONG = 430
"""Frames, ten seconds, from which the windows themselves are weighed instead."""
LEAST_SECONDS = 0.5
LEAST_VOICED_SECONDS = 0.25
SILENCE_DB = -85.0
"""Loudest frame, relative to full scale, under which a microphone heard nothing. Far below any room:
the softest RAVDESS sentence turned down by 30 dB still reaches -82, and gain is no reason to refuse."""
STEADY_DB = 3.0
"""Deviation of loudness below which a sound is a hum, a tone or wind: syllables come and go. Measured:
6 dB and more on every RAVDESS sentence, under 3 dB on mains hum, chords, hiss and rumble."""
LEVEL_PITCH, LEAPING_PITCH, MOST_LEVEL = 0.0025, 0.25, 0.6
"""Octaves from frame to frame up to which a pitch stands still and from which it is another, and the share of steps that may
stand still. Notes stand, voices glide: at most 0.53 over 1,200 RAVDESS sentences, also under noise and over a telephone; 0.65
and more for tones, plucked and bowed melodies, chords and a band. A melody with vibrato glides, too, and passes for a voice."""
ENOUGH_VOICED_SECONDS = 1.2
"""Voiced seconds of an ordinary RAVDESS sentence."""
NOISY_DB, CLEAN_DB = 6.0, 25.0
"""Speech over background, in dB: hardly heard, and as good as a quiet room."""
CLIPPED = 0.02
"""Share of samples at full scale from which a recording is worth half."""


@dataclass(frozen=True, slots=True)
class _Speech:
    """A recording in which a voice was found.

    Attributes:
        offset: seconds before the speech begins.
        voiced: bool (t,), frames of the speech that are loud enough and have a pitch.
    """

    sound: audio.Sound
    features: Features
    offset: float

    @property
    def voiced(self) -> NDArray[np.bool_]:
        return self.features.voiced & self.features.active

    @property
    def voiced_seconds(self) -> float:
        return float(self.voiced.sum() / FRAMES_PER_SECOND)


def warm() -> None:
    """Load the model and make the filterbanks now instead of at the first voice."""
    extract(np.zeros(audio.SAMPLE_RATE, np.float32))
    classify(np.zeros((WINDOW, CHANNELS), np.float32))


def read(data: bytes, reference: Reference | None = None) -> Reading:
    """Read a mood from the bytes of a recording. Never raises for what a person may send.

    Args:
        reference: how this person sounds as usual, from `reference_of`.
    """
    started = time.perf_counter()
    try:
        speech = _speech(data)
    except audio.AudioError as error:
        return Reading(Modality.VOICE, status=error.status, message=error.message, ms=_milliseconds(started))
    return _read_speech(speech, reference, started)


def reference_of(recordings: Sequence[bytes]) -> Reference:
    """How a person sounds as usual, from one or several recordings of sentences said without emotion.

    Raises:
        audio.AudioError: a recording cannot be used; its sentence says which and why.
    """
    each, said, seconds = [], [], 0.0
    for number, data in enumerate(recordings, start=1):
        try:
            speech = _speech(data)
        except audio.AudioError as error:
            raise audio.AudioError(error.status, f"Recording {number}: {error.message}") from error
        frames = speech.features.frames
        each.append(np.concatenate([frames.mean(0), frames.std(0)]))
        starts, shares = _windows(speech.voiced)
        said.append(shares @ np.array([logits_of(frames[at : at + WINDOW]) for at in starts]))
        seconds += speech.voiced_seconds
    if not each:
        raise audio.AudioError(Status.EMPTY, "There is no recording.")
    logits = np.mean(said, axis=0).astype(np.float32)
    return Reference(np.mean(each, axis=0), seconds, logits, model().version)


def _speech(data: bytes) -> _Speech:
    """The voice in a recording.

    Raises:
        audio.AudioError: there is none, or not enough of it.
    """
    sound = decoding.sound(data)
    if sound.seconds < LEAST_SECONDS:
        raise audio.AudioError(Status.TOO_SHORT, "The recording is too short; a sentence or two is enough.")
    if float(loudness_db(sound.samples).max()) < SILENCE_DB:
        raise audio.AudioError(Status.SILENCE, "The recording is silent; the microphone may be muted.")
    loud = _turned_up(sound.samples)
    first, last = speech_bounds(loud)
    samples = loud[first:last]
    found = _Speech(sound, extract(samples), first / audio.SAMPLE_RATE)
    if found.voiced_seconds < LEAST_VOICED_SECONDS or _is_steady(samples, found.features):
        raise audio.AudioError(Status.SILENCE, "No voice was found in the recording, only background sound.")
    if _is_music(found):
        raise audio.AudioError(Status.SILENCE, "Music was heard in the recording, but no voice.")
    return found


def _turned_up(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """A soft recording at an ordinary level, so that no fixed floor in decibels comes near the voice.

    By a power of two: the samples keep every bit.
    """
    peak = float(np.abs(samples).max())
    return samples * np.float32(2.0 ** max(np.floor(-np.log2(peak)) - 1.0, 0.0))


def _is_steady(speech: NDArray[np.float32], features: Features) -> bool:
    return float(loudness_db(speech)[features.active].std()) < STEADY_DB


def _is_music(speech: _Speech) -> bool:
    """Whether the pitch stands on notes; of a word or a "hm" that cannot be told."""
    if speech.voiced_seconds < ENOUGH_VOICED_SECONDS:
        return False
    voiced = speech.voiced
    steps = np.abs(np.diff(speech.features.pitch))[voiced[1:] & voiced[:-1]]
    steps = steps[steps < LEAPING_PITCH]
    return len(steps) > 0 and float((steps < LEVEL_PITCH).mean()) > MOST_LEVEL


def _read_speech(speech: _Speech, reference: Reference | None, started: float) -> Reading:
    frames, voiced = speech.features.frames, speech.voiced
    starts, shares = _windows(voiced)
    each = np.array([classify(frames[at : at + WINDOW], reference=reference) for at in starts])
    scores = shares @ each
    top = int(scores.argmax())
    if len(frames) > LONG:
        parts = [(at, min(at + WINDOW, len(voiced))) for at in starts]
        weights = shares * each[:, top]
    else:
        heard = _Heard(frames, starts, shares, each[:, top], reference)
        parts, weights = _parts_that_mattered(heard, top)
    sound, seconds = speech.sound, speech.voiced_seconds
    return Reading(
        modality=Modality.VOICE,
        scores=dict(zip(ALL_EMOTIONS, (float(p) for p in scores), strict=True)),
        quality=_quality(sound.samples, seconds),
        message=_message(sound, seconds),
        model_version=model().version,
        ms=_milliseconds(started),
        evidence=tuple(
            (_seconds(speech.offset, *part), float(weight))
            for part, weight in zip(parts, weights, strict=True)
        ),
        details={
            "seconds": round(sound.seconds, 2),
            "voiced_seconds": round(seconds, 2),
            "parts": [
                [*_span(speech.offset, *part), round(float(weight), 3)]
                for part, weight in zip(parts, weights, strict=True)
            ],
            "referenced": reference is not None,
        },
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """A recording's windows and what they said.

    Attributes:
        starts: of the windows, in frames.
        shares: how much each window counts; sum to 1.
        top: probability of the top emotion in each window.
    """

    frames: NDArray[np.float32]
    starts: list[int]
    shares: NDArray[np.float64]
    top: NDArray[np.float64]
    reference: Reference | None


def _parts_that_mattered(heard: _Heard, top: int) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
    """Pieces of a recording and how much of the top emotion goes when each is left out.

    Returns:
        (start, end) in frames, and weights that sum to 1 (or are all 0 where no part stands out).
    """
    frames = len(heard.frames)
    length = max(PIECE, -(-frames // MOST_PIECES))
    parts = [(at, min(at + length, frames)) for at in range(0, frames, length)]
    loss = np.zeros(len(parts))
    for index, (first, last) in enumerate(parts):
        for window_index, at in enumerate(heard.starts):
            hidden = (max(first - at, 0), min(last - at, WINDOW))
            if hidden[0] < hidden[1]:
                without = classify(heard.frames[at : at + WINDOW], hidden, heard.reference)[top]
                loss[index] += heard.shares[window_index] * (heard.top[window_index] - without)
    loss = np.maximum(loss, 0.0)
    return parts, loss / max(float(loss.sum()), 1e-9)


def _message(sound: audio.Sound, seconds: float) -> str:
    if sound.cut:
        return f"The first {audio.MAX_SECONDS:.0f} seconds were heard; the rest was left out."
    heard = f"A voice was heard for {seconds:.1f} seconds of {sound.seconds:.1f}"
    if _clipped(sound.samples) > CLIPPED:
        return f"{heard}, but too loud for the microphone, so it counts less."
    return f"{heard}."


def _windows(voiced: NDArray[np.bool_]) -> tuple[list[int], NDArray[np.float64]]:
    """Where the windows with a voice begin, and how much each counts, which sums to 1."""
    starts = [at for at in _starts(len(voiced)) if voiced[at : at + WINDOW].any()]
    shares = np.array([voiced[at : at + WINDOW].sum() for at in starts], np.float64)
    return starts, shares / shares.sum()


def _starts(frames: int) -> list[int]:
    """Where the windows begin; the last one ends with the speech."""
    if frames <= WINDOW:
        return [0]
    return [*range(0, frames - WINDOW, STEP), frames - WINDOW]


def _span(offset: float, start: int, end: int) -> tuple[float, float]:
    """Seconds of the recording that some frames of the speech stand for."""
    return round(offset + start / FRAMES_PER_SECOND, 1), round(offset + end / FRAMES_PER_SECOND, 1)


def _seconds(offset: float, start: int, end: int) -> str:
    first, last = _span(offset, start, end)
    return f"{first:.1f}-{last:.1f} s"


def _quality(samples: NDArray[np.float32], voiced_seconds: float) -> float:
    """From how much was said, how far it stood above the background, and clipping."""
    level = loudness_db(samples)
    above = float(np.percentile(level, 95) - np.percentile(level, 5))
    enough = min(voiced_seconds / ENOUGH_VOICED_SECONDS, 1.0)
    clear = float(np.clip((above - NOISY_DB) / (CLEAN_DB - NOISY_DB), 0.1, 1.0))
    return float((enough * clear) ** 0.5 / (1.0 + _clipped(samples) / CLIPPED))


def _clipped(samples: NDArray[np.float32]) -> float:
    """Share of samples at full scale."""
    return float((np.abs(samples) >= 0.999).mean())


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0

"""From the bytes a browser records or a person uploads to mono samples at 22,050 Hz, within bounds.

libsndfile reads wav in all its encodings; libav (through PyAV) reads what browsers record, WebM/Opus
(Chrome, Firefox) and MP4/AAC (Safari), and what people keep: mp3, m4a, flac, ogg. Nothing is written to disk, and whatever a file claims about itself, no more than
a minute of sound is held in memory.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ml.readings import Status

SAMPLE_RATE = 22_050
"""Hz; what the voice model was trained on."""
MAX_SECONDS = 60.0
"""Read from the start of a recording; the rest is not listened to."""
MAX_BYTES = 64 * 1024 * 1024
"""Ten minutes of uncompressed mono at 48 kHz; nobody answers "how do you feel" at greater length."""
LEAST_RATE, MOST_RATE = 4_000, 192_000
"""Hz; outside of it a header is damaged or made up."""
MOST_CHANNELS = 8
WAVES = (b"RIFF", b"RIFX", b"RF64")
"""First bytes of what libsndfile is asked to read; of a FLAC written to a pipe it loses the end."""
BLOCK = 1 << 16
"""Samples a channel that are decoded at once."""
MOST_DECODING_SECONDS = 5.0
"""A minute of sound takes well under one; a file that needs more is built to keep the site busy."""
CONTAINERS = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg,aac,mp3,flac,wav,amr,asf,aiff,avi,mpegts"
"""What libav may recognise. Playlists are not among them: those make a server fetch other addresses."""

_NOT_A_RECORDING = "That file is not a recording the site can read; WAV, MP3, M4A, OGG, FLAC or WebM works."


class AudioError(Exception):
    """The bytes hold no sound the site can read; carries the status and a sentence."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Sound:
    """A decoded recording.

    Attributes:
        samples: float32 (n,), mono at `SAMPLE_RATE`, -1 to 1.
        cut: the recording went on beyond `MAX_SECONDS`.
    """

    samples: NDArray[np.float32]
    cut: bool = False

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def decode(data: bytes) -> Sound:
    """Decode at most the first minute of a recording.

    A recording that was cut off on its way is read as far as it goes.

    Raises:
        AudioError: empty, too large, no sound in it, damaged, or of an impossible shape.
    """
    if not data:
        raise AudioError(Status.EMPTY, "The recording is empty (0 bytes).")
    if len(data) > MAX_BYTES:
        raise AudioError(Status.TOO_LARGE, "The recording is too large; a sentence or two is enough.")
    decoded = _by_libsndfile(data) or _by_libav(data)
    if decoded is None:
        raise AudioError(Status.UNREADABLE, _NOT_A_RECORDING)
    samples, rate = decoded
    if not len(samples):
        raise AudioError(Status.EMPTY, "The recording holds no sound.")
    most = int(MAX_SECONDS * rate)
    mono = np.clip(np.nan_to_num(samples[:most], nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE)
    return Sound(np.ascontiguousarray(mono, dtype=np.float32), cut=len(samples) > most)


def _by_libsndfile(data: bytes) -> tuple[NDArray[np.float32], int] | None:
    """Mono samples and their rate, or None when this is no wave file."""
    if data[:4] not in WAVES:
        return None
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            _check_shape(file.samplerate, file.channels)
            return _gathered(_sndfile_blocks(file), file.samplerate), file.samplerate
    except (soundfile.LibsndfileError, RuntimeError, ValueError, TypeError):
        return None


def _sndfile_blocks(file: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
        yield block.mean(axis=1)


def _by_libav(data: bytes) -> tuple[NDArray[np.float32], int] | None:
    """Mono samples and their rate, or None when libav does not know the format either."""
    try:
        with av.open(io.BytesIO(data), mode="r", options={"format_whitelist": CONTAINERS}) as container:
            if not container.streams.audio:
                raise AudioError(Status.UNREADABLE, "There is no sound in that file.")
            codec = container.streams.audio[0].codec_context
            if codec is None:  # a codec that libav has no name for
                return None
            rate = int(codec.sample_rate or 0)
            _check_shape(rate, codec.channels or 0)
            return _gathered(_libav_blocks(container, rate), rate), rate
    except (av.FFmpegError, ValueError, IndexError, EOFError):
        return None


def _libav_blocks(container: av.container.InputContainer, rate: int) -> Iterator[NDArray[np.float32]]:
    to_mono = av.AudioResampler(format="flt", layout="mono", rate=rate)
    for frame in container.decode(audio=0):
        for mono in to_mono.resample(frame):
            yield mono.to_ndarray().reshape(-1)


def _check_shape(rate: int, channels: int) -> None:
    if not (LEAST_RATE <= rate <= MOST_RATE and 1 <= channels <= MOST_CHANNELS):
        raise AudioError(
            Status.UNREADABLE, "The recording states a sample rate or a number of channels no microphone has."
        )


def _gathered(blocks: Iterator[NDArray[np.float32]], rate: int) -> NDArray[np.float32]:
    """Blocks until just over a minute is there, or as many as can be decoded.

    Raises:
        av.FFmpegError, soundfile.LibsndfileError: already the first block is damaged.
        AudioError: unpacking takes longer than any honest recording does.
    """
    most, heard, pieces = int(MAX_SECONDS * rate), 0, [np.zeros(0, np.float32)]
    deadline = time.monotonic() + MOST_DECODING_SECONDS
    try:
        for block in blocks:
            pieces.append(block)
            heard += block.size
            if heard > most:
                break
            if time.monotonic() > deadline:
                raise AudioError(
                    Status.TOO_LARGE, "The recording takes too long to unpack; please send a shorter one."
                )
    except (av.FFmpegError, soundfile.LibsndfileError):
        if not heard:
            raise
    return np.concatenate(pieces)

"""What the voice model hears: the frames of a recording as numbers. Trainer and site share this module.

Plain NumPy and PyWavelets: the filterbanks are made once, so that a recording costs a few milliseconds
and the site never imports librosa (whose mel scale, Slaney's, is the one used here).

Whatever lies more than 34 dB below the voice is covered by a constant floor. Microphones, rooms and the
rounding of soft recordings to 16 bits differ there, and what they put there must not be an emotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pywt
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import dct, irfft, rfft
from scipy.signal import savgol_filter

from ml.audio import SAMPLE_RATE

FRAME = 1024
HOP = 512
"""Samples; 46 ms frames, 43 of them a second."""
FRAMES_PER_SECOND = SAMPLE_RATE / HOP
MELS = 64
MFCCS = 40
DELTAS = 20
"""Coefficients whose slope over time is taken as well."""
DELTA_FRAMES = 9
"""Frames that the slope is fitted to, as in librosa."""
MEL_LOW, MEL_HIGH = 50.0, 8000.0
"""Hz; above 8 kHz laptop microphones and telephones have little to say."""
CHROMAS = 12
CONTRAST_EDGES = (200.0, 400.0, 800.0, 1600.0, 3200.0, 8000.0)
"""Hz; spectral contrast is peak minus valley in each of these bands (Jiang et al. 2002)."""
F0_LOW, F0_HIGH = 70.0, 500.0
"""Hz; speaking voices."""
F0_MIDDLE = 170.0
"""Hz; between the usual means of men and women."""
LOUDNESS = 0.08
"""Root mean square that the active part of every recording is brought to: the gain of a microphone
must not be an emotion."""
FLOOR_DB = 34.0
"""Below the voice; what is fainter in any bin, band or frame is covered by a constant floor."""
ACTIVE_BELOW_PEAK_DB = 28.0
VOICED = 0.45
"""Normalised autocorrelation from which a frame counts as voiced."""

WAVELET, WAVELET_LEVELS = "db4", 7
"""Daubechies' wavelet; octaves from 5.5-11 kHz down to 86-172 Hz, and what is left below."""

GROUPS: dict[str, int] = {
    "mfcc": MFCCS,
    "delta": DELTAS,
    "mel": MELS,
    "chroma": CHROMAS,
    "contrast": len(CONTRAST_EDGES),
    "wavelet": WAVELET_LEVELS + 1,
    "energy": 1,
    "zero_crossings": 1,
    "f0": 1,
    "voicing": 1,
    "flatness": 1,
    "centroid": 1,
}
"""Channels of each kind of feature, in the order of their columns."""
CHANNELS = sum(GROUPS.values())
_PITCH = sum(list(GROUPS.values())[: list(GROUPS).index("f0")])
FEATURES_VERSION = 2
"""Counted up whenever a recording would give other numbers: what was stored of a person no longer fits then."""


@dataclass(frozen=True, slots=True)
class Features:
    """A recording as the model takes it.

    Attributes:
        frames: float32 (t, CHANNELS).
        active: bool (t,), frames that are loud enough to be speech.
        voiced: bool (t,), frames with a pitch.
    """

    frames: NDArray[np.float32]
    active: NDArray[np.bool_]
    voiced: NDArray[np.bool_]

    @property
    def pitch(self) -> NDArray[np.float32]:
        """F0 of each frame in octaves above `F0_MIDDLE`, 0 where there is none; float32 (t,)."""
        return self.frames[:, _PITCH]


def loudness_db(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Level of each frame in dB below full scale, float32 (t,)."""
    energy = (_framed(samples) ** 2).mean(1)
    return np.asarray(10.0 * np.log10(energy + 1e-10), np.float32)


def speech_bounds(samples: NDArray[np.float32]) -> tuple[int, int]:
    """First and last sample of what is within 35 dB of the loudest frame, with a little air around."""
    level = loudness_db(samples)
    active = np.flatnonzero(level > level.max() - ACTIVE_BELOW_PEAK_DB)
    first, last = int(active[0]), int(active[-1])
    return max(first * HOP - HOP, 0), min(last * HOP + FRAME + HOP, len(samples))


def extract(samples: NDArray[np.float32], *, warp: float = 1.0) -> Features:
    """Frames of a recording, loudness normalised.

    Args:
        samples: float32 (n,) at `SAMPLE_RATE`, n at least one frame.
        warp: vocal tract length factor of the mel scale, 1 for what was recorded (Jaitly & Hinton 2013).
    """
    even = _normalised(samples)
    framed = _framed(even)
    windowed = framed * _window()
    spectrum = np.abs(rfft(windowed, axis=1)) ** 2 + _SPECTRUM_FLOOR
    mel = np.log(spectrum @ _mel_bank(round(warp, 3)).T)
    mfcc = dct(mel, type=2, norm="ortho", axis=1)[:, :MFCCS]
    energy = np.log((framed**2).mean(1) + _POWER_FLOOR)
    pitch, voicing = _pitch(windowed)
    voiced = voicing > VOICED
    frames = np.column_stack(
        [
            mfcc,
            _slopes(mfcc[:, :DELTAS]),
            mel,
            _chroma(spectrum),
            _contrast(spectrum),
            _wavelet(even, len(framed)),
            energy,
            _zero_crossings(framed),
            np.where(voiced, np.log2(pitch / F0_MIDDLE), 0.0),
            voicing,
            np.log(spectrum).mean(1) - np.log(spectrum.mean(1)),
            np.log((spectrum @ _frequencies()) / spectrum.sum(1)),
        ]
    ).astype(np.float32)
    peak_db = 10 / np.log(10) * (energy - energy.max())
    return Features(frames, peak_db > -ACTIVE_BELOW_PEAK_DB, voiced)


_POWER_FLOOR = LOUDNESS**2 * 10 ** (-FLOOR_DB / 10)
"""Mean square of a sample."""
_SPECTRUM_FLOOR = FRAME * 0.375 * _POWER_FLOOR
"""The same in a bin of the power spectrum; 0.375 is the mean square of the window."""


def _normalised(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The active part brought to one loudness."""
    centred = samples - samples.mean()
    level = loudness_db(centred)
    loud = (_framed(centred) ** 2).mean(1)[level > level.max() - 25.0]
    return np.asarray(centred * (LOUDNESS / np.sqrt(loud.mean() + 1e-12)), np.float32)


def _framed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    if len(samples) < FRAME:
        samples = np.pad(samples, (0, FRAME - len(samples)))
    return sliding_window_view(samples, FRAME)[::HOP]


def _slopes(mfcc: NDArray[np.floating]) -> NDArray[np.floating]:
    """Change a frame of each coefficient, fitted to the frames around it."""
    width = min(DELTA_FRAMES, len(mfcc) - (len(mfcc) + 1) % 2)
    if width < 3:
        return np.zeros_like(mfcc)
    return np.asarray(savgol_filter(mfcc, width, polyorder=1, deriv=1, axis=0, mode="nearest"))


def _zero_crossings(framed: NDArray[np.float32]) -> NDArray[np.floating]:
    """Share of samples after which the sign changes; what is under the floor has none."""
    quiet = np.abs(framed) < np.sqrt(_POWER_FLOOR)
    return np.asarray(np.diff(np.signbit(np.where(quiet, 0.0, framed)), axis=1).mean(1))


def _wavelet(samples: NDArray[np.float32], frames: int) -> NDArray[np.floating]:
    """Log energy a coefficient in each octave of a discrete wavelet transform, (frames, levels + 1)."""
    columns = []
    padded = np.pad(samples, (0, max(FRAME + (frames - 1) * HOP - len(samples), 0)))
    for level, coefficients in enumerate(
        pywt.wavedec(padded, WAVELET, mode="periodization", level=WAVELET_LEVELS)
    ):
        apart = 2 ** (WAVELET_LEVELS - max(level - 1, 0))
        energy = np.concatenate([[0.0], np.cumsum(coefficients.astype(np.float64) ** 2)])
        first = np.arange(frames) * HOP // apart
        last = np.minimum(first + FRAME // apart, len(coefficients))
        columns.append(np.log((energy[last] - energy[first]) / (last - first) + _POWER_FLOOR))
    return np.stack(columns, 1)


@cache
def _window() -> NDArray[np.float32]:
    return np.hanning(FRAME + 1)[:-1].astype(np.float32)


@cache
def _frequencies() -> NDArray[np.float32]:
    return np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE).astype(np.float32)


@cache
def _mel_bank(warp: float) -> NDArray[np.float32]:
    """Triangular filters with centres even on Slaney's mel scale, float32 (MELS, bins)."""
    edges = _mel_to_hz(np.linspace(_hz_to_mel(MEL_LOW), _hz_to_mel(MEL_HIGH), MELS + 2)) * warp
    bins = _frequencies()[None, :]
    lower, centre, upper = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bank = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    return np.asarray(bank * (2.0 / (upper - lower)), np.float32)


def _hz_to_mel(hz: float) -> float:
    return hz / (200 / 3) if hz < 1000 else 15 + np.log(hz / 1000) * 27 / np.log(6.4)


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


@cache
def _chroma_bank() -> NDArray[np.float32]:
    """Share of each bin between 60 Hz and 4 kHz in each of twelve pitch classes, (12, bins)."""
    hz = _frequencies()
    bank = np.zeros((CHROMAS, len(hz)), np.float32)
    heard = (hz > 60.0) & (hz < 4000.0)
    semitone = 12 * np.log2(hz[heard] / 440.0)
    for chroma in range(CHROMAS):
        away = (semitone - chroma + 6) % 12 - 6
        bank[chroma, heard] = np.exp(-0.5 * (away / 0.7) ** 2)
    return bank


def _chroma(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    folded = spectrum @ _chroma_bank().T
    return np.asarray(folded / folded.max(1, keepdims=True), np.float32)


def _contrast(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the loudest fifth of each band minus log of the quietest fifth, (t, bands)."""
    hz, low, out = _frequencies(), 50.0, []
    for high in CONTRAST_EDGES:
        band = np.sort(spectrum[:, (hz >= low) & (hz < high)], axis=1)
        fifth = max(band.shape[1] // 5, 1)
        out.append(np.log(band[:, -fifth:].mean(1)) - np.log(band[:, :fifth].mean(1)))
        low = high
    return np.stack(out, 1)


@cache
def _window_correlation() -> NDArray[np.float32]:
    power = np.abs(rfft(_window(), 2 * FRAME)) ** 2
    correlation = irfft(power)[:FRAME]
    return np.asarray(correlation / correlation[0], np.float32)


def _pitch(windowed: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """F0 in Hz and voicing 0-1 of each frame, by autocorrelation freed of the window's (Boersma 1993)."""
    power = np.abs(rfft(windowed, 2 * FRAME, axis=1)) ** 2
    correlation = irfft(power, axis=1)[:, :FRAME]
    correlation /= correlation[:, :1] + 1e-9
    shortest, longest = int(SAMPLE_RATE / F0_HIGH), int(SAMPLE_RATE / F0_LOW)
    candidates = correlation[:, shortest : longest + 1] / _window_correlation()[shortest : longest + 1]
    # a small handicap for long lags keeps the pitch from falling an octave
    handicap = 1.0 - 0.06 * np.log2(np.arange(shortest, longest + 1) / shortest)
    best = (candidates * handicap).argmax(1)
    voicing = np.clip(candidates[np.arange(len(best)), best], 0.0, 1.0)
    return (SAMPLE_RATE / (best + shortest)).astype(np.float32), voicing.astype(np.float32)

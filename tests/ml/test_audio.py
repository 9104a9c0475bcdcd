"""From bytes to samples: everything a browser records or a person uploads, and what they should not."""

from __future__ import annotations

import numpy as np
import pytest

from ml import audio
from ml.readings import Status

WEBM = ("-c:a", "libopus", "-f", "webm")
MP4 = ("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4")


@pytest.fixture(scope="module")
def plain(spoken):
    return audio.decode(spoken)


@pytest.mark.parametrize(
    "options",
    [
        WEBM,
        MP4,
        ("-f", "mp3"),
        ("-f", "flac"),
        ("-f", "ogg"),
        ("-af", "pan=stereo|c0=c0|c1=c0", "-ar", "96000", "-f", "wav"),
    ],
    ids=["webm from Chrome", "mp4 from Safari", "mp3", "flac", "ogg", "stereo at 96 kHz"],
)
def test_it_hears_the_same_sentence_in_every_format(recoded, plain, options):
    sound = audio.decode(recoded(*options))
    assert sound.samples.dtype == np.float32
    assert sound.seconds == pytest.approx(plain.seconds, abs=0.15)
    assert np.sqrt((sound.samples**2).mean()) == pytest.approx(np.sqrt((plain.samples**2).mean()), rel=0.1)


def test_a_telephone_at_8_khz_is_heard(recoded, plain):
    assert audio.decode(recoded("-ar", "8000", "-f", "wav")).seconds == pytest.approx(plain.seconds, abs=0.05)


def test_a_tone_keeps_its_pitch_through_resampling(as_wav):
    t = np.arange(48_000) / 48_000
    samples = audio.decode(as_wav(0.5 * np.sin(2 * np.pi * 440 * t), 48_000)).samples
    loudest = np.abs(np.fft.rfft(samples)).argmax() * audio.SAMPLE_RATE / len(samples)
    assert loudest == pytest.approx(440, abs=2)


def test_ten_minutes_are_heard_for_one(as_wav):
    sound = audio.decode(as_wav(np.zeros(8_000 * 600), 8_000))
    assert sound.cut
    assert sound.seconds == pytest.approx(audio.MAX_SECONDS, abs=0.01)


def test_ten_minutes_of_webm_are_heard_for_one(recoded):
    sound = audio.decode(
        recoded("-filter_complex", "aloop=loop=-1:size=2e9,atrim=0:600", "-b:a", "16k", *WEBM)
    )
    assert sound.cut
    assert sound.seconds == pytest.approx(audio.MAX_SECONDS, abs=0.01)


@pytest.mark.parametrize("data", [b"%PDF-1.7 not a sound", b"\x00" * 4096, b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_what_is_no_sound_is_refused_in_a_sentence(data):
    with pytest.raises(audio.AudioError) as refusal:
        audio.decode(data)
    assert refusal.value.status in (Status.UNREADABLE, Status.EMPTY)
    assert refusal.value.message.endswith(".")


def test_an_empty_file_says_so():
    with pytest.raises(audio.AudioError, match="empty") as refusal:
        audio.decode(b"")
    assert refusal.value.status is Status.EMPTY


def test_a_video_without_sound_is_refused(recoded):
    silent_film = recoded(
        "-f", "lavfi", "-i", "color=size=64x64:duration=1", "-map", "1:v", "-c:v", "mpeg4", "-f", "matroska"
    )
    with pytest.raises(audio.AudioError, match="no sound"):
        audio.decode(silent_film)


def test_a_recording_cut_off_in_the_middle_is_heard_as_far_as_it_goes(recoded, plain):
    whole = recoded(*WEBM)
    sound = audio.decode(whole[: len(whole) * 2 // 3])
    assert 0.4 * plain.seconds < sound.seconds < plain.seconds


def test_a_header_with_an_impossible_rate_is_refused(as_wav):
    data = bytearray(as_wav(np.zeros(100)))
    data[24:28] = (100).to_bytes(4, "little")
    with pytest.raises(audio.AudioError):
        audio.decode(bytes(data))

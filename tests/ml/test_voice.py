"""From a recording to a reading: what is heard, what is refused, and what must make no difference."""

from __future__ import annotations

import itertools
import json
import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from ml import artifact, audio, voice, voice_model
from ml.labels import ALL_EMOTIONS, Emotion, Modality
from ml.readings import Status
from ml.voice_features import CHANNELS, FRAMES_PER_SECOND, extract, speech_bounds
from ml.voice_model import Reference

RATE = audio.SAMPLE_RATE
GAINS_DB = (-10, -20, -30)
LEAST_UNCHANGED = 0.95
"""Share of recordings whose top emotion a microphone's gain may not touch."""


@pytest.fixture(scope="module")
def samples(spoken):
    return audio.decode(spoken).samples


@pytest.fixture(scope="module")
def seconds():
    return np.arange(3 * RATE) / RATE


def _noise(count, level, seed=1):
    return level * np.random.default_rng(seed).standard_normal(count)


def test_a_spoken_sentence_gives_eight_scores(spoken):
    reading = voice.read(spoken)
    assert reading.status is Status.OK
    assert reading.modality is Modality.VOICE
    assert tuple(reading.scores) == ALL_EMOTIONS
    assert sum(reading.scores.values()) == pytest.approx(1.0)
    assert 0.5 < reading.quality <= 1.0
    assert reading.ms > 0
    assert reading.model_version
    assert reading.message.endswith(".")


def test_the_same_recording_always_reads_the_same(spoken):
    first, second = voice.read(spoken), voice.read(spoken)
    assert first.scores == second.scores
    assert first.evidence == second.evidence


def test_a_browsers_formats_read_like_the_wave_file(spoken, recoded):
    plain = voice.read(spoken)
    for options in (("-c:a", "libopus", "-b:a", "96k", "-f", "webm"), ("-f", "flac")):
        other = voice.read(recoded(*options))
        assert other.usable
        away = sum(abs(other.scores[emotion] - plain.scores[emotion]) for emotion in ALL_EMOTIONS) / 2
        assert away < 0.35


def test_it_says_which_seconds_mattered(spoken):
    reading = voice.read(spoken)
    assert reading.evidence
    for span, weight in reading.evidence:
        start, end = span.removesuffix(" s").split("-")
        assert 0 <= float(start) < float(end) <= reading.details["seconds"] + 0.1
        assert 0 <= weight <= 1


def test_of_a_few_sentences_the_telling_half_seconds_are_still_said(as_wav, samples):
    reading = voice.read(as_wav(np.tile(samples, 2)))
    assert reading.usable
    spans = [(start, end) for start, end, _ in reading.details["parts"]]
    assert all(end - start < 1.0 for start, end in spans)
    assert all(first[1] == second[0] for first, second in itertools.pairwise(spans))


def test_a_long_recording_is_read_in_windows(as_wav, samples):
    reading = voice.read(as_wav(np.tile(samples, 6)))
    assert reading.usable
    assert len(reading.evidence) > 4
    assert sum(weight for _, weight in reading.evidence) == pytest.approx(
        reading.scores[reading.top], abs=1e-6
    )


def test_ten_minutes_are_read_for_one_and_say_so(recoded):
    reading = voice.read(
        recoded("-filter_complex", "aloop=loop=-1:size=2e9,atrim=0:600", "-ar", "8000", "-f", "wav")
    )
    assert reading.usable
    assert "first 60 seconds" in reading.message


def test_an_empty_file_says_so():
    assert voice.read(b"").status is Status.EMPTY


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"x" * 5000, b"\x00" * 5000, b"RIFF\x24\x00\x00\x00WAVE"])
def test_what_is_no_recording_says_so(data):
    reading = voice.read(data)
    assert reading.status in (Status.UNREADABLE, Status.EMPTY)
    assert not reading.scores
    assert reading.message.endswith(".")


def test_a_playlist_is_not_followed():
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.aac\n#EXT-X-ENDLIST\n"
    assert voice.read(playlist).status is Status.UNREADABLE


def test_a_file_beyond_any_sentence_is_too_large():
    assert voice.read(b"RIFF" + bytes(audio.MAX_BYTES)).status is Status.TOO_LARGE


def test_a_silent_clip_says_so(as_wav):
    assert voice.read(as_wav(np.zeros(3 * RATE))).status is Status.SILENCE


def test_a_fifth_of_a_second_is_too_short(as_wav, samples):
    assert voice.read(as_wav(samples[RATE : RATE + RATE // 5])).status is Status.TOO_SHORT


@pytest.mark.parametrize(
    "sound",
    [
        lambda t: _noise(len(t), 0.1),
        lambda t: _noise(len(t), 0.001),
        lambda t: 0.1 * np.sin(2 * np.pi * 100 * t) + _noise(len(t), 0.003),
        lambda t: 0.1 * np.sin(2 * np.pi * 440 * t),
        lambda t: 0.1 * sum(np.sin(2 * np.pi * hz * t) for hz in (262, 330, 392)),
    ],
    ids=["loud hiss", "soft hiss", "mains hum", "a tone", "a chord"],
)
def test_what_is_no_voice_is_not_read_as_one(as_wav, seconds, sound):
    reading = voice.read(as_wav(sound(seconds)))
    assert reading.status is Status.SILENCE
    assert "voice" in reading.message
    assert not reading.scores


def _played(hertz: list[float], seconds: float, decay: float) -> np.ndarray:
    """Notes of eight partials, one after the other."""
    t = np.arange(int(seconds * RATE)) / RATE
    shape = np.minimum(t / 0.01, 1.0) * np.exp(-decay * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 5 * t))
    return np.concatenate(
        [0.1 * shape * sum(np.sin(2 * np.pi * f * k * t) / k for k in range(1, 9)) for f in hertz]
    )


@pytest.mark.parametrize(
    "sound",
    [
        lambda: _played([220, 277, 330], 1.3, 0.0),
        lambda: _played([262, 330, 392, 349, 294, 440, 392, 262], 0.4, 4.0),
        lambda: sum(_played([196 * r, 220 * r, 175 * r, 131 * r], 0.8, 3.0) for r in (1, 5 / 4, 3 / 2)),
    ],
    ids=["trembling tones", "a plucked melody", "chords"],
)
def test_music_is_told_from_a_voice(as_wav, sound):
    reading = voice.read(as_wav(sound()))
    assert (reading.status, reading.message) == (
        Status.SILENCE,
        "Music was heard in the recording, but no voice.",
    )


def test_a_short_even_sound_is_not_called_music(as_wav):
    """Somebody's "hm" is as even as a note."""
    assert voice.read(as_wav(_played([180], 0.8, 3.0))).usable


def test_a_voice_lost_in_noise_is_not_guessed_at(as_wav, samples):
    power = float(np.sqrt((samples**2).mean()))
    assert not voice.read(as_wav(0.5 * samples + _noise(len(samples), 1.5 * power))).usable


def test_noise_lowers_the_quality_before_the_reading_goes(as_wav, samples):
    power = float(np.sqrt((samples**2).mean()))
    noisy = voice.read(as_wav(0.5 * samples + _noise(len(samples), 0.5 * power / 10**0.5)))
    assert noisy.usable
    assert noisy.quality < voice.read(as_wav(0.5 * samples)).quality


def test_clipping_lowers_the_quality(as_wav, samples):
    clipped = voice.read(as_wav(np.clip(samples * 30, -1, 1)))
    assert clipped.usable
    assert clipped.quality < 0.6 * voice.read(as_wav(samples)).quality
    assert "too loud for the microphone" in clipped.message
    assert "too loud" not in voice.read(as_wav(samples)).message


def test_gain_is_not_an_emotion_for_a_machines_voice(as_wav, samples):
    tops = {voice.read(as_wav(samples * 10 ** (gain / 20))).top for gain in (0, *GAINS_DB)}
    assert len(tops) == 1


def test_gain_is_not_an_emotion_for_ravdess_actors(shared, as_wav):
    unchanged = []
    with zipfile.ZipFile(shared / "ravdess" / "ravdess_speech.zip") as archive:
        for name in sorted(archive.namelist())[::40]:
            data = archive.read(name)
            plain, heard = voice.read(data).top, audio.decode(data).samples
            for gain in GAINS_DB:
                unchanged.append(voice.read(as_wav(heard * 10 ** (gain / 20))).top is plain)
    assert np.mean(unchanged) >= LEAST_UNCHANGED


def test_the_models_window_holds_the_features_the_trainer_made(samples):
    first, last = speech_bounds(samples)
    frames = extract(samples[first:last]).frames
    window = voice_model.window(frames)
    heard = min(len(frames), voice_model.WINDOW)
    assert window.shape == (voice_model.WINDOW, CHANNELS + 1)
    np.testing.assert_array_equal(window[:heard, :CHANNELS], frames[:heard])
    assert window[:, CHANNELS].sum() == heard


def test_features_are_finite_and_know_the_pitch(seconds):
    tone = (0.1 * np.sin(2 * np.pi * 200 * seconds)).astype(np.float32)
    features = extract(tone)
    assert features.frames.shape == (len(features.active), CHANNELS)
    assert np.isfinite(features.frames).all()
    assert np.isfinite(extract(np.zeros(RATE, np.float32)).frames).all()
    assert features.voiced.mean() > 0.9
    assert len(features.voiced) / FRAMES_PER_SECOND == pytest.approx(3.0, abs=0.1)


def test_a_tampered_model_is_refused_by_name(tmp_path):
    shutil.copytree(artifact.ARTIFACTS / "voice", tmp_path / "voice")
    weights = tmp_path / "voice" / "model.tflite"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01\x02")
    with pytest.raises(artifact.ArtifactError, match=r"model\.tflite"):
        artifact.load("voice", labels=ALL_EMOTIONS, root=tmp_path)


def test_the_card_and_the_figures_name_the_protocol():
    folder = artifact.ARTIFACTS / "voice"
    metrics = json.loads((folder / "metrics.json").read_text())
    assert metrics["protocol"] == "by-actor"
    assert "RAVDESS" in (folder / "card.md").read_text()
    assert (folder / "model.tflite").stat().st_size <= 2_000_000


def test_a_float_file_with_broken_samples_is_still_read(samples, tmp_path):
    broken = samples.copy()
    broken[1000:1003] = (np.nan, np.inf, -np.inf)
    path = tmp_path / "broken.wav"
    soundfile.write(path, broken, RATE, subtype="FLOAT")
    assert voice.read(path.read_bytes()).usable


@pytest.fixture(scope="module")
def reference(spoken):
    return voice.reference_of([spoken, spoken])


def test_a_reference_is_numbers_only_and_survives_json(reference):
    stored = json.loads(json.dumps(reference.as_json()))
    assert set(stored) == {"features", "seconds", "statistics", "model", "logits"}
    again = Reference.from_json(stored)
    np.testing.assert_allclose(again.statistics, reference.statistics, atol=1e-4)
    np.testing.assert_allclose(again.logits, reference.logits, atol=1e-4)
    assert again.model == voice_model.model().version
    assert again.seconds == pytest.approx(reference.seconds, abs=0.01)
    assert len(stored["statistics"]) == 2 * CHANNELS


def test_a_reference_of_other_features_is_not_used(reference):
    assert Reference.from_json({**reference.as_json(), "features": 0}) is None


def test_a_reading_says_whether_it_was_compared(spoken, reference):
    cold, compared = voice.read(spoken), voice.read(spoken, reference)
    assert not cold.details["referenced"]
    assert compared.details["referenced"]
    assert cold.scores != compared.scores
    assert sum(compared.scores.values()) == pytest.approx(1.0)


def test_what_the_model_makes_of_a_usual_voice_is_taken_off_its_answers(spoken, reference):
    """A voice that always sounds sadder than others must not be sad each time."""
    sad = ALL_EMOTIONS.index(Emotion.SAD)
    sadder = reference.logits + 4.0 * np.eye(len(ALL_EMOTIONS), dtype=np.float32)[sad]
    as_usual = voice.read(spoken, reference).scores[Emotion.SAD]
    assert voice.read(spoken, replace(reference, logits=sadder)).scores[Emotion.SAD] < as_usual


def test_what_another_model_made_of_a_usual_voice_is_left_aside_and_its_statistics_are_still_used(
    spoken, reference
):
    bare = voice.read(spoken, replace(reference, logits=None, model=""))
    other = voice.read(spoken, replace(reference, model="another"))
    assert other.scores == bare.scores
    assert other.scores not in (voice.read(spoken).scores, voice.read(spoken, reference).scores)
    assert other.details["referenced"]


def test_a_usual_voice_kept_before_the_model_was_asked_is_still_used(reference):
    stored = {name: reference.as_json()[name] for name in ("features", "seconds", "statistics")}
    again = Reference.from_json(stored)
    assert (again.logits, again.model) == (None, "")
    assert again.as_json() == stored


def test_an_unusable_recording_makes_no_reference_and_is_named(spoken, as_wav):
    with pytest.raises(audio.AudioError, match=r"Recording 2: .*silent") as caught:
        voice.reference_of([spoken, as_wav(np.zeros(2 * RATE))])
    assert caught.value.status is Status.SILENCE


def test_no_recording_makes_no_reference():
    with pytest.raises(audio.AudioError, match="no recording"):
        voice.reference_of([])

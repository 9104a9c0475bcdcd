"""Training the voice model: names, folds, honest scaling, and one whole small run."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from ml import audio
from ml.labels import ALL_EMOTIONS, Emotion
from ml.train import voice_data
from ml.voice_features import CHANNELS, extract, speech_bounds

RATE = audio.SAMPLE_RATE
ACTORS = (1, 2, 3, 4)


def _murmur(pitch, beat, seed):
    """A second of something that has a pitch and syllables."""
    t = np.arange(RATE) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 8))
    noise = 0.01 * np.random.default_rng(seed).standard_normal(RATE)
    return 0.1 * tone * (0.55 - 0.45 * np.cos(2 * np.pi * beat * t)) + noise


@pytest.fixture(scope="module")
def small_set(as_wav, tmp_path_factory):
    """Two emotions of four actors under names as RAVDESS gives them, and two files that do not belong."""
    folder = tmp_path_factory.mktemp("ravdess")
    for actor in ACTORS:
        for code, beat in (("03", 6), ("04", 2)):
            for take in (1, 2):
                name = f"03-01-{code}-01-01-{take:02d}-{actor:02d}.wav"
                (folder / name).write_bytes(as_wav(_murmur(110 + 30 * (actor % 2 == 0), beat, actor * take)))
    (folder / "my-own-voice.wav").write_bytes(as_wav(_murmur(120, 4, 9)))
    (folder / "03-01-05-01-01-01-01.wav").write_bytes(b"RIFF, but not really")
    return folder


@pytest.fixture(scope="module")
def clips(small_set, tmp_path_factory):
    return voice_data.load(small_set, tmp_path_factory.mktemp("cache"), versions=1)


def test_a_ravdess_name_tells_all_about_a_clip():
    clip = voice_data.parse("Actor_12/03-01-05-02-01-02-12.flac")
    assert ALL_EMOTIONS[clip.label] is Emotion.ANGRY
    assert (clip.intensity, clip.statement, clip.repetition, clip.actor) == (2, 1, 2, 12)
    assert clip.is_woman


@pytest.mark.parametrize(
    "name",
    [
        "hello.wav",
        "03-01-05-02-01-02.wav",
        "03-02-05-02-01-02-12.wav",
        "03-01-99-01-01-01-01.wav",
        "a-b-c-d-e-f-g.wav",
    ],
    ids=["words", "six fields", "sung", "an emotion it does not have", "letters"],
)
def test_a_name_ravdess_would_not_give_is_refused(name):
    with pytest.raises(ValueError, match=r"\w"):
        voice_data.parse(name)


def test_files_that_do_not_belong_are_named_skipped_and_counted(clips):
    assert len(clips.clips) == 16
    assert len(clips.skipped) == 2
    assert {line.split(":")[0] for line in clips.skipped} == {"my-own-voice.wav", "03-01-05-01-01-01-01.wav"}


def test_a_zip_is_read_like_the_folder(small_set, clips, tmp_path):
    packed = tmp_path / "ravdess.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in small_set.iterdir():
            archive.write(file, f"Actor_01/{file.name}")
    again = voice_data.load(packed, tmp_path / "cache", versions=1)
    assert [clip.name for clip in again.clips] == [clip.name for clip in clips.clips]
    for one, other in zip(again.versions, clips.versions, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_the_trainer_hears_what_the_site_hears(small_set, clips):
    for clip, versions in zip(clips.clips, clips.versions, strict=True):
        samples = audio.decode((small_set / f"{clip.name}.wav").read_bytes()).samples
        first, last = speech_bounds(samples)
        np.testing.assert_array_equal(
            versions[0], extract(samples[first:last]).frames.astype(versions[0].dtype)
        )


def test_no_actor_stands_in_two_folds():
    actors = [actor for fold in voice_data.FOLDS for actor in fold]
    assert sorted(actors) == list(range(1, 25))


def test_missing_data_is_one_sentence(tmp_path):
    with pytest.raises(voice_data.DataError, match="Zenodo"):
        voice_data.load(tmp_path / "nowhere", tmp_path)


def test_a_folder_without_clips_is_one_sentence(tmp_path):
    with pytest.raises(voice_data.DataError, match="no usable"):
        voice_data.load(tmp_path, tmp_path / "cache")


def test_augmentation_changes_the_sound_but_not_its_bounds():
    samples = _murmur(120, 4, 1).astype(np.float32)
    changed, warp = voice_data.altered(samples, np.random.default_rng(3))
    assert changed.dtype == np.float32
    assert np.isfinite(changed).all()
    assert 0.6 * len(samples) < len(changed) < 1.2 * len(samples)
    assert 0.9 <= warp <= 1.1


def test_a_small_training_learns_and_never_scales_by_who_is_held_back(clips, monkeypatch):
    from ml.train import voice

    monkeypatch.setattr(voice, "BATCH", 4)
    splits = list(voice.by_actor(clips))
    held = splits[0].held
    assert not (set(clips.actors[held]) & set(clips.actors[splits[0].train]))
    model = voice.fit(voice.Plan(epochs=2, augment=False), clips, splits[0], seed=1)
    train_frames = np.concatenate([clips.versions[i][0] for i in np.flatnonzero(splits[0].train)])
    scaler = model.get_layer("scaler")
    np.testing.assert_allclose(
        np.ravel(scaler.mean), train_frames.astype(np.float32).mean(0), rtol=1e-3, atol=1e-3
    )
    logits = voice.logits_of(model, voice.windows(clips, held))
    assert logits.shape == (held.sum(), len(ALL_EMOTIONS))
    assert np.isfinite(logits).all()
    assert model.count_params() <= 500_000
    assert model.input_shape[-1] == CHANNELS + 1

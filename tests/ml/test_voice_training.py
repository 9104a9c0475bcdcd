"""Training the voice model: names, folds, honest scaling, and one whole small run."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import numpy as np
import pytest

from ml import audio
from ml.labels import ALL_EMOTIONS, Emotion
from ml.train.__main__ import main
from ml.train.data import DataError
from ml.train.voice import augment, figures, fit, nets, protocols, usual
from ml.train.voice import clips as voice_data
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
        "03-01-05-07-01-01-01.wav",
        "03-01-05-01-01-01-00.wav",
        "03-01-05-01-01-01-25.wav",
    ],
    ids=[
        "words",
        "six fields",
        "sung",
        "an emotion it does not have",
        "letters",
        "intensity 7",
        "actor 0",
        "actor 25",
    ],
)
def test_a_name_ravdess_would_not_give_is_refused(name):
    with pytest.raises(ValueError, match=r"\w"):
        voice_data.parse(name)


def test_files_that_do_not_belong_are_named_skipped_and_counted(clips):
    assert len(clips.clips) == 16
    assert len(clips.skipped) == 2
    assert {line.split(":")[0] for line in clips.skipped} == {"my-own-voice.wav", "03-01-05-01-01-01-01.wav"}


def test_a_clip_that_an_archive_holds_twice_is_taken_once(small_set, clips, tmp_path):
    """A random split would put the copy on the other side."""
    packed = tmp_path / "twice.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for folder in ("Actor_01", "audio_speech/Actor_01"):
            for file in sorted(small_set.glob("03-01-03-*-01.wav")):
                archive.write(file, f"{folder}/{file.name}")
    again = voice_data.load(packed, tmp_path / "cache", versions=1)
    assert len({clip.name for clip in again.clips}) == len(again.clips) == 2
    assert [line.split(": ")[1] for line in again.skipped] == ["the same clip once more"] * 2


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
    changed, warp = augment.altered(samples, np.random.default_rng(3))
    assert changed.dtype == np.float32
    assert np.isfinite(changed).all()
    assert 0.6 * len(samples) < len(changed) < 1.2 * len(samples)
    assert 0.9 <= warp <= 1.1


PLAN = fit.Plan(epochs=2, augment=False)


def _first_split(clips):
    return protocols.splits_of("by-actor", clips, 1)[0]


def test_a_small_training_never_scales_by_who_is_held_back(clips):
    split = _first_split(clips)
    assert not (set(clips.actors[split.held]) & set(clips.actors[split.train]))
    model = fit.fit(PLAN, clips, split.train, 1)
    frames = np.concatenate([clips.versions[i][0] for i in np.flatnonzero(split.train)]).astype(np.float32)
    np.testing.assert_allclose(np.ravel(model.get_layer("scaler").mean), frames.mean(0), rtol=1e-3, atol=1e-3)
    logits = fit.logits_of(model, fit.inputs(clips, split.held))
    assert logits.shape == (split.held.sum(), len(ALL_EMOTIONS))
    assert np.isfinite(logits).all()


@pytest.mark.parametrize("arch", sorted(nets.ARCHITECTURES))
def test_every_architecture_stays_light(arch):
    some = np.ones(CHANNELS, np.float32)
    assert nets.build(arch, 0 * some, some).count_params() <= 500_000


def test_the_networks_that_ship_together_stay_below_half_a_million_parameters():
    some = np.ones(CHANNELS, np.float32)
    assert len(fit.Ensemble().members) * nets.build(PLAN.arch, 0 * some, some).count_params() <= 500_000


def test_a_killed_training_goes_on_from_its_checkpoint(clips, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "CHECKPOINT_EPOCHS", 1)
    checkpoint, seen = tmp_path / "fold.keras", []
    keep = fit._Keeper.on_epoch_end

    def killed_after_two(self, epoch, logs=None):
        keep(self, epoch, logs)
        seen.append(epoch)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(fit._Keeper, "on_epoch_end", killed_after_two)
    train = _first_split(clips).train
    plan = fit.Plan(epochs=3, augment=False)
    with pytest.raises(KeyboardInterrupt):
        fit.fit(plan, clips, train, 1, checkpoint)
    assert checkpoint.exists()
    fit.fit(plan, clips, train, 1, checkpoint)
    assert seen == [0, 1, 2]
    assert not checkpoint.exists()
    assert not list(tmp_path.glob("part-*"))


def test_a_reference_is_made_of_other_clips_of_the_same_actor(clips):
    references = fit.References(clips)
    rng = np.random.default_rng(0)
    assert not references.neutral  # the small set holds nobody who speaks neutrally
    assert not references.drawn(0, rng).any()


def test_a_reference_changes_what_is_heard_and_its_absence_is_said(clips):
    split = _first_split(clips)
    model = fit.fit(PLAN, clips, split.train, 1)
    usual = fit.known([fit.statistics(clips.versions[0][0])])
    assert usual[-1] == 1.0
    assert fit.nobody()[-1] == 0.0
    actors = {int(actor): usual for actor in clips.actors}
    cold = fit.logits_of(model, fit.inputs(clips, split.held))
    calibrated = fit.logits_of(model, fit.inputs(clips, split.held, actors))
    assert np.abs(cold - calibrated).max() > 1e-4


def test_batches_depend_on_the_seed_and_the_epoch_alone(clips):
    chosen = np.ones(len(clips.clips), bool)
    first, again = (fit.VoiceBatches(fit.Plan(), clips, chosen, 3) for _ in range(2))
    np.testing.assert_array_equal(first[0][0][nets.FRAMES], again[0][0][nets.FRAMES])
    again.on_epoch_end()
    assert not np.array_equal(first[0][0][nets.FRAMES], again[0][0][nets.FRAMES])


def test_a_leak_puts_copies_of_a_clip_on_both_sides_and_the_random_split_does_not(clips):
    copied = protocols.copied_first(clips)
    (leak,) = protocols.splits_of("leaked-split", copied, 1)
    names = np.array([clip.name for clip in copied.clips])
    assert set(names[leak.held]) & set(names[leak.train])
    (honest,) = protocols.splits_of("random-split", clips, 1)
    names = np.array([clip.name for clip in clips.clips])
    assert not set(names[honest.held]) & set(names[honest.train])


def test_clips_an_actor_was_calibrated_with_are_not_judged(clips, tmp_path, monkeypatch):
    monkeypatch.setattr(
        type(clips.clips[0]), "is_neutral", property(lambda clip: clip.label == clips.labels[0])
    )
    one, split = fit.Ensemble(fit.Plan(epochs=1), augmented=0, plain=1), _first_split(clips)
    judged = protocols.judge(one, "by-actor", clips, [split], tmp_path, resume=False)
    cold, calibrated = judged.logits[0, 0]
    _, used = protocols.references(clips, split.held)
    assert used
    assert np.isnan(calibrated[used]).all()
    assert not np.isnan(cold[split.held]).any()
    again = protocols.judge(one, "by-actor", clips, [split], tmp_path, resume=True)
    np.testing.assert_array_equal(again.logits, judged.logits)
    found = figures.of("by-actor", judged)
    assert 0.0 <= found["compared"]["uar"] <= 1.0


def test_networks_of_both_kinds_are_trained_once_and_counted_in_every_ensemble(clips, tmp_path, monkeypatch):
    trained = []
    real = fit.fit

    def counted(plan, clips, chosen, seed, *more):
        trained.append((plan.name, seed))
        return real(plan, clips, chosen, seed, *more)

    monkeypatch.setattr(fit, "fit", counted)
    splits, plan = [_first_split(clips)], fit.Plan("cnn3", epochs=1)
    mixed = fit.Ensemble(plan, augmented=1, plain=2)
    judged = protocols.judge(mixed, "by-actor", clips, splits, tmp_path, resume=True)
    assert trained == [("cnn3", 1), ("cnn3-plain", 1), ("cnn3-plain", 2)]
    alone = protocols.judge(fit.Ensemble(plan, 0, 2), "by-actor", clips, splits, tmp_path, resume=True)
    assert len(trained) == 3
    np.testing.assert_array_equal(alone.logits, judged.logits[:, 1:])
    assert {path.parent.name for path in tmp_path.glob("*/plan.json")} == {
        "by-actor-cnn3-mixed",
        "by-actor-cnn3-plain",
    }


def test_a_run_without_networks_is_one_sentence(small_set, capsys):
    assert main(["voice", "--data", str(small_set), "--augmented", "0", "--plain", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def voices():
    """Twelve people whose every answer is bent by their own voice, and whose neutral sentences tell how."""
    rng, emotions = np.random.default_rng(1), len(ALL_EMOTIONS)
    names = [(a, e, t) for a in range(1, 13) for e in range(1, emotions + 1) for t in (1, 2)]
    told = [voice_data.parse(f"03-01-{e:02d}-01-01-{t:02d}-{a:02d}.wav") for a, e, t in names]
    clips = voice_data.Clips(tuple(told), tuple(() for _ in told), ())
    bent = rng.normal(0, 2, (13, emotions))
    said = 2 * np.eye(emotions)[clips.labels] + np.stack([bent[clip.actor] for clip in told])
    folds = np.arange(1, 13).reshape(4, 3)
    logits = np.full((len(folds), 1, 2, len(told), emotions), np.nan, np.float32)
    splits = []
    for i, actors in enumerate(folds):
        held = np.isin(clips.actors, actors)
        splits.append(protocols.Split(f"fold-{i}", ~held, held))
        logits[i, 0][:, held] = said[held]
    used = [i for i, clip in enumerate(told) if clip.is_neutral and clip.repetition == 1]
    logits[:, :, protocols.CALIBRATED, used] = np.nan
    return usual.Voices.of(protocols.Judged(clips, splits, logits))


def test_what_neutral_sentences_show_of_a_voice_is_taken_off_its_other_answers(voices):
    compared = figures.of("by-actor", voices.judged)["compared"]["uar"]
    put_right = voices.figures()
    assert put_right["uar"] > compared + 0.2
    assert put_right["pooled"]["n"] == len(voices.judged.clips.clips) - 12
    assert voices.fit(voices.there).weight > 0.5


def test_what_is_taken_off_a_voice_is_decided_by_other_people(voices):
    held = voices.judged.splits[0].held
    before = voices.cross_fitted()[held]
    mixed_up = replace(
        voices.judged.clips,
        clips=tuple(
            replace(clip, label=(clip.label + 1) % 8) if own else clip
            for clip, own in zip(voices.judged.clips.clips, held, strict=True)
        ),
    )
    again = replace(voices, judged=replace(voices.judged, clips=mixed_up)).cross_fitted()[held]
    np.testing.assert_array_equal(again, before)


def test_usual_voices_cannot_be_learned_from_data_without_neutral_sentences(voices):
    with pytest.raises(DataError, match="neutrally"):
        voices.fit(np.zeros(len(voices.there), bool))


def test_women_and_men_are_compared_with_an_interval():
    actors = np.repeat(np.arange(1, 9), 4)
    labels = np.tile([0, 1, 2, 3], 8)
    right = np.ones(32, bool)
    right[actors % 2 == 1] = False
    found = figures.by_sex(right, labels, actors)
    assert found["women"] == (1.0, 1.0, 1.0)
    assert found["men"] == (0.0, 0.0, 0.0)

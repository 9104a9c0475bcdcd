"""FER-2013 in its three shapes, copies across splits, and a training that survives a kill."""

from __future__ import annotations

import zipfile

import cv2
import numpy as np
import pytest

from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train.data import DataError
from ml.train.face import data as face_data

HAPPY, SAD = SEVEN_EMOTIONS.index(Emotion.HAPPY), SEVEN_EMOTIONS.index(Emotion.SAD)


def faces(count: int, seed: int = 0) -> np.ndarray:
    """Smooth random faces, so that no two are alike."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(0, 256, (count, 8, 8), dtype=np.uint8)
    return np.stack([cv2.resize(face, (48, 48), interpolation=cv2.INTER_CUBIC) for face in rough])


def png(image: np.ndarray) -> bytes:
    return cv2.imencode(".png", image)[1].tobytes()


@pytest.fixture
def folder(tmp_path):
    """A Kaggle folder: six training faces, one of them a copy of a test face, and two test faces."""
    train, test = faces(6), faces(2, seed=1)
    train[5] = test[0]
    for number, image in enumerate(train):
        place = tmp_path / "train" / ("happy" if number % 2 else "sad")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"Training_{number}.png").write_bytes(png(image))
    for number, image in enumerate(test):
        place = tmp_path / "test" / "happy"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"PublicTest_{number}.png").write_bytes(png(image))
    return tmp_path


def test_a_folder_and_a_zip_of_it_hold_the_same_faces(folder, tmp_path_factory):
    archive = tmp_path_factory.mktemp("zip") / "fer.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(folder.rglob("*.png")):
            out.write(file, f"anywhere/{file.relative_to(folder)}")
    plain, zipped = face_data.load(folder, "train"), face_data.load(archive, "train")
    assert plain.files == zipped.files
    assert np.array_equal(plain.images, zipped.images)
    assert sorted(plain.labels) == [HAPPY] * 3 + [SAD] * 3


def test_the_csv_holds_the_same_faces_and_names_a_short_row(tmp_path):
    image = faces(1)[0]
    rows = [f"3,{' '.join(map(str, image.ravel()))},Training", "4,1 2 3,Training", "0,9,PrivateTest"]
    path = tmp_path / "fer2013.csv"
    path.write_text("\n".join(["emotion, pixels, Usage", *rows]))  # as one of its two published headers is
    loaded = face_data.load(path, "train")
    assert np.array_equal(loaded.images[0], image)
    assert loaded.labels.tolist() == [HAPPY]
    assert "line 3 has 3 pixels" in loaded.skipped[0]


def test_a_corrupt_picture_is_named_and_skipped(folder):
    (folder / "train" / "sad" / "Training_9.png").write_bytes(b"no picture")
    loaded = face_data.load(folder, "train")
    assert len(loaded) == 6
    assert loaded.skipped == ("train/sad/Training_9.png: not a readable picture",)


def test_a_folder_of_no_emotion_is_refused(folder):
    (folder / "train" / "hungry").mkdir()
    (folder / "train" / "hungry" / "a.png").write_bytes(png(faces(1)[0]))
    with pytest.raises(DataError, match="hungry"):
        face_data.load(folder, "train")


@pytest.mark.parametrize("what", ["nothing there", "an empty split", "another kind of file"])
def test_unusable_data_is_refused_in_a_sentence(tmp_path, what):
    path = tmp_path / "data"
    if what == "an empty split":
        (path / "train" / "sad").mkdir(parents=True)
    elif what == "another kind of file":
        path.write_text("hello")
    with pytest.raises(DataError):
        face_data.load(path, "train")


def test_exact_and_near_copies_of_test_faces_are_found(folder):
    train, test = face_data.load(folder, "train"), face_data.load(folder, "test")
    assert face_data.copies_in(train, test).sum() == 1
    lighter = face_data.Faces(
        test.files, np.clip(test.images * 0.9 + 10, 0, 255).astype(np.uint8), test.labels
    )
    assert face_data.copies_in(lighter, test).all()


def test_votes_are_joined_by_file_and_few_votes_say_nothing(folder, tmp_path):
    train = face_data.load(folder, "train")
    header = "file,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    path = tmp_path / "ferplus.csv"
    path.write_text(f"{header}\n{train.files[0]},0,8,0,2,0,0,0,0,0,0\n{train.files[1]},1,0,0,0,0,0,0,0,9,0\n")
    crowd = face_data.votes(path, train)
    assert crowd[0, HAPPY] == pytest.approx(0.8)
    assert crowd[0, SAD] == pytest.approx(0.2)
    assert not crowd[1:].any()
    aims = face_data.targets(train, crowd, blend=0.5)
    assert aims.sum(1) == pytest.approx(1.0)
    assert aims[1, train.labels[1]] == 1.0


def test_a_csv_row_that_is_no_face_is_named_and_skipped(tmp_path):
    plain = " ".join(["7"] * 48 * 48)
    rows = [f"9,{plain},Training", f"3,{plain.replace('7', 'x', 1)},Training", f"3,{plain}00,Training"]
    path = tmp_path / "fer2013.csv"
    path.write_text("\n".join(["emotion,pixels,Usage", *rows, f"3,{plain},Training"]))
    loaded = face_data.load(path, "train")
    assert len(loaded) == 1
    assert "line 2 has the emotion '9'" in loaded.skipped[0]
    assert "line 3 has something other than numbers" in loaded.skipped[1]
    assert "line 4 has a pixel outside 0-255" in loaded.skipped[2]


def test_copies_of_a_face_share_a_group_and_a_flat_square_only_with_its_like():
    images = faces(6)
    images[3] = images[0]
    images[4], images[5] = 90, 90
    some = face_data.Faces(tuple("abcdef"), images, np.zeros(6, np.int64))
    group = face_data.groups(some)
    assert group[0] == group[3]
    assert group[4] == group[5]
    assert len(set(group)) == 4
    assert face_data.near_pairs(some, some).tolist() == [[0, 3], [4, 5]]


def test_sets_drop_copies_from_training_and_mark_the_test_faces_that_had_one(folder, tmp_path, capsys):
    (folder / "train" / "sad" / "Training_9.png").write_bytes(b"no picture")
    path = tmp_path / "ferplus.csv"
    path.write_text("file,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n")
    sets = face_data.sets(folder, path, blend=0.5)
    assert (len(sets.train), sets.dropped) == (5, 1)
    assert sets.clean.tolist() == [False, True]
    assert "skipped train/sad/Training_9.png" in capsys.readouterr().out


def test_folds_hold_every_face_back_once_and_never_split_copies():
    pytest.importorskip("keras")
    from ml.train.face import folds as face_folds

    images = faces(40)
    images[20:] = images[:20]
    some = face_data.Faces(tuple(map(str, range(40))), images, np.arange(40) % 4)
    held = face_folds.split(some, 4, seed=1)
    assert np.sum(held, axis=0).tolist() == [1] * 40
    assert all((mask[:20] == mask[20:]).all() for mask in held)
    with pytest.raises(DataError, match="21 folds of 20 different faces"):
        face_folds.split(some, 21, seed=1)


def test_drawn_spectacles_differ_each_time_and_leave_mouth_and_chin_alone():
    pytest.importorskip("keras")
    from ml.train.face.augment import with_spectacles

    image = faces(1)[0]
    rng = np.random.default_rng(0)
    drawn = [with_spectacles(image, rng) for _ in range(20)]
    assert len({picture.tobytes() for picture in drawn}) == 20
    assert all((picture[30:] == image[30:]).all() for picture in drawn)
    assert all((picture[10:29] != image[10:29]).any() for picture in drawn)

"""From a picture to a reading: finding, cropping, judging and classifying a face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data

from ml import artifact, blazeface, detector, face, haar
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.readings import Status


@pytest.fixture
def head(astronaut):
    """The astronaut's head and shoulders."""
    return astronaut[:256, 96:352]


def test_a_smile_is_read_as_happy(portrait):
    reading = face.read(portrait)
    assert reading.status is Status.OK
    assert reading.top is Emotion.HAPPY
    assert tuple(reading.scores) == SEVEN_EMOTIONS
    assert sum(reading.scores.values()) == pytest.approx(1.0)
    assert reading.quality > 0.5
    assert reading.ms > 0


def test_the_same_picture_gives_the_same_reading(portrait):
    assert face.read(portrait).scores == face.read(portrait).scores


def test_the_face_is_found_where_it_is(astronaut):
    (found,) = detector.find(astronaut)
    assert 160 < found.x < 200
    assert 60 < found.y < 100
    assert found.x < found.eyes[0][0] < found.eyes[1][0] < found.x + found.width


@pytest.mark.parametrize("scene", ["coffee", "rocket", "brick", "grass"])
def test_no_face_is_found_where_there_is_none(as_file, scene):
    pixels = getattr(data, scene)()
    reading = face.read(as_file(pixels))
    assert reading.status is Status.NO_FACE
    assert not reading.scores
    assert reading.message.startswith("No face was found")


def test_a_small_face_in_a_wide_picture_is_found_at_the_second_look(head, as_file):
    wide = np.full((1080, 1280, 3), 120, np.uint8)
    wide[300:500, 800:1000] = cv2.resize(head, (200, 200), interpolation=cv2.INTER_AREA)
    assert not blazeface._look(wide, 0, 0)
    assert face.read(as_file(wide)).status is Status.OK


def test_of_five_faces_the_largest_is_read_and_the_others_are_counted(head, as_file):
    row = [cv2.resize(head, (side, side)) for side in (200, 220, 256, 210, 190)]
    tall = [np.pad(one, ((0, 256 - len(one)), (0, 0), (0, 0))) for one in row]
    reading = face.read(as_file(np.concatenate(tall, axis=1)))
    assert reading.status is Status.SEVERAL_FACES
    assert reading.message.startswith("5 faces")
    assert reading.usable


def test_every_face_of_a_company_is_read_the_largest_first(head, as_file):
    row = [cv2.resize(head, (side, side)) for side in (200, 220, 256, 210, 190)]
    tall = [np.pad(one, ((0, 256 - len(one)), (0, 0), (0, 0))) for one in row]
    readings = face.read_all(as_file(np.concatenate(tall, axis=1)))
    assert [reading.status for reading in readings] == [Status.OK] * 5
    assert all(reading.top is Emotion.HAPPY for reading in readings)
    middles = [reading.details["frame"]["x"] for reading in readings]
    assert middles[0] == pytest.approx((200 + 220 + 128) / 1076, abs=0.03)
    assert readings[0].scores == pytest.approx(face.read(as_file(np.concatenate(tall, axis=1))).scores)


def test_a_picture_of_nobody_says_so_once(as_file):
    readings = face.read_all(as_file(data.coffee()))
    assert [reading.status for reading in readings] == [Status.NO_FACE]
    assert [reading.status for reading in face.read_all(b"no picture")] == [Status.UNREADABLE]


@pytest.mark.parametrize("degrees", [-15, 15])
def test_a_tilted_head_is_read_upright(astronaut, as_file, degrees):
    turned = cv2.warpAffine(
        astronaut,
        cv2.getRotationMatrix2D((225, 125), degrees, 1),
        (512, 512),
        borderMode=cv2.BORDER_REPLICATE,
    )
    assert face.read(as_file(turned)).top is Emotion.HAPPY


@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_exposure_is_not_an_emotion(astronaut, as_file, gamma):
    lit = (255 * (astronaut / 255.0) ** gamma).astype(np.uint8)
    assert face.read(as_file(lit)).top is Emotion.HAPPY


def test_darkness_is_said_and_not_guessed(astronaut, as_file):
    assert face.read(as_file(np.zeros((480, 640, 3), np.uint8))).status is Status.TOO_DARK
    dim = face.read(as_file((astronaut * 0.12).astype(np.uint8)))
    assert dim.status in (Status.TOO_DARK, Status.NO_FACE)
    assert not dim.scores


def test_quality_falls_with_blur(astronaut, as_file):
    soft = face.read(as_file(cv2.GaussianBlur(astronaut, (0, 0), 3)))
    assert not soft.usable or soft.quality < face.read(as_file(astronaut)).quality


def test_classifying_takes_faces_as_they_are():
    faces = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)
    probabilities = face.classify(faces)
    assert probabilities.shape == (3, 7)
    assert np.allclose(probabilities.sum(1), 1.0)


def test_contrast_and_brightness_of_a_crop_hardly_matter(astronaut):
    gray = cv2.resize(cv2.cvtColor(astronaut[70:190, 165:285], cv2.COLOR_RGB2GRAY), (48, 48))
    pale = (gray * 0.5 + 100).astype(np.uint8)
    plain, changed = face.classify(np.stack([gray, pale]))
    assert np.abs(plain - changed).max() < 0.05


def test_no_faces_give_no_probabilities():
    assert face.classify(np.zeros((0, 48, 48), np.uint8)).shape == (0, 7)


def test_the_map_says_where_and_not_how_the_picture_is_turned(portrait, astronaut, as_file):
    reading = face.read(portrait)
    looked_at = np.array(reading.details["looked_at"])
    assert looked_at.shape == (6, 6)
    assert looked_at.min() >= 0
    assert looked_at.max() == 1.0
    mirrored = np.array(face.read(as_file(astronaut[:, ::-1])).details["looked_at"])
    assert np.corrcoef(looked_at.ravel(), mirrored[:, ::-1].ravel())[0, 1] > 0.8


def test_a_smile_is_seen_in_the_lower_half_of_the_face(portrait):
    looked_at = np.array(face.read(portrait).details["looked_at"])
    assert looked_at[3:].sum() > 1.2 * looked_at[:3].sum()


def test_explaining_gives_the_scores_that_classifying_gives():
    crop = np.random.default_rng(1).integers(0, 256, (48, 48), dtype=np.uint8)
    probabilities, _ = face.explain(crop)
    assert np.allclose(probabilities, face.classify(crop[None])[0])


def test_the_frame_lies_around_the_face_in_shares_of_the_picture(portrait):
    frame = face.read(portrait).details["frame"]
    assert 0.38 < frame["x"] < 0.48  # the astronaut's nose is at 0.43, 0.22 of the picture
    assert 0.17 < frame["y"] < 0.27
    assert 0.15 < frame["side"] < 0.3
    assert abs(frame["roll"]) < 15


@pytest.fixture
def without_blazeface(monkeypatch):
    def missing() -> None:
        raise artifact.ArtifactError("The model file is missing.")

    monkeypatch.setattr(blazeface, "_network", missing)


def test_haar_steps_in_where_the_detector_is_missing_and_is_named(without_blazeface, portrait):
    reading = face.read(portrait)
    assert reading.top is Emotion.HAPPY
    assert reading.details["found_by"] == haar.NAME
    detector.warm()  # the start is not stopped either


def test_both_detectors_cut_the_same_square(astronaut):
    (ours,) = blazeface.find(astronaut)
    haars = max(haar.find(astronaut), key=lambda found: found.area)
    assert haars.x == pytest.approx(ours.x, abs=0.2 * ours.width)
    assert haars.y == pytest.approx(ours.y, abs=0.2 * ours.width)
    assert haars.width == pytest.approx(ours.width, rel=0.25)


def test_haar_finds_no_face_where_there_is_none(without_blazeface, as_file):
    assert face.read(as_file(data.coffee())).status is Status.NO_FACE

import csv
import json
import zipfile

import cv2
import numpy as np
import pytest

from ml import evaluate
from ml.labels import ALL_EMOTIONS, SEVEN_EMOTIONS, Modality
from ml.readings import Reading, Status

KEYS = {
    "n", "accuracy", "macro_f1", "uar", "ece", "nll", "per_class", "confusion", "labels", "ms_per_item",
}  # fmt: skip


def png(level):
    """A flat gray face whose brightness tells the stand-in model what to answer."""
    return cv2.imencode(".png", np.full((48, 48), level, np.uint8))[1].tobytes()


@pytest.fixture
def face_model(monkeypatch):
    """A stand-in that answers by brightness, so that these tests need no shipped face model."""
    from ml import face

    def classify(faces):
        answers = faces[:, 0, 0].astype(int) // 30
        return np.eye(7)[np.minimum(answers, 6)] * 0.93 + 0.01

    monkeypatch.setattr(face, "classify", classify)


@pytest.fixture
def kaggle(tmp_path):
    for part, files in {"train": {"angry": 5, "sad": 3}, "test": {"happy": 4, "sad": 2}}.items():
        for label, count in files.items():
            folder = tmp_path / "faces" / part / label
            folder.mkdir(parents=True)
            for index in range(count):
                level = 30 * SEVEN_EMOTIONS.index(evaluate.Emotion.parse(label)) + 5
                (folder / f"{index}.png").write_bytes(png(level))
    return tmp_path / "faces"


def as_json(capsys, *arguments):
    assert evaluate.main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def sentence(capsys, *arguments):
    assert evaluate.main(list(arguments)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.strip()


def test_the_test_part_of_a_kaggle_folder_is_measured_by_default(face_model, kaggle, capsys):
    figures = as_json(capsys, "face", "--data", str(kaggle))
    assert set(figures) >= KEYS
    assert (figures["n"], figures["accuracy"]) == (6, 1.0)
    assert figures["labels"] == [emotion.value for emotion in SEVEN_EMOTIONS]


@pytest.mark.parametrize(("split", "n"), [("train", 8), ("all", 14)])
def test_another_part_can_be_asked_for(face_model, kaggle, capsys, split, n):
    assert as_json(capsys, "face", "--data", str(kaggle), "--split", split)["n"] == n


def test_a_folder_of_label_folders_is_measured_whole(face_model, kaggle, capsys):
    assert as_json(capsys, "face", "--data", str(kaggle / "train"))["n"] == 8


def test_a_zip_gives_what_its_folder_gives(face_model, kaggle, tmp_path, capsys):
    archive = tmp_path / "faces.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(kaggle.rglob("*.png")):
            packed.write(file, f"archive/{file.relative_to(kaggle)}")
    from_folder = as_json(capsys, "face", "--data", str(kaggle))
    from_zip = as_json(capsys, "face", "--data", str(archive))
    assert from_zip["confusion"] == from_folder["confusion"]


def test_the_csv_of_the_challenge_is_read_by_usage(face_model, tmp_path, capsys):
    file = tmp_path / "fer2013.csv"
    with file.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["emotion", "pixels", "Usage"])
        rows.writerow([0, " ".join(["65"] * 2304), "Training"])
        rows.writerow([3, " ".join(["35"] * 2304), "PrivateTest"])
        rows.writerow([6, " ".join(["5"] * 2304), "PublicTest"])
        rows.writerow([6, "5 5 5", "PublicTest"])
    figures = as_json(capsys, "face", "--data", str(file))
    assert (figures["n"], figures["accuracy"], figures["left_out"]["unreadable"]) == (2, 1.0, 1)


def test_a_damaged_picture_is_named_left_out_and_counted(face_model, kaggle, capsys):
    (kaggle / "test" / "sad" / "broken.png").write_bytes(png(70)[:60])
    (kaggle / "test" / "sad" / "large.png").write_bytes(
        cv2.imencode(".png", np.zeros((9, 9), np.uint8))[1].tobytes()
    )
    assert evaluate.main(["face", "--data", str(kaggle), "--json"]) == 0
    printed = capsys.readouterr()
    assert "broken.png" in printed.err
    assert "9x9" in printed.err
    assert json.loads(printed.out)["left_out"]["unreadable"] == 2


def test_labels_the_model_cannot_say_are_left_out_and_counted(face_model, kaggle, capsys):
    (kaggle / "test" / "contempt").mkdir()
    (kaggle / "test" / "contempt" / "0.png").write_bytes(png(5))
    assert evaluate.main(["face", "--data", str(kaggle), "--json"]) == 0
    printed = capsys.readouterr()
    assert "contempt (1)" in printed.err
    assert json.loads(printed.out)["left_out"]["labels_unknown"] == 1


def test_voices_are_named_as_ravdess_names_them(monkeypatch, tmp_path, capsys):
    from ml import voice

    def read(data):
        if data == b"silence":
            return Reading(Modality.VOICE, status=Status.SILENCE, message="Nothing was heard.")
        scores = dict.fromkeys(ALL_EMOTIONS, 0.02)
        scores[ALL_EMOTIONS[int(data) - 1]] = 0.86
        return Reading(Modality.VOICE, scores=scores, quality=1.0)

    monkeypatch.setattr(voice, "read", read)
    monkeypatch.setattr(voice, "warm", lambda: None)
    folder = tmp_path / "Actor_01"
    folder.mkdir()
    for name, content in {
        "03-01-02-01-01-01-01.wav": b"2",
        "03-01-05-01-01-01-01.flac": b"4",
        "03-01-06-01-01-01-01.wav": b"silence",
        "notes.wav": b"1",
    }.items():
        (folder / name).write_bytes(content)
    figures = as_json(capsys, "voice", "--data", str(tmp_path))
    assert (figures["n"], figures["accuracy"]) == (2, 0.5)
    assert figures["per_class"]["calm"]["recall"] == 1.0
    assert (figures["left_out"]["no_reading"], figures["left_out"]["unreadable"]) == (1, 1)
    assert len(figures["confusion"]) == 8


def test_sentences_are_scored_by_the_shipped_model(tmp_path, capsys):
    file = tmp_path / "typed.tsv"
    file.write_text(
        "text\tlabels\nI feel so sad and lonely\tsadness\nsad\tsadness\nthis is great, I love it\tjoy\n"
        "mixed feelings\tjoy,sadness\nI adore you\tlove\nno label here\n",
        encoding="utf-8",
    )
    figures = as_json(capsys, "text", "--data", str(file))
    assert (figures["n"], figures["accuracy"]) == (3, 1.0)
    assert figures["left_out"] == {"unreadable": 1, "several_labels": 1, "labels_unknown": 1, "no_reading": 0}


def test_means_are_over_the_labels_that_occur(tmp_path, capsys):
    file = tmp_path / "typed.tsv"
    file.write_text("I feel so sad and lonely\tsadness\n", encoding="utf-8")
    assert as_json(capsys, "text", "--data", str(file))["uar"] == 1.0


def test_without_json_a_person_gets_a_table(tmp_path, capsys):
    file = tmp_path / "typed.tsv"
    file.write_text("I feel so sad and lonely\tsadness\n", encoding="utf-8")
    assert evaluate.main(["text", "--data", str(file)]) == 0
    assert "macro-F1" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["face", "voice", "text"])
def test_a_missing_path_is_one_sentence(kind, tmp_path, capsys):
    assert sentence(capsys, kind, "--data", str(tmp_path / "nowhere")).startswith("There is nothing at")


@pytest.mark.parametrize("kind", ["face", "voice"])
def test_an_empty_folder_is_one_sentence(kind, tmp_path, monkeypatch, capsys):
    from ml import voice

    monkeypatch.setattr(voice, "warm", lambda: None)
    assert "nothing that could be measured" in sentence(capsys, kind, "--data", str(tmp_path))


def test_an_unknown_layout_is_one_sentence(tmp_path, capsys):
    (tmp_path / "face.png").write_bytes(png(5))
    assert "no folder that names its emotion" in sentence(capsys, "face", "--data", str(tmp_path))
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no columns" in sentence(capsys, "face", "--data", str(table))
    prose = tmp_path / "prose.tsv"
    prose.write_text("no tabs at all\n", encoding="utf-8")
    assert "text<TAB>labels" in sentence(capsys, "text", "--data", str(prose))


def test_a_file_that_is_no_zip_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "faces.zip"
    file.write_bytes(b"PK but not really")
    assert "neither a folder nor a zip" in sentence(capsys, "face", "--data", str(file))


def test_a_missing_model_is_one_sentence(tmp_path, monkeypatch, capsys):
    from ml import artifact, text

    def refuse(texts):
        raise artifact.ArtifactError("The model file ml/artifacts/text/weights.npz is missing.")

    monkeypatch.setattr(text, "warm", lambda: refuse([]))
    file = tmp_path / "typed.tsv"
    file.write_text("I feel so sad\tsadness\n", encoding="utf-8")
    assert "weights.npz is missing" in sentence(capsys, "text", "--data", str(file))

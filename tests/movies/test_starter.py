from __future__ import annotations

import shutil
import time

import pytest
from django.core.management import CommandError, call_command
from yardstick import round_trip

from movies.models import GenreMood, Movie, Person
from scrapers import starter

MOST_ROUNDS_A_FILM = 350
"""What loading a film may cost, in round trips of `yardstick`; a third of it is usual."""


@pytest.mark.django_db
def test_the_whole_starter_catalogue_loads_in_time_and_twice_is_once(capsys):
    before, started = round_trip(), time.process_time()
    call_command("load_starter_catalogue")
    spent = time.process_time() - started
    assert spent < 17_470 * MOST_ROUNDS_A_FILM * max(before, round_trip())
    assert "17,470 new, 0 changed, 0 unchanged." in capsys.readouterr().out
    assert Movie.objects.filter(weighted_rating=None).count() < 50
    assert GenreMood.objects.count() >= 100
    assert not Person.objects.filter(name__in=["Jr.", "Sr.", "III"]).exists()

    call_command("load_starter_catalogue", again=True)
    assert "0 new, 0 changed, 17,470 unchanged." in capsys.readouterr().out

    Movie.objects.get(imdb_id="tt0114709").delete()
    call_command("load_starter_catalogue")
    assert "already here" in capsys.readouterr().out
    assert not Movie.objects.filter(imdb_id="tt0114709").exists()


def test_an_altered_file_is_refused_by_name(tmp_path):
    shutil.copy(starter.CATALOGUE, tmp_path)
    shutil.copy(starter.CHECKSUM, tmp_path)
    altered = tmp_path / starter.CATALOGUE.name
    altered.write_bytes(altered.read_bytes()[:-1] + b"x")

    with pytest.raises(CommandError, match=r"catalogue\.jsonl\.gz was altered") as caught:
        call_command("load_starter_catalogue", file=altered)
    assert caught.value.returncode == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"is missing"):
        call_command("load_starter_catalogue", file=tmp_path / "catalogue.jsonl.gz")


def test_building_without_the_package_says_where_it_comes_from(tmp_path):
    with pytest.raises(CommandError, match=r"pip download --no-deps bokeh-sampledata==2026\.1") as caught:
        call_command("build_starter_catalogue", wheel=tmp_path / "nothing.whl")
    assert caught.value.returncode == 2


def test_the_shipped_file_is_what_its_page_of_origin_says():
    page = (starter.STARTER / "SOURCE.md").read_text(encoding="utf-8")
    assert starter.digest(starter.CATALOGUE.read_bytes()) in page
    assert "CC0" in page
    assert starter.CATALOGUE.stat().st_size < 3_000_000

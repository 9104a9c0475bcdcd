"""What production packs for browsers: named by content, smaller where that helps, quickly."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import call_command

WORDS = b"a { color: red }\n" * 500


@pytest.fixture
def collected(settings, tmp_path):
    """The folder that `collectstatic` made of one style and one program."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_bytes(WORDS)
    (source / "reading.wasm").write_bytes(WORDS * 20)
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "emoflix_site.static_files.PackedStaticFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_every_file_has_a_name_of_its_content_and_a_gzip_copy(collected: Path):
    named = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert set(named) == {"site.css", "reading.wasm"}
    for name, by_content in named.items():
        packed = (collected / f"{by_content}.gz").read_bytes()
        assert gzip.decompress(packed) == (collected / name).read_bytes()


def test_nothing_is_packed_with_brotli_even_where_it_is_installed(collected: Path):
    assert list(collected.rglob("*.gz"))
    assert not list(collected.rglob("*.br"))

"""Image, services and dashboard say what the code does: read as files, without Docker."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from prometheus_client import REGISTRY

import emoflix_site.metrics
from emotions.uploads import MAX_BODY_BYTES

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SETTINGS = (ROOT / "emoflix_site" / "settings.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "emoflix.json").read_text())
OURS = ("prepare", "web", "worker")


def copied() -> list[str]:
    """What the image takes from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


@pytest.mark.parametrize("source", copied())
def test_what_the_image_takes_is_there_and_is_sent(source):
    assert list(ROOT.glob(source))
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    assert f"!{source.split('/')[0]}" in sent


def test_the_image_holds_no_training_and_runs_as_nobody_special():
    assert "requirements-dev" not in DOCKERFILE
    assert "ml/train" in (ROOT / ".dockerignore").read_text().splitlines()
    packages = (ROOT / "requirements.txt").read_text()
    assert not re.search("tensorflow|keras|torch|scikit-learn", packages)
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)\S+", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage


def test_nothing_secret_is_built_into_the_image():
    drawn_on_the_spot = r'SECRET_KEY="\$\(python -c [^)]*token_urlsafe\(60\)\)'
    assert not re.search(r"(SECRET_KEY|PASSWORD|TOKEN)=", re.sub(drawn_on_the_spot, "", DOCKERFILE))
    assert not re.search(r"^(ENV|ARG)[^\n]*SECRET_KEY", DOCKERFILE, re.MULTILINE)


def test_the_image_packs_static_files_as_its_pages_ask_for_them():
    """With DEBUG=1 they keep their plain names, and a site with DEBUG=0 finds none of them."""
    (packing,) = (line for line in re.split(r"(?<!\\)\n", DOCKERFILE) if "collectstatic" in line)
    assert re.search(r"\bDEBUG=0\b", packing)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_service_is_one_the_site_reads(name):
    for variable in COMPOSE["services"][name]["environment"]:
        assert re.search(rf'\benv\.\w+\(\s*"{variable}"', SETTINGS), variable


def test_secrets_come_from_outside_and_none_may_be_left_out():
    environment = COMPOSE["services"]["web"]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert environment["REDIS_URL"] != environment["CELERY_BROKER_URL"]


def test_the_services_are_plain_enough_for_any_reader_of_compose_files():
    assert "<<:" not in (ROOT / "compose.yaml").read_text()  # merging is no part of the format


def test_strangers_reach_the_proxy_alone():
    open_to_all = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert open_to_all == ["proxy"]


def test_whatever_dies_comes_back_by_itself_and_tells_how_it_is():
    for name, service in COMPOSE["services"].items():
        if name != "prepare":
            assert service["restart"] == "unless-stopped", name
    for name in ("postgres", "redis", "worker"):
        assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_the_dashboard_asks_for_figures_that_exist():
    known = {sample for family in REGISTRY.collect() for sample in _names(family.name, family.type)}
    asked = {
        name
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bemoflix_\w+", target["expr"])
    }
    assert asked <= known
    assert asked >= {"emoflix_corrections_total", "emoflix_readings_total", "emoflix_import_runs"}
    assert tuple(sorted(emoflix_site.metrics.SECONDS)) == emoflix_site.metrics.SECONDS


def _names(name: str, kind: str) -> set[str]:
    ends = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}.get(kind, ("",))
    return {f"{name}{end}" for end in ends}


def size(said: str) -> int:
    """Bytes, of what Caddy and Compose write."""
    number, unit = re.fullmatch(r"(\d+)(MiB|MB|GiB|g)", said).groups()
    return int(number) * {"MiB": 2**20, "MB": 10**6, "GiB": 2**30, "g": 2**30}[unit]


def test_whoever_sends_slowly_is_waited_for_by_the_proxy_and_not_by_a_worker():
    """Beyond its buffer the proxy would pass on what comes as it comes, and a worker would wait for it."""
    proxy = (ROOT / "deploy" / "Caddyfile").read_text()
    (buffer,) = re.findall(r"^\t\trequest_buffers (\w+)$", proxy, re.MULTILINE)
    (most,) = re.findall(r"^\t\tmax_size (\w+)$", proxy, re.MULTILINE)
    assert size(buffer) >= size(most) == MAX_BODY_BYTES
    assert re.search(r"read_header \d+s\s+read_body \d+m", proxy)


def test_what_the_proxy_takes_in_cannot_take_the_machines_memory():
    proxy = COMPOSE["services"]["proxy"]
    allowed = size(proxy["deploy"]["resources"]["limits"]["memory"])
    assert 10 * MAX_BODY_BYTES < size(proxy["environment"]["GOMEMLIMIT"]) < allowed


def default(said: str) -> str:
    """What Compose takes where .env does not name the variable."""
    return re.fullmatch(r"\$\{\w+:-(.+)\}", said)[1]


def test_the_workers_that_are_started_fit_into_their_memory_however_many_cores_there_are():
    web = COMPOSE["services"]["web"]
    workers = int(default(web["environment"]["WEB_CONCURRENCY"]))
    allowed = size(default(web["deploy"]["resources"]["limits"]["memory"]))
    own, decoder, shared = (megabytes * 2**20 for megabytes in (140, 32, 280))
    assert shared + workers * (own + settings.DECODERS * decoder) < 0.6 * allowed

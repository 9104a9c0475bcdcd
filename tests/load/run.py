"""How much a site with two gunicorn workers carries, on loopback, bounded in time.

    python tests/load/run.py [--seconds 20] [--people 8] [--films 17470] [--endurance 10000]

Starts PostgreSQL, Redis, gunicorn with two workers and no Celery worker, all its own, then lets locust play people: one
alone with each sense, then many with all of them. With --endurance so many check-ins of all kinds are made afterwards and
the workers' memory is read before and after. The last line is JSON; other work on the machine makes every figure
worse, so its load is in it.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "services")]

from stack import Site  # noqa: E402

SENSES = ("text", "face", "voice")
ALONE_SECONDS = 10
CHUNK = 2000  # check-ins between two looks at the memory


def played(
    site: Site, environment: dict[str, str], *, people: int, seconds: int
) -> dict[str, dict[str, str]]:
    """What locust measured, by what people did."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "locust"), "--headless", "--only-summary"]
        command += [
            "--locustfile",
            str(Path(__file__).with_name("locustfile.py")),
            "--csv",
            f"{folder}/figures",
        ]
        command += ["--host", f"http://127.0.0.1:{site.web.port}", "--run-time", f"{seconds}s"]
        command += ["--users", str(people), "--spawn-rate", str(people)]
        subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)
        table = Path(folder, "figures_stats.csv").read_text()
        _, *failures = Path(folder, "figures_failures.csv").read_text().splitlines()
        print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
    return {row["Name"]: row for row in csv.DictReader(io.StringIO(table))}


def summed(rows: dict[str, dict[str, str]], names: tuple[str, ...]) -> dict[str, float]:
    """Check-ins a second, errors and the slowest 95th percentile of these."""
    there = [rows[name] for name in names if name in rows]
    return {
        "check_ins_a_second": round(sum(float(row["Requests/s"]) for row in there), 1),
        "errors": sum(int(row["Failure Count"]) for row in rows.values() if row["Name"] != "Aggregated"),
        "p50_ms": max(float(row["50%"]) for row in there),
        "p95_ms": max(float(row["95%"]) for row in there),
    }


def memory(site: Site) -> dict[str, float]:
    """Megabytes of the largest web worker: all it holds, and its fair share of what it holds with others."""
    found = {"rss_mb": 0.0, "pss_mb": 0.0}
    for child in site.web.children():
        lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
        for line in lines:
            name = {"Rss:": "rss_mb", "Pss:": "pss_mb"}.get(line.split()[0])
            if name:
                found[name] = max(found[name], round(int(line.split()[1]) / 1024, 1))
    return found


def endurance(site: Site, environment: dict[str, str], check_ins: int) -> list[dict[str, float]]:
    """The workers' memory after every so many check-ins."""
    looks = [{"check_ins": 0, **memory(site)}]
    while looks[-1]["check_ins"] < check_ins:
        goal = looks[-1]["check_ins"] + CHUNK
        while (made := site.number("SELECT count(*) FROM emotions_moodcheck")) < goal:
            played(site, environment, people=8, seconds=15)
        looks.append({"check_ins": made, **memory(site)})
        print(looks[-1], flush=True)
    return looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--films", type=int, default=17_470)
    parser.add_argument("--endurance", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = {"EMOFLIX_FACE": f"{folder}/face.jpg", "EMOFLIX_VOICE": f"{folder}/voice.wav"}
        make_face(Path(files["EMOFLIX_FACE"]))
        make_voice(Path(files["EMOFLIX_VOICE"]))
        site = Site(Path(folder), EMOFLIX_FILMS=str(asked.films))
        try:
            site.web.start()
            environment = {**files, "EMOFLIX_SESSIONS": json.dumps(list(site.sessions.values()))}
            played(site, environment, people=2, seconds=5)  # the first of everything is not counted
            result: dict[str, object] = {}
            for sense in SENSES:
                rows = played(site, {**environment, "EMOFLIX_SENSES": sense}, people=1, seconds=ALONE_SECONDS)
                result[f"alone_{sense}"] = summed(rows, (sense,))
                print(f"one person, {sense}: {result[f'alone_{sense}']}", flush=True)
            result["mixed"] = summed(
                played(site, environment, people=asked.people, seconds=asked.seconds), SENSES
            )
            result["memory"] = endurance(site, environment, asked.endurance)
            result["load_of_the_machine"] = os.getloadavg()[0]
        finally:
            site.stop()
    print(json.dumps(result))


def make_face(path: Path) -> None:
    from PIL import Image
    from skimage import data

    Image.fromarray(data.astronaut()).save(path, quality=90)  # NASA, public domain


def make_voice(path: Path) -> None:
    words = "I had a really long day and I would like to see something kind tonight."
    subprocess.run(["espeak-ng", "-w", str(path), words], check=True, capture_output=True)


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"({time.monotonic() - started:.0f} s)", file=sys.stderr)

"""A site on this machine that behaves as IMDb may: it pages, tires, breaks, challenges and says no."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROBOTS = "User-agent: *\nDisallow: /title/*/private\nDisallow: /search/*secret$\nAllow: /\n"


@dataclass
class Answer:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # bytes before the connection breaks

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Site:
    """Answers by path; a list of answers is given one after the other, its last one for ever."""

    base: str
    answers: dict[str, list[Answer]]
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    cookies: list[str] = field(default_factory=list)
    fallback: Callable[[str], Answer] | None = None

    def answer(self, path: str) -> Answer:
        waiting = self.answers.get(path) or self.answers.get(path.partition("?")[0])
        if waiting:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if path == "/robots.txt":
            return Answer(ROBOTS)
        return self.fallback(path) if self.fallback else Answer("no such page", 404)

    def pages(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]


@contextmanager
def site(
    answers: dict[str, Answer | list[Answer]], fallback: Callable[[str], Answer] | None = None
) -> Iterator[Site]:
    """Serve on 127.0.0.1 in a thread."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.asked.append(self.path)
            served.agents.add(self.headers.get("User-Agent", ""))
            if "Cookie" in self.headers:
                served.cookies.append(self.headers["Cookie"])
            answer = served.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content[: answer.cut_after])
            if answer.cut_after is not None:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(
        base=f"http://127.0.0.1:{server.server_port}",
        answers={
            path: list(given) if isinstance(given, list) else [given] for path, given in answers.items()
        },
        fallback=fallback,
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""`Idempotency-Key`: a check-in sent twice with the same key happens once, and is answered the same both times."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from emoflix_site.models import SentRequest
from emoflix_site.models.idempotency import LONGEST_KEY, OtherRequest, UnderWay
from emotions.api import CHECKING_IN, MoodChecks

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
BACK_IN = "1"  # seconds
KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Any text of your own, new for every check-in: sent again within a day, the answer is the first one's.",
)

UNDER_WAY = OpenApiResponse(description="the first request with this key is still being answered")


class OnceOnly(MoodChecks):
    """Check-ins that may be sent again."""

    @extend_schema(
        parameters=[KEY],
        request=CHECKING_IN["request"],
        responses={**CHECKING_IN["responses"], 409: UNDER_WAY},
    )
    def create(self, request: Request) -> Response:
        """Say how you feel; get a mood and ten films with reasons."""
        key = request.headers.get(HEADER)
        if key is None:
            return self._sent(request)
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            return _refused(status.HTTP_400_BAD_REQUEST, f"1 to {LONGEST_KEY} printable ASCII characters.")
        user: Any = request.user
        try:
            sent = SentRequest.objects.claim(user, key, fingerprint(request))
        except OtherRequest:
            return _refused(status.HTTP_422_UNPROCESSABLE_ENTITY, "It was used for another check-in already.")
        except UnderWay:
            told = _refused(status.HTTP_409_CONFLICT, "The first request with it is still being answered.")
            told["Retry-After"] = BACK_IN
            return told
        if sent.status is not None:
            return Response(sent.body, sent.status, headers={REPLAYED: "true"})
        return self._first_time(request, sent)

    def _sent(self, request: Request) -> Response:
        answer: Response = super().create(request)
        return answer

    def _first_time(self, request: Request, sent: SentRequest) -> Response:
        """The check-in and its answer are kept together or not at all; what failed may be tried again."""
        try:
            with transaction.atomic():
                answer = self._sent(request)
                if status.is_success(answer.status_code):
                    sent.answer_with(answer.status_code, _plain(answer.data))
        except BaseException:
            sent.delete()
            raise
        if sent.status is None:
            sent.delete()
        return answer


def fingerprint(request: Request) -> str:
    """What a request says, however its parts are separated on the way: SHA-256 in hex."""
    said = [request.method, request.path]
    data: Any = request.data if isinstance(request.data, dict) else {"": request.data}
    for name in sorted(data, key=str):
        values = data.getlist(name) if hasattr(data, "getlist") else [data[name]]
        said += [name, *(_told(value) for value in values)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _told(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return json.dumps(value, sort_keys=True, default=str)
    digest = hashlib.sha256(value.read()).hexdigest()
    value.seek(0)
    return f"{digest}:{value.size}"


def _plain(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=JSONEncoder))


def _refused(code: int, sentence: str) -> Response:
    return Response({HEADER: [sentence]}, code)

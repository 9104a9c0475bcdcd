"""The API of what a person agrees to."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emotions.models import Consent
from emotions.privacy import consents
from emotions.privacy.wordings import WORDINGS
from ml.labels import Modality

NO_SUCH_SENSE = OpenApiResponse(description="nobody is asked about this sense, or nothing was agreed to")


class ConsentSerializer(serializers.Serializer[Any]):
    """A sense, what is asked about it today, and the answer."""

    sense = serializers.ChoiceField(choices=[sense.value for sense in WORDINGS])
    wording = serializers.IntegerField(help_text="version of the sentence")
    sentence = serializers.CharField()
    given = serializers.DateTimeField(allow_null=True, help_text="when it was agreed to; null when it is not")


class AgreeInput(serializers.Serializer[Any]):
    wording = serializers.IntegerField(help_text="version of the sentence that the person was shown")


def _told(sense: Modality, given: Consent | None) -> dict[str, Any]:
    asked = WORDINGS[sense]
    told = {"sense": sense.value, "wording": asked.version, "sentence": asked.sentence}
    return dict(ConsentSerializer({**told, "given": given.given if given else None}).data)


class Consents(APIView):
    """What is asked before a face or a voice is read, and what the user answered."""

    @extend_schema(responses=ConsentSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every sense with today's wording."""
        given = Consent.objects.in_force(request.user)  # type: ignore[arg-type]
        return Response([_told(sense, given.get(sense)) for sense in WORDINGS])


class ConsentView(APIView):
    """The user's answer for one sense."""

    @extend_schema(
        request=AgreeInput,
        responses={
            200: ConsentSerializer,
            404: NO_SUCH_SENSE,
            409: OpenApiResponse(description="the wording has another version by now; show it again"),
        },
    )
    def put(self, request: Request, sense: str) -> Response:
        """Agree to the wording the person was shown."""
        modality = _asked(sense)
        shown = AgreeInput(data=request.data)
        shown.is_valid(raise_exception=True)
        if shown.validated_data["wording"] != WORDINGS[modality].version:
            sentence = "The wording has changed; show today's sentence and ask again."
            return Response({"wording": [sentence]}, status.HTTP_409_CONFLICT)
        Consent.objects.agree(request.user, [modality])  # type: ignore[arg-type]
        given = Consent.objects.in_force(request.user)  # type: ignore[arg-type]
        return Response(_told(modality, given[modality]))

    @extend_schema(responses={204: None, 404: NO_SUCH_SENSE})
    def delete(self, request: Request, sense: str) -> Response:
        """Take it back; what was learned of the voice goes with the voice's."""
        if not consents.withdraw(request.user, _asked(sense)):  # type: ignore[arg-type]
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(sense: str) -> Modality:
    known = {modality.value: modality for modality in WORDINGS}
    if sense not in known:
        raise NotFound
    return known[sense]

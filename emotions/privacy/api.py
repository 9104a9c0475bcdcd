"""The API of what a person agrees to, and of faces that are read without being kept or stored."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from emotions.checkin import heard
from emotions.models import Consent
from emotions.privacy import consents
from emotions.privacy.wordings import WORDINGS
from emotions.senses.forms import FaceReadingForm
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


class FaceReadingInput(serializers.Serializer[Any]):
    """A picture. Documentation only; the form validates."""

    face = serializers.FileField(help_text="a picture: JPEG, PNG, WebP …")
    consent_face = serializers.BooleanField(required=False, help_text="agrees to the wording at /consents/")


class ReadingOutput(serializers.Serializer[Any]):
    """What one sense says of one input."""

    modality = serializers.CharField()
    status = serializers.CharField()
    quality = serializers.FloatField()
    scores = serializers.DictField(child=serializers.FloatField())
    message = serializers.CharField()
    ms = serializers.FloatField()


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


class FaceReading(APIView):
    """A face, read and forgotten: nothing is stored, no film is looked for."""

    parser_classes = [MultiPartParser]
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "face-reading"

    @extend_schema(
        request={"multipart/form-data": FaceReadingInput},
        responses={
            200: ReadingOutput,
            400: OpenApiResponse(description="the picture is missing"),
            403: OpenApiResponse(description="the person has not agreed; nothing was read"),
        },
    )
    def post(self, request: Request) -> Response:
        """What the face model says of one picture, for a live reading where the browser cannot run it."""
        form = FaceReadingForm(request.POST, request.FILES)
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        try:
            consents.insist(request.user, [Modality.FACE], agrees_to=form.agrees_to)  # type: ignore[arg-type]
        except consents.NotAgreed as refused:
            return Response({"face": [str(refused)]}, status.HTTP_403_FORBIDDEN)
        return Response(heard(Modality.FACE, form.cleaned_data["face"]).as_json())


def _asked(sense: str) -> Modality:
    known = {modality.value: modality for modality in WORDINGS}
    if sense not in known:
        raise NotFound
    return known[sense]

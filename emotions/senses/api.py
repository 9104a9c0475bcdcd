"""The API of the senses outside of a check-in: a face that is read and forgotten, and a usual voice."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from emotions.checkin import heard
from emotions.forms import ConsentForm
from emotions.models import UsualVoice
from emotions.privacy import consents
from emotions.senses import usual_voice
from emotions.senses.forms import FaceReadingForm, UsualVoiceForm
from ml.labels import Modality

NOTHING_LEARNED = OpenApiResponse(description="nothing has been learned")


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


class UsualVoiceInput(serializers.Serializer[Any]):
    """Two sentences read aloud calmly. Documentation only; the page's form validates."""

    first = serializers.FileField(help_text="a recording: WAV, MP3, M4A, OGG, FLAC, WebM")
    second = serializers.FileField(help_text="a recording of another sentence")


class UsualVoiceSerializer(serializers.ModelSerializer[UsualVoice]):
    in_use = serializers.BooleanField(
        read_only=True, help_text="false when it was learned for an earlier model; send new recordings"
    )
    features = serializers.IntegerField(read_only=True, help_text="version of what was measured")
    seconds = serializers.FloatField(read_only=True, help_text="seconds of voice it was learned from")
    statistics = serializers.ListField(
        source="numbers.statistics",
        child=serializers.FloatField(),
        read_only=True,
        help_text="mean and deviation of each feature: all that is stored of the voice",
    )

    class Meta:
        model = UsualVoice
        fields = ["created", "in_use", "features", "seconds", "statistics"]


class UsualVoiceView(APIView):
    """How the user sounds when nothing is the matter; there is one or none, and only the user's own."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses={200: UsualVoiceSerializer, 404: NOTHING_LEARNED})
    def get(self, request: Request) -> Response:
        """Everything that is stored of it."""
        return Response(UsualVoiceSerializer(self._own()).data)

    @extend_schema(
        request={"multipart/form-data": UsualVoiceInput},
        responses={
            200: UsualVoiceSerializer,
            400: OpenApiResponse(description="a recording is missing, a list of sentences a field"),
            403: OpenApiResponse(
                description="the person has not agreed to a sense that was used; nothing was read"
            ),
            422: OpenApiResponse(description="a recording cannot be used; each says why"),
        },
    )
    def put(self, request: Request) -> Response:
        """Learn it from two recordings, in place of what was learned before."""
        form = UsualVoiceForm(files=request.FILES, data={})
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        consent = ConsentForm(request.POST)
        consent.full_clean()
        try:
            learned = usual_voice.learn(request.user, form.recordings, agrees_to=consent.agrees_to)  # type: ignore[arg-type]
        except consents.NotAgreed as refused:
            return Response({"consent_voice": [str(refused)]}, status.HTTP_403_FORBIDDEN)
        except usual_voice.Unusable as unusable:
            form.refuse(unusable.why)
            return Response(form.errors, status.HTTP_422_UNPROCESSABLE_ENTITY)
        return Response(UsualVoiceSerializer(learned).data)

    @extend_schema(responses={204: None, 404: NOTHING_LEARNED})
    def delete(self, request: Request) -> Response:
        """Forget it."""
        self._own().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _own(self) -> UsualVoice:
        return get_object_or_404(UsualVoice, user=self.request.user)

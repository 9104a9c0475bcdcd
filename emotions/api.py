"""The API of check-ins and their history, for other programs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from emotions.checkin import NothingUnderstood, check_in, show_films, show_others
from emotions.forms import CheckInForm, CorrectionForm, OtherFilmsForm, as_form
from emotions.models import MoodCheck
from emotions.privacy.consents import NotAgreed
from emotions.serializers import (
    CheckInInput,
    CheckInJSON,
    CheckSerializer,
    CorrectionInput,
    OtherFilmsInput,
)
from movies.models import Taste

NOT_AGREED = OpenApiResponse(
    description="the person has not agreed to a sense that was used; nothing was read"
)

CHECKING_IN: dict[str, Any] = {
    "request": {"multipart/form-data": CheckInInput, "application/json": CheckInJSON},
    "responses": {
        201: CheckSerializer,
        400: OpenApiResponse(description="what is wrong, a list of sentences a field"),
        403: NOT_AGREED,
        422: OpenApiResponse(description="nothing could be read; each sense says why"),
    },
}


class MoodChecks(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[MoodCheck],
):
    """The user's own check-ins; a stranger's does not exist."""

    serializer_class = CheckSerializer
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = MoodCheck.objects.none()

    def get_queryset(self) -> QuerySet[MoodCheck]:
        if not self.request.user.is_authenticated:  # the schema is drawn without a user
            return MoodCheck.objects.none()
        return MoodCheck.objects.of(self.request.user).prefetch_related(
            "readings", "impressions__movie__genres"
        )

    @extend_schema(**CHECKING_IN)
    def create(self, request: Request) -> Response:
        """Say how you feel; get a mood and ten films with reasons."""
        if not isinstance(request.data, dict):
            return Response(
                {"non_field_errors": ["The body must be a JSON object."]}, status.HTTP_400_BAD_REQUEST
            )
        usual = Taste.mode_of(request.user)
        form = CheckInForm(as_form(request.data), request.FILES, usual_mode=usual)
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        try:
            check = check_in(request.user, form.signals, form.wish)  # type: ignore[arg-type]
        except NotAgreed as refused:
            return Response(_by_field(refused), status.HTTP_403_FORBIDDEN)
        except NothingUnderstood as nothing:
            told = {reading.modality.value: [reading.message] for reading in nothing.readings}
            return Response(told, status.HTTP_422_UNPROCESSABLE_ENTITY)
        return self._answer(check, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectionInput, responses={200: CheckSerializer})
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def correct(self, request: Request, pk: str | None = None) -> Response:
        """The person's own word for the mood; the films follow it."""
        check = self.get_object()
        form = CorrectionForm(as_form(request.data))
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        check.correct(form.choice)
        show_films(check, check.asked)
        return self._answer(check, status.HTTP_200_OK)

    @extend_schema(request=OtherFilmsInput, responses={200: CheckSerializer})
    @action(detail=True, methods=["post"])
    def films(self, request: Request, pk: str | None = None) -> Response:
        """The same mood, other films: another evening, or a surprise."""
        check = self.get_object()
        form = OtherFilmsForm(as_form(request.data))
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        show_others(check, mode=form.cleaned_data["mode"], surprise=form.drawn)
        return self._answer(check, status.HTTP_200_OK)

    def _answer(self, check: MoodCheck, code: int) -> Response:
        fresh = self.get_queryset().get(pk=check.pk)
        return Response(self.get_serializer(fresh).data, code)


def _by_field(refused: NotAgreed) -> dict[str, list[str]]:
    return {sense.value: [sentence] for sense, sentence in refused.why.items()}

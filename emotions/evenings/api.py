"""Watching together, for other programs: the same forms and steps as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from emotions.evenings import together
from emotions.evenings.forms import FacesForm, FairnessForm, JoinForm, SeatForm
from emotions.forms import as_form
from emotions.models import EMOTION_CHOICES, Evening, Guest
from movies.api import OfAFilm
from movies.recommending.together import Fairness

SAY_FIRST = "Say first how you feel tonight."


class GuestSerializer(serializers.ModelSerializer[Guest]):
    """Somebody who takes part: no score, no taste, and a mood's word only where it is shared."""

    mood = serializers.ChoiceField(
        choices=EMOTION_CHOICES, source="shown_mood", read_only=True, allow_null=True
    )
    you = serializers.SerializerMethodField(help_text="this is whoever asks")

    class Meta:
        model = Guest
        fields = ["id", "name", "mood", "you"]

    def get_you(self, guest: Guest) -> bool:
        return bool(guest.user_id) and guest.user_id == self.context["request"].user.pk


class FilmTogether(OfAFilm):
    """A film for everybody."""

    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())


class EveningSerializer(serializers.ModelSerializer[Evening]):
    """An evening as it stands in a list."""

    guests = GuestSerializer(many=True, read_only=True)
    hosted = serializers.SerializerMethodField(help_text="whoever asks is the host")

    class Meta:
        model = Evening
        fields = ["id", "code", "created", "is_open", "fairness", "hosted", "guests"]

    def get_hosted(self, evening: Evening) -> bool:
        return bool(evening.host_id == self.context["request"].user.pk)


class EveningWithFilms(EveningSerializer):
    """An evening with the films for everybody; ranked when it is asked for, never stored."""

    notes = serializers.SerializerMethodField()
    movies = serializers.SerializerMethodField()

    class Meta(EveningSerializer.Meta):
        fields = [*EveningSerializer.Meta.fields, "notes", "movies"]

    def to_representation(self, instance: Evening) -> Any:
        self.picks = together.films(instance)
        return super().to_representation(instance)

    def get_notes(self, evening: Evening) -> list[str]:
        return list(self.picks.notes)

    @extend_schema(responses=FilmTogether(many=True))
    def get_movies(self, evening: Evening) -> Any:
        return FilmTogether(self.picks, many=True).data


class SeatInput(serializers.Serializer[Any]):
    """Documentation only; the page's form validates."""

    name = serializers.CharField(required=False, help_text="what the others call you")
    shares_mood = serializers.BooleanField(required=False, help_text="show the others the word for your mood")


class JoinInput(SeatInput):
    code = serializers.CharField(help_text="as the host gave it away")


class FacesInput(serializers.Serializer[Any]):
    """Documentation only; the page's form validates."""

    face = serializers.FileField(help_text="a picture of the company")
    everybody_agrees = serializers.BooleanField(help_text="everybody in it agrees to having it read")


class FairnessInput(serializers.Serializer[Any]):
    fairness = serializers.ChoiceField(choices=Fairness.choices)


WRONG = OpenApiResponse(description="what is wrong, a list of sentences a field")
CANNOT = OpenApiResponse(description="why not, a list of sentences a field")


class Evenings(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Evening],
):
    """Evenings the user takes part in; anybody else's do not exist."""

    serializer_class = EveningSerializer
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = Evening.objects.none()

    def get_queryset(self) -> QuerySet[Evening]:
        if not self.request.user.is_authenticated:  # the schema is drawn without a user
            return Evening.objects.none()
        return Evening.objects.of(self.request.user).prefetch_related("guests__check_in")

    @extend_schema(responses={200: EveningWithFilms})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who is here, and the films for all of them."""
        return self._answer(self.get_object())

    @extend_schema(request=SeatInput, responses={201: EveningWithFilms, 422: CANNOT})
    def create(self, request: Request) -> Response:
        """Start an evening with tonight's check-in; the code is how others join."""
        form = SeatForm(as_form(request.data))
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        check = together.tonights_check(request.user)  # type: ignore[arg-type]
        if check is None:
            return Response({"non_field_errors": [SAY_FIRST]}, status.HTTP_422_UNPROCESSABLE_ENTITY)
        evening = together.start(request.user, check, **form.cleaned_data)  # type: ignore[arg-type]
        return self._answer(evening, status.HTTP_201_CREATED)

    @extend_schema(request=JoinInput, responses={200: EveningWithFilms, 400: WRONG, 422: CANNOT})
    @action(detail=False, methods=["post"])
    def join(self, request: Request) -> Response:
        """Take part with tonight's check-in; joining again brings the newest one."""
        form = JoinForm(as_form(request.data))
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        try:
            return self._answer(together.join(request.user, **form.cleaned_data))  # type: ignore[arg-type]
        except together.CannotJoin as why:
            return Response({"code": [str(why)]}, status.HTTP_422_UNPROCESSABLE_ENTITY)

    @extend_schema(
        request={"multipart/form-data": FacesInput},
        responses={200: EveningWithFilms, 400: WRONG, 422: CANNOT},
    )
    @action(detail=True, methods=["post"])
    def faces(self, request: Request, pk: str | None = None) -> Response:
        """Every face of a picture becomes a guest; the picture is dropped."""
        evening = self.get_object()
        form = FacesForm(as_form(request.data), request.FILES)
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        try:
            readings = together.add_faces(request.user, evening, form.cleaned_data["face"])  # type: ignore[arg-type]
        except together.CannotJoin as why:
            return Response({"face": [str(why)]}, status.HTTP_422_UNPROCESSABLE_ENTITY)
        if not any(reading.usable for reading in readings):
            told = list(dict.fromkeys(reading.message for reading in readings))
            return Response({"face": told}, status.HTTP_422_UNPROCESSABLE_ENTITY)
        return self._answer(evening)

    @extend_schema(request=FairnessInput, responses={200: EveningWithFilms, 400: WRONG})
    @action(detail=True, methods=["post"])
    def fairness(self, request: Request, pk: str | None = None) -> Response:
        """Switch between leaving nobody behind and the best on average."""
        evening = self.get_object()
        form = FairnessForm(as_form(request.data))
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        evening.fairness = form.cleaned_data["fairness"]
        evening.save(update_fields=["fairness"])
        return self._answer(evening)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Leave it; when the host leaves, it is over for all."""
        together.leave(request.user, self.get_object())  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, evening: Evening, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=evening.pk)
        return Response(EveningWithFilms(fresh, context=self.get_serializer_context()).data, code)

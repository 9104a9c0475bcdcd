"""Watching together: by a code, by a picture, as pages and as an API, and never at anybody's expense."""

from __future__ import annotations

from datetime import timedelta

import cv2
import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emoflix_site.your_data import packed
from emotions.checkin import Signals, check_in
from emotions.evenings import together
from emotions.models import Evening, Guest, MoodCheck
from emotions.models.evenings import MOST_GUESTS, OPEN_FOR, plain_code
from emotions.privacy import retention
from ml.labels import Emotion
from movies.wishes.wish import Wish

pytestmark = pytest.mark.usefixtures("films")

TOGETHER = "/together/"


@pytest.fixture
def evening(alice) -> Evening:
    """Alice is sad and hosts."""
    check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
    return together.start(alice, check, name="", shares_mood=True)


@pytest.fixture
def angry_bob(bob) -> MoodCheck:
    return check_in(bob, Signals(emotion=Emotion.ANGRY), Wish())


@pytest.fixture
def company(astronaut, as_file):
    """A picture of five."""
    head = astronaut[0:256, 100:356]
    row = [cv2.resize(head, (side, side)) for side in (200, 220, 256, 210, 190)]
    tall = [np.pad(one, ((0, 256 - len(one)), (0, 0), (0, 0))) for one in row]
    return as_file(np.concatenate(tall, axis=1))


def text(response) -> str:
    return response.content.decode()


class TestJoining:
    def test_it_begins_on_the_page_of_a_check_in(self, alices, alice):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        assert reverse("emotions:start_evening", args=[check.pk]) in text(
            alices.get(check.get_absolute_url())
        )
        page = text(
            alices.post(reverse("emotions:start_evening", args=[check.pk]), {"name": "Ali"}, follow=True)
        )
        assert "Ali" in page
        assert Evening.objects.get().code in page
        assert page.count('class="film"') == 10

    def test_another_joins_by_the_code_however_it_is_typed(self, evening, bobs, angry_bob):
        page = text(bobs.post(TOGETHER + "join/", {"code": f" {evening.code.upper()} "}, follow=True))
        assert "alice" in page
        assert page.count('class="film"') == 10
        assert evening.guests.count() == 2

    def test_a_link_brings_the_code_along(self, evening, alices, bobs):
        assert f"?code={evening.code}" in text(alices.get(evening.get_absolute_url()))
        assert f'value="{evening.code}"' in text(bobs.get(TOGETHER, {"code": evening.code}))

    def test_without_a_mood_of_tonight_one_is_sent_to_the_check_in_first(self, evening, bobs, bob):
        response = bobs.post(TOGETHER + "join/", {"code": evening.code})
        assert response.status_code == 422
        assert "Say first how you feel tonight" in text(response)
        old = check_in(bob, Signals(emotion=Emotion.HAPPY), Wish())
        MoodCheck.objects.filter(pk=old.pk).update(created=timezone.now() - together.TONIGHT)
        assert bobs.post(TOGETHER + "join/", {"code": evening.code}).status_code == 422

    @pytest.mark.parametrize("code", ["", "zzz-zzz-zzz", "k7m", "'; --"])
    def test_a_code_that_opens_nothing_gets_a_sentence(self, bobs, angry_bob, code):
        response = bobs.post(TOGETHER + "join/", {"code": code})
        assert response.status_code == 422
        assert "code" in text(response)

    def test_a_code_works_for_a_day(self, evening, bobs, angry_bob, alices):
        Evening.objects.update(created=timezone.now() - OPEN_FOR - timedelta(minutes=1))
        assert bobs.post(TOGETHER + "join/", {"code": evening.code}).status_code == 422
        assert "run out" in text(alices.get(evening.get_absolute_url()))

    def test_joining_twice_takes_one_seat_and_brings_the_newest_mood(self, evening, bob, angry_bob):
        together.join(bob, evening.code, name="B", shares_mood=True)
        newer = check_in(bob, Signals(emotion=Emotion.HAPPY), Wish())
        together.join(bob, evening.code, name="B", shares_mood=True)
        assert evening.guests.get(user=bob).check_in == newer

    def test_faces_are_forgotten_after_a_day(self, evening, alice):
        Guest.of_face(evening, "Face 1", evening.guests.get().mood).save()
        together.films(evening)
        assert evening.guests.count() == 2
        Evening.objects.update(created=timezone.now() - OPEN_FOR - timedelta(minutes=1))
        cache.clear()  # it is not looked for at every check-in
        check_in(alice, Signals(emotion=Emotion.HAPPY), Wish())
        assert evening.guests.count() == 1

    def test_an_evening_goes_with_the_moods_its_host_keeps_no_longer(self, evening, alice):
        Evening.objects.update(created=timezone.now() - timedelta(days=91))
        retention.keep_for(alice, 90)
        assert not Evening.objects.exists()

    def test_a_host_without_a_mood_still_has_the_evening(self, evening, alices):
        MoodCheck.objects.all().delete()
        assert "Nobody is here any more" in text(alices.get(evening.get_absolute_url()))

    def test_a_full_evening_says_so(self, evening, bobs, angry_bob):
        mood = evening.guests.get().mood
        Guest.objects.bulk_create(Guest.of_face(evening, "x", mood) for _ in range(MOST_GUESTS - 1))
        response = bobs.post(TOGETHER + "join/", {"code": evening.code})
        assert (response.status_code, "full" in text(response)) == (422, True)

    def test_codes_are_read_as_they_are_told(self):
        assert plain_code("K7M P2X 9FA") == plain_code("k7m-p2x-9fa") == "k7m-p2x-9fa"


class TestWhatTheOthersSee:
    def test_a_mood_is_shown_only_by_its_owner(self, evening, bob, alices, bobs, angry_bob):
        together.join(bob, evening.code, name="Bobby", shares_mood=False)
        page = text(alices.get(evening.get_absolute_url()))
        assert "Bobby" in page
        assert "keeps the mood to themselves" in page
        assert "angry" not in page
        assert "sad" in text(bobs.get(evening.get_absolute_url()))

    def test_a_stranger_gets_nothing(self, evening, bobs, client):
        address = evening.get_absolute_url()
        assert bobs.get(address).status_code == 404
        for name in ("add_faces", "weigh_evening", "drop_guest", "leave_evening"):
            assert bobs.post(reverse(f"emotions:{name}", args=[evening.pk])).status_code == 404
        assert client.get(address).status_code == 302

    def test_nobody_starts_with_a_mood_of_somebody_else(self, bobs, alice):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        assert bobs.post(reverse("emotions:start_evening", args=[check.pk])).status_code == 404

    def test_what_a_host_takes_along_holds_nobody_elses_mood(self, evening, alice, bob, angry_bob):
        together.join(bob, evening.code, name="B", shares_mood=False)
        taken = packed(alice)
        assert b"emotions.guest" in _unzipped(taken)
        assert b"Angry" not in _unzipped(taken)

    def test_a_mood_that_is_deleted_is_gone_from_the_evening(self, evening, bob, angry_bob):
        together.join(bob, evening.code, name="B", shares_mood=False)
        angry_bob.delete()
        assert evening.guests.count() == 1


def _unzipped(packed_data: bytes) -> bytes:
    import io
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(packed_data))
    return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


class TestFilms:
    def test_both_ways_of_weighing_are_offered_and_differ(self, evening, bob, alices, angry_bob):
        together.join(bob, evening.code, name="B", shares_mood=False)
        first = [pick.movie.pk for pick in together.films(evening)]
        alices.post(reverse("emotions:weigh_evening", args=[evening.pk]), {"fairness": "average"})
        evening.refresh_from_db()
        assert evening.fairness == "average"
        assert [pick.movie.pk for pick in together.films(evening)] != first
        page = text(
            alices.post(
                reverse("emotions:weigh_evening", args=[evening.pk]), {"fairness": "mine"}, follow=True
            )
        )
        assert "nobody left behind" in page

    def test_the_ways_of_weighing_are_named_in_german_too(self, evening, alices):
        alices.post("/language/", {"language": "de"})
        page = text(alices.get(evening.get_absolute_url()))
        assert "niemand" in page
        assert "nobody left behind" not in page
        assert "best on average" not in page

    def test_they_stay_the_same_while_nothing_changes(self, evening):
        assert [p.movie.pk for p in together.films(evening)] == [p.movie.pk for p in together.films(evening)]

    def test_nobodys_disliked_genre_comes(self, evening, bob, angry_bob):
        from movies.models import Genre, Taste

        Taste.of(bob).disliked_genres.add(Genre.objects.get(name="Animation"))
        together.join(bob, evening.code, name="B", shares_mood=False)
        assert not any("Animation" in pick.movie.genre_names for pick in together.films(evening))

    def test_leaving_takes_the_mood_along_and_the_host_ends_it(self, evening, bobs, bob, alices, angry_bob):
        together.join(bob, evening.code, name="B", shares_mood=False)
        bobs.post(reverse("emotions:leave_evening", args=[evening.pk]))
        assert not evening.guests.filter(user=bob).exists()
        assert bobs.get(evening.get_absolute_url()).status_code == 404
        alices.post(reverse("emotions:leave_evening", args=[evening.pk]))
        assert not Evening.objects.exists()


class TestFaces:
    def send(self, client: Client, evening: Evening, picture: bytes, agrees: bool = True):
        data = {"face": SimpleUploadedFile("us.jpg", picture)} | (
            {"everybody_agrees": "on"} if agrees else {}
        )
        return client.post(reverse("emotions:add_faces", args=[evening.pk]), data, follow=True)

    def test_every_face_of_a_picture_takes_a_seat(self, evening, alices, company):
        page = text(self.send(alices, evening, company))
        assert evening.guests.filter(user=None).count() == 5
        assert "Face 5" in page
        assert page.count('class="film"') == 10

    def test_nothing_is_read_before_everybody_agreed(self, evening, alices, company):
        response = self.send(alices, evening, company, agrees=False)
        assert response.status_code == 422
        assert "Ask everybody in the picture first" in text(response)
        assert evening.guests.count() == 1

    @pytest.mark.parametrize("picture", [b"no picture", b""])
    def test_a_picture_of_nobody_gets_a_sentence(self, evening, alices, picture):
        response = self.send(alices, evening, picture)
        assert response.status_code == 422
        assert evening.guests.count() == 1

    def test_the_host_takes_a_face_away_and_nobody_else_does(
        self, evening, alices, bobs, bob, company, angry_bob
    ):
        self.send(alices, evening, company)
        together.join(bob, evening.code, name="B", shares_mood=False)
        face = evening.guests.filter(user=None).first()
        drop = reverse("emotions:drop_guest", args=[evening.pk])
        bobs.post(drop, {"guest": face.pk})
        assert evening.guests.filter(pk=face.pk).exists()
        alices.post(drop, {"guest": face.pk})
        assert not evening.guests.filter(pk=face.pk).exists()
        assert alices.post(drop, {"guest": "x"}).status_code == 302


class TestTheApi:
    API = "/api/v1/evenings/"

    def test_an_evening_from_start_to_end(self, alices, alice, bobs, bob, angry_bob):
        check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        started = alices.post(self.API, {"name": "Ali", "shares_mood": True})
        assert started.status_code == 201
        code, pk = started.json()["code"], started.json()["id"]
        joined = bobs.post(self.API + "join/", {"code": code}).json()
        assert [guest["mood"] for guest in joined["guests"]] == ["sad", None]
        assert [guest["you"] for guest in joined["guests"]] == [False, True]
        assert len(joined["movies"]) == 10
        assert "scores" not in str(joined)
        switched = bobs.post(f"{self.API}{pk}/fairness/", {"fairness": "average"}).json()
        assert switched["fairness"] == "average"
        assert [one["id"] for one in bobs.get(self.API).json()["results"]] == [pk]
        assert bobs.delete(f"{self.API}{pk}/").status_code == 204
        assert bobs.get(f"{self.API}{pk}/").status_code == 404

    def test_half_a_character_in_a_name_never_breaks_it(self, alices, evening):
        answer = alices.post(self.API, '{"name": "Ali\\ud800"}', content_type="application/json")
        assert answer.status_code == 201
        assert [guest["name"] for guest in answer.json()["guests"]] == ["Ali?"]

    def test_a_picture_of_the_company(self, evening, alices, company):
        data = {"face": SimpleUploadedFile("us.jpg", company), "everybody_agrees": "true"}
        answer = alices.post(f"{self.API}{evening.pk}/faces/", data)
        assert answer.status_code == 200
        assert len(answer.json()["guests"]) == 6

    def test_what_is_wrong_is_said(self, evening, bobs, alices):
        assert bobs.post(self.API, {}).status_code == 422
        assert bobs.post(self.API + "join/", {}).status_code == 400
        assert bobs.post(self.API + "join/", {"code": evening.code}).status_code == 422
        assert bobs.post(self.API + "join/", [], content_type="application/json").status_code == 400
        assert alices.post(f"{self.API}{evening.pk}/fairness/", {"fairness": "me"}).status_code == 400
        assert alices.post(f"{self.API}{evening.pk}/faces/", {}).status_code == 400

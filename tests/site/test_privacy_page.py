"""The page that says what happens with what people show: for everybody, and within reach where it matters."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from emotions.models import Keeping

ADDRESS = "/privacy/"
LINK = f'href="{ADDRESS}"'


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("never kept", "What is kept, and how long", "Who sees it", "no diagnosis", "a day")),
        (
            "de",
            ("nie aufbewahrt", "Was bleibt, und wie lange", "Wer es sieht", "keine Diagnose", "einen Tag"),
        ),
    ],
)
def test_anybody_may_read_it_in_both_languages(client, db, language, words):
    page = client.get(ADDRESS, headers={"accept-language": language})
    assert page.status_code == 200
    for said in words:
        assert said in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/films/", "/accounts/signup/", "/nowhere/"])
def test_every_page_leads_to_it(films, client, address):
    assert LINK in client.get(address).content.decode().partition("<footer")[2]


def test_it_stands_beside_the_question_for_a_face_or_a_voice(films, client):
    newcomer = User.objects.create_user("newcomer", password="a film a day")
    client.force_login(newcomer)
    main = client.get("/check-in/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count(LINK) == 2
    assert LINK in client.get("/settings/").content.decode().partition("<main")[2].partition("</main>")[0]


def test_what_it_says_can_be_chosen_can_be_chosen(films, alices, alice):
    """The days in the settings, the export and the end of the account are where the page says."""
    settings = alices.get("/settings/").content.decode()
    assert all(f'value="{days}"' in settings for days in Keeping.CHOICES)
    assert "/settings/export/" in settings
    assert "/settings/delete/" in settings

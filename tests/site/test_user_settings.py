"""The page of everything a person may set."""

from __future__ import annotations

import pytest
from django.template.loader import get_template

from emoflix_site.user_settings import SECTIONS

SETTINGS = "/settings/"


def test_a_stranger_is_sent_to_the_log_in(client, db):
    assert client.get(SETTINGS).url.startswith("/accounts/login/")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_section_is_on_the_page_with_an_anchor_and_a_heading(alices, section):
    page = alices.get(SETTINGS).content.decode()
    assert f'href="#{section.slug}"' in page
    assert f'<h2 id="{section.slug}-title">{section.title}</h2>' in page
    assert get_template(section.template)


def test_anchors_are_told_apart():
    assert len({section.slug for section in SECTIONS}) == len(SECTIONS)


def test_the_menu_leads_there(alices):
    assert f'href="{SETTINGS}"' in alices.get("/").content.decode()

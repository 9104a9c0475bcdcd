"""A mood that was kept long enough goes without anybody's visit, where real workers run."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.services

OLD_MOOD = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from emotions.models import Keeping, MoodCheck
alice = User.objects.get(username="alice")
Keeping.objects.get_or_create(user=alice, defaults={"days": 7})
mood = MoodCheck.objects.create(user=alice, top="sad", confidence=0.9, scores={}, mode="lift")
MoodCheck.objects.filter(pk=mood.pk).update(created=timezone.now() - timedelta(days=8))
"""


def test_workers_forget_what_was_kept_long_enough(site):
    site.worker.stop()
    site.manage("shell", "-v", "0", "-c", OLD_MOOD)
    site.rows("DELETE FROM emoflix_site_upkeep")
    assert site.number("SELECT count(*) FROM emotions_moodcheck") == 1
    site.worker.start()
    site.wait_for("SELECT count(*) = 0 FROM emotions_moodcheck")
    site.wait_for("SELECT done IS NOT NULL FROM emoflix_site_upkeep WHERE name = 'forgetting'")

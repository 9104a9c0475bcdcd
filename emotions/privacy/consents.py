"""Nobody's face or voice is read before they agreed: page, API and usual voice all ask here."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from emotions.models import Consent, UsualVoice
from emotions.privacy.wordings import WORDINGS
from ml.labels import Modality


class NotAgreed(Exception):  # noqa: N818 - an answer, not a fault
    """Something was sent for senses the person has not agreed to; `why` holds a sentence for each."""

    def __init__(self, senses: Iterable[Modality]) -> None:
        self.why = {sense: str(WORDINGS[sense].missing) for sense in sorted(senses)}
        super().__init__(" ".join(self.why.values()))


def insist(user: User, used: Iterable[Modality], *, agrees_to: Iterable[Modality] = ()) -> None:
    """Write down what the person agrees to with what they send, then see that it covers all of it.

    Args:
        used: senses something was sent for; those that nobody is asked about need no consent.
        agrees_to: senses whose wording was ticked just now; written down only where it is used.

    Raises:
        NotAgreed: nothing may be read.
    """
    asked = set(used) & WORDINGS.keys()
    if not asked:
        return
    Consent.objects.agree(user, asked & set(agrees_to))
    missing = asked - Consent.objects.in_force(user).keys()
    if missing:
        raise NotAgreed(missing)


def withdraw(user: User, sense: Modality) -> bool:
    """Take a yes back, and with the voice's what was learned of it; False where there was none."""
    with transaction.atomic():
        if sense is Modality.VOICE:
            UsualVoice.objects.filter(user=user).delete()
        return Consent.objects.withdraw(user, sense)

"""Two sentences that teach the site how somebody usually sounds: the page, deleting it, and a no to the offer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emotions.forms import ConsentForm
from emotions.models import Consent, MoodCheck, UsualVoice
from emotions.privacy.consents import NotAgreed
from emotions.senses import usual_voice
from emotions.senses.forms import UsualVoiceForm
from ml.labels import Modality

FORBIDDEN = 403
UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def usual_voice_page(request: HttpRequest) -> HttpResponse:
    """Two sentences to read aloud, and what was learned from them."""
    assert request.user.is_authenticated
    if request.method == "GET":
        return _usual_voice_page(request, UsualVoiceForm())
    form = UsualVoiceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _usual_voice_page(request, form, status=UNPROCESSABLE)
    consent = ConsentForm(request.POST)
    consent.full_clean()
    try:
        usual_voice.learn(request.user, form.recordings, agrees_to=consent.agrees_to)
    except NotAgreed as refused:
        form.add_error(None, str(refused))
        return _usual_voice_page(request, form, status=FORBIDDEN)
    except usual_voice.Unusable as unusable:
        form.refuse(unusable.why)
        return _usual_voice_page(request, form, status=UNPROCESSABLE)
    messages.success(request, _("Thank you. From now on your voice is compared with how you usually sound."))
    return redirect("emotions:usual_voice")


def _usual_voice_page(request: HttpRequest, form: UsualVoiceForm, status: int = 200) -> HttpResponse:
    assert request.user.is_authenticated
    agreed = Consent.objects.in_force(request.user).get(Modality.VOICE)
    context = {"form": form, "usual": UsualVoice.objects.of(request.user), "agreed": {"voice": agreed}}
    return render(request, "emotions/usual_voice.html", context, status=status)


@login_required
@require_POST
def forget_usual_voice(request: HttpRequest) -> HttpResponse:
    """Delete the numbers; whoever deletes them is not asked for them again."""
    assert request.user.is_authenticated
    UsualVoice.objects.filter(user=request.user).delete()
    messages.success(request, _("Deleted. Your voice is read without a comparison again."))
    response = redirect("emotions:usual_voice")
    usual_voice.decline(request, response)
    return response


@login_required
@require_POST
def decline_usual_voice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Never offer it again, and go back to the result that did."""
    assert request.user.is_authenticated
    response = redirect(get_object_or_404(MoodCheck.objects.of(request.user), pk=pk))
    usual_voice.decline(request, response)
    return response

"""What the scripts say to people: here, so that one catalogue translates pages and scripts alike.

`{name}` is filled in by the script. A test holds these names and those in static/emotions/ together.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    # before a device is opened, and why it is not
    "before_camera": _(
        "Your browser will ask whether this page may use the camera. It goes on only then, and off as soon as "
        "the picture is taken. You can say no and choose a file instead."
    ),
    "before_microphone": _(
        "Your browser will ask whether this page may use the microphone. It goes on only then, and off as soon "
        "as you are done. You can say no and choose a file instead."
    ),
    "agree_and_open": _("I agree, go on"),
    "open": _("Go on"),
    "not_now": _("Not now"),
    "asking": _("Your browser is asking for your permission."),
    "refused": _("Permission was not given. You can allow it in the address bar, or choose a file instead."),
    "missing": _("No such device was found here. Choose a file instead."),
    "busy": _("Another program is using the device. Close it and try again, or choose a file."),
    "not_opened": _("The device could not be opened. Choose a file instead."),
    "insecure": _("Browsers open camera and microphone only on secure (https) pages. Choose a file instead."),
    "too_old": _("This browser cannot record here. Choose a file instead."),
    "lost": _("The camera was switched off. Open it again, or choose a file."),
    # recording
    "record": _("Record"),
    "done": _("Done"),
    "discard": _("Discard"),
    "discarded": _("Discarded."),
    "record_again": _("Record again"),
    "recording": _("The microphone is on. Speak as you feel."),
    "nothing_heard": _("Nothing is heard yet. Is the microphone muted, or far away?"),
    "loudness": _("Loudness"),
    "listening": _("Listening: {seconds} s of at most {most}."),
    "your_recording": _("Your recording"),
    "microphone_off": _("The microphone is off. The recording is sent only when {when}."),
    "you_ask": _("you ask for films"),
    "you_press": _("you press “{button}”"),
    # the camera
    "use_camera": _("Use the camera"),
    "take_picture": _("Take the picture"),
    "take_another": _("Take another"),
    "switch_camera": _("Other camera"),
    "stop": _("Stop"),
    "what_camera_sees": _("What the camera sees"),
    "framing": _("Look into the camera; your face should fill the oval."),
    "your_picture": _("The picture you took"),
    "camera_off": _("The camera is off. The picture is sent only when you ask for films."),
    # the live reading
    "live_reading": _("Live reading"),
    "show_live": _("Show what the model sees, live"),
    "pause_live": _("Pause the live reading"),
    "loading_reader": _(
        "Loading the model into your browser, about 5 MB, once. No frame leaves this device."
    ),
    "live_caption": _("Right now the model sees mostly {emotion}, {percent} %."),
    "no_face": _("No face was found; it should fill a good part of the picture and look towards the camera."),
    "too_dark": _("The face is too dark to read; turn towards a light."),
    "blurred": _("The face is too blurred to read; hold still and try again."),
    "no_reader": _(
        "This browser cannot run the model itself. A picture can still be taken and read by the site."
    ),
    "let_site_read": _("Let the site read a small frame every two seconds"),
    "not_read_here": _(
        "This browser cannot read the picture itself, so nothing was sent. Take the tick away to let the site "
        "read it, or go on without the picture."
    ),
    # sending
    "sending": _("Sending …"),
    "reading_mood": _("Reading your mood …"),
    "still_working": _("Still working. Long recordings and slow connections take a moment; nothing is lost."),
    "no_answer": _("The site did not answer. Everything is still here, so try again in a moment."),
    "too_much": _(
        "The files together are larger than the site accepts. A smaller picture or a shorter recording will do."
    ),
    "logged_out": _(
        "You have been logged out. Log in and come back: your words and choices stay in this tab."
    ),
    "went_wrong": _("Something went wrong on our side. Everything is still here, so try again in a moment."),
    # how somebody usually sounds
    "learning": _("Listening …"),
    "nothing_stored": _("Nothing was stored or changed."),
    "no_answer_both": _("The site did not answer; both recordings are still here, so try again in a moment."),
    "kept_both": _("Both recordings are still here."),
    "both_again": _("Please give both sentences again."),
    "one_again": _("Sentence {kept} is still here; only sentence {needed} is needed again."),
}

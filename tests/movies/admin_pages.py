"""Pages of the admin, as a browser sends them back."""

from __future__ import annotations

from typing import Any


def form_of(page: Any) -> dict[str, Any]:
    """What a browser would send back from the page of a row."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        for inner in [formset.formset.management_form, *formset.formset.initial_forms]:
            data |= {inner.add_prefix(name): inner[name].value() for name in inner.fields}
    return {name: "" if value is None else value for name, value in data.items()}

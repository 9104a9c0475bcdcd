"""Tokens in the admin: whose, what for, since when; to take back and to give a quota, never to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emoflix_site.limits import Limit
from emoflix_site.models import ApiToken
from emoflix_site.models.tokens import TokenQuerySet


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "prefix", "user", "created", "expires", "last_used", "works_now"]
    list_filter = ["created", "expires", "revoked"]
    list_select_related = ["user"]
    search_fields = ["name", "=prefix", "user__username"]
    fields = ["user", "name", "prefix", "scopes", "created", "expires", "last_used", "revoked", "rate"]
    readonly_fields = ["user", "name", "prefix", "scopes", "created", "expires", "last_used", "revoked"]
    actions = ["take_back"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "rate" and field is not None:
            field.validators.append(_is_a_rate)
        return field

    @admin.display(boolean=True, description=_("works"))
    def works_now(self, token: ApiToken) -> bool:
        return token.works

    @admin.action(description=_("Take back the selected tokens"), permissions=["change"])
    def take_back(self, request: HttpRequest, tokens: TokenQuerySet) -> None:
        for token in tokens:
            token.revoke()
        self.message_user(request, _("They open nothing any more."), messages.SUCCESS)


def _is_a_rate(value: str) -> None:
    try:
        Limit.parse("token", value)
    except ValueError as error:
        raise ValidationError(str(error)) from None

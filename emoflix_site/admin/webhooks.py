"""Webhooks in the admin: made and switched off here; what was sent and how it was answered, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emoflix_site.models import Delivery, Webhook


class DeliveryInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Delivery
    extra = 0
    fields = ["created", "attempts", "delivered", "next_try", "said"]
    readonly_fields = ["created", "attempts", "delivered", "next_try", "said"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "url", "active", "created"]
    fields = ["name", "url", "active"]
    inlines = [DeliveryInline]
    actions = ["seal_again"]

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
            self._show(request, obj)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Sign with a new secret"), permissions=["change"])
    def seal_again(self, request: HttpRequest, hooks: Any) -> None:
        for hook in hooks:
            self._show(request, hook)
            hook.save(update_fields=["sealed"])

    def _show(self, request: HttpRequest, hook: Webhook) -> None:
        said = _("%(name)s is signed with %(secret)s; this is shown once.")
        self.message_user(request, said % {"name": hook.name, "secret": hook.seal()}, messages.WARNING)

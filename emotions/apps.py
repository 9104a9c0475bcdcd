from django.apps import AppConfig


class EmotionsConfig(AppConfig):
    name = "emotions"

    def ready(self) -> None:
        from emotions import merges

        merges.watch()

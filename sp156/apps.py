from django.apps import AppConfig


class Sp156Config(AppConfig):
    name = "sp156"
    verbose_name = "SP156"

    def ready(self) -> None:
        # O aplicativo do Celery precisa existir antes de qualquer `shared_task`.
        from sp156 import celery, conferencias  # noqa: F401, PLC0415 - só depois dos settings

from django.apps import AppConfig


class CopiaConfig(AppConfig):
    name = "sp156.copia"
    verbose_name = "Cópias de segurança"

from django.apps import AppConfig


class GuiaConfig(AppConfig):
    name = "guia"
    verbose_name = "Guia de Serviços"

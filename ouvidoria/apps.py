from django.apps import AppConfig


class OuvidoriaConfig(AppConfig):
    name = "ouvidoria"
    verbose_name = "Ouvidoria"

from django.apps import AppConfig


class EsicConfig(AppConfig):
    name = "esic"
    verbose_name = "Acesso à informação"

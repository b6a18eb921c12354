from django.apps import AppConfig


class RoteamentoConfig(AppConfig):
    name = "roteamento"
    verbose_name = "Território e destino"

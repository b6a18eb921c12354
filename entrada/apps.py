from django.apps import AppConfig


class EntradaConfig(AppConfig):
    name = "entrada"
    verbose_name = "Entrar e mudar de acesso"

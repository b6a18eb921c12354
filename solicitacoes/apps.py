from django.apps import AppConfig


class SolicitacoesConfig(AppConfig):
    name = "solicitacoes"
    verbose_name = "Solicitações"

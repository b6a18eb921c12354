"""Manifestações, encaminhamentos, e o que só a denúncia tem."""

from ouvidoria.models.denuncias import Consentimento, Versao
from ouvidoria.models.encaminhamentos import Encaminhamento
from ouvidoria.models.manifestacoes import Andamento, Anexo, Manifestacao, ManifestacaoQuerySet, Satisfacao
from ouvidoria.models.relatorios import Relatorio

__all__ = [
    "Andamento",
    "Anexo",
    "Consentimento",
    "Encaminhamento",
    "Manifestacao",
    "ManifestacaoQuerySet",
    "Relatorio",
    "Satisfacao",
    "Versao",
]

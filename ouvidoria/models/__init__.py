"""Manifestações, encaminhamentos, e o que só a denúncia tem."""

from ouvidoria.models.denuncias import Consentimento, Versao
from ouvidoria.models.encaminhamentos import Encaminhamento, EncaminhamentoQuerySet
from ouvidoria.models.lembretes import Lembrete
from ouvidoria.models.manifestacoes import (
    Andamento,
    Anexo,
    Manifestacao,
    ManifestacaoQuerySet,
    Satisfacao,
    atrasada,
)
from ouvidoria.models.relatorios import Relatorio

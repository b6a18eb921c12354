"""Pedidos de informação, os seus recursos, o que deles se publica e a Comissão."""

from esic.models.comissao import InformacaoClassificada, InformacaoQuerySet, Reuniao, ReuniaoQuerySet
from esic.models.lembretes import Lembrete
from esic.models.pedidos import (
    SEM_RESPOSTA,
    Andamento,
    Anexo,
    Pedido,
    PedidoQuerySet,
    ReclamacaoPorOmissao,
    Recurso,
    RecursoQuerySet,
)
from esic.models.perfil_de_quem_pede import Perfil
from esic.models.publicacoes import Publicacao, PublicacaoQuerySet, TextoPublico

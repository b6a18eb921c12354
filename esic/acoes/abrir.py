"""Registrar um pedido de informação: por quem o faz, ou por um SIC que o recebeu no balcão ou por carta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contas.acoes import Identificacao, identificar
from contas.autor import Autor
from contas.papeis import Papel
from esic import pendencias
from esic.models import Andamento, Pedido
from esic.notificacao import avisar
from esic.situacoes import FormaDeResposta, Situacao, Tipo
from guia.models import Orgao
from protocolo import prazos_legais
from protocolo.acoes import anexar, numero_livre, registrar
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho, Canal
from protocolo.numero import Processo


class FaltaIdentificacao(RecusaDeAcao):
    """A LAI pede que quem pergunta se identifique (art. 10), e nada além do preciso (art. 10, §1º)."""


@dataclass(frozen=True, slots=True)
class NovoPedido:
    """Tudo o que se sabe de um pedido antes de ele existir; `recebido_em`, quando chegou de verdade."""

    orgao: Orgao
    texto: str
    chave_de_envio: str
    identificacao: Identificacao
    canal: str = Canal.PORTAL
    forma_de_resposta: str = FormaDeResposta.PAGINA
    autoriza_divulgar: bool = False
    arquivos: Sequence[ArquivoDeRascunho] = ()
    recebido_em: datetime | None = None


@transaction.atomic
def abrir(novo: NovoPedido, *, por: Autor, em: datetime) -> Pedido:
    """Registra: protocolo, relógio, andamento, anexos e aviso, numa transação.

    A mesma chave de envio devolve o já aberto. Levanta FaltaIdentificacao sem nome e documento.
    """
    existente = Pedido.objects.filter(chave_de_envio=novo.chave_de_envio).first()
    if existente:
        return existente
    if novo.recebido_em and novo.recebido_em > em:
        raise ValueError("A data de recebimento não pode estar no futuro.")
    if novo.identificacao.anonima or not novo.identificacao.nome:
        raise FaltaIdentificacao("O pedido de informação precisa do nome e do documento de quem pede.")
    caso = _montar(novo, por=por, em=em)
    caso.interessado = identificar(dados=novo.identificacao)
    registrar(
        caso,
        tipo=Tipo.REGISTRO,
        por=por,
        alcance=Andamento.Alcance.PUBLICO,
        unidade=novo.orgao.sigla,
        em=em,
        avisos=avisar(caso, "esic_registrado"),
    )
    anexar(caso, novo.arquivos, por=por, ordem=caso.versao, em=em)
    pendencias.PEDIDO.contar(caso)
    return caso


def _montar(novo: NovoPedido, *, por: Autor, em: datetime) -> Pedido:
    recebido = novo.recebido_em or em
    caso = Pedido(
        protocolo=numero_livre(Pedido, Processo.PEDIDO),
        chave_de_envio=novo.chave_de_envio,
        canal=novo.canal,
        situacao=Situacao.EM_TRAMITACAO,
        aberta_em=recebido,
        registrada_em=em,
        orgao=novo.orgao,
        texto=novo.texto,
        forma_de_resposta=novo.forma_de_resposta,
        autoriza_divulgar=novo.autoriza_divulgar,
        atendente=None if por.papel == Papel.INTERESSADO else por.usuario,
    )
    prazos_legais.partir(caso, "ESIC_RESPOSTA", inicio=recebido)
    return caso

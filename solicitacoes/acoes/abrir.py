"""Abrir uma solicitação: `montar` decide sem gravar, `gravar` grava em lote, `abrir` faz as duas.

Portal, aplicativo, Central, Praça, chat e integração chamam o mesmo `abrir`; só muda o canal.
O importador e o gerador de carga chamam `montar` e `gravar` com listas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.acoes import Identificacao, identificar
from contas.autor import Autor
from guia.consultas import suspensao_de
from guia.models import Servico, Suspensao, VersaoDoServico
from protocolo import numero
from protocolo.acoes import anexar
from protocolo.calendario import Calendario, carregar_calendario
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho, Canal
from protocolo.prazos import relogio
from roteamento.localizacao.enderecos import Local
from roteamento.models import Unidade
from roteamento.rotas import Tabelas as TabelasDeRota
from roteamento.rotas import calcular_rota
from solicitacoes.acoes.sigilo import dizer_o_sigilo
from solicitacoes.lugar import por_no_caso
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import Situacao, Tipo


class ServicoSuspenso(RecusaDeAcao):
    """Os pedidos do serviço estão parados; a frase diz por quê e o que fazer."""

    def __init__(self, suspensao: Suspensao) -> None:
        super().__init__(
            f"Os pedidos deste serviço estão suspensos. {suspensao.motivo} {suspensao.alternativa}"
        )


@dataclass(frozen=True, slots=True)
class Tabelas:
    """As tabelas de referência que `montar` lê, carregadas uma vez."""

    rotas: TabelasDeRota
    calendario: Calendario

    @classmethod
    def carregar(cls, *servicos: Servico) -> Tabelas:
        """Com `servicos`, só as regras deles."""
        return cls(rotas=TabelasDeRota.carregar(*servicos), calendario=carregar_calendario())


@dataclass(frozen=True, slots=True)
class NovaSolicitacao:
    """Tudo o que se sabe de um pedido antes de ele existir.

    Vale a versão publicada em `servico.publicada`, e a rota é a de quando se abre; só o importador
    diz outra `versao` e outra hora em `rotear_em` (as regras de hoje para pedidos antigos).
    `respostas` é a lista de `{chave, rotulo, valor}` na ordem das perguntas do serviço.
    """

    servico: Servico
    local: Local
    chave_de_envio: str
    canal: str = Canal.PORTAL
    descricao: str = ""
    respostas: Sequence[dict[str, Any]] = ()
    identificacao: Identificacao = field(default_factory=Identificacao)
    local_de_registro: Unidade | None = None
    fotos: Sequence[ArquivoDeRascunho] = ()
    versao: VersaoDoServico | None = None
    rotear_em: datetime | None = None


def montar(nova: NovaSolicitacao, *, por: Autor, em: datetime, tabelas: Tabelas) -> Solicitacao:
    """A solicitação pronta para gravar: rota, protocolo e relógio. Não escreve nada.

    Sem rota ela vai para a caixa de triagem: nenhum pedido é recusado por falta de regra.
    """
    versao = nova.versao or nova.servico.publicada
    if versao is None:
        raise ValueError(f"O serviço {nova.servico.slug} não está publicado.")
    local = nova.local
    rota = calcular_rota(nova.servico, local, nova.rotear_em or em, tabelas.rotas)
    caso = Solicitacao(
        protocolo=numero.gerar(numero.Processo.SOLICITACAO),
        chave_de_envio=nova.chave_de_envio,
        canal=nova.canal,
        situacao=Situacao.ABERTA,
        aberta_em=em,
        servico=nova.servico,
        versao_servico=versao,
        local_de_registro=nova.local_de_registro,
        atendente=por.usuario if por.papel == por.papel.ATENDENTE else None,
        descricao=nova.descricao,
        respostas=list(nova.respostas),
        unidade=rota.unidade,
        rota=rota.como_json(),
    )
    por_no_caso(caso, local)
    relogio.partir(
        caso,
        inicio=em,
        quantidade=versao.prazo_quantidade or 0,
        contagem=versao.prazo_contagem,
        base_legal=f"Guia de Serviços, {versao.nome}"[:200],
        calendario=tabelas.calendario,
    )
    return caso


def gravar(casos: Sequence[Solicitacao], *, por: Autor, tipo: str = Tipo.REGISTRO) -> None:
    """Grava em lote as solicitações montadas, cada uma com o seu sigilo e o seu primeiro andamento."""
    dizer_o_sigilo(casos)
    _gravar(casos, por=por, tipo=tipo)


def _gravar(casos: Sequence[Solicitacao], *, por: Autor, tipo: str = Tipo.REGISTRO) -> None:
    _renumerar_repetidos(casos)
    for caso in casos:
        caso.versao = caso.versao or 1  # a do histórico importado já vem com a dos seus andamentos
    Solicitacao.objects.bulk_create(casos, batch_size=500)
    Andamento.objects.bulk_create(
        (
            Andamento(
                caso=caso,
                ordem=1,
                tipo=tipo,
                alcance=Andamento.Alcance.PUBLICO,
                papel=por.papel,
                usuario=por.usuario_no_registro,
                unidade=caso.unidade.sigla,
                em=caso.aberta_em,
            )
            for caso in casos
        ),
        batch_size=1000,
    )


def _renumerar_repetidos(casos: Iterable[Solicitacao]) -> None:
    """Sorteia de novo o protocolo que, por azar, já existe no banco ou no próprio lote."""
    usados = Solicitacao.objects.filter(protocolo__in=[caso.protocolo for caso in casos])
    vistos = set(usados.values_list("protocolo", flat=True))
    for caso in casos:
        while caso.protocolo in vistos:
            caso.protocolo = numero.gerar(numero.Processo.SOLICITACAO)
        vistos.add(caso.protocolo)


@transaction.atomic
def abrir(nova: NovaSolicitacao, *, por: Autor, em: datetime, tabelas: Tabelas | None = None) -> Solicitacao:
    """Abre a solicitação: rota, protocolo, relógio, andamento, fotos e aviso, numa transação.

    A mesma chave de envio devolve a solicitação já aberta: enviar duas vezes faz uma só.
    Levanta ServicoSuspenso, em qualquer canal, se os pedidos do serviço estão parados.
    """
    existente = Solicitacao.objects.filter(chave_de_envio=nova.chave_de_envio).first()
    if existente:
        return existente
    if suspensao := suspensao_de(nova.servico, timezone.localdate(em)):
        raise ServicoSuspenso(suspensao)
    caso = montar(nova, por=por, em=em, tabelas=tabelas or Tabelas.carregar(nova.servico))
    dizer_o_sigilo([caso])
    caso.interessado = identificar(dados=nova.identificacao)
    caso.com_foto = any(foto.miniatura for foto in nova.fotos)
    aviso = avisar(caso, "registrado")
    _gravar([caso], por=por)
    Aviso.objects.bulk_create(aviso)
    anexar(caso, nova.fotos, por=por, ordem=caso.versao, em=em)
    return caso

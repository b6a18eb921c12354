"""Tudo o que é de uma pessoa, dos três processos, numa lista só, do mais novo para trás."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from contas.models import Usuario
from entrada.municipes import municipe_de
from esic.models import Pedido
from guia.busca.sinonimos import simplificar
from mesas import filtros as filtro
from mesas.contagem import contar_ate
from mesas.lista import Lista, protocolo_em
from mesas.paginacao import Juntas, Ordem
from ouvidoria.acoes import revisoes_ate
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import TEXTOS_DO_GUIA, Achado, em_segredo, resultado
from protocolo.prazos import promessa
from protocolo.prazos.contagem import Contagem
from protocolo.prazos.em_palavras import dia, em_palavras
from solicitacoes.acoes.apoios import APOIOS_POR_PESSOA
from solicitacoes.acoes.resolvido import se_pergunta
from solicitacoes.models import Apoio, Satisfacao, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica, publicos

ABERTOS, ESPERAM, ENCERRADOS = "abertos", "esperam", "encerrados"
DO_MAIS_NOVO = Ordem("aberta_em", decrescente=True, desempate="ordinal")
ORDINAL: Final = Cast("protocolo", BigIntegerField())
"""O número do protocolo, que desempata entre os três processos."""
DE_INFORMACAO = "Pedido de informação"
RESERVADO = "Pedido reservado"
"""O nome de um serviço sigiloso não aparece na lista: a tela pode estar à vista de outro."""
AGUARDANDO = "aguardando_municipe"
"""A situação tem o mesmo nome nos processos em que a pessoa responde."""
ESPERA_A_PESSOA = "Aguardando a resposta da pessoa"
FALTA_VOCE, COM_A_PREFEITURA, PODE_RECORRER = "Falta você responder", "Com a Prefeitura", "Respondido"


@dataclass(frozen=True)
class CasosDeAlguem(Lista):
    """Os casos de uma pessoa, dos três processos, que ela ou quem a atende procura."""

    busca: str = filtro.busca("Serviço ou protocolo")
    situacao: str = filtro.escolha(
        "Mostrar",
        [(ABERTOS, "Em aberto"), (ESPERAM, "Esperam por mim"), (ENCERRADOS, "Encerrados")],
        vazia="Tudo",
    )

    def entre(self, casos: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Os de um processo que os filtros escolhem."""
        achados = casos.filter(self._da_busca(casos.model))
        if self.situacao == ESPERAM:
            return _esperam(achados)
        if self.situacao:
            return achados.filter(encerrada_em__isnull=self.situacao == ABERTOS)
        return achados

    def _da_busca(self, processo: type[Achado]) -> Q:
        if not self.busca:
            return Q()
        if algarismos := protocolo_em(self.busca):
            return Q(protocolo__startswith=algarismos)
        return PROCURAR[processo](self.busca)


@dataclass(frozen=True)
class Area(CasosDeAlguem):
    """O que é de quem entrou."""

    minhas: str = filtro.marca("O que é meu", tipo="oculto", escolhe=False)

    @property
    @override
    def ordem_pedida(self) -> Ordem:
        return DO_MAIS_NOVO

    def de(self, usuario: Usuario) -> Juntas:
        """Os casos da pessoa que os filtros escolhem, sem textos."""
        return Juntas([self.entre(_de(processo, usuario)) for processo in PROCESSOS])


def _nos_servicos(busca: str) -> Q:
    """Pelo título que a pessoa leu ou pelo nome oficial; o sigiloso não se acha pelo nome."""
    no_nome = Q(versao_servico__nome__unaccent__icontains=busca)
    no_titulo = Q(versao_servico__titulo__unaccent__icontains=busca)
    return (no_titulo | no_nome) & Q(sigilosa=False)


def _nos_tipos(busca: str) -> Q:
    tipos = [tipo for tipo in TipoDeManifestacao if simplificar(busca) in simplificar(tipo.label)]
    return Q(tipo__in=tipos)


def _nos_orgaos(busca: str) -> Q:
    if simplificar(busca) in simplificar(DE_INFORMACAO):
        return Q()
    return Q(orgao__nome__unaccent__icontains=busca) | Q(orgao__sigla__iexact=busca)


PROCURAR: Final = {Solicitacao: _nos_servicos, Manifestacao: _nos_tipos, Pedido: _nos_orgaos}
PROCESSOS: Final[tuple[type[Achado], ...]] = (Solicitacao, Manifestacao, Pedido)
TEXTOS: Final = {
    Solicitacao: (*TEXTOS_DO_GUIA, "descricao", "respostas"),
    Manifestacao: ("respostas", "conclusao"),
    Pedido: ("texto", "resposta"),
}
"""O que uma lista nunca traz do banco."""
AO_LADO: Final = {Solicitacao: ("versao_servico",), Manifestacao: (), Pedido: ("orgao",)}


def _de(processo: type[Achado], usuario: Usuario) -> QuerySet[Any, Any]:
    seus: QuerySet[Any, Any] = processo.objects.da_conta(usuario).defer(*TEXTOS[processo])
    seus = seus.annotate(ordinal=ORDINAL)
    if processo is Solicitacao:
        dita = Satisfacao.objects.filter(caso=OuterRef("pk"), do_fim_em=OuterRef("encerrada_em"))
        seus = seus.annotate(disse=Exists(dita))
    return seus.select_related(*AO_LADO[processo]) if AO_LADO[processo] else seus


def _esperam(casos: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Os casos que não andam sem a pessoa; o pedido de informação nunca para por ela."""
    return casos.none() if casos.model is Pedido else casos.filter(encerrada_em=None, parada_em__isnull=False)


def quantos_esperam(usuario: Usuario) -> int:
    """Quantos casos só andam depois que a pessoa responder."""
    return sum(
        contar_ate(_esperam(processo.objects.da_conta(usuario)).order_by("pk") for processo in PROCESSOS)
    )


def que_acompanha(usuario: Usuario) -> list[tuple[str, str]]:
    """Os pedidos abertos de outros que a pessoa acompanha junto: o serviço e a chave da página pública."""
    abertos = publicos(Solicitacao.objects.abertas())
    seus = Apoio.objects.filter(usuario=usuario, caso__in=abertos).order_by("-em")
    lidos = seus.select_related("caso__versao_servico").only(
        "caso__versao_servico__titulo", "caso__versao_servico__nome"
    )[:APOIOS_POR_PESSOA]
    return [(um.caso.versao_servico.chamado, chave_publica(um.caso_id)) for um in lidos]


def provou_o_cpf(usuario: Usuario) -> bool:
    """Verdadeiro se o que se pediu com o CPF noutras portas já está na lista."""
    return municipe_de(usuario) is not None


@dataclass(frozen=True, slots=True)
class Linha:
    """Um caso como a lista o mostra."""

    caso: Achado
    nome: str
    situacao: str
    vez: str
    """De quem se espera o passo seguinte; vazio se acabou."""
    proxima: str
    """A próxima data, com o que acontece nela."""
    vence_em: datetime | None = None
    """O prazo, quando a próxima data é ele: a página diz quanto falta."""

    @property
    def onde(self) -> str:
        """A rua do pedido, que distingue um do outro; a do serviço sigiloso não se mostra."""
        caso = self.caso
        return caso.endereco if isinstance(caso, Solicitacao) and not caso.sigilosa else ""

    @property
    def em_segredo(self) -> bool:
        """O que nunca fica guardado no aparelho."""
        return em_segredo(self.caso)

    @property
    def nome_oficial(self) -> str:
        """O nome que a cidade dá ao serviço, quando o título não o diz; do sigiloso, nada."""
        caso = self.caso
        return caso.versao_servico.nome_oficial if isinstance(caso, Solicitacao) and not caso.sigilosa else ""

    @property
    def situacao_a_quem_atende(self) -> str:
        return a_quem_atende(self.caso, self.situacao)

    @property
    def falta_voce(self) -> bool:
        return self.vez == FALTA_VOCE

    @property
    def por_dizer(self) -> bool:
        """A Prefeitura o encerrou, e a pessoa ainda não disse se foi resolvido."""
        caso = self.caso
        return isinstance(caso, Solicitacao) and se_pergunta(caso) and not getattr(caso, "disse", True)

    @property
    def feminina(self) -> bool:
        return isinstance(self.caso, Manifestacao)

    @property
    def quanto_falta(self) -> str:
        """`faltam 3 dias`, `atrasado há 2 dias` (atrasada, se é manifestação)."""
        return em_palavras(self.vence_em, timezone.now(), atraso="atrasada" if self.feminina else "atrasado")


def linhas(casos: Iterable[Achado]) -> list[Linha]:
    """Os casos em palavras simples."""
    agora, todos = timezone.now(), list(casos)
    revisoes = revisoes_ate(caso for caso in todos if isinstance(caso, Manifestacao))
    return [_linha(caso, agora, revisoes) for caso in todos]


def _linha(caso: Achado, agora: datetime, revisoes: Mapping[int, datetime]) -> Linha:
    nome, situacao = _nome(caso), _situacao(caso)
    if caso.encerrada_em:
        return Linha(caso, nome, situacao, "", _do_fim(caso, caso.encerrada_em, revisoes))
    if not isinstance(caso, Pedido) and caso.responder_ate:
        return Linha(caso, nome, situacao, FALTA_VOCE, f"Responda até {dia(caso.responder_ate)}")
    if isinstance(caso, Pedido) and not caso.contando and caso.recorrer_ate and caso.recorrer_ate > agora:
        return Linha(caso, nome, situacao, PODE_RECORRER, f"Você pode recorrer até {dia(caso.recorrer_ate)}")
    if (
        isinstance(caso, Solicitacao)
        and caso.agendada_para
        and caso.agendada_para >= timezone.localdate(agora)
    ):
        return Linha(caso, nome, situacao, COM_A_PREFEITURA, f"A equipe vai em {caso.agendada_para:%d/%m/%Y}")
    if caso.contagem == Contagem.SEM_PRAZO or not caso.contando:
        return Linha(caso, nome, situacao, COM_A_PREFEITURA, "")
    if not caso.prometido:
        return Linha(caso, nome, situacao, COM_A_PREFEITURA, _sem_prazo(caso, agora))
    return Linha(caso, nome, situacao, COM_A_PREFEITURA, f"Prazo: {dia(caso.vence_em)}", caso.vence_em)


def _sem_prazo(caso: Achado, agora: datetime) -> str:
    """Do pedido cujo órgão não deu o prazo: desde quando se pode reclamar."""
    desde = promessa.reclamar_desde(caso)
    if desde <= timezone.localdate(agora):
        return f"{promessa.aberto_ha(caso, agora)} Você já pode reclamar na Ouvidoria"
    return f"Sem prazo informado; pode reclamar na Ouvidoria a partir de {desde:%d/%m/%Y}"


def _do_fim(caso: Achado, encerrada_em: datetime, revisoes: Mapping[int, datetime]) -> str:
    if not isinstance(caso, Manifestacao):
        return f"Encerrado em {dia(encerrada_em)}"
    ate = revisoes.get(caso.pk)
    ainda = f". Você pode pedir a revisão até {dia(ate)}" if ate else ""
    return f"Encerrada em {dia(encerrada_em)}{ainda}"


def _nome(caso: Achado) -> str:
    if isinstance(caso, Solicitacao):
        return RESERVADO if caso.sigilosa else caso.versao_servico.chamado
    return caso.nome_do_tipo if isinstance(caso, Manifestacao) else f"{DE_INFORMACAO} a {caso.orgao.sigla}"


def a_quem_atende(caso: Achado, situacao: str) -> str:
    """A situação dita a quem lê o caso à pessoa: quem se espera é ela."""
    return ESPERA_A_PESSOA if caso.situacao == AGUARDANDO else situacao


def _situacao(caso: Achado) -> str:
    if caso.situacao == AGUARDANDO:
        return "Aguardando a sua resposta"
    return resultado(caso) if isinstance(caso, Solicitacao) else caso.nome_da_situacao

"""O que espera alguém da Prefeitura num pedido de informação: de quem é, até quando e como se diz.

Só leitura e conta; quem escreve o recado é `recados.contar` e `acoes.lembrar`. Nenhum recado diz de quem é o
pedido nem o que se pediu.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from avisos.models import Notificacao
from contas.papeis import Papel
from esic.models import Lembrete, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import DECIDE, Instancia, Situacao
from protocolo.prazo_em_palavras import contados, dias_passados, em_palavras
from roteamento.models import Designacao

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from guia.models import Orgao

Quem = Lembrete.Quem
SEM_NINGUEM = {
    Papel.SIC: "{} está sem SIC",
    Papel.AUTORIDADE: "{} está sem autoridade designada",
    Papel.CMAI: "ninguém está designado na Comissão",
}
"""O que se diz à Ouvidoria, que recebe o que não tem a quem ir."""


@dataclass(frozen=True, slots=True)
class Espera:
    """Um jeito de um pedido esperar alguém: `linhas` são as que esperam, e `ate` o campo do vencimento."""

    letra: str
    """O que distingue as chaves dos recados deste jeito."""
    papel: Papel
    quem: Lembrete.Quem
    linhas: Callable[[], QuerySet[Any]]
    chegou: str
    """O primeiro recado; `{}` é até quando."""
    falta: str
    """O começo de cada lembrete."""
    ate: str = "vence_em"
    atraso: str = "atrasado"
    caminho: str = "pedido__"
    """Da linha ao pedido; vazio se a linha é ele."""

    @property
    def do_orgao(self) -> bool:
        """Quem a recebe é do órgão do pedido; a Ouvidoria e a Comissão são da cidade toda."""
        return self.papel in {Papel.SIC, Papel.AUTORIDADE}

    def caso(self, linha: Any) -> Pedido:
        caso: Pedido = linha.pedido if self.caminho else linha
        return caso

    def vence_em(self, linha: Any) -> datetime:
        vence_em: datetime = getattr(linha, self.ate)
        return vence_em

    def chave(self, linha: Any) -> str:
        """A do primeiro recado: quem a tem já soube."""
        return f"esic/{self.letra}{linha.pk}/{self.caso(linha).orgao_id}"

    def chegada(self, linha: Any) -> str:
        return self.chegou.format(f"{timezone.localtime(self.vence_em(linha)):%d/%m/%Y}")

    def lembrete(self, linha: Any, agora: datetime) -> str:
        """Quanto falta; da Comissão, que não tem prazo em dias, há quanto tempo espera."""
        if self.quem == Quem.CMAI:
            return f"{self.falta}, espera há {contados(dias_passados(self.vence_em(linha), agora))}"
        return f"{self.falta}, {em_palavras(self.vence_em(linha), agora, atraso=self.atraso)}"

    def endereco(self, linha: Any) -> str:
        protocolo = self.caso(linha).protocolo
        if self.papel == Papel.SIC:
            return reverse("sic:pedido", args=[protocolo])
        return reverse("recursos:recurso", args=[protocolo])

    def sem_ninguem(self, orgao: Orgao) -> str:
        return SEM_NINGUEM[self.papel].format(orgao.sigla)

    def por_saber(self, em: date) -> QuerySet[Any]:
        """As linhas que alguém designado hoje, ou a Ouvidoria no lugar dele, ainda não soube que esperam."""
        chave = Concat(
            Value(f"esic/{self.letra}"),
            Cast("pk", CharField()),
            Value("/"),
            Cast(f"{self.caminho}orgao_id", CharField()),
        )
        linhas = self.linhas().annotate(chave=chave)
        do_orgao = Q(orgao=OuterRef(f"{self.caminho}orgao_id")) if self.do_orgao else Q()
        donos = _designados(self.papel, em).filter(do_orgao)
        falta_a_um = Q(Exists(donos.filter(_sem_o_recado())))
        if self.papel != Papel.OUVIDORIA:
            da_ouvidoria = _designados(Papel.OUVIDORIA, em).filter(_sem_o_recado())
            falta_a_um |= ~Exists(donos) & Q(Exists(da_ouvidoria))
        por_saber: QuerySet[Any] = linhas.filter(falta_a_um)
        return por_saber


def _designados(papel: Papel, em: date) -> QuerySet[Designacao]:
    return Designacao.objects.vigentes(em).no_papel([papel]).filter(usuario__is_active=True)


def _sem_o_recado() -> Q:
    recado = Notificacao.objects.filter(usuario=OuterRef("usuario"), chave=OuterRef(OuterRef("chave")))
    return ~Q(Exists(recado))


# --- as linhas que esperam ------------------------------------------------------------------


def _por_responder() -> QuerySet[Any]:
    """Sem resposta; os que a Ouvidoria já mandou responder esperam por outro prazo."""
    mandadas = ReclamacaoPorOmissao.objects.filter(pedido=OuterRef("pk"), responder_ate__isnull=False)
    return Pedido.objects.sem_resposta().filter(~Exists(mandadas)).select_related("orgao")


def _mandadas() -> QuerySet[Any]:
    mandadas = ReclamacaoPorOmissao.objects.filter(
        responder_ate__isnull=False, pedido__respondido_em=None, pedido__encerrada_em=None
    )
    return mandadas.select_related("pedido__orgao")


def _por_cumprir() -> QuerySet[Any]:
    """Enquanto outra instância não está com o pedido."""
    por_cumprir = Recurso.objects.por_cumprir().filter(pedido__situacao=Situacao.DECIDIDO)
    return por_cumprir.select_related("pedido__orgao")


def _por_decidir(instancia: Instancia) -> Callable[[], QuerySet[Any]]:
    return lambda: Recurso.objects.por_decidir().filter(instancia=instancia).select_related("pedido__orgao")


def _reclamacoes() -> QuerySet[Any]:
    abertas = ReclamacaoPorOmissao.objects.filter(decidida_em=None, pedido__encerrada_em=None)
    return abertas.select_related("pedido__orgao")


PEDIDO = Espera(
    letra="p",
    papel=Papel.SIC,
    quem=Quem.SIC,
    linhas=_por_responder,
    chegou="Pedido de informação a responder até {}",
    falta="Pedido de informação por responder",
    caminho="",
)
MANDADA = Espera(
    letra="m",
    papel=Papel.SIC,
    quem=Quem.SIC,
    linhas=_mandadas,
    ate="responder_ate",
    chegou="A Ouvidoria mandou responder até {}",
    falta="Resposta que a Ouvidoria mandou dar",
    atraso="atrasada",
)
CUMPRIR = Espera(
    letra="c",
    papel=Papel.SIC,
    quem=Quem.SIC,
    linhas=_por_cumprir,
    ate="cumprir_ate",
    chegou="Decisão de recurso a cumprir até {}",
    falta="Decisão de recurso por cumprir",
    atraso="atrasada",
)
RECLAMACAO = Espera(
    letra="o",
    papel=Papel.OUVIDORIA,
    quem=Quem.OUVIDORIA,
    linhas=_reclamacoes,
    chegou="Reclamação pela falta de resposta a decidir até {}",
    falta="Reclamação pela falta de resposta por decidir",
    atraso="atrasada",
)
RECURSO = {
    instancia: Espera(
        letra="r",
        papel=DECIDE[instancia],
        quem=quem,
        linhas=_por_decidir(instancia),
        chegou="Recurso de pedido de informação a decidir até {}",
        falta="Recurso de pedido de informação por decidir",
    )
    for instancia, quem in (
        (Instancia.PRIMEIRA, Quem.AUTORIDADE),
        (Instancia.SEGUNDA, Quem.OUVIDORIA),
    )
} | {
    Instancia.TERCEIRA: Espera(
        letra="r",
        papel=DECIDE[Instancia.TERCEIRA],
        quem=Quem.CMAI,
        linhas=_por_decidir(Instancia.TERCEIRA),
        chegou="Recurso de pedido de informação à espera da Comissão",
        falta="Recurso à Comissão",
    )
}
ESPERAS = (PEDIDO, MANDADA, CUMPRIR, RECLAMACAO, *RECURSO.values())
"""Todas: a rotina da manhã lembra de cada uma, e quem é designado depois recebe o que já o espera."""

"""Leituras que atravessam os processos: achar um protocolo, seja de que tipo for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from contas.models import Usuario
from esic.models import Pedido
from guia.models import VersaoDoServico
from ouvidoria.models import Manifestacao
from protocolo import relogio
from protocolo.calendario import carregar_calendario
from protocolo.numero import Processo
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import ABERTAS, Desfecho, Situacao, Tipo

type Achado = Solicitacao | Manifestacao | Pedido
"""Um caso de qualquer processo."""

TEXTOS_DO_GUIA = [
    f"versao_servico__{campo}"
    for campo in VersaoDoServico.CONTEUDO
    if campo not in ("nome", "sigilosa", "complemento_vencido")
]
"""O que quem acompanha um pedido não lê: os textos do serviço ficam no banco."""


@dataclass(frozen=True, slots=True)
class Passo:
    """Um passo da linha do tempo, como a página o mostra."""

    titulo: str
    em: datetime
    texto: str = ""
    quem: str = ""


def localizar(numero: str) -> Achado | None:
    """O caso com este protocolo; None se não há. O primeiro algarismo diz a tabela: uma consulta só.

    Sem ordenar: planejar nove tabelas custava mais que o resto da página.
    """
    ler = LEITURAS.get(numero[:1])
    return next(iter(ler().filter(protocolo=numero)), None) if ler else None


LEITURAS: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    Processo.SOLICITACAO: lambda: Solicitacao.objects.select_related("versao_servico", "distrito").defer(
        *TEXTOS_DO_GUIA
    ),
    Processo.MANIFESTACAO: Manifestacao.objects.all,
    Processo.PEDIDO: lambda: Pedido.objects.select_related("orgao"),
}
"""De cada processo, só o que a página mostra a qualquer um; da manifestação, nenhuma tabela ao lado."""


@dataclass(frozen=True, slots=True)
class CasosDaConta:
    """O que se pediu com a conta, do mais novo ao mais antigo, até `MAXIMO_DA_CONTA` de cada processo."""

    solicitacoes: list[Solicitacao]
    manifestacoes: list[Manifestacao]
    pedidos_de_informacao: list[Pedido]

    @property
    def cortados(self) -> bool:
        """Há mais do que a página mostra."""
        listas = (self.solicitacoes, self.manifestacoes, self.pedidos_de_informacao)
        return MAXIMO_DA_CONTA in {len(lista) for lista in listas}


MAXIMO_DA_CONTA = 100


def casos_de(usuario: Usuario) -> CasosDaConta:
    """Três consultas, sem textos. De denúncia a conta não é guardada, e nenhuma aparece."""
    pedidos = Solicitacao.objects.filter(interessado__usuario=usuario).select_related("versao_servico")
    manifestacoes = Manifestacao.objects.filter(interessado__usuario=usuario).sem_denuncias()
    de_informacao = Pedido.objects.filter(interessado__usuario=usuario)
    sem_textos = (*TEXTOS_DO_GUIA, "descricao", "respostas")
    return CasosDaConta(
        list(pedidos.defer(*sem_textos).order_by("-aberta_em")[:MAXIMO_DA_CONTA]),
        list(manifestacoes.defer("respostas", "conclusao").order_by("-aberta_em")[:MAXIMO_DA_CONTA]),
        list(de_informacao.defer("texto", "resposta").order_by("-aberta_em")[:MAXIMO_DA_CONTA]),
    )


def o_que_mudou(mudancas: dict[str, list[str]], campo: str, frase: str) -> str:
    """A frase com o antes e o depois do campo que o passo mudou; vazia se não o mudou."""
    antes, depois = mudancas.get(campo, ("", ""))
    return frase.format(antes, depois) if depois else ""


def linha_do_tempo(caso: Solicitacao, *, por_inteiro: bool) -> list[Passo]:
    """Do mais novo ao mais antigo. Sem a chave só aparecem as frases fixas dos passos públicos."""
    alcances = [Andamento.Alcance.PUBLICO]
    if por_inteiro:
        alcances.append(Andamento.Alcance.INTERESSADO)
    passos = caso.andamentos.filter(alcance__in=alcances).order_by("-ordem")
    return [
        Passo(
            titulo=p.frase,
            em=p.em,
            texto=_texto(p) if por_inteiro else "",
            quem=_quem(p) if por_inteiro else "",
        )
        for p in passos
    ]


def _texto(passo: Andamento) -> str:
    """O que a equipe escreveu, com o dia marcado ou o prazo novo que o passo trouxe."""
    dito = ""
    if passo.tipo == Tipo.AGENDAMENTO:
        antes, depois = passo.mudancas["agendada_para"]
        dito = f"A equipe vai em {depois}." + (f" Antes era {antes}." if antes else "")
    if passo.tipo == Tipo.PRORROGACAO:
        antes, depois = passo.mudancas["prazo"]
        dito = f"O prazo passou de {antes} para {depois}."
    return "\n\n".join(parte for parte in (dito, passo.texto) if parte)


def _quem(passo: Andamento) -> str:
    """Quem agiu, sem nome de pessoa: o munícipe reconhece a si mesmo, o servidor fala pela unidade."""
    return {"interessado": "você", "atendente": "atendente"}.get(passo.papel, "")


def resultado(caso: Solicitacao) -> str:
    """A situação em palavras, com o desfecho quando há um."""
    if caso.situacao == Situacao.FINALIZADA and caso.desfecho != Desfecho.NAO_INFORMADO:
        return f"{Situacao.FINALIZADA.label}: {Desfecho(caso.desfecho).label.lower()}"
    return Situacao(caso.situacao).label


def situacao_reservada(caso: Solicitacao) -> str:
    """De um pedido sigiloso o número sozinho só diz se está aberto."""
    return "Em aberto" if caso.situacao in ABERTAS else "Encerrado"


def como_calculamos(caso: Solicitacao) -> tuple[str, ...]:
    """As frases que explicam o prazo da solicitação."""
    return relogio.como(caso, carregar_calendario())

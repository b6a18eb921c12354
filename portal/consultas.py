"""Leituras que atravessam os processos: achar um protocolo, a linha do tempo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Manager, QuerySet

from contas.papeis import Papel
from esic.models import Pedido
from guia.models import VersaoDoServico
from ouvidoria.models import Manifestacao
from protocolo.models import Andamento
from protocolo.numero import Processo
from solicitacoes.acoes.encerrar import DESISTENCIA, DESISTIU
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao, Tipo

type Achado = Solicitacao | Manifestacao | Pedido
"""Um caso de qualquer processo."""
type Mudanca = tuple[str, Callable[[str, str], str]]
"""O que se diz do que um passo mudou: o campo e a frase, com o antes e o depois."""

A_QUEM_LE = (Andamento.Alcance.PUBLICO, Andamento.Alcance.INTERESSADO)

TEXTOS_DO_GUIA = [
    f"versao_servico__{campo}"
    for campo in VersaoDoServico.CONTEUDO
    if campo not in ("titulo", "nome", "complemento_vencido", "prazo_provisorio", "publica", "prova")
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


def em_segredo(caso: Achado) -> bool:
    """A denúncia e o serviço sigiloso."""
    return bool(getattr(caso, "denuncia", False) or getattr(caso, "sigilosa", False))


LEITURAS: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    Processo.SOLICITACAO: lambda: Solicitacao.objects.select_related("versao_servico", "distrito").defer(
        *TEXTOS_DO_GUIA
    ),
    Processo.MANIFESTACAO: Manifestacao.objects.all,
    Processo.PEDIDO: lambda: Pedido.objects.select_related("orgao"),
}
"""De cada processo, só o que a página mostra a qualquer um; da manifestação, nenhuma tabela ao lado."""


def que_se_leem[A: Andamento](andamentos: Manager[A]) -> QuerySet[A]:
    """Os passos que a parte lê, do mais novo ao mais antigo, sem o que é interno da Prefeitura."""
    return andamentos.filter(alcance__in=A_QUEM_LE).order_by("-ordem")


def lido(
    passo: Andamento, mudou: Mapping[str, Mudanca], *, quem: str, titulo: str = "", texto: str | None = None
) -> Passo:
    """O passo na voz de quem lê: o que mudou e o que se escreveu (`texto`, quando não é tudo)."""
    campo, dizer = mudou.get(passo.tipo, ("", "".format))
    antes, depois = passo.mudancas.get(campo, ("", ""))
    dito, escrito = dizer(antes, depois) if depois else "", passo.texto if texto is None else texto
    return Passo(titulo or passo.frase, passo.em, "\n\n".join(filter(None, (dito, escrito))), quem)


def linha_do_tempo(caso: Solicitacao, *, por_inteiro: bool) -> list[Passo]:
    """Do mais novo ao mais antigo. Sem a chave só aparecem as frases fixas dos passos públicos."""
    passos = que_se_leem(caso.andamentos)
    if por_inteiro:
        return [
            lido(p, MUDOU, quem=QUEM.get(p.papel, ""), texto=p.texto.replace(DESISTENCIA, DESISTIU))
            for p in passos
        ]
    return [Passo(p.frase, p.em) for p in passos.filter(alcance=Andamento.Alcance.PUBLICO)]


MUDOU: dict[str, Mudanca] = {
    Tipo.AGENDAMENTO: (
        "agendada_para",
        lambda antes, depois: f"A equipe vai em {depois}." + (f" Antes era {antes}." if antes else ""),
    ),
    Tipo.PRORROGACAO: ("prazo", "O prazo passou de {} para {}.".format),
}
QUEM: dict[str, str] = {Papel.INTERESSADO: "você", Papel.ATENDENTE: "atendente"}
"""Quem agiu, sem nome de pessoa: o munícipe reconhece a si mesmo, o servidor fala pela unidade."""


def resultado(caso: Solicitacao) -> str:
    """A situação em palavras, com o desfecho quando há um."""
    if caso.situacao == Situacao.FINALIZADA and caso.desfecho != Desfecho.NAO_INFORMADO:
        return f"{Situacao.FINALIZADA.label}: {Desfecho(caso.desfecho).label.lower()}"
    return Situacao(caso.situacao).label

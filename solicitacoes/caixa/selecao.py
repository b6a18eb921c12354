"""O que se marcou na lista para um lote: cada pedido, a versão vista e por que o ato não cabe nele."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contas.autor import Autor
from mesas.forms import MAIOR_VERSAO
from mesas.historia import andamentos, em_frase
from roteamento.models import Unidade
from solicitacoes.acoes.agrupar import se_juntam
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.atos import SEGUE_OUTRO
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.grupo import principal_do_lote
from solicitacoes.consultas import quantos_seguem
from solicitacoes.guardas import com_relacoes
from solicitacoes.models import Andamento, Solicitacao

NAO_EXISTE = "Não há pedido com este protocolo nesta caixa."
MUDOU = "Mudou depois que você o viu"
DE_OUTRO_SERVICO = "É de outro serviço, e só se juntam os do mesmo."
SEM_PAR = "Marque ao menos dois pedidos do mesmo serviço que ainda não estejam juntos de outro."


@dataclass(slots=True)
class Item:
    """Um pedido marcado. Sem `caso`, o protocolo não é desta caixa."""

    protocolo: str
    caso: Solicitacao | None = None
    versao: int = 0
    recusa: str = ""
    """Por que o ato não cabe nele; vazio se cabe."""
    mudou: str = ""
    """O que aconteceu com ele depois que a lista foi aberta."""
    juntos: int = 0
    """Quantos pedidos o seguem."""

    @property
    def valor(self) -> str:
        """Como vai de uma página à seguinte: o protocolo e a versão que a pessoa viu."""
        return f"{self.protocolo}.{self.versao}"


@dataclass(slots=True)
class Selecao:
    """Os pedidos marcados, na ordem do prazo."""

    itens: list[Item] = field(default_factory=list)
    marcados: int = 0
    principal: Solicitacao | None = None
    """A que os outros se juntam; só quando o ato é juntar."""

    @property
    def demais(self) -> int:
        """Quantos passam do que cabe num lote."""
        return max(0, self.marcados - MAXIMO)

    @property
    def casos(self) -> list[Solicitacao]:
        return [item.caso for item in self.itens if item.caso]

    @property
    def cabem(self) -> list[Item]:
        return [item for item in self.itens if item.caso and not item.recusa]

    @property
    def protocolos(self) -> int:
        """Quantos protocolos o lote muda, com os que seguem cada um."""
        return sum(1 + item.juntos for item in self.cabem)

    @property
    def lugares(self) -> int:
        """Em quantos lugares estão os que cabem: o principal é o lugar de todos os que o seguem."""
        return len({lugar_de(item.caso) for item in self.cabem if item.caso})


def lugar_de(caso: Solicitacao) -> tuple[object, ...]:
    """O que dois pedidos do mesmo lugar têm igual: a rua e o número; sem número, cada pedido é um lugar."""
    if not caso.logradouro_busca or not any(letra.isdigit() for letra in caso.numero):
        return (caso.pk,)
    return caso.logradouro_busca, caso.numero, caso.distrito_id


def ler(dados: QueryDict, unidade: Unidade, por: Autor) -> Selecao:
    """O que o formulário marcou, até `MAXIMO`; o que não é desta caixa fica como recusado."""
    vistas = _marcados(dados, unidade, por)
    selecao = Selecao(marcados=len(vistas))
    if selecao.demais:
        return selecao
    casos = com_relacoes().select_related("principal").filter(unidade=unidade, protocolo__in=vistas)
    achados = {caso.protocolo: caso for caso in casos.order_by("vence_em", "pk")}
    juntos = quantos_seguem(achados.values())
    for caso in achados.values():
        vista = vistas[caso.protocolo]
        versao = caso.versao if vista is None else vista
        selecao.itens.append(Item(caso.protocolo, caso, versao, juntos=juntos.get(caso.pk, 0)))
    de_fora = [protocolo for protocolo in vistas if protocolo not in achados]
    selecao.itens += [Item(protocolo, recusa=NAO_EXISTE) for protocolo in de_fora]
    _dizer_o_que_mudou(selecao, momento(dados.get("visto", "")), por)
    return selecao


def dizer_o_que_se_junta(itens: Sequence[Item]) -> Solicitacao | None:
    """Escolhe o principal entre os que cabem, e recusa já os que não se juntam a ele."""
    cabem = [(item, item.caso) for item in itens if item.caso and not item.recusa]
    principal = principal_do_lote([caso for _, caso in cabem])
    for item, caso in cabem:
        if caso.principal:
            item.recusa = SEGUE_OUTRO.format(protocolo=caso.principal.protocolo_escrito)
        elif principal is None:
            item.recusa = SEM_PAR
        elif not se_juntam(caso, principal):
            item.recusa = DE_OUTRO_SERVICO
    return principal


def _marcados(dados: QueryDict, unidade: Unidade, por: Autor) -> dict[str, int | None]:
    """Protocolo → versão vista (None: a de agora)."""
    if "todos" in dados:
        filtros = Caixa.ler(QueryDict(dados.get("todos", "")))
        da_caixa = filtros.aplicar(Solicitacao.objects.da_unidade(unidade), por=por, agora=timezone.now())
        primeiros = da_caixa.order_by(*filtros.ordem_pedida.colunas).values_list("protocolo", flat=True)
        return dict.fromkeys(primeiros[:MAXIMO])
    marcados: dict[str, int | None] = {}
    for valor in dados.getlist("p"):
        protocolo, _, versao = valor.replace("\0", "")[:40].partition(".")
        marcados[protocolo] = int(versao[:MAIOR_VERSAO]) if versao.isdecimal() else None
    return marcados


def momento(escrito: str) -> datetime | None:
    """A hora que a página deixou escrita; None se não é uma."""
    try:
        lido = parse_datetime(escrito)
    except ValueError:
        return None
    return lido if lido and timezone.is_aware(lido) else None


def _dizer_o_que_mudou(selecao: Selecao, desde: datetime | None, por: Autor) -> None:
    """Marca o que outra pessoa fez entre a lista e agora: quem age decide sabendo."""
    if desde is None:
        return
    passos = Andamento.objects.filter(caso__in=selecao.casos, em__gt=desde).exclude(usuario=por.usuario)
    ultimos = {passo.caso_id: passo for passo in passos.select_related("usuario").order_by("ordem")}
    for item in selecao.itens:
        if item.caso and (passo := ultimos.get(item.caso.pk)):
            item.mudou = f"{MUDOU}: {em_frase([passo])}."


def o_que_mudou(item: Item) -> str:
    """A recusa de quem mudou entre a conferência e a confirmação, com quem fez o quê."""
    if item.caso is None:
        return NAO_EXISTE
    feitos = em_frase(andamentos(item.caso, depois_de=item.versao))
    return f"{MUDOU}: {feitos}." if feitos else f"{MUDOU}."

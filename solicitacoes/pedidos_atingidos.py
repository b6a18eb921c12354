"""O que uma mudança de destino atinge: os pedidos abertos no lugar e os dos últimos 90 dias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Value, When
from django.utils import timezone

from guia.models import Servico
from roteamento.acoes.regras import Alcance, Plano, aplicar
from roteamento.conferencia.prova import Furo, dias_que_importam, furos_novos
from roteamento.localizacao.enderecos import Local, aceita_numero
from roteamento.localizacao.grafias import normalizar
from roteamento.models import Lado, Regra
from roteamento.rotas import RegrasDoServico, Rota, Tabelas, calcular_rota, vale
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet

DIAS = 90


@dataclass(frozen=True, slots=True)
class Impacto:
    """`mudariam`: quantos dos `recentes` iriam para outra unidade se a regra nova já valesse."""

    abertos: int
    recentes: int
    mudariam: int


@dataclass(frozen=True, slots=True)
class Troca:
    """Lugares que vão do mesmo destino para o mesmo destino; `de` e `para` em palavras."""

    de: str
    para: str
    muda: bool
    lugares: list[str]


@dataclass(frozen=True, slots=True)
class Previa:
    """Tudo o que se mostra antes de gravar uma mudança."""

    plano: Plano
    trocas: list[Troca]
    impacto: Impacto
    furos: list[Furo]
    menores: list[Regra]


@dataclass(frozen=True, slots=True)
class Parcela:
    """Quantos pedidos há num lugar: um distrito ou, onde há regra de rua, um endereço."""

    local: Local
    quantos: int


def prever(servico: Servico, onde: Alcance, plano: Plano, agora: datetime) -> Previa:
    """Como fica, em palavras e em pedidos; não grava nada. Os furos impedem a mudança."""
    antes = Tabelas.carregar(servico)
    depois = aplicar(antes, plano, servico)
    hoje, dia = timezone.localdate(agora), plano.a_partir_de
    dias = dias_que_importam(antes, hoje) | dias_que_importam(depois, hoje)
    return Previa(
        plano=plano,
        trocas=_trocas(servico, onde, antes, depois, dia),
        impacto=medir(servico, onde, antes=antes, depois=depois, dia=dia, agora=agora),
        furos=furos_novos(antes, depois, [servico], dias),
        menores=_menores(onde, depois.regras[servico.pk], dia),
    )


def _trocas(servico: Servico, onde: Alcance, antes: Tabelas, depois: Tabelas, dia: date) -> list[Troca]:
    """Antes e depois de cada lugar do alcance, juntos os iguais."""
    juntas: dict[tuple[str, str, bool], list[str]] = {}
    for local in _lugares(onde, antes):
        de, para = (calcular_rota(servico, local, dia, tabelas) for tabelas in (antes, depois))
        chave = (_em_palavras(de), _em_palavras(para), de.unidade != para.unidade)
        juntas.setdefault(chave, []).append(str(local.distrito))
    trocas = [Troca(de, para, muda, lugares) for (de, para, muda), lugares in juntas.items()]
    return sorted(trocas, key=lambda troca: not troca.muda)


def _lugares(onde: Alcance, tabelas: Tabelas) -> list[Local]:
    """Um lugar por distrito do alcance; da rua, um número que cabe no trecho."""
    if onde.logradouro and onde.distrito:
        numero = str(_numero_do_trecho(onde) or "")
        return [Local(logradouro=onde.logradouro, numero=numero, distrito=onde.distrito)]
    dentro = [d for d in tabelas.distritos.values() if onde.tem(d)]
    return [Local(distrito=distrito) for distrito in sorted(dentro, key=lambda d: d.nome_busca)]


def _numero_do_trecho(onde: Alcance) -> int | None:
    if onde.trecho == (None, None, Lado.AMBOS):
        return None
    comeco = onde.numero_de or max((onde.numero_ate or 2) - 1, 1)
    return comeco if aceita_numero(onde, comeco) else comeco + 1


def _em_palavras(rota: Rota) -> str:
    if rota.regra is None:
        return "nenhuma unidade"
    artigo = {"distrito": "do", "subprefeitura": "da"}.get(rota.regra.lugar.partition(" ")[0], "de")
    return f"{rota.unidade.sigla} ({rota.unidade.nome}), pela regra {artigo} {rota.regra.lugar}"


def _menores(onde: Alcance, regras: RegrasDoServico, dia: date) -> list[Regra]:
    """As regras de lugares menores, dentro do alcance, que continuam vencendo a nova."""
    todas = [regra for grupo in regras.values() for regra in grupo if vale(regra, dia)]
    return [regra for regra in todas if onde.contem(Alcance.da_regra(regra))]


def medir(
    servico: Servico, onde: Alcance, *, antes: Tabelas, depois: Tabelas, dia: date, agora: datetime
) -> Impacto:
    """Conta no banco por lugar, só os pedidos do serviço, e roteia cada lugar uma vez."""
    do_lugar = no_lugar(servico, onde, antes)
    recentes = do_lugar.filter(aberta_em__gte=agora - timedelta(days=DIAS))
    ruas = _ruas(servico, antes, depois)
    dos_dias = list(_parcelas(recentes, onde, ruas, antes))

    def muda(local: Local) -> bool:
        de, para = (calcular_rota(servico, local, dia, tabelas).unidade for tabelas in (antes, depois))
        return de != para

    return Impacto(
        abertos=_soma(_parcelas(do_lugar.abertas(), onde, ruas, antes)),
        recentes=_soma(dos_dias),
        mudariam=_soma(parcela for parcela in dos_dias if muda(parcela.local)),
    )


def _soma(parcelas: Iterable[Parcela]) -> int:
    return sum(parcela.quantos for parcela in parcelas)


def _ruas(servico: Servico, *tabelas: Tabelas) -> set[str]:
    """As ruas de que alguma regra do serviço fala, como o pedido as guarda."""
    return {
        alcance.split(":", 2)[2]
        for cada in tabelas
        for alcance in cada.regras.get(servico.pk, {})
        if alcance.startswith("rua:")
    }


def _parcelas(
    pedidos: SolicitacaoQuerySet, onde: Alcance, ruas: set[str], tabelas: Tabelas
) -> Iterator[Parcela]:
    """Os pedidos do lugar por distrito; só os das ruas com regra se separam por número."""
    so_destas = [
        Case(When(logradouro_busca__in=ruas, then=F(campo)), default=Value("")) if ruas else Value("")
        for campo in ("logradouro_busca", "numero")
    ]
    por_lugar = pedidos.values_list("distrito", *so_destas)
    for distrito, rua, numero, quantos in por_lugar.annotate(quantos=Count("*")).order_by():
        local = Local(logradouro=rua, numero=numero, distrito=tabelas.distritos.get(distrito))
        if cabe(onde, local):
            yield Parcela(local, quantos)


def no_lugar(servico: Servico, onde: Alcance, tabelas: Tabelas) -> SolicitacaoQuerySet:
    """Os pedidos do serviço no alcance; de um trecho de rua, os da rua toda (ver `cabe`)."""
    do_servico = Solicitacao.objects.filter(servico=servico)
    if onde.distrito:
        da_rua = {"logradouro_busca": normalizar(onde.logradouro)} if onde.logradouro else {}
        return do_servico.filter(distrito=onde.distrito.pk, **da_rua)
    if onde.subprefeitura:
        return do_servico.filter(distrito__in=[d.pk for d in tabelas.distritos.values() if onde.tem(d)])
    return do_servico


def cabe(onde: Alcance, local: Local) -> bool:
    """O pedido de um trecho de rua tem número, e ele cabe na faixa e no lado."""
    if not onde.logradouro or onde.trecho == (None, None, "ambos"):
        return True
    return local.numero_inteiro is not None and aceita_numero(onde, local.numero_inteiro)

"""Suceder unidades (mudar o nome, juntar, dividir) e dar à sucessora as subordinadas da que acabou."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from contas.autor import Autor
from guia.models import Servico
from protocolo.erros import RecusaDeAcao
from referencia.tabelas import Origem, Referencia, gravar_edicao
from referencia.travas import Trava, esperar_a_vez
from roteamento.acoes.regras import sem_deixar_lacuna
from roteamento.models import Lotacao, Sucessao, Unidade
from roteamento.models.unidades import PAPEIS_DE_LOTACAO, TRIAGEM
from roteamento.rotas import Tabelas
from roteamento.sucessoes import (
    ParteDaSucessao,
    Trocas,
    a_partir_de,
    chega,
    planejar,
    que_se_cruzam,
    subtrair,
)

UM_DIA = timedelta(days=1)
PRECEDENCIA = {papel: lugar for lugar, papel in enumerate(["chefia", "servidor"])}
"""Quem servia em duas unidades que se juntam fica com um papel só: o primeiro destes."""


class SucessaoInvalida(RecusaDeAcao):
    """A mudança não faz sentido como foi pedida; a mensagem diz por quê."""


@dataclass(frozen=True, slots=True)
class Sucedidas:
    """O que uma sucessão fez: as unidades novas, e quantas regras, lotações e subordinadas mudaram."""

    novas: tuple[Unidade, ...]
    regras: int
    lotacoes: int
    subordinadas: int


def nova_unidade(modelo: Unidade, *, sigla: str, nome: str, principal: bool = True) -> Unidade:
    """Uma unidade ainda não gravada, igual a `modelo` salvo na sigla e no nome.

    A atribuição é de uma só por subprefeitura, e o balcão não se divide: ficam com a principal.
    """
    comuns = {campo: getattr(modelo, campo) for campo in ("orgao", "subprefeitura", "superior")}
    proprias = ("atribuicao", "atende_publico", "endereco", "cep", "telefone", "horario", "o_que_faz")
    da_principal = {campo: getattr(modelo, campo) for campo in proprias} if principal else {}
    return Unidade(sigla=sigla, nome=nome, vigente_de=modelo.vigente_de, **comuns, **da_principal)


@transaction.atomic
def criar(*, unidade: Unidade, por: Autor) -> Unidade:
    """Uma unidade que não vem de outra: nasce sem equipe e sem regra, e nenhum pedido vai a ela ainda."""
    gravar_edicao(unidade, por=por)
    return unidade


@transaction.atomic
def suceder(  # noqa: PLR0913  cada argumento é um dado do ato
    *,
    antigas: Sequence[Unidade],
    novas: Sequence[Unidade],
    em: date,
    por: Autor,
    norma: str = "",
    partes: Sequence[ParteDaSucessao] = (),
) -> Sucedidas:
    """Do dia `em` em diante `novas` tomam o lugar de `antigas`: regras, gente e subordinadas vão com elas.

    Uma por uma é mudança de nome; várias por uma, junção; uma por várias, divisão, e então `partes` diz o
    que cabe a cada nova: a primeira fica com o resto. As novas ainda não gravadas passam a existir em `em`.
    Na divisão quem servia na antiga serve em todas as novas, até a chefia dizer quem fica onde. Levanta
    SucessaoInvalida, DeixariaLacuna ou ValidationError (os campos das novas), e então nada muda.
    """
    esperar_a_vez(Trava.REGRAS)
    divisao = list(partes) or [ParteDaSucessao(nova) for nova in novas]
    antigas = _conferidas(antigas, novas, divisao, em)
    antes = Tabelas.carregar()
    atingidos = _servicos_atingidos(antigas, antes)
    guarda = sem_deixar_lacuna(*Servico.objects.filter(pk__in=atingidos)) if atingidos else nullcontext()
    with guarda:
        for antiga in antigas:
            antiga.vigente_ate = em - UM_DIA
            gravar_edicao(antiga, por)
        for nova in novas:
            _criar(nova, em, por)
        _criar_muitas(
            [Sucessao(antiga=velha, nova=nova, em=em, norma=norma) for velha in antigas for nova in novas],
            por,
        )
        trocas = [planejar(antiga, divisao, em, antes, norma) for antiga in antigas]
        regras = sum(_trocar_regras(troca, em, por) for troca in trocas)
        lotacoes = _relotar(antigas, novas, em, por)
    subordinadas = adotar_subordinadas(em=em, por=por) if em <= timezone.localdate() else 0
    return Sucedidas(tuple(novas), regras, lotacoes, subordinadas)


# --- o que se recusa ----------------------------------------------------------------------


def _conferidas(
    antigas: Sequence[Unidade], novas: Sequence[Unidade], partes: Sequence[ParteDaSucessao], em: date
) -> list[Unidade]:
    """As antigas, relidas e travadas, se a mudança faz sentido."""
    travadas = list(
        Unidade.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[antiga.pk for antiga in antigas])
        .select_related("orgao", "subprefeitura", "superior")
        .order_by("pk")
    )
    _exigir(bool(travadas) and bool(novas), "Diga a unidade antiga e a nova.")
    _exigir(len(travadas) == 1 or len(novas) == 1, "Várias unidades só se juntam numa.")
    _exigir(em >= timezone.localdate(), "A mudança não pode começar no passado.")
    for antiga in travadas:
        _exigir(antiga.sigla != TRIAGEM, "A triagem recebe o que não tem destino: ela não muda.")
        _exigir(antiga.vigente_ate is None, f"{antiga.sigla} já tem dia para acabar.")
        _exigir(antiga.vigente_de < em, f"{antiga.sigla} precisa existir ao menos um dia antes da mudança.")
    ja_existem = [nova for nova in novas if nova.pk]
    for nova in ja_existem:
        _exigir(nova not in travadas, f"{nova.sigla} não pode suceder a si mesma.")
        _exigir(
            nova.vigente_ate is None and nova.vigente_de <= em,
            f"{nova.sigla} não existe de {em:%d/%m/%Y} em diante.",
        )
    _conferir_partes(novas, partes)
    return travadas


def _conferir_partes(novas: Sequence[Unidade], partes: Sequence[ParteDaSucessao]) -> None:
    _exigir([parte.unidade for parte in partes] == list(novas), "Cada unidade nova precisa da sua parte.")
    for parte in partes[1:]:
        _exigir(
            bool(parte.distritos or parte.servicos),
            f"Diga que distritos ou que serviços passam para {parte.unidade.sigla}.",
        )
    for uma, outra in que_se_cruzam(partes):
        _exigir(
            False, f"{uma.unidade.sigla} e {outra.unidade.sigla} ficariam com os mesmos pedidos: separe-os."
        )


def _exigir(certo: object, senao: str) -> None:
    if not certo:
        raise SucessaoInvalida(senao)


def _servicos_atingidos(antigas: Sequence[Unidade], tabelas: Tabelas) -> set[int]:
    return {
        servico
        for servico, grupos in tabelas.regras.items()
        for grupo in grupos.values()
        for regra in grupo
        if any(chega(regra, antiga, tabelas) for antiga in antigas)
    }


# --- as linhas ----------------------------------------------------------------------------


def _criar(nova: Unidade, em: date, por: Autor) -> None:
    if nova.pk:
        return
    nova.vigente_de = em
    nova.full_clean()
    gravar_edicao(nova, por)


def _criar_muitas[M: Referencia](linhas: Sequence[M], por: Autor) -> int:
    if linhas:
        bulk_create_with_history(
            linhas, type(linhas[0]), default_user=por.usuario_no_registro, batch_size=1000
        )
    return len(linhas)


def _mudar_muitas[M: Referencia](linhas: Sequence[M], campos: list[str], por: Autor) -> None:
    for linha in linhas:
        linha.origem = Origem.EDICAO
    if linhas:
        bulk_update_with_history(
            linhas,
            type(linhas[0]),
            [*campos, "origem"],
            default_user=por.usuario_no_registro,
            batch_size=1000,
        )


def _trocar_regras(trocas: Trocas, em: date, por: Autor) -> int:
    """Primeiro encerra, depois cria: o banco não deixa duas valerem no mesmo dia."""
    for regra in trocas.encerrar:
        regra.vigencia = DateRange(regra.vigencia.lower, em)
    _mudar_muitas(trocas.encerrar, ["vigencia"], por)
    _mudar_muitas(trocas.apontar, ["unidade", "atribuicao"], por)
    return _criar_muitas(trocas.criar, por) + len(trocas.apontar)


# --- quem serve onde ----------------------------------------------------------------------


def _relotar(antigas: Sequence[Unidade], novas: Sequence[Unidade], em: date, por: Autor) -> int:
    """As lotações acabam na véspera e renascem nas novas; a pessoa tem um papel por vez em cada uma."""
    ocupados: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    for lotacao in Lotacao.objects.filter(unidade__in=[nova.pk for nova in novas]):
        ocupados[lotacao.usuario_id, lotacao.unidade_id].append(_periodo(lotacao))
    encerrar, criar = [], []
    for lotacao in _em_vigor(antigas, em):
        restante = a_partir_de(_periodo(lotacao), em)
        if restante is None:
            continue
        for nova in novas:
            dela = ocupados[lotacao.usuario_id, nova.pk]
            livres = subtrair(restante, dela)
            dela += livres
            criar += [_lotacao(lotacao, nova, livre) for livre in livres]
        if lotacao.de < em:
            lotacao.ate = em - UM_DIA
            encerrar.append(lotacao)
    _mudar_muitas(encerrar, ["ate"], por)
    return _criar_muitas(criar, por)


def _em_vigor(antigas: Sequence[Unidade], em: date) -> list[Lotacao]:
    """As lotações que valem em `em` ou depois, as de mais autoridade primeiro."""
    lotacoes = Lotacao.objects.filter(unidade__in=antigas).filter(Q(ate=None) | Q(ate__gte=em)).order_by("pk")
    resto = len(PAPEIS_DE_LOTACAO)
    return sorted(lotacoes, key=lambda lotacao: PRECEDENCIA.get(lotacao.papel, resto))


def _periodo(lotacao: Lotacao) -> DateRange:
    return DateRange(lotacao.de, lotacao.ate + UM_DIA if lotacao.ate else None)


def _lotacao(modelo: Lotacao, unidade: Unidade, periodo: DateRange) -> Lotacao:
    return Lotacao(
        usuario_id=modelo.usuario_id,
        unidade=unidade,
        papel=modelo.papel,
        de=periodo.lower,
        ate=periodo.upper - UM_DIA if periodo.upper else None,
    )


# --- as subordinadas ----------------------------------------------------------------------


@transaction.atomic
def adotar_subordinadas(*, em: date, por: Autor) -> int:
    """As subordinadas de unidades que já acabaram passam à sucessora; pode rodar duas vezes."""
    orfas = (
        Unidade.objects.vigentes(em)
        .filter(superior__vigente_ate__lt=em)
        .filter(Exists(Sucessao.objects.filter(antiga=OuterRef("superior"), em__lte=em)))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    arvore = _Arvore(em)
    for orfa in orfas:
        orfa.superior = arvore.adotar(orfa)
        gravar_edicao(orfa, por)
    return len(orfas)


class _Arvore:
    """Quem responde a quem, e quem sucedeu a quem, até o dia."""

    def __init__(self, em: date) -> None:
        self.unidades = {unidade.pk: unidade for unidade in Unidade.objects.all()}
        self.superiores = {pk: unidade.superior_id for pk, unidade in self.unidades.items()}
        self.mortas = {pk for pk, u in self.unidades.items() if u.vigente_ate and u.vigente_ate < em}
        sucessoes = Sucessao.objects.filter(em__lte=em).order_by("-pk").values_list("antiga_id", "nova_id")
        self.primeira = dict(sucessoes)

    def adotar(self, orfa: Unidade) -> Unidade | None:
        """A sucessora do superior; se ela está abaixo da própria órfã, a do superior dele."""
        for acima in self._acima(orfa.pk):
            viva = self._viva(acima)
            if viva is not None and viva != orfa.pk and orfa.pk not in self._acima(viva):
                self.superiores[orfa.pk] = viva
                return self.unidades[viva]
        self.superiores[orfa.pk] = None
        return None

    def _acima(self, unidade: int) -> list[int]:
        """Os superiores, do mais próximo ao mais alto."""
        vistos: list[int] = []
        atual = self.superiores.get(unidade)
        while atual is not None and atual not in vistos:
            vistos.append(atual)
            atual = self.superiores.get(atual)
        return vistos

    def _viva(self, unidade: int) -> int | None:
        vistas: set[int] = set()
        atual: int | None = unidade
        while atual is not None and atual in self.mortas and atual not in vistas:
            vistas.add(atual)
            atual = self.primeira.get(atual)
        return None if atual in self.mortas else atual

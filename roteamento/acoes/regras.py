"""Mudar para onde vão os pedidos de um serviço, sem nunca deixar um lugar sem destino."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from contas.autor import Autor
from guia.models import Servico
from protocolo.erros import RecusaDeAcao
from referencia.tabelas import assinar, gravar_edicao
from referencia.travas import Trava, esperar_a_vez
from roteamento.conferencia.cobertura import servicos_abertos
from roteamento.conferencia.prova import Furo, dias_que_importam, furos_novos
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Distrito, Lado, Regra, Subprefeitura, Unidade
from roteamento.rotas import Tabelas

MOSTRADOS = 10
"""Quantos lugares se listam numa recusa; o total é sempre dito."""


class DeixariaLacuna(RecusaDeAcao):
    """A mudança deixaria um serviço aberto sem destino em algum lugar; `furos` diz quais."""

    def __init__(self, furos: list[Furo]) -> None:
        self.furos = furos
        super().__init__("\n".join(self.frases))

    @property
    def frases(self) -> list[str]:
        """O total, os primeiros lugares e quantos mais há."""
        quantos = len(self.furos)
        um = quantos == 1
        total = "1 lugar ficaria" if um else f"{quantos} lugares ficariam"
        mais = [f"E mais {quantos - MOSTRADOS}."] if quantos > MOSTRADOS else []
        return [
            f"{total} sem destino para um serviço que se pode pedir. Nada foi mudado.",
            *(str(furo) for furo in self.furos[:MOSTRADOS]),
            *mais,
        ]


class MudancaInvalida(RecusaDeAcao):
    """A mudança não faz sentido como foi pedida; a mensagem diz por quê."""


@contextmanager
def sem_deixar_lacuna(*servicos: Servico) -> Iterator[None]:
    """A mudança feita aqui dentro vale toda ou, se abrir um furo novo, nada dela: levanta DeixariaLacuna.

    Com `servicos`, só eles mudam e só eles se conferem. Furo que já havia não impede outra mudança.
    A trava põe em fila quem muda o mesmo conjunto: duas pessoas não tiram cada uma a metade.
    """
    with transaction.atomic():
        esperar_a_vez(Trava.REGRAS)
        antes = Tabelas.carregar(*servicos)
        with transaction.atomic():
            yield
            if furos := _abertos_por(antes, servicos):
                raise DeixariaLacuna(furos)


def _abertos_por(antes: Tabelas, servicos: tuple[Servico, ...]) -> list[Furo]:
    depois = Tabelas.carregar(*servicos)
    hoje = timezone.localdate()
    abertos = servicos_abertos()
    if servicos:
        abertos = abertos.filter(pk__in=[servico.pk for servico in servicos])
    dias = dias_que_importam(antes, hoje) | dias_que_importam(depois, hoje)
    return furos_novos(antes, depois, list(abertos), dias)


def ensaiar(mudar: Callable[[], object], *servicos: Servico) -> list[Furo]:
    """Os furos que a mudança abriria: ela é feita e desfeita. Dentro de uma transação, guarda a trava."""
    with transaction.atomic():
        esperar_a_vez(Trava.REGRAS)
        antes = Tabelas.carregar(*servicos)
        with transaction.atomic():
            mudar()
            furos = _abertos_por(antes, servicos)
            transaction.set_rollback(True)
    return furos


# --- mudar um destino ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alcance:
    """Onde uma regra vale: vazio, na cidade toda."""

    subprefeitura: Subprefeitura | None = None
    distrito: Distrito | None = None
    logradouro: str = ""
    numero_de: int | None = None
    numero_ate: int | None = None
    lado: str = Lado.AMBOS

    @classmethod
    def da_regra(cls, regra: Regra) -> Alcance:
        return cls(**{campo.name: getattr(regra, campo.name) for campo in fields(cls)})

    @property
    def campos(self) -> dict[str, Any]:
        """Como a regra os guarda."""
        return {campo.name: getattr(self, campo.name) for campo in fields(self)}

    @property
    def chave(self) -> str:
        """Como `Regra.alcance`, que o banco calcula."""
        if self.logradouro and self.distrito:
            return f"rua:{self.distrito.pk}:{simplificar(self.logradouro)}"
        if self.distrito:
            return f"distrito:{self.distrito.pk}"
        return f"subprefeitura:{self.subprefeitura.pk}" if self.subprefeitura else "cidade"

    def tem(self, distrito: Distrito) -> bool:
        """O distrito fica dentro do alcance?"""
        if self.distrito:
            return distrito == self.distrito
        return self.subprefeitura is None or distrito.subprefeitura_id == self.subprefeitura.pk

    def contem(self, outro: Alcance) -> bool:
        """O outro alcance é menor e fica dentro deste?"""
        if outro.distrito:
            menor = bool(outro.logradouro) if self.distrito else True
            return menor and not self.logradouro and self.tem(outro.distrito)
        return outro.subprefeitura is not None and self.chave == "cidade"

    @property
    def trecho(self) -> tuple[int | None, int | None, str]:
        return self.numero_de, self.numero_ate, self.lado


@dataclass(frozen=True, slots=True)
class Plano:
    """O que uma mudança faz: a regra que acaba na véspera, as que nem começam, e a nova (se há)."""

    a_partir_de: date
    encerra: Regra | None
    apaga: tuple[Regra, ...]
    nova: Regra | None

    @property
    def cessantes(self) -> list[Regra]:
        return [*([self.encerra] if self.encerra else []), *self.apaga]


def planejar(
    *, servico: Servico, onde: Alcance, destino: Unidade | str, a_partir_de: date, norma: str = ""
) -> Plano:
    """O que `mudar_destino` faria, sem gravar nada. Levanta MudancaInvalida se não faz sentido."""
    _exigir_dia(a_partir_de)
    iguais = _do_mesmo_alcance(servico, onde)
    encerra, apaga = _cessantes(iguais, a_partir_de)
    _exigir_destino(destino, a_partir_de)
    em_vigor = encerra or next((r for r in apaga if r.vigencia.lower == a_partir_de), None)
    if em_vigor and em_vigor.vigencia.upper is None and destino in (em_vigor.unidade, em_vigor.atribuicao):
        raise MudancaInvalida(f"A regra de {em_vigor.lugar} já manda este serviço para {em_vigor.destino}.")
    nova = Regra(
        servico=servico,
        unidade=destino if isinstance(destino, Unidade) else None,
        atribuicao=destino if isinstance(destino, str) else "",
        vigencia=DateRange(a_partir_de, None),
        norma=norma,
        **onde.campos,
    )
    return Plano(a_partir_de, encerra, tuple(apaga), nova)


def planejar_volta(*, regra: Regra, a_partir_de: date) -> Plano:
    """O que `voltar_a_geral` faria, sem gravar nada."""
    _exigir_dia(a_partir_de)
    encerra, apaga = _cessantes([regra], a_partir_de)
    if not (encerra or apaga):
        raise MudancaInvalida("Esta regra já não vale neste dia.")
    return Plano(a_partir_de, encerra, tuple(apaga), None)


def aplicar(tabelas: Tabelas, plano: Plano, servico: Servico) -> Tabelas:
    """As tabelas como ficariam depois do plano, sem tocar no banco: para a prévia."""
    cessam = {regra.pk for regra in plano.cessantes}
    grupos = {
        alcance: [regra for regra in grupo if regra.pk not in cessam]
        for alcance, grupo in tabelas.regras.get(servico.pk, {}).items()
    }
    if plano.encerra:
        ate_a_vespera = copy(plano.encerra)
        ate_a_vespera.vigencia = DateRange(plano.encerra.vigencia.lower, plano.a_partir_de)
        grupos.setdefault(plano.encerra.alcance, []).append(ate_a_vespera)
    if plano.nova:
        nova = copy(plano.nova)
        nova.alcance = Alcance.da_regra(nova).chave
        grupos.setdefault(nova.alcance, []).append(nova)
    return replace(tabelas, regras={**tabelas.regras, servico.pk: grupos})


def mudar_destino(
    *, servico: Servico, onde: Alcance, destino: Unidade | str, a_partir_de: date, norma: str, por: Autor
) -> Regra:
    """A partir do dia, o serviço vai para `destino` (unidade ou atribuição) em `onde`.

    A regra do mesmo alcance acaba na véspera; a que começaria depois deixa de existir.
    """
    with sem_deixar_lacuna(servico):
        plano = planejar(servico=servico, onde=onde, destino=destino, a_partir_de=a_partir_de, norma=norma)
        _executar(plano, por)
    assert plano.nova  # noqa: S101  `planejar` sempre dá a regra nova
    return plano.nova


def voltar_a_geral(*, regra: Regra, a_partir_de: date, por: Autor) -> None:
    """A partir do dia a regra já não vale, e ali vale a do lugar maior."""
    with sem_deixar_lacuna(regra.servico):
        atual = Regra.objects.select_related("servico").get(pk=regra.pk)
        _executar(planejar_volta(regra=atual, a_partir_de=a_partir_de), por)


def _executar(plano: Plano, por: Autor) -> None:
    """Grava o plano; cada linha do histórico leva o nome de quem mudou."""
    for regra in plano.apaga:
        assinar(regra, por.usuario_no_registro)
        regra.delete()
    if plano.encerra:
        plano.encerra.vigencia = DateRange(plano.encerra.vigencia.lower, plano.a_partir_de)
        _gravar(plano.encerra, por)
    if plano.nova:
        _gravar(plano.nova, por)


def _gravar(regra: Regra, por: Autor) -> None:
    try:
        regra.full_clean()
    except ValidationError as erro:
        raise MudancaInvalida(" ".join(erro.messages)) from erro
    gravar_edicao(regra, por)


def _exigir_dia(dia: date) -> None:
    if dia < timezone.localdate():
        raise MudancaInvalida("A mudança vale de hoje em diante: o que já foi mandado não muda de destino.")


def _exigir_destino(destino: Unidade | str, dia: date) -> None:
    if isinstance(destino, Unidade):
        if not destino.vigente_em(dia):
            raise MudancaInvalida(f"A unidade {destino.sigla} não existe em {dia:%d/%m/%Y}.")
    elif not Unidade.objects.vigentes(dia).filter(atribuicao=destino).exclude(atribuicao="").exists():
        raise MudancaInvalida(f"Nenhuma unidade tem a atribuição {destino} em {dia:%d/%m/%Y}.")


def _do_mesmo_alcance(servico: Servico, onde: Alcance) -> list[Regra]:
    """As regras do mesmo trecho; outro trecho da mesma rua que cruze com este impede a mudança."""
    regras = (
        Regra.objects.filter(servico=servico, alcance=onde.chave)
        .select_related("unidade", "distrito", "subprefeitura")
        .order_by("vigencia")
    )
    return [regra for regra in regras if Alcance.da_regra(regra).trecho == onde.trecho]


def _cessantes(regras: list[Regra], dia: date) -> tuple[Regra | None, list[Regra]]:
    """A que vale na véspera e passaria do dia, e as que começam nele ou depois."""
    encerra, apaga = None, []
    for regra in regras:
        inicio, fim = regra.vigencia.lower, regra.vigencia.upper
        if inicio is not None and inicio >= dia:
            apaga.append(regra)
        elif fim is None or fim > dia:
            encerra = regra
    return encerra, apaga

"""De que unidades é um painel, e de que painéis é cada pessoa: da unidade à cidade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao
from roteamento.consultas import no_lugar_da_chefia, unidade_e_superiores
from roteamento.models import Designacao, Subprefeitura, Unidade
from roteamento.models.unidades import GABINETE
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet


class Nivel(StrEnum):
    UNIDADE = "unidade"
    SUBPREFEITURA = "subprefeitura"
    ORGAO = "orgao"
    CIDADE = "cidade"


@dataclass(frozen=True)
class Ambito:
    """Uma unidade, as de uma subprefeitura, as de um órgão ou todas, com os pedidos que estão nelas."""

    nivel: Nivel
    chave: str
    """A sigla que o endereço traz; vazia na cidade."""
    nome: str
    quais: QuerySet[Unidade]
    pk: int = 0
    """A chave da subprefeitura ou do órgão."""
    unidade: Unidade | None = None
    """A unidade, se é uma só."""

    @cached_property
    def chaves(self) -> list[int]:
        """As chaves das unidades: pela de cada uma o banco anda nos índices da caixa, que começam por ela."""
        return list(self.quais.order_by().values_list("pk", flat=True))

    @property
    def pedidos(self) -> SolicitacaoQuerySet:
        if self.unidade:
            return Solicitacao.objects.filter(unidade=self.unidade)
        return Solicitacao.objects.filter(unidade__in=self.chaves)

    @property
    def painel(self) -> str:
        """O endereço do painel."""
        if self.unidade:
            return reverse("caixa:painel", args=[self.chave])
        return reverse(f"painel:{self.nivel}", args=[self.chave] if self.chave else [])

    @property
    def lista(self) -> str:
        """O endereço da lista a que os números levam."""
        return reverse(f"painel:pedidos_{self.nivel}", args=[self.chave] if self.chave else [])

    @property
    def acima(self) -> list[Ambito]:
        """Os âmbitos que contêm este, do menor ao maior."""
        if self.nivel == Nivel.CIDADE:
            return []
        onde = self.unidade
        sub = [da_subprefeitura(onde.subprefeitura)] if onde and onde.subprefeitura else []
        return [*sub, *([do_orgao(onde.orgao)] if onde else []), da_cidade()]


def da_unidade(unidade: Unidade) -> Ambito:
    so_ela = Unidade.objects.filter(pk=unidade.pk)
    return Ambito(Nivel.UNIDADE, unidade.sigla, unidade.sigla, so_ela, unidade=unidade)


def da_subprefeitura(sub: Subprefeitura) -> Ambito:
    dela = Unidade.objects.filter(subprefeitura=sub)
    return Ambito(Nivel.SUBPREFEITURA, sub.sigla, f"Subprefeitura {sub.nome}", dela, sub.pk)


def do_orgao(orgao: Orgao) -> Ambito:
    return Ambito(Nivel.ORGAO, orgao.sigla, orgao.nome, Unidade.objects.filter(orgao=orgao), orgao.pk)


def da_cidade() -> Ambito:
    return Ambito(Nivel.CIDADE, "", "Toda a cidade", Unidade.objects.all())


def achar(nivel: Nivel, chave: str) -> Ambito:
    """O âmbito do endereço; 404 se ele não existe."""
    if nivel == Nivel.UNIDADE:
        com_o_de_cima = Unidade.objects.select_related("orgao", "subprefeitura")
        return da_unidade(get_object_or_404(com_o_de_cima, sigla=chave))
    if nivel == Nivel.SUBPREFEITURA:
        return da_subprefeitura(get_object_or_404(Subprefeitura, sigla=chave))
    return do_orgao(get_object_or_404(Orgao, sigla=chave)) if nivel == Nivel.ORGAO else da_cidade()


@dataclass(frozen=True, slots=True)
class Alcance:
    """Os painéis de uma pessoa: quem alcança o de cima alcança os de baixo dele."""

    cidade: bool
    orgaos: frozenset[int]
    subprefeituras: frozenset[int]
    chefiadas: frozenset[int]

    def __bool__(self) -> bool:
        """Há algum acima do de uma unidade."""
        return bool(self.cidade or self.orgaos or self.subprefeituras)

    def abre(self, ambito: Ambito) -> bool:
        if self.cidade:
            return True
        if ambito.unidade:
            return self._abre_a_unidade(ambito.unidade)
        if ambito.nivel == Nivel.SUBPREFEITURA:
            return ambito.pk in self.subprefeituras or self._tem_o_gabinete(ambito.pk)
        return ambito.nivel == Nivel.ORGAO and ambito.pk in self.orgaos

    def _tem_o_gabinete(self, subprefeitura: int) -> bool:
        if not self.orgaos:
            return False
        return self._gabinetes().filter(subprefeitura=subprefeitura).exists()

    def _gabinetes(self) -> QuerySet[Unidade]:
        return Unidade.objects.filter(atribuicao=GABINETE, orgao__in=self.orgaos)

    def _abre_a_unidade(self, unidade: Unidade) -> bool:
        de_cima = unidade.orgao_id in self.orgaos or unidade.subprefeitura_id in self.subprefeituras
        return de_cima or not self.chefiadas.isdisjoint(unidade_e_superiores(unidade))

    def orgaos_que_abre(self) -> QuerySet[Orgao]:
        """Os órgãos que têm unidade e cujo painel é seu."""
        com_unidade = Orgao.objects.filter(pk__in=Unidade.objects.values("orgao"))
        return com_unidade if self.cidade else com_unidade.filter(pk__in=self.orgaos)

    def subprefeituras_que_abre(self) -> QuerySet[Subprefeitura]:
        """As suas, e as que têm o gabinete num órgão seu."""
        if self.cidade:
            return Subprefeitura.objects.order_by("nome")
        suas = Q(pk__in=self.subprefeituras) | Q(pk__in=self._gabinetes().values("subprefeitura"))
        return Subprefeitura.objects.filter(suas).order_by("nome")


def alcance_de(usuario: Usuario, caixas: Mapping[int, Papel], em: date, *, cidade: bool) -> Alcance:
    """Pela chefia, própria ou no lugar de quem a tem, e pela designação de autoridade máxima do órgão.

    A chefia do gabinete é a da subprefeitura; a da unidade que leva a sigla do órgão, a do órgão.
    """
    chefiadas = {chave for chave, papel in caixas.items() if papel == Papel.CHEFIA}
    chefiadas |= no_lugar_da_chefia(usuario, em)
    designado = Designacao.objects.vigentes(em).de_usuario(usuario).no_papel([Papel.AUTORIDADE])
    orgaos, subprefeituras = set(designado.values_list("orgao", flat=True)), set()
    do_orgao, do_gabinete = Q(sigla=F("orgao__sigla")), Q(atribuicao=GABINETE)
    de_cima = Unidade.objects.filter(do_orgao | do_gabinete, pk__in=chefiadas)
    for orgao, atribuicao, subprefeitura in de_cima.values_list("orgao", "atribuicao", "subprefeitura"):
        if atribuicao == GABINETE:
            subprefeituras.add(subprefeitura)
        else:
            orgaos.add(orgao)
    return Alcance(cidade, frozenset(orgaos), frozenset(subprefeituras), frozenset(chefiadas))

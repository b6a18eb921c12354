"""As chaves de um lugar, de um serviço e de um tema nos painéis, como vão no endereço, e a unidade de um só.

A unidade em que uma pessoa só serviu não se mostra: o que ela fez conta na de cima.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.text import slugify

from guia.models import Servico, Tema
from roteamento.models import Distrito, Lotacao, Subprefeitura, Unidade
from transparencia.paineis.periodos import Periodo

CIDADE, DISTRITO, SUBPREFEITURA, UNIDADE = "cidade", "distrito", "subprefeitura", "unidade"
SERVICO, TEMA = "servico", "tema"
SEM_LUGAR, NOME_SEM_LUGAR = "sem-lugar", "Sem distrito informado"


@dataclass(slots=True)
class Nomes:
    """De cada número do banco à chave, e de cada chave ao nome: lido uma vez por contagem."""

    distritos: dict[int | None, str] = field(default_factory=dict)
    subprefeituras: dict[int | None, str] = field(default_factory=dict)
    servicos: dict[int, str] = field(default_factory=dict)
    unidades: dict[int, str] = field(default_factory=dict)
    do_distrito: dict[str, str] = field(default_factory=dict)
    """Distrito → a subprefeitura dele."""
    do_servico: dict[str, str] = field(default_factory=dict)
    """Serviço → o tema dele."""
    nomes: dict[str, str] = field(default_factory=dict)

    def folha(self, distrito: int | None, subprefeitura: int | None) -> str:
        """O distrito ou, se só se sabe a subprefeitura, o que nela não tem distrito."""
        if distrito:
            return self.distritos[distrito]
        grupo = self.subprefeituras.get(subprefeitura, chave(SUBPREFEITURA, SEM_LUGAR))
        sem = chave(DISTRITO, f"{SEM_LUGAR}-{grupo}")
        self.do_distrito[sem], self.nomes[sem] = grupo, NOME_SEM_LUGAR
        return sem


def chave(tipo: str, qual: str) -> str:
    """Como `distrito-pinheiros`: o que vai no endereço da página."""
    return f"{tipo}-{slugify(qual)}"


def nomes() -> Nomes:
    """O território, os serviços e os temas, e como se chamam."""
    todos = Nomes()
    todos.nomes[chave(SUBPREFEITURA, SEM_LUGAR)] = "Sem subprefeitura informada"
    for sub in Subprefeitura.objects.all():
        todos.subprefeituras[sub.pk] = chave(SUBPREFEITURA, sub.nome)
        todos.nomes[todos.subprefeituras[sub.pk]] = f"Subprefeitura {sub.nome}"
    for distrito in Distrito.objects.all():
        todos.distritos[distrito.pk] = dele = chave(DISTRITO, distrito.nome)
        todos.do_distrito[dele] = todos.subprefeituras[distrito.subprefeitura_id]
        todos.nomes[dele] = distrito.nome
    for servico in Servico.objects.select_related("publicada", "assunto__tema"):
        todos.servicos[servico.pk] = dele = chave(SERVICO, servico.slug)
        todos.do_servico[dele] = chave(TEMA, servico.assunto.tema.slug)
        todos.nomes[dele] = servico.nome
    todos.nomes |= {chave(TEMA, tema.slug): tema.nome for tema in Tema.objects.all()}
    for unidade in Unidade.objects.all():
        todos.unidades[unidade.pk] = chave(UNIDADE, unidade.sigla)
        todos.nomes[todos.unidades[unidade.pk]] = unidade.por_extenso
    return todos


def que_se_mostram(periodo: Periodo) -> dict[int, int | None]:
    """Cada unidade → a que se mostra por ela: a de cima, se no período nela serviu uma pessoa só.

    Sem nenhuma de cima, nada: ela só entra na soma da cidade.
    """
    acima = dict(Unidade.objects.values_list("pk", "superior"))
    no_periodo = Lotacao.objects.filter(Q(ate=None) | Q(ate__gte=periodo.de), de__lte=periodo.ate)
    quantas = no_periodo.values_list("unidade").annotate(n=Count("usuario", distinct=True)).order_by()
    de_um_so = {unidade for unidade, n in quantas if n == 1}
    return {unidade: _a_mostrar(unidade, acima, de_um_so) for unidade in acima}


def _a_mostrar(unidade: int, acima: dict[int, int | None], de_um_so: Iterable[int]) -> int | None:
    vistas: set[int] = set()
    qual: int | None = unidade
    while qual is not None and qual in de_um_so and qual not in vistas:
        vistas.add(qual)
        qual = acima[qual]
    return None if qual in vistas else qual

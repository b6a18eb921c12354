"""As linhas da página da primeira unidade: o que se escolheu ver, o pior primeiro."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, F
from django.db.models.functions import Coalesce

from guia.models import Tema
from mesas import filtros as filtro
from mesas.lista import Lista
from roteamento.localizacao.grafias import simplificar
from solicitacoes.models import SaidaDaPrimeiraUnidade

MINIMO = 20
"""Com menos pedidos que isto, um só transferido já parece muito: a parte não diz nada."""


@dataclass(frozen=True)
class Saidas(Lista):
    """Os serviços de que algum pedido saiu da primeira unidade."""

    busca: str = filtro.busca("Serviço")
    tema: str = filtro.escolha("Tema", onde="servico__assunto__tema__slug")
    poucos: str = filtro.marca(f"Também os de menos de {MINIMO} pedidos")


@dataclass(frozen=True, slots=True)
class Linha:
    """Um serviço: quantos pedidos teve no período e quantos saíram da primeira unidade."""

    servico: int
    slug: str
    nome: str
    pedidos: int
    sairam: int

    @property
    def parte(self) -> float:
        """De 0 a 100."""
        return 100 * self.sairam / self.pedidos


def linhas(filtros: Saidas) -> list[Linha]:
    """Os serviços escolhidos, da maior parte à menor; no empate, o de mais pedidos antes."""
    saidas = SaidaDaPrimeiraUnidade.objects.filter(*filtros.condicoes(), pedidos__gt=0)
    if not filtros.poucos:
        saidas = saidas.filter(pedidos__gte=MINIMO)
    slug = F("servico__slug")
    nome = Coalesce("servico__publicada__nome", slug, output_field=CharField())
    colunas = saidas.values("servico", "pedidos", "sairam", slug=slug, nome=nome)
    procurado = simplificar(filtros.busca)
    achadas = [Linha(**linha) for linha in colunas if procurado in simplificar(linha["nome"])]
    return sorted(achadas, key=lambda linha: (-linha.parte, -linha.pedidos, linha.nome))


def periodo() -> SaidaDaPrimeiraUnidade | None:
    """Uma linha qualquer, que diz de quando até quando se contou; None antes da primeira conta."""
    return SaidaDaPrimeiraUnidade.objects.only("de", "ate").first()


def temas() -> list[tuple[str, str]]:
    """Os temas que têm serviço na conta."""
    com_saida = Tema.objects.filter(assuntos__servicos__in=SaidaDaPrimeiraUnidade.objects.values("servico"))
    return list(com_saida.distinct().order_by("nome").values_list("slug", "nome"))

"""Os pedidos somados pelos quadrados do mapa: quantos há em cada um, sem ler nenhum.

Recebe os que quem olha já pode abrir (`visiveis_para`, ou a caixa); não decide quem vê o quê.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Max, Q
from django.db.models.functions import Floor

from protocolo.prazos.atraso import vencida
from roteamento.grade import Quadrado, lado
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.situacoes import ABERTAS


@dataclass(slots=True)
class Soma:
    """O que há num quadrado."""

    quadrado: Quadrado
    quantos: int = 0
    atrasados: int = 0
    lat: float = 0.0
    lon: float = 0.0
    um_deles: int = 0
    """A chave do mais novo: diz o lugar em palavras."""

    def acrescentar(self, outra: Soma) -> None:
        """Junta outra a esta; o ponto passa a ser o do meio de todos."""
        juntos = self.quantos + outra.quantos
        self.lat = (self.lat * self.quantos + outra.lat * outra.quantos) / juntos
        self.lon = (self.lon * self.quantos + outra.lon * outra.quantos) / juntos
        self.quantos, self.atrasados = juntos, self.atrasados + outra.atrasados
        self.um_deles = max(self.um_deles, outra.um_deles)


@dataclass(frozen=True, slots=True)
class NoMapa:
    """As somas, e quantos não têm ponto."""

    somas: list[Soma]
    sem_ponto: int

    def no_nivel(self, nivel: int) -> list[Soma]:
        """As somas deste nível, em quadrados maiores; a que tem mais vem primeiro."""
        maiores: dict[Quadrado, Soma] = {}
        for soma in self.somas:
            onde = soma.quadrado.no_nivel(nivel)
            maiores.setdefault(onde, Soma(onde)).acrescentar(soma)
        return sorted(maiores.values(), key=lambda soma: (-soma.quantos, soma.quadrado))


def somar(casos: SolicitacaoQuerySet, nivel: int, agora: datetime) -> NoMapa:
    """Uma consulta, só com colunas do índice da caixa; o resultado tem uma linha por quadrado."""
    na_linha, na_coluna = linha_e_coluna(nivel)
    linhas = (
        casos.order_by()
        .annotate(linha=na_linha, coluna=na_coluna)
        .values("linha", "coluna")
        .annotate(
            quantos=Count("pk"),
            atrasados=Count("pk", filter=Q(situacao__in=ABERTAS) & vencida(agora)),
            lat_do_meio=Avg("lat"),
            lon_do_meio=Avg("lon"),
            um_deles=Max("pk"),
        )
    )
    somas, sem_ponto = [], 0
    for linha in linhas:
        if linha["linha"] is None or linha["coluna"] is None:
            sem_ponto += linha["quantos"]
        else:
            somas.append(_soma(linha, nivel))
    return NoMapa(somas, sem_ponto)


def linha_e_coluna(nivel: int) -> tuple[Floor, Floor]:
    """A linha e a coluna do quadrado deste nível em que cada pedido está, no banco, como em `quadrado_de`."""
    alto, largo = lado(nivel)
    return Floor(F("lat") / alto), Floor(F("lon") / largo)


def _soma(linha: Mapping[str, Any], nivel: int) -> Soma:
    return Soma(
        quadrado=Quadrado(nivel, int(linha["linha"]), int(linha["coluna"])),
        quantos=linha["quantos"],
        atrasados=linha["atrasados"],
        lat=linha["lat_do_meio"],
        lon=linha["lon_do_meio"],
        um_deles=linha["um_deles"],
    )


def dentro(quadrado: Quadrado | None) -> Q:
    """Os pedidos com ponto no quadrado; nenhum se não é um."""
    if quadrado is None:
        return Q(pk=None)
    sul, oeste, norte, leste = quadrado.limites
    return Q(lat__gte=sul, lat__lt=norte, lon__gte=oeste, lon__lt=leste)


@dataclass(frozen=True, slots=True)
class Lugar:
    """Onde é uma soma, em palavras: o distrito e, de um pedido dela, a rua; o número, se está só."""

    distrito: str = ""
    rua: str = ""
    numero: str = ""
    so: bool = False

    def __str__(self) -> str:
        endereco = f"{self.rua}, {self.numero}" if self.numero else self.rua
        onde = endereco if self.so or not endereco else f"perto de {endereco}"
        return ": ".join(parte for parte in (self.distrito, onde) if parte) or "sem endereço"


def lugares(somas: list[Soma]) -> dict[int, Lugar]:
    """De um pedido de cada soma, o lugar: o endereço do que está só, a rua dos outros."""
    sozinhos = {soma.um_deles for soma in somas if soma.quantos == 1}
    achados = Solicitacao.objects.filter(pk__in=[soma.um_deles for soma in somas]).order_by()
    linhas = achados.values_list("pk", "distrito__nome", "logradouro", "numero")
    return {
        pk: Lugar(distrito or "", rua, numero if pk in sozinhos else "", pk in sozinhos)
        for pk, distrito, rua, numero in linhas
    }

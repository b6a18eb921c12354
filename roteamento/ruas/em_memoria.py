"""As ruas e os prefixos de CEP em memória, para localizar muitos endereços sem ir ao banco a cada um."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from roteamento.localizacao.fontes import Fonte
from roteamento.localizacao.grafias import chave_da_rua
from roteamento.localizacao.ponto import VIZINHAS
from roteamento.localizacao.trechos import Vizinhanca, por_cep5
from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Regra
from roteamento.ruas import contornos as _contornos
from roteamento.ruas.contornos import Contornos

CASAS = 2
"""Casas decimais da grade dos pontos: cada quadra tem cerca de 1 km, mais que o raio de uma rua."""


@dataclass(frozen=True, slots=True)
class Mapa(Fonte):
    """Todas as ruas conhecidas, por chave do nome e por CEP, os prefixos de CEP e os contornos."""

    por_chave: Mapping[str, Sequence[Logradouro]]
    por_cep: Mapping[str, Sequence[Logradouro]]
    por_prefixo: Mapping[str, Sequence[PrefixoDeCep]]
    por_pk: Mapping[int, Distrito] = field(default_factory=dict)
    vizinhas: Vizinhanca = field(default_factory=Vizinhanca)
    grade: Mapping[tuple[float, float], Sequence[Logradouro]] = field(default_factory=dict)
    poligonos: Contornos | None = None
    ceps: Sequence[str] = ()
    """Os CEPs conhecidos, em ordem."""
    com_regra: Collection[int] = ()
    """Os distritos de que alguma regra é só deles, ou de uma rua deles."""

    @classmethod
    def carregar(cls) -> Mapa:
        """Lê do banco em poucas consultas; cada distrito é um objeto só."""
        distritos = {d.pk: d for d in Distrito.objects.com_subprefeitura()}
        campos = ("nome", "nome_busca", "distrito_id", "bairro", "edificacao", "cep")
        faixa = ("numero_de", "numero_ate", "lado", "lat", "lon")
        trechos = list(Logradouro.objects.only(*campos, *faixa).order_by())
        por_chave: dict[str, list[Logradouro]] = defaultdict(list)
        por_cep: dict[str, list[Logradouro]] = defaultdict(list)
        grade: dict[tuple[float, float], list[Logradouro]] = defaultdict(list)
        for trecho in trechos:
            if trecho.distrito_id:
                trecho.distrito = distritos[trecho.distrito_id]
            por_chave[chave_da_rua(trecho.nome)].append(trecho)
            if trecho.cep:
                por_cep[trecho.cep].append(trecho)
            if trecho.lat is not None and trecho.lon is not None:
                grade[round(trecho.lat, CASAS), round(trecho.lon, CASAS)].append(trecho)
        prefixos: dict[str, list[PrefixoDeCep]] = defaultdict(list)
        for prefixo in PrefixoDeCep.objects.order_by("cep5", "-concordancia", "distrito_id"):
            prefixo.distrito = distritos[prefixo.distrito_id]
            prefixos[prefixo.cep5].append(prefixo)
        vizinhas = Vizinhanca(
            por_cep5((t.cep, t.bairro, t.distrito) for t in trechos if t.cep and t.distrito)
        )
        poligonos = _contornos.contornos()
        com_regra = set(Regra.objects.exclude(distrito=None).values_list("distrito_id", flat=True))
        return cls(
            por_chave, por_cep, prefixos, distritos, vizinhas, grade, poligonos, sorted(por_cep), com_regra
        )

    # --- o que as pistas leem -----------------------------------------------------------

    def da_rua(self, nome: str) -> Sequence[Logradouro]:
        return self.por_chave.get(chave_da_rua(nome), ())

    def do_cep(self, cep: str) -> Sequence[Logradouro]:
        return self.por_cep.get(cep, ())

    def ceps_ao_lado(self, cep: str) -> Sequence[Logradouro]:
        meio = bisect(self.ceps, cep)
        return [trecho for lado in self.ceps[max(0, meio - 1) : meio + 1] for trecho in self.por_cep[lado]]

    def prefixos(self, cep5: str) -> Sequence[PrefixoDeCep]:
        return self.por_prefixo.get(cep5, ())

    def vizinhanca(self, _trechos: Iterable[Logradouro]) -> Vizinhanca:
        return self.vizinhas

    def perto(self, lat: float, lon: float) -> list[Logradouro]:
        """Os trechos da quadra do ponto e das oito em volta; sem bastantes, os de quatro quadras em volta."""
        poucos = self._em_volta(lat, lon, 1)
        return poucos if len(poucos) > VIZINHAS else self._em_volta(lat, lon, 4)

    def _em_volta(self, lat: float, lon: float, quantas: int) -> list[Logradouro]:
        passo, em_volta = 10**-CASAS, range(-quantas, quantas + 1)
        quadras = (
            (round(round(lat, CASAS) + i * passo, CASAS), round(round(lon, CASAS) + j * passo, CASAS))
            for i in em_volta
            for j in em_volta
        )
        return [trecho for quadra in quadras for trecho in self.grade.get(quadra, ())]

    def contornos(self) -> Contornos | None:
        return self.poligonos

    def ha_regra_so_de(self, distritos: Iterable[Distrito]) -> bool:
        return any(distrito.pk in self.com_regra for distrito in distritos)

    def distritos(self, _pks: Sequence[int]) -> Mapping[int, Distrito]:
        return self.por_pk

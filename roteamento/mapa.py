"""As ruas e os prefixos de CEP em memória, para localizar muitos endereços sem ir ao banco a cada um."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from roteamento.enderecos import (
    Achado,
    combinar,
    decidir_por_cep,
    decidir_por_ponto,
    decidir_por_rua,
    ler_cep,
)
from roteamento.grafias import chave_da_rua
from roteamento.models import Logradouro, PrefixoDeCep


@dataclass(frozen=True, slots=True)
class Mapa:
    """Todas as ruas conhecidas, por chave do nome e por CEP, e os prefixos de CEP."""

    trechos: list[Logradouro]
    por_chave: dict[str, list[Logradouro]]
    por_cep: dict[str, list[Logradouro]]
    prefixos: dict[str, list[PrefixoDeCep]]

    @classmethod
    def carregar(cls) -> Mapa:
        """Lê do banco em duas consultas; cada distrito é um objeto só."""
        trechos = list(Logradouro.objects.select_related("distrito__subprefeitura"))
        distritos = {trecho.distrito_id: trecho.distrito for trecho in trechos}
        por_chave: dict[str, list[Logradouro]] = defaultdict(list)
        por_cep: dict[str, list[Logradouro]] = defaultdict(list)
        for trecho in trechos:
            trecho.distrito = distritos[trecho.distrito_id]
            por_chave[chave_da_rua(trecho.nome)].append(trecho)
            por_cep[trecho.cep].append(trecho)
        prefixos: dict[str, list[PrefixoDeCep]] = defaultdict(list)
        for prefixo in PrefixoDeCep.objects.select_related("distrito__subprefeitura").order_by(
            "cep5", "-concordancia"
        ):
            prefixos[prefixo.cep5].append(prefixo)
        return cls(trechos, dict(por_chave), dict(por_cep), dict(prefixos))

    def localizar(self, *, logradouro: str = "", numero: str = "", cep: str = "") -> Achado:
        """O que a rua e o CEP dizem, juntos."""
        achado_cep = self.localizar_cep(cep, numero)
        if not logradouro:
            return achado_cep
        achado_rua = decidir_por_rua(logradouro, numero, self.por_chave.get(chave_da_rua(logradouro), []))
        return combinar(achado_rua, achado_cep) if cep else achado_rua

    def localizar_cep(self, cep: str, numero: str = "") -> Achado:
        lido = ler_cep(cep)
        return decidir_por_cep(
            cep, numero, self.por_cep.get(lido, []) if lido else [], self.prefixos.get(lido[:5], [])
        )

    def localizar_ponto(self, lat: float, lon: float) -> Achado:
        return decidir_por_ponto(lat, lon, self.trechos)

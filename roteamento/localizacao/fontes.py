"""O que cada fonte diz de um lugar (a rua, o CEP, o ponto) e o que dizem juntas.

Onde concordam, o lugar é certo; onde discordam, são candidatos, do mais ao menos provável, e uma
pergunta curta. `Fonte.localizar` serve igual à página (`ruas/no_banco.py`) e ao lote (`ruas/em_memoria.py`).
Nada aqui depende da ordem em que as linhas vêm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from roteamento.localizacao.enderecos import (
    Confianca,
    Local,
    Localizado,
    OrigemDoLocal,
    ler_cep,
    ler_numero,
)
from roteamento.localizacao.grafias import mesma_rua, normalizar, separar_numero
from roteamento.localizacao.nomes_populares import ruas_do_apelido
from roteamento.localizacao.ponto import decidir_por_ponto
from roteamento.localizacao.trechos import (
    Vizinhanca,
    decidir_por_cep,
    decidir_por_rua,
    juntos_do_cep,
)

if TYPE_CHECKING:
    from roteamento.models import Distrito, Logradouro, PrefixoDeCep
    from roteamento.ruas.contornos import Contornos

FONTES = {OrigemDoLocal.PONTO: "o ponto", OrigemDoLocal.RUA: "a rua", OrigemDoLocal.CEP: "o CEP"}


class Fonte(Protocol):
    """De onde se leem as ruas: o banco, ou o mapa em memória."""

    def da_rua(self, nome: str) -> Sequence[Logradouro]: ...
    def do_cep(self, cep: str) -> Sequence[Logradouro]: ...
    def ceps_ao_lado(self, cep: str) -> Sequence[Logradouro]: ...
    def prefixos(self, cep5: str) -> Sequence[PrefixoDeCep]: ...
    def vizinhanca(self, trechos: Iterable[Logradouro], /) -> Vizinhanca: ...
    def perto(self, lat: float, lon: float) -> Sequence[Logradouro]: ...
    def contornos(self) -> Contornos | None: ...
    def distritos(self, pks: Sequence[int], /) -> Mapping[int, Distrito]: ...
    def ha_regra_so_de(self, distritos: Iterable[Distrito], /) -> bool: ...

    def localizar(
        self,
        *,
        logradouro: str = "",
        numero: str = "",
        cep: str = "",
        lat: float | None = None,
        lon: float | None = None,
    ) -> Localizado:
        """O que a rua, o CEP e o ponto dizem, juntos: um lugar certo, candidatos ou nada, com o motivo."""
        if not numero:
            logradouro, numero = separar_numero(logradouro)
        pistas = []
        if logradouro.strip():
            pistas.append(_localizar_rua(self, logradouro, numero, ler_cep(cep)))
        if cep.strip():
            pistas.append(_localizar_cep(self, cep, numero))
        if lat is not None and lon is not None:
            pistas.append(_localizar_ponto(self, self.contornos(), lat, lon))
        if not pistas:
            return Localizado("Escreva a rua ou o CEP.")
        return _sem_perguntar_a_toa(self, combinar(*pistas))


def _localizar_ponto(fonte: Fonte, contornos: Contornos | None, lat: float, lon: float) -> Localizado:
    """Pelos contornos oficiais, se a cidade os importou; senão, pelas ruas conhecidas em volta."""
    if contornos is None:
        return decidir_por_ponto(lat, lon, fonte.perto(lat, lon))
    perto = contornos.da_divisa(lat, lon)
    nomes = fonte.distritos(perto)
    return decidir_por_ponto(lat, lon, (), [nomes[pk] for pk in perto])


def _localizar_cep(fonte: Fonte, cep: str, numero: str = "") -> Localizado:
    """A rua do CEP, ou o distrito que o seu prefixo indica; o do prédio, pela rua onde ele está."""
    lido = ler_cep(cep)
    trechos = fonte.do_cep(lido) if lido else []
    if trechos and all(trecho.edificacao and not trecho.distrito_id for trecho in trechos):
        predio = trechos[0]
        rua = _localizar_rua(fonte, predio.nome, str(predio.numero_de or numero), lido)
        if rua.certo:
            certo = replace(rua.certo, cep=lido)
            return Localizado(f"O CEP é de {predio.edificacao}. {rua.motivo}", certo)
    sem_distrito = [trecho for trecho in trechos if not trecho.distrito_id]
    prefixos = fonte.prefixos(lido[:5]) if lido and len(sem_distrito) == len(trechos) else []
    ao_lado = fonte.ceps_ao_lado(lido) if lido and not trechos else []
    return decidir_por_cep(cep, numero, trechos, prefixos, fonte.vizinhanca(sem_distrito), ao_lado)


def _localizar_rua(fonte: Fonte, nome: str, numero: str, cep: str) -> Localizado:
    do_apelido = _do_apelido(fonte, nome)
    trechos: Sequence[Logradouro] = do_apelido or fonte.da_rua(nome)
    if cep:
        trechos = juntos_do_cep(trechos, cep, ler_numero(numero))
    vizinhanca = fonte.vizinhanca(trecho for trecho in trechos if not trecho.distrito_id)
    return decidir_por_rua(nome, numero, trechos, vizinhanca, apelido=bool(do_apelido))


def _do_apelido(fonte: Fonte, nome: str) -> list[Logradouro]:
    """Os trechos das ruas que o apelido quer dizer; nenhum se não é um apelido, ou se a base não as tem."""
    return [
        trecho
        for rua in ruas_do_apelido(nome)
        for trecho in fonte.da_rua(rua)
        if mesma_rua(normalizar(rua), trecho.nome_busca)
    ]


# --- as pistas juntas -------------------------------------------------------------------


def combinar(*pistas: Localizado) -> Localizado:
    """As pistas juntas: concordam, uma esclarece a outra, ou a pessoa escolhe."""
    # o ponto antes da rua, a rua antes do CEP, seja qual for a ordem em que vieram
    falam = sorted((p for p in pistas if p.distritos), key=lambda p: list(FONTES).index(_origem(p)))
    if not falam:
        return Localizado(" ".join(dict.fromkeys(pista.motivo for pista in pistas)))
    calam = " ".join(pista.motivo for pista in pistas if not pista.distritos)
    if len(falam) == 1:
        return _sozinha(falam[0], calam)
    comuns = [d for d in falam[0].distritos if all(d in pista.distritos for pista in falam)]
    if len(comuns) == 1 and any(pista.certo for pista in falam):
        return _concordam(falam, comuns[0])
    if comuns:
        return _entre(falam, comuns)
    return _discordam(falam)


def _sozinha(pista: Localizado, calam: str) -> Localizado:
    if pista.certo:
        return _certo(pista.certo, pista.motivo, pista.certo.confianca or Confianca.MEDIA)
    return replace(pista, motivo=f"{pista.motivo} {calam}".strip())


def _certo(local: Local, motivo: str, confianca: str) -> Localizado:
    return Localizado(motivo, replace(local, motivo=motivo, confianca=confianca))


def _concordam(pistas: Sequence[Localizado], distrito: Distrito) -> Localizado:
    """O lugar de que todas falam, com a rua de uma, o CEP de outra e o ponto marcado."""
    certas = [pista for pista in pistas if pista.certo]
    motivo = " ".join(pista.motivo for pista in certas)
    duvidas = [pista for pista in pistas if not pista.certo]
    if duvidas:
        rua = next((local.logradouro for local in _no_distrito(duvidas, distrito) if local.logradouro), "")
        motivo += f" {rua} passa por ele." if rua and rua not in motivo else ""
    com_ponto = any(_origem(pista) == OrigemDoLocal.PONTO for pista in pistas)
    confianca = Confianca.ALTA if com_ponto else Confianca.MEDIA
    return _certo(_junto(_no_distrito(pistas, distrito)), motivo, confianca)


def _entre(pistas: Sequence[Localizado], distritos: Sequence[Distrito]) -> Localizado:
    """Mais de um lugar serve a todas: perguntam-se só esses."""
    duvida = next((pista for pista in pistas if not pista.certo), pistas[0])
    locais = tuple(_junto(_no_distrito(pistas, distrito)) for distrito in distritos)
    # do número quem sabe é a rua: a dúvida do CEP sobre ele não conta
    escritas = [pista for pista in pistas if _origem(pista) != OrigemDoLocal.CEP]
    so_o_distrito = all(pista.certo or pista.so_o_distrito for pista in escritas or pistas)
    return replace(duvida, candidatos=locais, certo=None, so_o_distrito=so_o_distrito)


def _discordam(pistas: Sequence[Localizado]) -> Localizado:
    """Nenhum lugar serve a todas: oferecem-se todos, o do ponto primeiro e depois os de mais fontes.

    O ponto vem antes porque, onde discordam, acerta mais do que a rua e o CEP (ADR 0012).
    """
    votos: dict[Distrito, int] = {}
    for pista in pistas:
        for distrito in pista.distritos:
            votos[distrito] = votos.get(distrito, 0) + 1
    primeiro = pistas[0].distritos[0]
    em_ordem = sorted(votos, key=lambda distrito: (distrito != primeiro, -votos[distrito]))
    quais = [FONTES[_origem(pista)] for pista in pistas]
    nomes = f"{', '.join(quais[:-1])} e {quais[-1]}"
    nomes = nomes[0].upper() + nomes[1:]
    return Localizado(
        f"{nomes} não combinam. {' '.join(pista.motivo for pista in pistas)}",
        candidatos=tuple(_junto(_no_distrito(pistas, distrito)) for distrito in em_ordem),
        pergunta=f"{nomes} ficam em distritos diferentes. Onde é?",
        so_o_distrito=_ponto_sem_duvida(pistas[0]),
    )


def _ponto_sem_duvida(pista: Localizado) -> bool:
    """A pessoa marcou o ponto, e dele só o distrito se discute: o que se escreveu não muda o lugar."""
    return _origem(pista) == OrigemDoLocal.PONTO and bool(pista.certo or pista.so_o_distrito)


def _sem_perguntar_a_toa(fonte: Fonte, achado: Localizado) -> Localizado:
    """Só o distrito é duvidoso e a subprefeitura é uma: fica o mais provável, que quem atende é o mesmo.

    Se algum serviço tem destino só de um desses distritos, pergunta-se.
    """
    if not achado.so_o_distrito or len({d.subprefeitura_id for d in achado.distritos}) != 1:
        return achado
    if fonte.ha_regra_so_de(achado.distritos):
        return achado
    provavel = achado.candidatos[0]
    motivo = (
        f"{achado.motivo} São da mesma subprefeitura, {provavel.subprefeitura}: "
        f"fica o mais provável, {provavel.distrito}."
    )
    return replace(achado, motivo=motivo, certo=_certo(provavel, motivo, Confianca.MEDIA).certo)


def _origem(pista: Localizado) -> OrigemDoLocal:
    return OrigemDoLocal(_locais(pista)[0].origem)


def _locais(pista: Localizado) -> tuple[Local, ...]:
    return (pista.certo,) if pista.certo else pista.candidatos


def _no_distrito(pistas: Sequence[Localizado], distrito: Distrito) -> list[Local]:
    """De cada pista que fala do distrito, o primeiro lugar dela nele."""
    achados = (
        next((local for local in _locais(pista) if local.distrito == distrito), None) for pista in pistas
    )
    return [local for local in achados if local]


def _junto(locais: Sequence[Local]) -> Local:
    """Um lugar só: o ponto marcado, o CEP escrito, a rua de quem a conhece."""
    rua = next((local for local in locais if local.origem == OrigemDoLocal.RUA and local.logradouro), None)
    ponto = next((local for local in locais if local.origem == OrigemDoLocal.PONTO), None)
    base = rua or next((local for local in locais if local.logradouro), locais[0])
    do_cep = next((local.cep for local in reversed(locais) if local.cep), "")
    if ponto:
        base = replace(base, lat=ponto.lat, lon=ponto.lon)
    return replace(base, cep=do_cep, numero=next((local.numero for local in locais if local.numero), ""))

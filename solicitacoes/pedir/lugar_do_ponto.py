"""O lugar de um ponto que a foto ou o aparelho disse: a rua conhecida mais perto, para a pessoa confirmar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roteamento.localizacao.enderecos import Local
from roteamento.localizacao.grafias import normalizar
from roteamento.localizacao.ponto import ruas_do_ponto
from roteamento.ruas.no_banco import DoBanco
from solicitacoes import lugar

type Ponto = tuple[float, float]

ESTE_PONTO = "este ponto da cidade"


@dataclass(frozen=True, slots=True)
class Oferta:
    """O que se oferece de um ponto: como se lê, ou que fica fora da cidade."""

    palavras: str
    fora: bool = False


def oferta_de(ponto: Ponto) -> Oferta:
    """O lugar de um ponto como se oferece; nada se guarda."""
    if lugar.fora_da_cidade(*ponto):
        return Oferta("", fora=True)
    return Oferta(em_palavras(ponto))


def em_palavras(ponto: Ponto) -> str:
    """A rua e o distrito mais perto do ponto, ou só o distrito."""
    perto = _mais_perto(ponto)
    return lugar.em_palavras(perto) if perto else ESTE_PONTO


def com_o_ponto(dito: Mapping[str, Any], ponto: Ponto, *, trocar: bool) -> dict[str, Any]:
    """As respostas do lugar com o ponto que a pessoa quis usar; `trocar`: a rua dele toma o lugar da escrita.

    Ficam por conferir, como tudo o que se escreve.
    """
    lat, lon = ponto
    com_ponto = {campo: dito.get(campo) or "" for campo in lugar.DIGITADOS} | {"lat": lat, "lon": lon}
    perto = _mais_perto(ponto)
    if perto is None or not perto.logradouro or (com_ponto["logradouro"] and not trocar):
        return com_ponto
    decidido = lugar.decidido({}, perto)
    trocada = com_ponto["logradouro"] not in {"", perto.logradouro}
    sem_numero = {"numero": "", "complemento": "", "cep": ""} if trocada else {}
    return com_ponto | sem_numero | {"logradouro": perto.logradouro, "sugerido": decidido["sugerido"]}


def e_dali(dito: Mapping[str, Any], ponto: Ponto) -> bool:
    """Quem escreveu a rua e o número só acerta o ponto, se a rua passa ali; o pino de outro diz a rua."""
    rua = normalizar(dito.get("logradouro") or "")
    if not rua or not dito.get("numero"):
        return False
    perto = ruas_do_ponto(*ponto, DoBanco().perto(*ponto)).candidatos
    return rua in {normalizar(local.logradouro) for local in perto}


def sem_o_ponto(dito: Mapping[str, Any]) -> dict[str, Any]:
    """As respostas do lugar sem o ponto; o que foi escrito fica."""
    return {campo: dito.get(campo) or "" for campo in lugar.DIGITADOS} | {"lat": None, "lon": None}


def _mais_perto(ponto: Ponto) -> Local | None:
    lat, lon = ponto
    achado = lugar.localizar({"lat": lat, "lon": lon})
    if achado.candidatos and achado.candidatos[0].logradouro:
        return achado.candidatos[0]
    return achado.certo or next(iter(achado.candidatos), None)

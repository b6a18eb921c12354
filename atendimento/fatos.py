"""O que alguém diz de si, comparado com o que se guarda de um caso: confere ou não, sem dizer qual.

Quantos bastam, e quais o vizinho não sabe, diz a `RegraDoAtendimento`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from atendimento.models import Fato, RegraDoAtendimento
from contas.cpf_e_cnpj import limpar
from contas.identificacao import validar_telefone
from contas.models import Interessado
from guia.busca.sinonimos import simplificar
from protocolo.models import Caso
from roteamento.localizacao.enderecos import MESES
from roteamento.localizacao.grafias import nome_da_rua

NOME, DOCUMENTO, EMAIL, TELEFONE, RUA, MES = (fato.value for fato in Fato)
MENOS_NOMES = 2
PARTICULAS = frozenset({"de", "da", "do", "das", "dos", "e"})


def perguntaveis(regra: RegraDoAtendimento, da_busca: Collection[str]) -> list[str]:
    """Os fatos que se perguntam: o que serviu para achar o caso não prova nada de quem o disse."""
    return [fato for fato in regra.fatos_perguntados if fato not in da_busca]


def confere(
    regra: RegraDoAtendimento, caso: Caso, ditos: Mapping[str, str], da_busca: Collection[str]
) -> bool:
    """Bastam os fatos ditos? O que o caso não guarda não conta a favor nem contra; um errado não confere."""
    quem = caso.interessado
    if quem is None:
        return False
    guardados = _guardados(caso, quem)
    contam = [f for f in perguntaveis(regra, da_busca) if ditos.get(f) and guardados[f]]
    iguais = [_mesmo(fato, ditos[fato], guardados[fato]) for fato in contam]
    fortes = any(fato in regra.fatos_fortes for fato in contam)
    return len(contam) >= regra.fatos_que_bastam and fortes and all(iguais)


def documento_confere(quem: Interessado, ditos: Mapping[str, str]) -> bool:
    """O documento que se viu, com o nome que está nele, é o de quem pediu."""
    guardados = {NOME: quem.nome, DOCUMENTO: quem.documento}
    return all(
        ditos.get(f) and guardado and _mesmo(f, ditos[f], guardado) for f, guardado in guardados.items()
    )


def _guardados(caso: Caso, quem: Interessado) -> dict[str, str]:
    return {
        NOME: quem.nome,
        DOCUMENTO: quem.documento,
        EMAIL: quem.email,
        TELEFONE: quem.telefone,
        RUA: getattr(caso, "logradouro", ""),
        MES: f"{timezone.localtime(caso.aberta_em):%m/%Y}",
    }


def _mesmo(fato: str, dito: str, guardado: str) -> bool:
    if fato == NOME:
        return mesmo_nome(dito, guardado)
    como = {DOCUMENTO: limpar, RUA: nome_da_rua, TELEFONE: _algarismos, MES: _mes}.get(fato, str.lower)
    return constant_time_compare(como(dito.strip()), como(guardado))


def mesmo_nome(dito: str, guardado: str) -> bool:
    """O primeiro e o último nome iguais, e os do meio entre os guardados: quem fala abrevia o seu."""
    partes, todas = nomes(dito), nomes(guardado)
    if len(partes) < MENOS_NOMES <= len(todas) or not partes or not todas:
        return False
    return partes[0] == todas[0] and partes[-1] == todas[-1] and set(partes) <= set(todas)


def e_o_nome(do_documento: str, outro: str) -> bool:
    """O nome por extenso do documento e o que se escreveu noutro lugar, que pode estar abreviado."""
    return mesmo_nome(do_documento, outro) or mesmo_nome(outro, do_documento)


def nomes(nome: str) -> list[str]:
    """Sem acentos, maiúsculas nem partículas."""
    return [parte for parte in re.findall(r"\w+", simplificar(nome)) if parte not in PARTICULAS]


def _algarismos(texto: str) -> str:
    """O telefone como se guarda; o que não é um, só os algarismos."""
    try:
        return validar_telefone(texto)
    except ValidationError:
        return re.sub(r"\D", "", texto)


def _mes(texto: str) -> str:
    """`03/2026`, também de “3/26” e de “março de 2026”."""
    dito = simplificar(texto)
    for numero, nome in enumerate(MESES.split("|"), 1):
        dito = re.sub(rf"\b(?:{nome}|{nome[:3]})\b", str(numero), dito)
    partes = re.findall(r"\d+", dito)
    if len(partes) < 2:  # noqa: PLR2004  o mês e o ano
        return texto
    mes, ano = partes[-2:]
    return f"{mes.zfill(2)}/{ano if len(ano) > 2 else f'20{ano}'}"  # noqa: PLR2004  o ano com o século

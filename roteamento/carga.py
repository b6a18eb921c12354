"""Carga do território, das unidades e das regras que vêm com o projeto (`roteamento/dados`).

Em lote e repetível: rodar de novo não muda nada. A linha que uma pessoa editou, trocou ou
apagou fica como ela deixou, mesmo que a edição tenha mudado o que identifica a linha.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from guia.conteudo.leitura import ler_regras
from guia.models import Orgao, Servico
from referencia.tabelas import Linha, Origem, Referencia, Tabela, carregar_tabelas, ler_yaml
from roteamento.importacao import base_de_ruas
from roteamento.models import (
    Distrito,
    PrefixoDeCep,
    Regra,
    Subprefeitura,
    Unidade,
)

DADOS = Path(__file__).parent / "dados"

DESDE = date(2000, 1, 1)
"""Começo de vigência do que vem com o projeto: antes de qualquer pedido que se importe."""


class CargaInvalida(ValueError):
    """Os arquivos citam algo que não existe; a mensagem diz o quê."""


def carregar() -> dict[str, int]:
    """O território, as unidades e as regras que vêm com o projeto; o que uma pessoa apagou não volta."""
    prefixos = partial(_linhas, "prefixos.csv", PrefixoDeCep)
    subprefeituras = partial(_linhas, "subprefeituras.csv", Subprefeitura)
    territorio = carregar_tabelas(
        _tabela("subprefeituras", Subprefeitura, ("codigo",), subprefeituras),
        _tabela("distritos", Distrito, ("codigo",), partial(_linhas, "distritos.csv", Distrito)),
        _tabela("prefixos de CEP", PrefixoDeCep, ("cep5", "distrito_id"), prefixos),
        _tabela("unidades", Unidade, ("sigla",), _unidades),
        _tabela("superiores", Unidade, ("sigla",), _superiores),
        _tabela("regras", Regra, ("servico_id", "alcance"), _regras),
    )
    return territorio | base_de_ruas.carregar(agora=timezone.now())


def _tabela(
    nome: str, modelo: type[Referencia], chave: tuple[str, ...], ler: Callable[[], Iterable[Linha]]
) -> Tabela:
    return Tabela(nome, modelo, chave, ler, refazer=False)


# --- leitura dos arquivos -------------------------------------------------------------


def _linhas(arquivo: str, modelo: type[Referencia]) -> Iterator[Linha]:
    """As linhas do arquivo, cada coluna com o tipo do seu campo."""
    with (DADOS / arquivo).open(encoding="utf-8", newline="") as aberto:
        nomes, *linhas = csv.reader(aberto)
    campos: list[Any] = [modelo._meta.get_field(nome) for nome in nomes]
    leitores = [(campo.attname, _leitor(campo)) for campo in campos]
    for linha in linhas:
        yield {nome: ler(escrito) for (nome, ler), escrito in zip(leitores, linha, strict=True)}


def _leitor(campo: Any) -> Callable[[str], Any]:
    """Do que está escrito ao valor do campo; a coluna que liga a outra tabela traz o código."""
    if campo.is_relation:
        pks = dict(campo.related_model.objects.values_list("codigo", "pk"))
        return lambda escrito: pks[int(escrito)]
    return lambda escrito: campo.to_python(escrito) if escrito else campo.get_default()


def _arquivo_de_unidades() -> dict[str, list[Linha]]:
    lido: dict[str, list[Linha]] = ler_yaml(DADOS / "unidades.yaml")
    return lido


def sigla_local(atribuicao: str, subprefeitura: Subprefeitura) -> str:
    """A sigla da unidade de uma subprefeitura (SMPR-CPO-STM-Sé), sem a barra que quebraria um endereço."""
    return f"SMPR-{atribuicao}-{subprefeitura.nome.replace('/', '-')}"


def _unidades() -> list[Linha]:
    arquivo = _arquivo_de_unidades()
    orgaos = dict(Orgao.objects.values_list("sigla", "pk"))
    faltam = {unidade["orgao"] for unidade in arquivo["da_cidade"]} - set(orgaos)
    if faltam:
        raise CargaInvalida(f"unidades.yaml cita órgãos que o Guia não tem: {', '.join(sorted(faltam))}.")
    locais = [
        _unidade_local(tipo, subprefeitura, orgaos["SMSUB"])
        for subprefeitura in Subprefeitura.objects.filter(origem=Origem.CARGA)
        for tipo in arquivo["por_subprefeitura"]
    ]
    return locais + [_unidade_da_cidade(unidade, orgaos) for unidade in arquivo["da_cidade"]]


def _unidade_local(tipo: Linha, subprefeitura: Subprefeitura, orgao: int) -> Linha:
    publica = tipo.get("atende_publico", False)
    return {
        "sigla": sigla_local(tipo["atribuicao"], subprefeitura),
        "nome": f"{tipo['nome']} – {subprefeitura.nome}",
        "orgao_id": orgao,
        "atribuicao": tipo["atribuicao"],
        "subprefeitura_id": subprefeitura.pk,
        "vigente_de": DESDE,
        "atende_publico": publica,
        "o_que_faz": "\n".join(tipo.get("o_que_faz", [])),
        **{c: getattr(subprefeitura, c) if publica else "" for c in ("endereco", "cep", "telefone")},
    }


def _unidade_da_cidade(unidade: Linha, orgaos: dict[str, int]) -> Linha:
    return {
        **{campo: unidade.get(campo, "") for campo in ("sigla", "nome", "telefone", "horario")},
        "orgao_id": orgaos[unidade["orgao"]],
        "vigente_de": DESDE,
        "atende_publico": unidade.get("atende_publico", False),
    }


def _superiores() -> list[Linha]:
    """Segunda passada: cada unidade da carga com o seu superior, que agora existe."""
    arquivo = _arquivo_de_unidades()
    pks = dict(Unidade.objects.values_list("sigla", "pk"))
    locais = [
        (sigla_local(tipo["atribuicao"], s), sigla_local(tipo["superior"], s))
        for s in Subprefeitura.objects.filter(origem=Origem.CARGA)
        for tipo in arquivo["por_subprefeitura"]
        if "superior" in tipo
    ]
    da_cidade = [(u["sigla"], u["superior"]) for u in arquivo["da_cidade"] if "superior" in u]
    return [
        {"sigla": sigla, "superior_id": pks[superior]}
        for sigla, superior in locais + da_cidade
        if sigla in pks and superior in pks
    ]


def _regras() -> list[Linha]:
    """Uma regra para a cidade toda por serviço que se pede, lida da chave `regra` do Guia."""
    pedidas = ler_regras()
    servicos = dict(Servico.objects.values_list("codigo", "pk"))
    unidades = dict(Unidade.objects.values_list("sigla", "pk"))
    atribuicoes = set(Unidade.objects.exclude(atribuicao="").values_list("atribuicao", flat=True))
    citadas = {destino for regra in pedidas.values() for destino in regra.values()}
    faltam = sorted(citadas - set(unidades) - atribuicoes)
    if faltam:
        raise CargaInvalida(f"O Guia manda serviços para unidades que não existem: {', '.join(faltam)}.")
    return [
        {
            "servico_id": servicos[codigo],
            "alcance": "cidade",
            "atribuicao": regra.get("atribuicao", ""),
            "unidade_id": unidades.get(regra.get("unidade", "")),
            "vigencia": DateRange(DESDE, None),
        }
        for codigo, regra in pedidas.items()
        if codigo in servicos
    ]

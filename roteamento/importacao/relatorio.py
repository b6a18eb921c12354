"""O que a importação mudou: um dicionário para guardar e mostrar em JSON, e o mesmo em palavras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from roteamento.importacao.ceps_e_logradouros import Base, Trecho
from roteamento.importacao.distrito_do_trecho import Lugares
from roteamento.importacao.gravacao import Diferenca
from roteamento.localizacao.grafias import simplificar

LINHAS_MOSTRADAS = 20

ROTULOS = {
    "linhas": "linhas lidas",
    "criados": "criados",
    "atualizados": "atualizados",
    "iguais": "iguais",
    "removidos": "removidos, porque não estão mais na base",
    "editados_mantidos": "mantidos como uma pessoa editou",
    "apagados_mantidos": "não refeitos: uma pessoa apagou",
    "da_carga_substituidos": "linhas que vinham com o projeto, substituídas",
    "da_outra_base": "já na outra base importada",
    "repetidos": "repetidos no mesmo distrito, juntados",
    "sem_rua": "linhas sem nome de rua, não importadas",
    "de_outra_cidade": "CEPs que não são do município, não importados",
    "em_km": "trechos de rodovia em quilômetros, sem faixa de números",
    "subprefeitura_diferente": "linhas com outra subprefeitura que não a do distrito",
}

FONTES = {
    "ponto": "pelo ponto",
    "declarado": "como a linha declara",
    "desconhecido": "sem distrito",
    "discordam": "onde ponto e declarado discordam",
    "mantido_junto_da_divisa": "destes, a até 50 m da divisa, mantido o declarado",
}


def da_base(
    base: Base, lugares: Lugares, diferenca: Diferenca, nomes: Mapping[int, str], trechos: Sequence[Trecho]
) -> dict[str, Any]:
    """O relatório de uma base de ruas."""
    por_distrito = Counter(nomes[trecho.distrito] for trecho in trechos if trecho.distrito)
    contas = base.contas + diferenca.contas
    return {
        **{chave: contas[chave] for chave in ROTULOS},
        "distrito": {chave: lugares.fontes[chave] for chave in FONTES},
        "pontos_fora_da_cidade": {
            "total": len(lugares.pontos_fora),
            "linhas": lugares.pontos_fora[:LINHAS_MOSTRADAS],
        },
        "por_distrito": {nome: por_distrito[nome] for nome in sorted(por_distrito, key=simplificar)},
    }


def em_palavras(titulo: str, relatorio: Mapping[str, Any]) -> str:
    """Uma linha por conta que não é zero; as primeiras sempre."""
    linhas = [f"{titulo}: {relatorio.get('arquivo', '')}"]
    if relatorio.get("arquivo_igual"):
        linhas.append("  O arquivo é igual ao da última importação; foi conferido outra vez.")
    sempre = ("linhas", "criados", "atualizados", "iguais")
    linhas += [
        f"  {rotulo}: {_numero(relatorio[chave])}"
        for chave, rotulo in ROTULOS.items()
        if chave in relatorio and (relatorio[chave] or chave in sempre)
    ]
    linhas += _do_distrito(relatorio)
    linhas += [f"  Atenção: {aviso}" for aviso in relatorio.get("avisos", [])]
    if not relatorio.get("mudou"):
        linhas.append("  Nada mudou.")
    return "\n".join(linhas)


def em_resumo(relatorio: Mapping[str, Any]) -> str:
    """Uma linha: quantos criados, atualizados e removidos."""
    contas = [(relatorio.get(sorte, 0), sorte) for sorte in ("criados", "atualizados", "removidos")]
    return ", ".join(f"{sorte}: {_numero(quantos)}" for quantos, sorte in contas if quantos) or "nada mudou"


def _do_distrito(relatorio: Mapping[str, Any]) -> list[str]:
    fontes, fora = relatorio.get("distrito"), relatorio.get("pontos_fora_da_cidade")
    if not fontes or not fora:
        return []
    linhas = ["  distrito de cada trecho:"]
    linhas += [f"    {rotulo}: {_numero(fontes[chave])}" for chave, rotulo in FONTES.items()]
    if fora["total"]:
        quais = ", ".join(str(linha) for linha in fora["linhas"])
        resto = " …" if fora["total"] > len(fora["linhas"]) else ""
        linhas.append(
            f"  pontos fora da cidade, descartados: {_numero(fora['total'])} (linhas {quais}{resto})"
        )
    return linhas


def _numero(valor: int) -> str:
    return f"{valor:,}".replace(",", ".")

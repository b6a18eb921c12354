"""Pedir de novo: o lugar e as respostas de um pedido de antes, postos num pedido que ainda não começou."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guia import perguntas
from guia.models import VersaoDoServico
from guia.perguntas import Pergunta, Tipo
from roteamento.localizacao.enderecos import com_traco
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.roteiro import DETALHES, LOCAL

DE_NOVO = "de_novo"
"""O parâmetro que diz de que pedido se parte."""


def respostas_de(caso: Solicitacao, versao: VersaoDoServico) -> dict[str, Any]:
    """O que a pessoa já tinha dito, como o rascunho o guarda. Fotos, nunca: mostram o que havia.

    O lugar vai como foi escrito, por confirmar. Da pergunta que mudou, o que já não é opção fica em branco.
    """
    ditas = {dita["chave"]: dita["valor"] for dita in caso.respostas if dita.get("chave")}
    lidas = {p.chave: _lida(p, ditas[p.chave]) for p in perguntas.ler(versao.perguntas) if p.chave in ditas}
    respostas = {chave: valor for chave, valor in lidas.items() if valor}
    return {LOCAL: _lugar(caso), DETALHES: {"descricao": caso.descricao, "respostas": respostas}}


def _lugar(caso: Solicitacao) -> Mapping[str, Any]:
    """Com o distrito de então: o nome de rua que há em dois não se pergunta outra vez."""
    return {
        "logradouro": caso.logradouro,
        "numero": caso.numero,
        "complemento": caso.complemento,
        "referencia": caso.referencia,
        "cep": com_traco(caso.cep) if caso.cep else "",
        "distrito": caso.distrito_id,
        "sugerido": f"{caso.distrito_id}|{caso.logradouro}" if caso.distrito_id else "",
    }


def _lida(pergunta: Pergunta, escrito: str) -> Any:
    """Da resposta por extenso, o valor do campo; vazio se já não é uma das opções."""
    valores = {rotulo: valor for valor, rotulo in pergunta.escolhas}
    if pergunta.tipo == Tipo.UMA:
        return valores.get(escrito, "")
    if pergunta.tipo == Tipo.VARIAS:
        return _escolhidas(escrito, valores)
    if pergunta.tipo in perguntas.COM_DIA:
        return "-".join(reversed(escrito.split("/")))
    return "" if pergunta.tipo in perguntas.COM_ARQUIVO else escrito


def _escolhidas(escrito: str, valores: Mapping[str, str]) -> list[str]:
    """As opções de uma lista com vírgulas; as mais compridas primeiro, que podem ter vírgula dentro."""
    resto, achadas = f", {escrito}, ", set()
    for rotulo in sorted(valores, key=len, reverse=True):
        if f", {rotulo}, " in resto:
            resto = resto.replace(f", {rotulo}, ", ", ", 1)
            achadas.add(rotulo)
    return [valor for rotulo, valor in valores.items() if rotulo in achadas]

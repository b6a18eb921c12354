"""As respostas de um pedido em curso como se leem na página de conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from assistente.conferencia import Linha, Secao, com_alterar, em_fotos, quem
from roteamento.enderecos import com_traco
from solicitacoes.assistente import DETALHES, IDENTIFICACAO, LOCAL, em_pares
from solicitacoes.lugar import como_local

if TYPE_CHECKING:
    from roteamento.enderecos import Local
    from solicitacoes.em_curso import PedidoEmCurso


def secoes(pedido: PedidoEmCurso) -> list[Secao]:
    """Tudo o que foi respondido, na ordem dos passos."""

    def onde(passo: str) -> str:
        return reverse(f"solicitacoes:{passo}", args=[pedido.rascunho.assunto, pedido.rascunho.pk])

    feitas = {
        LOCAL: ("O lugar", _do_lugar),
        DETALHES: ("Detalhes", _dos_detalhes),
        IDENTIFICACAO: ("Quem pede", lambda p: quem(p.rascunho.dados[IDENTIFICACAO])),
    }
    return [
        Secao(passo, titulo, com_alterar(passo, linhas(pedido), onde))
        for passo, (titulo, linhas) in feitas.items()
        if passo in pedido.roteiro.passos
    ]


def _do_lugar(pedido: PedidoEmCurso) -> list[Linha]:
    local = como_local(pedido.rascunho.dados[LOCAL])
    distrito: Linha = {"rotulo": "Distrito e subprefeitura", "valor": _do_distrito(local)}
    if pedido.so_distrito:
        return [distrito]
    endereco = ", ".join(parte for parte in (local.logradouro, local.numero) if parte)
    if pedido.rascunho.dados[LOCAL].get("lat") is not None:
        endereco = "\n".join(filter(None, [endereco, "(ponto marcado no mapa)"]))
    cep = com_traco(local.cep) if local.cep else ""
    opcionais: list[Linha] = [
        {"rotulo": "Complemento", "valor": local.complemento, "campo": "id_complemento"},
        {"rotulo": "Ponto de referência", "valor": local.referencia, "campo": "id_referencia"},
        {"rotulo": "CEP", "valor": cep, "campo": "id_cep"},
    ]
    return [
        {"rotulo": "Endereço", "valor": endereco, "campo": "id_logradouro"},
        *(linha for linha in opcionais if linha["valor"]),
        distrito | {"passo": "lugar"},
    ]


def _do_distrito(local: Local) -> str:
    if local.distrito is None:
        return ""
    return f"{local.distrito.nome}, na área da Subprefeitura {local.distrito.subprefeitura.nome}"


def _dos_detalhes(pedido: PedidoEmCurso) -> list[Linha]:
    respostas = em_pares(pedido.roteiro.perguntas, pedido.roteiro.respostas)
    linhas: list[Linha] = [
        {"rotulo": par["rotulo"], "valor": par["valor"], "campo": f"id_r_{par['chave']}"} for par in respostas
    ]
    descricao = pedido.rascunho.dados[DETALHES].get("descricao", "")
    linhas.append({"rotulo": "O que você contou", "valor": descricao, "campo": "id_descricao"})
    fotos = em_fotos(pedido.rascunho.arquivos.count())
    return [*linhas, {"rotulo": "Fotos", "valor": fotos, "campo": "fotos"}]

"""As respostas de um pedido de informação como se leem na conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from assistente.conferencia import Linha, Secao, com_alterar, quem
from esic.assistente import BALCAO, IDENTIFICACAO, INFORMACAO, NAO_SEI
from esic.destino import orgao_escolhido
from esic.forms.pedir import CANAIS, FORMAS, SIM

if TYPE_CHECKING:
    from esic.em_curso import EmCurso


def secoes(escrito: EmCurso) -> list[Secao]:
    """Tudo o que foi respondido, na ordem dos passos."""

    def onde(passo: str) -> str:
        return reverse(f"esic:{passo}", args=[escrito.rascunho.pk])

    do_balcao = [Secao(BALCAO, "Como chegou", _como_chegou(escrito))] if escrito.no_balcao else []
    return [
        *do_balcao,
        Secao(INFORMACAO, "O pedido", com_alterar(INFORMACAO, _pedido(escrito), onde)),
        Secao(IDENTIFICACAO, "Quem pede", com_alterar(IDENTIFICACAO, _quem(escrito), onde)),
    ]


def _como_chegou(escrito: EmCurso) -> list[Linha]:
    do_balcao = escrito.rascunho.dados[BALCAO]
    return [
        {"rotulo": "Por onde", "valor": dict(CANAIS)[do_balcao["canal"]]},
        {"rotulo": "Em que dia", "valor": f"{date.fromisoformat(do_balcao['recebida_em']):%d/%m/%Y}"},
    ]


def _pedido(escrito: EmCurso) -> list[Linha]:
    dito = escrito.roteiro.informacao
    orgao = orgao_escolhido(dito["orgao"])
    nome = orgao.nome if orgao else ""
    if dito["orgao"] == NAO_SEI:
        nome = f"Não sei qual é: {nome} recebe o pedido e o passa ao órgão certo"
    quantos = escrito.rascunho.arquivos.count()
    arquivos = f"{quantos} arquivo{'s' if quantos > 1 else ''}" if quantos else "Nenhum"
    return [
        {"rotulo": "Órgão", "valor": nome, "campo": "id_orgao"},
        {"rotulo": "Informação que quer", "valor": dito["texto"], "campo": "id_texto"},
        {"rotulo": "Arquivos", "valor": arquivos, "campo": "fotos"},
        {
            "rotulo": "Como quer a resposta",
            "valor": dict(FORMAS)[dito["forma_de_resposta"]],
            "campo": "id_forma_de_resposta_0",
        },
        {
            "rotulo": "Publicar a pergunta",
            "valor": "Sim, sem os dados pessoais" if dito["autoriza_divulgar"] == SIM else "Não",
            "campo": "id_autoriza_divulgar_0",
        },
    ]


def _quem(escrito: EmCurso) -> list[Linha]:
    dados = escrito.rascunho.dados[IDENTIFICACAO]
    postal: Linha = {
        "rotulo": "Endereço postal",
        "valor": dados.get("endereco", ""),
        "campo": "id_endereco",
    }
    return [*quem(dados), postal]

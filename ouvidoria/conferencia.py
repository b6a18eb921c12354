"""As respostas de uma manifestação em curso como se leem na conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from assistente.conferencia import Linha, Secao, com_alterar, em_fotos, quem
from guia.models import Orgao
from ouvidoria.assistente import IDENTIFICACAO, RESPOSTAS
from ouvidoria.perguntas import NAO_SEI, Campo, Pergunta
from ouvidoria.situacoes import Falha
from protocolo import numero

if TYPE_CHECKING:
    from ouvidoria.em_curso import EmCurso


def secoes(escrita: EmCurso) -> list[Secao]:
    """Tudo o que foi respondido, na ordem dos passos."""

    def onde(passo: str) -> str:
        return reverse(f"ouvidoria:{passo}", args=[escrita.rascunho.pk])

    return [
        Secao(RESPOSTAS, escrita.nome_do_tipo, com_alterar(RESPOSTAS, _respostas(escrita), onde)),
        Secao(IDENTIFICACAO, "Quem é", com_alterar(IDENTIFICACAO, _quem(escrita), onde)),
    ]


def _respostas(escrita: EmCurso) -> list[Linha]:
    linhas: list[Linha] = [
        {
            "rotulo": p.rotulo,
            "valor": _em_palavras(p, escrita.roteiro.respostas.get(p.chave, "")),
            "campo": f"id_{p.chave}" if p.campo != Campo.FALHA else f"id_{p.chave}_0",
        }
        for p in escrita.roteiro.perguntas
    ]
    fotos = em_fotos(escrita.rascunho.arquivos.count())
    return [*linhas, {"rotulo": "Fotos", "valor": fotos, "campo": "fotos"}]


def _em_palavras(pergunta: Pergunta, valor: Any) -> str:
    if pergunta.campo == Campo.FALHA:
        return str(Falha(valor).label)
    if pergunta.campo == Campo.PROTOCOLO:
        return numero.formatar(valor)
    if pergunta.campo == Campo.ORGAO:
        orgao = None if valor == NAO_SEI else Orgao.objects.filter(pk=valor).first()
        return orgao.nome if orgao else "Não sei"
    return str(valor)


def _quem(escrita: EmCurso) -> list[Linha]:
    dados = escrita.rascunho.dados[IDENTIFICACAO]
    linhas = quem(dados)
    if "permite_identificar" in dados:
        diz = "Sim" if dados["permite_identificar"] else "Não: só a Ouvidoria sabe"
        linhas.append(
            {"rotulo": "O órgão pode saber quem é", "valor": diz, "campo": "id_permite_identificar"}
        )
    return linhas

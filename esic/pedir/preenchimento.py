"""O pedido de informação diante de quem o preenche, e os passos dele."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from assistente import passos, preenchimento
from assistente.conferir import Linha
from assistente.passos import Arquivos, Envio, PassoComArquivos
from assistente.preenchimento import BALCAO
from assistente.roteiro import IDENTIFICACAO
from esic.pedir.conselho import conselho
from esic.pedir.destino import orgao_escolhido
from esic.pedir.forms import CANAIS, FORMAS, SIM, IdentificacaoForm, InformacaoForm
from esic.pedir.roteiro import INFORMACAO, NAO_SEI, VISTO, Roteiro


@dataclass(frozen=True, kw_only=True)
class Preenchimento(preenchimento.Preenchimento[Roteiro]):
    """Um pedido de informação que se preenche."""

    def relido(self) -> Preenchimento:
        return replace(self, roteiro=Roteiro(self.rascunho.dados))


class Informacao(PassoComArquivos[Preenchimento]):
    """O órgão, o texto e os arquivos."""

    nome, titulo, secao = INFORMACAO, "O que você quer saber", "O pedido"

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> forms.Form:
        return InformacaoForm(
            dados,
            arquivos,
            guardados=len(preenchimento.arquivos),
            em_nome_de_outro=preenchimento.no_balcao,
            initial=preenchimento.roteiro.informacao,
        )

    def abre(self, preenchimento: Preenchimento) -> str:
        """O texto novo que tem outro caminho, ou respostas parecidas, vai antes à página que os mostra."""
        roteiro = preenchimento.roteiro
        visto = roteiro.dados.get(VISTO, {}).get("texto")
        return "" if roteiro.texto == visto or conselho(roteiro.texto).vazio else "antes"

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        dito = preenchimento.roteiro.informacao
        orgao = orgao_escolhido(dito["orgao"])
        nome = orgao.nome if orgao else ""
        if dito["orgao"] == NAO_SEI:
            nome = f"Não sei qual é: {nome} recebe o pedido e o passa ao órgão certo"
        quantos = len(preenchimento.arquivos)
        arquivos = f"{quantos} arquivo{'s' if quantos > 1 else ''}" if quantos else "Nenhum"
        divulga = "Sim, sem os dados pessoais" if dito["autoriza_divulgar"] == SIM else "Não"
        forma = dict(FORMAS)[dito["forma_de_resposta"]]
        return [
            {"rotulo": "Órgão", "valor": nome},
            {"rotulo": "Informação que quer", "valor": dito["texto"]},
            {"rotulo": "Arquivos", "valor": arquivos},
            {"rotulo": "Como quer a resposta", "valor": forma},
            {"rotulo": "Publicar a pergunta", "valor": divulga},
        ]


class Identificacao(passos.Identificacao[Preenchimento]):
    """Quem pede, com o endereço a que a resposta vai."""

    formulario = IdentificacaoForm

    def opcoes(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"pelo_correio": preenchimento.roteiro.pelo_correio}

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        endereco = preenchimento.rascunho.dados[IDENTIFICACAO].get("endereco", "")
        postal: Linha = {"rotulo": "Endereço postal", "valor": endereco}
        return [*super().linhas(preenchimento), postal]


def como_chegou(preenchimento: Preenchimento) -> list[Linha]:
    """Por onde e em que dia chegou o que se registra no balcão."""
    do_balcao = preenchimento.rascunho.dados[BALCAO]
    return [
        {"rotulo": "Por onde", "valor": dict(CANAIS)[do_balcao["canal"]]},
        {"rotulo": "Em que dia", "valor": f"{date.fromisoformat(do_balcao['recebida_em']):%d/%m/%Y}"},
    ]


PASSOS = (Informacao(), Identificacao())
"""Na ordem em que se respondem; a conferência vem depois."""

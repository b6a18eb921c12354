"""Os formulários de quem julga. Os nomes dos campos são os argumentos das ações."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from esic import acoes
from esic.forms import MAIOR_TEXTO, AtoDoPedidoForm
from esic.situacoes import Resultado, ResultadoDaReclamacao
from mesas.forms import TextoAoMunicipe
from protocolo import prazos_legais
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import EXPLICACAO, PERGUNTA

RESULTADOS = [
    (Resultado.DEFERIDO.value, "Deferido: o órgão tem de entregar o que se pediu"),
    (Resultado.PARCIAL.value, "Deferido em parte: o órgão tem de entregar uma parte"),
    (Resultado.INDEFERIDO.value, "Indeferido: a resposta do órgão fica como está"),
    (Resultado.NAO_CONHECIDO.value, "Não conhecido: este recurso não cabe"),
    (Resultado.PERDA_DE_OBJETO.value, "Perdeu o objeto: o órgão já entregou o que se pedia"),
]
DA_RECLAMACAO = [
    (ResultadoDaReclamacao.PROCEDENTE.value, "Procedente: o órgão tem de responder"),
    (ResultadoDaReclamacao.IMPROCEDENTE.value, "Improcedente: o órgão não está em falta"),
]


class FundamentadaForm(AtoDoPedidoForm):
    """Uma decisão, de uma lista, com as razões dela."""

    resultados: ClassVar[Sequence[tuple[str, str]]]
    resultado = forms.ChoiceField(
        label="Qual é a decisão?",
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha a decisão."},
    )
    fundamentacao = TextoAoMunicipe(
        label="Por que se decide assim",
        escrito=EXPLICACAO,
        maior=MAIOR_TEXTO,
        linhas=10,
        help_text="As razões da decisão, em palavras simples. A pessoa e o órgão leem este texto.",
        error_messages={"required": "Escreva por que se decide assim."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["resultado"].choices = self.resultados  # type: ignore[attr-defined]


class DecidirForm(FundamentadaForm):
    """A decisão fundamentada de um recurso."""

    resultados = RESULTADOS

    def explicacoes(self) -> Sequence[str]:
        causa = acoes.efeito(self.caso, Resultado.PARCIAL, timezone.now())
        frases = []
        if causa.cumprir_ate:
            frases.append(f"Deferido, no todo ou em parte: o órgão cumpre até {dia(causa.cumprir_ate)}.")
        if causa.proxima and causa.recorrer_ate:
            ate = f"a pessoa pode recorrer até {dia(causa.recorrer_ate)} à {causa.proxima.label}"
            frases.append(f"Em qualquer outro caso, e no deferido em parte: {ate}.")
        else:
            frases.append("É a última instância: depois dela não cabe outro recurso na Prefeitura.")
        return frases


class PerguntarForm(AtoDoPedidoForm):
    """O que quem decide precisa saber do órgão."""

    pergunta = TextoAoMunicipe(
        label="O que o órgão precisa esclarecer?",
        escrito=PERGUNTA,
        linhas=6,
        help_text="Só quem trabalha na Prefeitura lê a pergunta e a resposta.",
        error_messages={"required": "Escreva o que o órgão precisa esclarecer."},
    )

    def explicacoes(self) -> Sequence[str]:
        recurso = acoes.recurso_em_aberto(self.caso)
        if recurso is None or recurso.contagem == "sem_prazo":
            return ()
        return (f"O prazo da decisão continua correndo: até {dia(recurso.vence_em)}.",)


class DecidirReclamacaoForm(FundamentadaForm):
    """A decisão da reclamação pela falta de resposta."""

    resultados = DA_RECLAMACAO

    def explicacoes(self) -> Sequence[str]:
        ate = prazos_legais.vencimento("ESIC_CUMPRIMENTO", inicio=timezone.now())
        return (
            f"Procedente: o órgão tem de responder até {dia(ate)}.",
            "Nos dois casos a pessoa ainda pode recorrer, enquanto o órgão não responder.",
        )

"""O formulário do modelo de resposta: para que serve, o texto e as variáveis, conferidas com frase clara."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from avisos import textos
from avisos.textos import ENTRE_COLCHETES, VARIAVEL
from guia.models import Servico
from mesas.forms import TextoAoMunicipe
from solicitacoes.forms.servico import ServicoPeloNome
from solicitacoes.models import ModeloDeResposta
from solicitacoes.models.modelos_de_resposta import como_se_guarda, como_se_le
from solicitacoes.situacoes import ESCOLHIVEIS

VARIAVEIS = ModeloDeResposta.VARIAVEIS
AtoComModelo = ModeloDeResposta.AtoComModelo


def usos() -> list[tuple[str, list[tuple[str, str]]]]:
    """Para que serve um modelo: o ato e, nos que têm, o resultado; o valor é `ato/resultado`."""
    grupos = []
    for ato in AtoComModelo:
        resultados = [
            par
            for par in ModeloDeResposta.RESULTADOS[ato]
            if ato != AtoComModelo.FINALIZAR or par[0] in ESCOLHIVEIS
        ]
        qualquer = [(f"{ato.value}/", f"{ato.label}: qualquer resultado" if resultados else ato.label)]
        grupos.append(
            (ato.label, qualquer + [(f"{ato.value}/{v}", f"{ato.label}: {nome}") for v, nome in resultados])
        )
    return grupos


class ModeloForm(ServicoPeloNome):
    """Os nomes dos campos são os argumentos da ação, menos `uso`, que vira ato e resultado."""

    use_required_attribute = False
    nome = forms.CharField(
        label="Nome do modelo",
        help_text="Como a equipe o acha na lista. O munícipe não vê.",
        max_length=60,
        error_messages={"required": "Dê um nome ao modelo."},
    )
    uso = forms.ChoiceField(
        label="Para que serve?",
        choices=usos,
        error_messages={"required": "Escolha para que o modelo serve."},
    )
    servico = forms.CharField(
        label="Serviço",
        help_text="Comece a escrever e escolha na lista. Vazio: vale para todos os serviços.",
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
    )
    texto = TextoAoMunicipe(
        label="Texto que o munícipe vai ler",
        help_text="Frases curtas, sem siglas. Pode usar as palavras da lista abaixo, entre colchetes.",
        error_messages={"required": "Escreva o texto."},
    )

    def clean_servico(self) -> Servico | None:  # type: ignore[override]  # aqui o serviço pode faltar
        return super().clean_servico() if self.cleaned_data["servico"].strip() else None

    def clean_texto(self) -> str:
        texto = como_se_guarda(self.cleaned_data["texto"])
        usadas = {
            achada[0]: achada[1] for achada in (*VARIAVEL.finditer(texto), *ENTRE_COLCHETES.finditer(texto))
        }
        conhecidas = {variavel["nome"] for variavel in VARIAVEIS}
        if erradas := [escrita for escrita, nome in usadas.items() if nome not in conhecidas]:
            certas = ", ".join(variavel["se_le"] for variavel in VARIAVEIS)
            raise ValidationError(f"{', '.join(erradas)} não existe nos modelos. Use: {certas}.")
        if faltas := textos.conferir(texto, VARIAVEIS):
            raise ValidationError(faltas)
        return texto

    @property
    def argumentos(self) -> dict[str, Any]:
        ato, _, resultado = self.cleaned_data["uso"].partition("/")
        campos = {nome: self.cleaned_data[nome] for nome in ("nome", "servico", "texto")}
        return {**campos, "ato": ato, "resultado": resultado}


def inicial(modelo: ModeloDeResposta) -> dict[str, str]:
    """O modelo como o formulário o mostra."""
    return {
        "nome": modelo.nome,
        "uso": f"{modelo.ato}/{modelo.resultado}",
        "servico": modelo.servico.nome if modelo.servico else "",
        "texto": como_se_le(modelo.texto),
    }

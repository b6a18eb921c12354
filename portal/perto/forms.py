"""Onde a pessoa está, ou o lugar que lhe interessa: a rua com o número, o CEP, ou o ponto do aparelho."""

from __future__ import annotations

from typing import Any

from django import forms

from roteamento.localizacao.enderecos import Local, ler_cep, na_cidade
from roteamento.localizacao.grafias import separar_numero
from solicitacoes import lugar

MAIOR = 150
VAZIO = "Escreva a rua e o número, ou o CEP."
NAO_ACHADO = "Não achamos este lugar na cidade. Confira como se escreve, ou tente o CEP."
FORA = "Este ponto fica fora da cidade de São Paulo. Escreva um endereço da cidade."
QUAL = "Há mais de um lugar com este nome. Escolha qual é."
SEM_PONTO = "Sabemos o bairro deste lugar, mas não onde fica a rua. Escreva outra rua perto."

type Ponto = tuple[float, float]


class PertoForm(forms.Form):
    """`ponto` é o lugar achado; `opcoes`, os possíveis, quando há mais de um."""

    use_required_attribute = False

    onde = forms.CharField(
        label="Onde?",
        max_length=MAIOR,
        required=False,
        help_text="Rua e número, ou CEP. Por exemplo: Rua Líbero Badaró, 425.",
        error_messages={"max_length": f"Escreva no máximo {MAIOR} letras."},
        widget=forms.TextInput({"autocomplete": "street-address", "spellcheck": "false"}),
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)

    ponto: Ponto | None = None
    opcoes: tuple[tuple[str, Ponto], ...] = ()

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        lat, lon = limpos.get("lat"), limpos.get("lon")
        if lat is not None and lon is not None:
            self._do_aparelho(lat, lon)
        elif not self.has_error("onde"):
            self._do_escrito(limpos.get("onde", ""))
        return limpos

    def _do_aparelho(self, lat: float, lon: float) -> None:
        if na_cidade(lat, lon) and not lugar.fora_da_cidade(lat, lon):
            self.ponto = (lat, lon)
        else:
            self.add_error("onde", FORA)

    def _do_escrito(self, escrito: str) -> None:
        if not escrito.strip():
            self.add_error("onde", VAZIO)
            return
        cep = ler_cep(escrito) if not any(letra.isalpha() for letra in escrito) else ""
        rua, numero = ("", "") if cep else separar_numero(" ".join(escrito.split()))
        achado = lugar.localizar({"logradouro": rua, "numero": numero, "cep": cep})
        certo = _com_ponto([achado.certo] if achado.certo else [])
        if certo:
            self.ponto = certo[0][1]
        elif possiveis := _com_ponto(list(achado.opcoes)):
            self.opcoes = tuple(possiveis)
            self.add_error("onde", QUAL)
        else:
            self.add_error("onde", SEM_PONTO if achado.distritos else NAO_ACHADO)


def _com_ponto(locais: list[Local]) -> list[tuple[str, Ponto]]:
    return [
        (lugar.em_palavras(um), (um.lat, um.lon))
        for um in locais
        if um.lat is not None and um.lon is not None
    ]

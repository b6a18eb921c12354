"""Onde a pessoa está, ou o lugar que lhe interessa: a rua com o número, o CEP, ou o ponto do aparelho."""

from __future__ import annotations

from typing import Any

from django import forms

from roteamento.localizacao.enderecos import Local, ler_numero, na_cidade, separar_cep
from roteamento.localizacao.grafias import normalizar, separar_numero
from roteamento.localizacao.trechos import ate_o_numero
from roteamento.models import Logradouro
from solicitacoes import lugar

MAIOR = 150
VAZIO = "Escreva a rua e o número, ou o CEP."
NAO_ACHADO = "Não achamos este lugar na cidade. Confira como se escreve, ou tente o CEP."
FORA = "Este ponto fica fora da cidade de São Paulo. Escreva um endereço da cidade."
QUAL = "Há mais de um lugar com este nome. Escolha qual é."
DE_LA = "Escreva uma rua de lá, ou o CEP."
SEM_PONTO = "Sabemos o bairro deste lugar, mas não onde fica a rua. Escreva outra rua perto."

type Ponto = tuple[float, float]


class PertoForm(forms.Form):
    """`ponto` é o lugar achado; `opcoes`, os possíveis, quando há mais de um."""

    use_required_attribute = False
    sem_opcional = True

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
        cep, numero = separar_cep(escrito)
        rua = ""
        if not cep:
            rua, numero = separar_numero(" ".join(escrito.split()))
        if bairro := lugar.bairro_em_palavras(rua):
            self.add_error("onde", f"{bairro} {DE_LA}")
            return
        achado = lugar.localizar({"logradouro": rua, "numero": numero, "cep": cep})
        certo = _com_ponto([achado.certo] if achado.certo else [], numero)
        if certo:
            self.ponto = certo[0][1]
        elif possiveis := _com_ponto(list(achado.opcoes), numero):
            self.opcoes = tuple(possiveis)
            self.add_error("onde", QUAL)
        else:
            self.add_error("onde", SEM_PONTO if achado.distritos else NAO_ACHADO)


def _com_ponto(locais: list[Local], numero: str) -> list[tuple[str, Ponto]]:
    achados = [(lugar.em_palavras(um), _ponto_de(um, ler_numero(numero))) for um in locais]
    return [(nome, ponto) for nome, ponto in achados if ponto]


def _ponto_de(local: Local, numero: int | None) -> Ponto | None:
    """O ponto do lugar ou, de uma rua inteira, o do trecho de número mais perto; sem número, o do meio."""
    if local.lat is not None and local.lon is not None:
        return local.lat, local.lon
    nome = normalizar(local.logradouro)
    trechos = Logradouro.objects.filter(nome_busca=nome, distrito=local.distrito, lat__isnull=False)
    em_ordem = list(trechos.order_by("lat", "lon"))
    if not em_ordem:
        return None
    deste = min(em_ordem, key=lambda um: ate_o_numero(um, numero)) if numero else em_ordem[len(em_ordem) // 2]
    return (deste.lat, deste.lon) if deste.lat is not None and deste.lon is not None else None

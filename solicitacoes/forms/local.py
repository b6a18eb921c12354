"""Onde é: o endereço como a pessoa o escreve e, se preciso, a escolha entre os lugares possíveis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from roteamento.localizacao.enderecos import cep_da_cidade, com_traco, ler_cep, ler_numero, separar_cep
from roteamento.localizacao.grafias import separar_numero
from solicitacoes.forms.campos import CampoDoDistrito, reescrever
from solicitacoes.lugar import bairro_em_palavras, fora_da_cidade

OUTRO = "outro"
FORA_DA_CIDADE = (
    "O ponto marcado parece ficar fora da cidade de São Paulo, e por isso foi desmarcado. "
    "O que você escreveu está aqui: confira o endereço e continue."
)
PONTO_ILEGIVEL = (
    "Não entendemos o ponto marcado, e por isso ele foi desmarcado. "
    "O que você escreveu está aqui: confira o endereço e continue."
)
SO_SE_NENHUM = "<span data-quando>Responda só se escolheu “Nenhum destes”.</span>"
SUGERIR = {
    "hx-trigger": "input delay:300ms",
    "hx-sync": "this:replace",
    "data-depois": "id_numero",
}
DE_INTERNET = re.compile(r"://|www\.|\w\.(?:com|net|org|gov|br|ly|info)\b|\w\.[a-z]{2,}/", re.IGNORECASE)
"""O endereço vai num e-mail da Prefeitura a quem o formulário disser: não pode levar um link."""
OBRIGATORIOS = {
    "logradouro": "Escreva a rua, avenida ou praça.",
    "numero": "Escreva o número. Se não houver, dê um ponto de referência.",
}
SEM_NUMERO = "s/n"
DIZ_SEM_NUMERO = re.compile(
    r"(?:s\W*n[º°o]?\W*|(?:sem|n[aã]o tem|n[aã]o h[aá])(?: n[uú]mero)?|[\W0]+)\Z", re.IGNORECASE
)
ROTULO_DO_NUMERO = re.compile(r"^n(?:[uú]mero|[º°o])?\W*(?=\d)", re.IGNORECASE)
COMECA_POR_PALAVRA = re.compile(r"\W*[^\W\d]{2}")
MAIOR_NUMERO = 20
"""Letras que cabem no número de um pedido; o que passa disso é uma explicação."""
MAIOR_REFERENCIA = 200
MAIOR_SUGERIDO = 200
CEP_DE_FORA = "O CEP {} não é da cidade de São Paulo. Confira os números, ou escreva o nome da rua."
DOIS_CEPS = "Você escreveu dois CEPs diferentes. Deixe só o do lugar do problema."
ESCREVA_A_RUA = "{} Escreva o nome da rua; se ela se chama assim, ponha “Rua” ou “Avenida” antes."
FALTA_REFERENCIA = "Sem o número, dê um ponto de referência: em frente a quê, ou perto de quê?"


def _texto(rotulo: str, tamanho: int, dica: str = "", **atributos: str) -> forms.CharField:
    return forms.CharField(
        label=rotulo,
        max_length=tamanho,
        required=False,
        help_text=dica,
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off", **atributos}),
        error_messages={"max_length": f"Escreva no máximo {tamanho} letras."},
    )


def _sem_link(texto: str, conselho: str) -> str:
    if DE_INTERNET.search(texto):
        raise ValidationError(f"Aqui não cabe um endereço de internet. {conselho}")
    return texto


class LocalForm(forms.Form):
    """O endereço do problema. No lugar da rua serve um CEP ou um ponto; no do número, uma referência."""

    use_required_attribute = False

    cep = _texto(
        "CEP",
        10,
        "Se não souber, deixe em branco e escreva a rua.",
        **{"inputmode": "numeric", "class": "govuk-input--width-10"},
    )
    logradouro = _texto("Rua, avenida ou praça", 150, "Por exemplo: Rua Líbero Badaró.")
    numero = _texto(
        "Número",
        60,
        "O mais perto do problema. Se não houver, escreva “sem número” e dê uma referência.",
        **{"class": "govuk-input--width-10"},
    )
    complemento = _texto("Complemento", 80, "Bloco, apartamento, lado da rua.")
    referencia = _texto("Ponto de referência", MAIOR_REFERENCIA, "Por exemplo: em frente à padaria.")
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    sugerido = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sugestoes: str, **kwargs: Any) -> None:
        """`sugestoes`: o endereço que devolve as ruas do CEP, ou de nome parecido com o que se escreve."""
        super().__init__(*args, **kwargs)
        for campo in ("cep", "logradouro"):
            onde = {"hx-get": sugestoes, "hx-target": f"#sugestoes-{campo}"}
            self.fields[campo].widget.attrs |= SUGERIR | onde
        for campo, falta in OBRIGATORIOS.items():
            self.fields[campo].required = True
            self.fields[campo].error_messages["required"] = falta

    def clean_cep(self) -> str:
        """Os oito algarismos de um CEP da cidade."""
        digitado = self.cleaned_data["cep"]
        if not digitado:
            return ""
        cep = ler_cep(digitado)
        if not cep:
            raise ValidationError("O CEP tem 8 números. Confira, ou deixe em branco e escreva a rua.")
        if not cep_da_cidade(cep):
            raise ValidationError("Este CEP não é da cidade de São Paulo. Confira os números.")
        return cep

    def clean_sugerido(self) -> str:
        """A rua escolhida na lista; a que não cabe nele não veio da lista, e não para o pedido."""
        sugerido: str = self.cleaned_data["sugerido"]
        return sugerido if len(sugerido) <= MAIOR_SUGERIDO else ""

    def clean_logradouro(self) -> str:
        return _sem_link(" ".join(self.cleaned_data["logradouro"].split()), "Escreva só o nome da rua.")

    def clean_numero(self) -> str:
        """Sem espaços sobrando; todo jeito de dizer que não há número vira "s/n"."""
        inteiro = ROTULO_DO_NUMERO.sub("", " ".join(self.cleaned_data["numero"].split()), count=1)
        escrito = _sem_link(inteiro, "Escreva só o número.")
        return SEM_NUMERO if escrito and DIZ_SEM_NUMERO.match(escrito) else escrito

    def clean(self) -> dict[str, Any]:
        """Confere o ponto de novo (o navegador não decide) e dispensa o que outro campo já diz."""
        limpos = super().clean() or {}
        limpos["lat"], limpos["lon"] = self._ponto(limpos)
        tem_ponto = limpos["lat"] is not None
        self._ler_cep_na_rua(limpos)
        self._separar_numero(limpos)
        if limpos.get("cep") or self.has_error("cep") or tem_ponto:
            self._dispensar("logradouro", limpos)
        if limpos.get("referencia") or tem_ponto:
            self._dispensar("numero", limpos)
        self._explicar_numero(limpos)
        self.explicar_bairro(limpos, dispensa=bool(limpos.get("cep")) or tem_ponto)
        if limpos.get("numero") == SEM_NUMERO and not (limpos.get("referencia") or tem_ponto):
            self.add_error("referencia", FALTA_REFERENCIA)
        return limpos

    def _ler_cep_na_rua(self, limpos: dict[str, Any]) -> None:
        """ "01310-100, 1578" escrito na rua é o CEP e o número."""
        cep, numero = separar_cep(limpos.get("logradouro", ""))
        if not cep:
            return
        if not cep_da_cidade(cep):
            self.add_error("logradouro", CEP_DE_FORA.format(com_traco(cep)))
            return
        if limpos.get("cep") and limpos["cep"] != cep:
            self.add_error("cep", DOIS_CEPS)
            return
        if numero and not limpos.get("numero"):
            self._dispensar("numero", limpos)
            limpos["numero"] = numero
        limpos["cep"], limpos["logradouro"] = cep, ""

    def explicar_bairro(self, limpos: dict[str, Any], *, dispensa: bool) -> None:
        """O bairro não é a rua: pede-se o nome dela ou, se o CEP ou o ponto a dizem, ele é a referência."""
        bairro = bairro_em_palavras(limpos.get("logradouro", ""))
        if not bairro:
            return
        if not dispensa:
            self.add_error("logradouro", ESCREVA_A_RUA.format(bairro))
            return
        referencia = "; ".join(filter(None, [limpos["logradouro"], limpos.get("referencia")]))
        if len(referencia) <= MAIOR_REFERENCIA:
            limpos["logradouro"], limpos["referencia"] = "", referencia

    def _explicar_numero(self, limpos: dict[str, Any]) -> None:
        """ "Em frente ao 120" é o número 120 e uma referência; "em frente à feira" é só a referência."""
        escrito = limpos.get("numero", "")
        if not COMECA_POR_PALAVRA.match(escrito) and len(escrito) <= MAIOR_NUMERO:
            return
        referencia = "; ".join(parte for parte in (escrito, limpos.get("referencia")) if parte)
        if len(referencia) > MAIOR_REFERENCIA:
            self.add_error("referencia", f"Escreva no máximo {MAIOR_REFERENCIA} letras.")
            return
        lido = ler_numero(escrito)
        limpos["numero"], limpos["referencia"] = str(lido) if lido else SEM_NUMERO, referencia

    def _separar_numero(self, limpos: dict[str, Any]) -> None:
        """ "Avenida Paulista, 1578" na rua, sem nada no número, são as duas respostas."""
        rua, numero = separar_numero(limpos.get("logradouro", ""))
        if numero and not limpos.get("numero"):
            self._dispensar("numero", limpos)
            limpos["logradouro"], limpos["numero"] = rua, numero

    def _dispensar(self, campo: str, limpos: dict[str, Any]) -> None:
        if self.has_error(campo, "required"):
            del self.errors[campo]
            limpos[campo] = ""

    def _ponto(self, limpos: dict[str, Any]) -> tuple[float | None, float | None]:
        """O ponto marcado; o recusado não volta na página."""
        lat, lon = limpos.get("lat"), limpos.get("lon")
        ilegiveis = {"lat", "lon"} & self.errors.keys()
        if not ilegiveis:
            if lat is None or lon is None:
                return None, None
            if not fora_da_cidade(lat, lon):
                return lat, lon
        for campo in ilegiveis:
            del self.errors[campo]
        self.add_error(None, PONTO_ILEGIVEL if ilegiveis else FORA_DA_CIDADE)
        reescrever(self, lat="", lon="")
        return None, None


class LugarForm(forms.Form):
    """Entre os lugares possíveis, o certo; ou o distrito, se não é nenhum deles."""

    use_required_attribute = False
    sem_opcional = True

    lugar = forms.ChoiceField(
        label="Qual destes é o lugar?",
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha o lugar.", "invalid_choice": "Escolha um dos lugares da lista."},
    )
    distrito = CampoDoDistrito(empty_label="Escolha o distrito")

    def __init__(
        self,
        *args: Any,
        lugares: Iterable[tuple[str, str]] = (),
        motivo: str = "",
        pergunta: str = "",
        **kwargs: Any,
    ) -> None:
        """`lugares`: valor e texto de cada candidato; sem nenhum, só se pergunta o distrito.

        `pergunta` é a frase curta; sem ela, `motivo` diz por que se pergunta. A dica vai crua à página, e
        ele cita o que a pessoa digitou.
        """
        super().__init__(*args, **kwargs)
        opcoes = list(lugares)
        distrito = self.fields["distrito"]
        if opcoes:
            escolha: Any = self.fields["lugar"]
            escolha.choices = [*opcoes, (OUTRO, "Nenhum destes")]
            if pergunta:
                escolha.label = pergunta
            else:
                escolha.help_text = format_html("{}", motivo)
            distrito.help_text = mark_safe(SO_SE_NENHUM)  # noqa: S308  texto fixo
            distrito.widget.attrs["data-mostrar-se"] = f"lugar={OUTRO}"
        else:
            del self.fields["lugar"]
            distrito.required = True
            distrito.error_messages["required"] = "Escolha o distrito."

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if limpos.get("lugar") == OUTRO and not limpos.get("distrito") and not self.has_error("distrito"):
            self.add_error("distrito", "Escolha o distrito.")
        return limpos

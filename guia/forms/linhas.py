"""As listas que se escrevem linha a linha: jeitos de agir, normas, fontes. A linha em branco não conta."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from guia.consultas import caminhos_por_extenso
from guia.forms.passos import confirmaveis
from guia.models import VersaoDoServico
from guia.publicacao import por_extenso

EM_BRANCO, MAIS = 2, 3
"""Linhas em branco que a página traz, e quantas mais se pedem por vez."""
MAIS_LINHAS = 60


class LinhaForm(forms.Form):
    """Uma linha. Para tirá-la, apaga-se o que está escrito."""

    use_required_attribute = False
    sem_opcional = True
    titulo: ClassVar[str]
    ajuda: ClassVar[str] = ""
    sugestoes: ClassVar[str] = ""
    """O `id` da lista do navegador, se a linha se escolhe numa."""
    sem_repetir: ClassVar[str] = ""
    """O campo que só uma linha pode dizer."""

    def __init__(
        self, dados: Mapping[str, Any] | None, *, numero: int, ditos: Mapping[str, str], **opcoes: Any
    ) -> None:
        """`ditos`: o que se pode escolher além do que a linha sempre oferece, da chave a como se lê."""
        super().__init__(dados, empty_permitted=True, **opcoes)
        self.ditos = ditos
        for campo in self.fields.values():
            campo.label = f"{campo.label} ({numero})"

    @staticmethod
    def a_escolher(valor: Any) -> dict[str, str]:  # noqa: ARG004  nem toda usa
        """Os `ditos` da linha, dado o que o campo da versão guarda."""
        return {}

    @staticmethod
    def da_versao(valor: Any, ditos: Mapping[str, str]) -> list[dict[str, Any]]:  # noqa: ARG004  nem toda usa
        """As linhas que o campo da versão guarda."""
        return list(valor)

    @staticmethod
    def para_a_versao(linhas: list[dict[str, Any]]) -> Any:
        """O que as linhas preenchidas gravam no campo."""
        return linhas


class NormaForm(LinhaForm):
    titulo = por_extenso.rotulo("legislacao")
    norma = forms.CharField(
        label="Norma", max_length=200, error_messages={"required": "Diga qual é a norma que se lê ali."}
    )
    fonte = forms.CharField(
        label="Onde se lê", max_length=500, error_messages={"required": "Diga onde a norma se lê."}
    )


class FonteForm(LinhaForm):
    titulo = por_extenso.rotulo("fontes")
    sem_repetir = "campo"
    campo = forms.ChoiceField(label="O que", error_messages={"required": "Escolha o que veio dessa fonte."})
    fonte = forms.CharField(
        label="De onde veio", max_length=500, error_messages={"required": "Diga de onde veio."}
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["campo"]
        campo.choices = [("", "Escolha"), *confirmaveis(), *self.ditos.items()]

    @staticmethod
    def a_escolher(valor: Any) -> dict[str, str]:
        """A fonte que a versão já tem de um fato que não é campo, como um telefone: fica como está."""
        return {campo: por_extenso.rotulo(campo) for campo in valor if campo not in dict(confirmaveis())}

    @staticmethod
    def da_versao(valor: Any, ditos: Mapping[str, str]) -> list[dict[str, Any]]:  # noqa: ARG004
        return [{"campo": campo, "fonte": fonte} for campo, fonte in valor.items()]

    @staticmethod
    def para_a_versao(linhas: list[dict[str, Any]]) -> Any:
        return {linha["campo"]: linha["fonte"] for linha in linhas}


class CaminhoForm(LinhaForm):
    titulo = por_extenso.rotulo("caminhos")
    ajuda = "Comece a escrever e escolha na lista. O primeiro a tentar fica em cima."
    sugestoes = "caminhos"
    caminho = forms.CharField(
        label="Página, telefone ou lugar",
        max_length=500,
        widget=forms.TextInput({"list": "caminhos", "autocomplete": "off"}),
    )

    def clean_caminho(self) -> str:
        """A chave do caminho que se escreveu por extenso."""
        escrito = self.cleaned_data["caminho"].strip()
        chave = next((slug for slug, dito in self.ditos.items() if dito == escrito), "")
        if not chave:
            raise ValidationError("Escolha um caminho da lista. O que falta se adiciona em Caminhos.")
        return chave

    @staticmethod
    def a_escolher(valor: Any) -> dict[str, str]:  # noqa: ARG004
        return caminhos_por_extenso()

    @staticmethod
    def da_versao(valor: Any, ditos: Mapping[str, str]) -> list[dict[str, Any]]:
        return [{"caminho": ditos[slug]} for slug in valor if slug in ditos]

    @staticmethod
    def para_a_versao(linhas: list[dict[str, Any]]) -> Any:
        return list(dict.fromkeys(linha["caminho"] for linha in linhas))


LISTAS: dict[str, type[LinhaForm]] = {
    "caminhos": CaminhoForm,
    "legislacao": NormaForm,
    "fontes": FonteForm,
}
"""Campo da versão → a linha com que ele se escreve."""


class Linhas:
    """Uma lista na página: as linhas escritas, e algumas em branco."""

    def __init__(
        self, campo: str, versao: VersaoDoServico, dados: Mapping[str, Any] | None, *, mais: bool = False
    ) -> None:
        """`dados`: o que se mandou, a conferir; com `mais`, uma lista quer mais linhas e nada se confere."""
        self.campo, self.linha = campo, LISTAS[campo]
        self.titulo, self.ajuda, self.sugestoes = self.linha.titulo, self.linha.ajuda, self.linha.sugestoes
        self.ditos = self.linha.a_escolher(getattr(versao, campo))
        atuais = self.linha.da_versao(getattr(versao, campo), self.ditos)
        if dados is None:
            self.forms = self._mostradas([*atuais, *[{}] * EM_BRANCO])
        elif mais:
            em_branco = MAIS if dados["mais"] == campo else 0
            self.forms = self._mostradas([*self._escritas(dados), *[{}] * em_branco])
        else:
            self.forms = [self._form(i, dados) for i in range(_quantas(campo, dados))]

    def __iter__(self) -> Iterator[LinhaForm]:
        return iter(self.forms)

    @property
    def quantas(self) -> int:
        return len(self.forms)

    def is_valid(self) -> bool:
        erradas = [form for form in self.forms if not form.is_valid()]
        return not self._repetidas() and not erradas

    def _repetidas(self) -> bool:
        """Duas linhas do mesmo virariam uma só: diz-se na segunda."""
        unico, vistos, achou = self.linha.sem_repetir, set[str](), False
        for form in self.forms:
            dito = form.cleaned_data.get(unico) if unico else None
            if dito in vistos:
                form.add_error(unico, "Outra linha já diz isto: escreva as duas numa só.")
                achou = True
            vistos |= {dito} if dito else set()
        return achou

    @property
    def valor(self) -> Any:
        """O que se grava no campo da versão."""
        return self.linha.para_a_versao([form.cleaned_data for form in self.forms if form.cleaned_data])

    def _form(
        self, i: int, dados: Mapping[str, Any] | None, initial: dict[str, Any] | None = None
    ) -> LinhaForm:
        prefixo = f"{self.campo}-{i}"
        return self.linha(dados, prefix=prefixo, numero=i + 1, ditos=self.ditos, initial=initial)

    def _mostradas(self, linhas: list[dict[str, Any]]) -> list[LinhaForm]:
        return [self._form(i, None, linha) for i, linha in enumerate(linhas[:MAIS_LINHAS])]

    def _escritas(self, dados: Mapping[str, Any]) -> list[dict[str, Any]]:
        nomes = list(self.linha.base_fields)
        return [
            {nome: dados.get(f"{self.campo}-{i}-{nome}", "") for nome in nomes}
            for i in range(_quantas(self.campo, dados))
        ]


def _quantas(campo: str, dados: Mapping[str, Any]) -> int:
    escrito = str(dados.get(f"{campo}-linhas", ""))
    return min(int(escrito), MAIS_LINHAS) if escrito.isdecimal() and len(escrito) < 4 else 0  # noqa: PLR2004

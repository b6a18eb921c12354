"""As frases do Django admin no gênero e no número do que dizem: “A regra foi adicionada”."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

FEMININAS = frozenset(
    {
        *(
            "busca",
            "cópia",
            "cidade",
            "rodada",
            "designação",
            "exigência",
            "importação",
            "junção",
            "leitura",
            "lotação",
            "opinião",
            "proposta",
        ),
        *("ordem", "regra", "resposta", "solicitação", "subprefeitura", "suspensão", "turma", "unidade"),
        "versão",
    }
)
"""As palavras que encabeçam o nome de uma tabela e pedem “a”; as outras pedem “o”."""
PARA_ELA = {"adicionado": "adicionada", "alterado": "alterada", "removido": "apagada"} | {
    "outro": "outra",
    "editá-lo": "editá-la",
    "alterá-lo": "alterá-la",
}
PARA_ELE = {"removido": "apagado"}
DE_UMA = re.compile(r"^O +(?P<nome>[^“]+?) (?P<qual>“.*”) (?P<resto>foi .*)$", re.DOTALL)
DE_VARIAS = re.compile(r"^Removido (?P<quantas>\d+) (?P<nome>.+) com sucesso\.$")


def feminina(nome: str) -> bool:
    """O nome de uma tabela, no singular ou no plural, pede “a”?"""
    palavra = nome.split(maxsplit=1)[0].lower()
    return palavra in FEMININAS or re.sub(r"ões$", "ão", palavra).removesuffix("s") in FEMININAS


def concordar(frase: str) -> str:
    """A frase do Django, com o artigo e o particípio que o nome pede; as outras, como vieram."""
    dita = _de_uma(frase) or _de_varias(frase) or frase
    return mark_safe(dita) if isinstance(frase, SafeString) else dita  # noqa: S308  só se trocam palavras fixas


def _de_uma(frase: str) -> str:
    achada = DE_UMA.match(frase)
    if achada is None:
        return ""
    nome, qual, resto = achada.groups()
    ela = feminina(nome)
    resto = resto.replace("Você talvez adicione", "Você pode adicionar")
    trocas = PARA_ELA if ela else PARA_ELE
    resto = re.sub(r"[\w-]+", lambda palavra: trocas.get(palavra[0], palavra[0]), resto)
    return f"{'A' if ela else 'O'} {nome} {qual} {resto}"


def _de_varias(frase: str) -> str:
    achada = DE_VARIAS.match(frase)
    if achada is None:
        return ""
    quantas, nome = achada.groups()
    feito = "apagada" if feminina(nome) else "apagado"
    return f"{quantas} {nome} {feito}{'' if quantas == '1' else 's'}."

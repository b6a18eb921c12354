"""Texto dos avisos: variáveis `{{ nome }}`, que se leem e escrevem `[nome]`, conferidas ao gravar.

Só o modelo tem variáveis: o que uma pessoa escreveu entra como texto, ainda que pareça uma.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

VARIAVEL = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
ENTRE_COLCHETES = re.compile(r"\[\s*(\w+(?: \w+)*)\s*\]")
SE_LE = {
    "ate": "até",
    "decide_ate": "decide até",
    "decisao": "decisão",
    "endereco": "endereço",
    "fundamentacao": "fundamentação",
    "instancia": "instância",
    "mudancas": "mudanças",
    "numeros": "números",
    "orgao": "órgão",
    "pagina": "página",
    "preferencias": "preferências",
    "quem_propos": "quem propôs",
    "responder_ate": "responder até",
    "reuniao": "reunião",
    "revisao_ate": "revisão até",
    "sem_responsavel": "sem responsável",
    "servico": "serviço",
}
"""As variáveis cujo nome, no que se lê, tem acento; das outras só se troca o traço por espaço."""
LINK = "{{ link }}"
"""Fica no texto guardado: só a entrega e o interessado veem o endereço com a chave."""
CODIGO = "{{ codigo }}"
"""Fica no texto no lugar do código que entra na conta: no banco ele espera cifrado, e só até a entrega."""
_PARTE_AS_CHAVES = "\u2060"
"""Entre duas chaves que uma pessoa escreveu: não se vê, e a entrega já não as toma por suas."""

NA_TELA_BLOQUEADA = ("protocolo", "prazo", "prazo_curto", "responder_ate")
"""As variáveis que o texto curto pode usar: nenhuma diz quem é nem o que se pediu."""
NOVIDADE = "SP156: há novidade no protocolo {{ protocolo }}."
NOVIDADE_DA_CONTA = "SP156: há uma mensagem para você na sua conta."


PREPOSICAO = r"(?:\b(?:a|à|ao|em|na|no|de|da|do|para|até|por)\s+)?"
"""A palavra que liga a variável à frase: vazia, ela some com a variável ("foi a {{ endereco }} e fez")."""


def preencher(texto: str, valores: Mapping[str, str], variavel: re.Pattern[str] = VARIAVEL) -> str:
    """O texto com as variáveis trocadas. A vazia some com a preposição e a vírgula; a desconhecida fica."""

    def trocar(achado: re.Match[str]) -> str:
        nome = achado[1]
        if nome not in valores:
            return achado[0]
        return variavel.sub(lambda _: valores[nome], achado[0]) if valores[nome] else ""

    com_preposicao = re.compile(PREPOSICAO + variavel.pattern, re.IGNORECASE)
    escrito = com_preposicao.sub(trocar, texto.strip())
    escrito = re.sub(r"[ \t]*\(\s*\)", "", escrito)
    escrito = re.sub(r"[ \t]+([,.;:!?])", r"\1", re.sub(r"[ \t]{2,}", " ", escrito))
    return re.sub(r",(?=[.;:!?])", "", escrito).strip()


class Modelo(Protocol):
    """O que se precisa de um modelo de aviso para escrevê-lo."""

    assunto: str
    texto: str


class Palavras(Modelo, Protocol):
    """As de um aviso inteiro, também por SMS."""

    curto: str


@dataclass(frozen=True, slots=True)
class Texto:
    """Aviso escrito: assunto numa linha, corpo em parágrafos."""

    assunto: str
    corpo: str


def se_le(nome: str) -> str:
    """A variável como quem trabalha a lê e escreve: `[responder até]`."""
    return f"[{SE_LE.get(nome, nome.replace('_', ' '))}]"


def como_se_le(texto: str) -> str:
    """O texto com as variáveis entre colchetes: `[endereço]`, e não `{{ endereco }}`."""
    return VARIAVEL.sub(lambda achada: se_le(achada[1]), texto)


def como_se_guarda(texto: str, variaveis: Sequence[Mapping[str, Any]]) -> str:
    """O contrário: com acento ou sem, maiúscula ou não. O que não é variável fica como está."""
    nomes = [str(variavel["nome"]) for variavel in variaveis]
    ditas = {dita: nome for nome in nomes for dita in (nome, nome.replace("_", " "), se_le(nome)[1:-1])}
    guardadas = {dita: f"{{{{ {nome} }}}}" for dita, nome in ditas.items()}
    return ENTRE_COLCHETES.sub(lambda achada: guardadas.get(achada[1].lower(), achada[0]), texto)


def conferir(texto: str, variaveis: Sequence[Mapping[str, Any]]) -> list[str]:
    """O que há de errado com as variáveis do texto, em frases; vazio quando está certo."""
    usadas = set(VARIAVEL.findall(texto))
    conhecidas = {v["nome"] for v in variaveis}
    obrigatorias = {v["nome"] for v in variaveis if v.get("obrigatoria")}
    estranhas = {se_le(nome) for nome in usadas - conhecidas}
    estranhas |= {achada[0] for achada in ENTRE_COLCHETES.finditer(texto)}
    use = ", ".join(map(se_le, sorted(conhecidas)))
    faltas = [f"{escrita} não existe neste texto. Use: {use}." for escrita in sorted(estranhas)]
    faltas += [f"Falta {se_le(nome)}, que é obrigatório." for nome in sorted(obrigatorias - usadas)]
    if "{{" in VARIAVEL.sub("", texto) or "}}" in VARIAVEL.sub("", texto):
        faltas.append("Há chaves soltas no texto: escreva entre colchetes, como [protocolo].")
    return faltas


def conferir_curto(curto: str) -> list[str]:
    """O que há de errado com o texto curto: ele aparece na tela bloqueada, sem dado de ninguém."""
    estranhas = {se_le(nome) for nome in set(VARIAVEL.findall(curto)) - set(NA_TELA_BLOQUEADA)}
    estranhas |= {achada[0] for achada in ENTRE_COLCHETES.finditer(curto)}
    use = ", ".join(map(se_le, NA_TELA_BLOQUEADA))
    faltas = [
        f"O texto curto não pode usar {escrita}: ele aparece na tela bloqueada. Use só: {use}."
        for escrita in sorted(estranhas)
    ]
    if "{{" in VARIAVEL.sub("", curto) or "}}" in VARIAVEL.sub("", curto):
        faltas.append("Há chaves soltas no texto curto: escreva entre colchetes, como [protocolo].")
    return faltas


def encurtar(curto: str, contexto: Mapping[str, str]) -> str:
    """O que vai por SMS e no aparelho; sem texto próprio, ou se falta um valor, só que há novidade."""
    usadas = VARIAVEL.findall(curto)
    if not curto or not all(contexto.get(nome) for nome in usadas):
        curto = NOVIDADE if contexto.get("protocolo") else NOVIDADE_DA_CONTA
    return VARIAVEL.sub(lambda achado: contexto[achado[1]], curto)[:300]


def sem_o_link(corpo: str) -> str:
    """O que se diz por telefone, ou vai em papel: sem o endereço da página nem o que o anuncia."""
    ditos: list[str] = []
    for paragrafo in corpo.split("\n\n"):
        if LINK not in paragrafo:
            ditos.append(paragrafo)
        elif ditos and ditos[-1].rstrip().endswith(":"):
            ditos.pop()
    return "\n\n".join(ditos)


def renderizar(modelo: Modelo, contexto: Mapping[str, str]) -> Texto:
    """Escreve o aviso. A mesma função serve à prévia do servidor e ao que o munícipe recebe.

    O parágrafo em que alguma variável vem vazia é omitido. `link` só é trocado na entrega, e só o do modelo.
    Levanta KeyError se o modelo usa variável que o contexto não tem.
    """
    valores = {nome: _so_texto(valor) for nome, valor in contexto.items()} | {"link": LINK}
    paragrafos = re.split(r"\n\s*\n", modelo.texto.strip())
    escritos = [
        VARIAVEL.sub(lambda achado: valores[achado[1]], paragrafo).strip()
        for paragrafo in paragrafos
        if all(valores[nome] for nome in VARIAVEL.findall(paragrafo))
    ]
    assunto = " ".join(VARIAVEL.sub(lambda achado: valores[achado[1]], modelo.assunto).split())
    return Texto(assunto=assunto[:200], corpo="\n\n".join(escritos))


def _so_texto(valor: str) -> str:
    """O valor que não se confunde com uma variável, nem junto do vizinho: nenhuma chave toca noutra."""
    return re.sub(r"(?<=[{}])(?=[{}])|^(?=[{}])|(?<=[{}])\Z", _PARTE_AS_CHAVES, valor)


def exemplo(modelo: Modelo, variaveis: Sequence[Mapping[str, Any]]) -> Texto:
    """O aviso com os valores de exemplo, para a prévia da administração."""
    return renderizar(modelo, {v["nome"]: str(v.get("exemplo", "")) for v in variaveis})

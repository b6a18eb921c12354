"""O nome de rua como a base de CEPs o escreve: faixa de números, lado, prédio e apelido no mesmo texto.

Exemplos: "Rua São Bento, de 320 ao fim - lado par", "Avenida Rangel Pestana, até 499/500",
"Rua Faval (Bortolândia)", "OAB - Ordem dos Advogados do Brasil., Praça da Sé, 385".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from roteamento.localizacao.grafias import TIPOS, TITULOS, simplificar
from roteamento.models import Lado

ACENTUADAS = {
    "praca": "Praça",
    "barao": "Barão",
    "capitao": "Capitão",
    "junior": "Júnior",
    "marques": "Marquês",
    "nossa senhora": "Nossa Senhora",
}
"""As palavras por extenso que levam acento ou são duas; as outras só ganham a maiúscula."""

PARTICULAS = frozenset({"a", "as", "da", "das", "de", "do", "dos", "e", "em", "o", "os"})

FIM_DA_NUMERACAO = 99_998
"""A base dos Correios escreve 99998 e 99999 onde quer dizer "ao fim"."""

SEGURAS = (
    "rua", "avenida", "praca", "travessa", "alameda", "estrada", "largo", "rodovia", "viela", "via",
    "viaduto", "ladeira",
)  # fmt: skip
"""Começo que só uma rua tem; "Parque" e "Vila" também começam nome de prédio."""

POSSIVEIS = frozenset(SEGURAS) | {
    "parque",
    "vila",
    "jardim",
    "passagem",
    "acesso",
    "ponte",
    "beco",
    "caminho",
}

PAR_OU_NUMERO = r"(\d{1,6})(?:/(\d{1,6}))?"
DE_OUTRA_CIDADE = re.compile(r"\s*\([^()]*\bpertencem? a\(o\)[^()]*\)", re.IGNORECASE)
LADO = re.compile(r"\s*-?\s*\blado (par|ímpar|impar)\s*$", re.IGNORECASE)
ATE = re.compile(rf"^até {PAR_OU_NUMERO}$", re.IGNORECASE)
DE_ATE = re.compile(rf"^de {PAR_OU_NUMERO} a {PAR_OU_NUMERO}$", re.IGNORECASE)
DE_AO_FIM = re.compile(rf"^de {PAR_OU_NUMERO} ao fim$", re.IGNORECASE)
EM_KM = re.compile(r"^(?:do km\b.*\b(?:ao km|ao fim)\b.*|até (?:o )?km\b.*)$", re.IGNORECASE)
NUMERO_DO_PREDIO = re.compile(r"^(?:n[º°o]\.?\s*)?(\d{1,6})(?!\d)|^s/n\b", re.IGNORECASE)
RUA_COM_NUMERO = re.compile(r"^(?P<rua>.*?\D)\s+(?:n[º°]\s*)?(?P<numero>\d{1,6})(?:\s*-.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Nome:
    """As partes de um nome da base. `observacao` é o que vinha entre parênteses depois da rua."""

    nome: str
    edificacao: str = ""
    numero_de: int | None = None
    numero_ate: int | None = None
    lado: str = Lado.AMBOS
    observacao: str = ""
    em_km: bool = False


def ler_nome(texto: str) -> Nome:
    """Separa as partes. O que não reconhece fica no nome, como veio."""
    limpo, observacao = _sem_parenteses(" ".join(texto.split()))
    limpo, lado = _sem_lado(limpo)
    partes = _partes(limpo)
    faixa = _faixa(partes[-1]) if len(partes) > 1 else None
    if faixa is not None:
        de, ate = faixa
        return Nome(por_extenso(", ".join(partes[:-1])), "", de, ate, lado, observacao)
    if len(partes) > 1 and EM_KM.match(partes[-1]):
        return Nome(por_extenso(", ".join(partes[:-1])), observacao=observacao, em_km=True)
    return _predio_ou_rua(partes, lado, observacao)


def por_extenso(nome: str) -> str:
    """ "R. Dr. Falcão" vira "Rua Doutor Falcão"; nome todo em maiúsculas ganha só as iniciais.

    A palavra com acento não é abreviatura: "Travessa Pé de Serra" fica como está.
    """
    palavras = nome.replace(".", ". ").split() if re.search(r"\.[^\W\d_]{2}", nome) else nome.split()
    if nome.isupper() and len(palavras) > 1:
        palavras = [_inicial(palavra, posicao) for posicao, palavra in enumerate(palavras)]
    return " ".join(_palavra(palavra, posicao, len(palavras)) for posicao, palavra in enumerate(palavras))


def _palavra(palavra: str, posicao: int, quantas: int) -> str:
    curta = palavra.rstrip(".").lower()
    if posicao == 0 and quantas > 1 and curta in TIPOS:
        return _acentuada(TIPOS[curta])
    if posicao > 0 and curta in TITULOS:
        return _acentuada(TITULOS[curta])
    return palavra


def _acentuada(palavra: str) -> str:
    return ACENTUADAS.get(palavra, palavra.capitalize())


def _inicial(palavra: str, posicao: int) -> str:
    minuscula = palavra.lower()
    return minuscula if posicao and minuscula in PARTICULAS else minuscula.capitalize()


def _sem_parenteses(texto: str) -> tuple[str, str]:
    """O texto sem o que está entre parênteses, e a observação: dela se omite o que é de outra cidade."""
    daqui = DE_OUTRA_CIDADE.sub("", texto)
    achados = [achado.strip() for achado in re.findall(r"\(([^()]*)\)?", daqui)]
    limpo = re.sub(r"\s*\([^()]*\)?", "", daqui).strip() or daqui
    return limpo, "; ".join(filter(None, achados))


def _sem_lado(texto: str) -> tuple[str, str]:
    achado = LADO.search(texto)
    if achado is None:
        return texto, Lado.AMBOS
    lado = Lado.PAR if achado[1].lower() == "par" else Lado.IMPAR
    return texto[: achado.start()].rstrip(" ,"), lado


def _partes(texto: str) -> list[str]:
    """Divide nas vírgulas que separam, e não nas de "km 13,5"."""
    return [parte.strip() for parte in re.split(r",(?!\d)", texto) if parte.strip()] or [texto]


def _faixa(parte: str) -> tuple[int | None, int | None] | None:
    """(do número, até o número); nos pares "499/500" vale o que abre mais a faixa."""
    if achado := ATE.match(parte):
        return None, _ate(achado[1], achado[2])
    if achado := DE_ATE.match(parte):
        return _de(achado[1], achado[2]), _ate(achado[3], achado[4])
    if achado := DE_AO_FIM.match(parte):
        return _de(achado[1], achado[2]), None
    return None


def _de(um: str, outro: str | None) -> int:
    return min(int(um), int(outro or um))


def _ate(um: str, outro: str | None) -> int | None:
    maior = max(int(um), int(outro or um))
    return None if maior >= FIM_DA_NUMERACAO else maior


def _predio_ou_rua(partes: list[str], lado: str, observacao: str) -> Nome:
    """ "Prédio, Rua, 108": o prédio, a rua e o número. Sem uma rua depois da vírgula, é tudo o nome."""
    ruas = (p for p in range(1, len(partes)) if _tipo(partes[p]) in POSSIVEIS and " " in partes[p])
    posicao = next(ruas, 0)
    if not posicao:
        nome = partes[0] if _tipo(partes[0]) in SEGURAS else ", ".join(partes)
        return Nome(por_extenso(nome), lado=lado, observacao=observacao)
    rua, numero = _rua_e_numero(partes[posicao], partes[posicao + 1] if len(partes) > posicao + 1 else "")
    if _tipo(partes[0]) in SEGURAS and numero is None:
        return Nome(por_extenso(partes[0]), lado=lado, observacao=observacao)
    edificacao = ", ".join(partes[:posicao]).rstrip(" .")
    return Nome(por_extenso(rua), edificacao, numero, numero, lado, observacao)


def _rua_e_numero(rua: str, seguinte: str) -> tuple[str, int | None]:
    achado = NUMERO_DO_PREDIO.match(seguinte)
    if achado:
        return rua, int(achado[1]) if achado[1] and int(achado[1]) else None
    if not seguinte and (junto := RUA_COM_NUMERO.match(rua)):
        return junto["rua"].strip(), int(junto["numero"])
    return rua, None


def _tipo(parte: str) -> str:
    primeira = simplificar(parte).partition(" ")[0]
    return TIPOS.get(primeira, primeira)

"""As perguntas a mais de um serviço: dados que o órgão escreve, não código.

Funções puras: conferem os dados, dizem o que perguntar conforme o que já foi respondido, quando
parar com um conselho, e como mostrar as respostas (rótulo e valor, nunca um texto só).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from jsonschema import Draft202012Validator

from contas.cpf_e_cnpj import formatar_cnpj
from referencia.placa import formatar_placa

type Respostas = Mapping[str, Any]
"""Chave da pergunta → texto, ou lista de textos nas de várias respostas."""


class Tipo(TextChoices):
    """Como se responde."""

    UMA = "uma", "Uma opção"
    VARIAS = "varias", "Várias opções"
    TEXTO = "texto", "Texto"
    NUMERO = "numero", "Número"
    DATA = "data", "Data"
    NASCIMENTO = "nascimento", "Data de nascimento"
    PLACA = "placa", "Placa de veículo"
    CNPJ = "cnpj", "CNPJ"
    EMAIL = "email", "E-mail"
    LUGAR = "lugar", "Um lugar de atendimento"
    ARQUIVO = "arquivo", "Uma foto"
    DOCUMENTO = "documento", "Uma foto ou um PDF"


class TipoDeOrientacao(TextChoices):
    """O que a orientação de uma resposta quer dizer; a de antes dos tipos não o diz."""

    PERIGO = "perigo", "Há perigo: ligar agora, antes de tudo"
    NAO_E_AQUI = "nao_e_aqui", "Não é aqui, ou há algo a fazer antes"


NUMERO_A_CHAMAR = re.compile(r"\b1\d\d\b")
"""Um telefone de três dígitos: sem um, o perigo não diz a quem se chama."""
CIENTE = "ciente"
"""O campo da página com a orientação que se leu."""
COM_OPCOES = frozenset({Tipo.UMA, Tipo.VARIAS})
COM_DIA = frozenset({Tipo.DATA, Tipo.NASCIMENTO})
COM_ARQUIVO = frozenset({Tipo.ARQUIVO, Tipo.DOCUMENTO})
"""Os tipos de pergunta que se respondem mandando um arquivo: a resposta é o nome dele."""
_TEXTO = {"type": "string", "minLength": 1, "maxLength": 300}

ESQUEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["chave", "rotulo", "tipo"],
        "properties": {
            "chave": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40},
            "rotulo": _TEXTO,
            "ajuda": {"type": "string", "maxLength": 300},
            "tipo": {"enum": Tipo.values},
            "obrigatoria": {"type": "boolean"},
            "opcoes": {
                "type": "array",
                "minItems": 2,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["valor", "rotulo"],
                    "properties": {
                        "valor": {"type": "string", "pattern": "^[a-z0-9_-]+$", "maxLength": 40},
                        "rotulo": _TEXTO,
                        "orientacao": {"type": "string", "minLength": 1, "maxLength": 1000},
                        "orientacao_tipo": {"enum": TipoDeOrientacao.values},
                    },
                    "dependentRequired": {"orientacao_tipo": ["orientacao"]},
                },
            },
            "lugares": {
                "type": "array",
                "minItems": 2,
                "uniqueItems": True,
                "items": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 80},
            },
            "mostrar_se": {
                "type": "object",
                "additionalProperties": False,
                "required": ["pergunta", "valor"],
                "properties": {"pergunta": {"type": "string"}, "valor": {"type": "string"}},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Opcao:
    """Uma resposta possível. Com `orientacao`, escolhê-la para o pedido e mostra o conselho."""

    valor: str
    rotulo: str
    orientacao: str = ""
    orientacao_tipo: str = ""

    @property
    def perigo(self) -> bool:
        """Há alguém em perigo: o número a chamar vem antes de tudo o mais."""
        return self.orientacao_tipo == TipoDeOrientacao.PERIGO


@dataclass(frozen=True, slots=True)
class Pergunta:
    """Uma pergunta já lida dos dados."""

    chave: str
    rotulo: str
    tipo: str
    ajuda: str = ""
    obrigatoria: bool = True
    opcoes: tuple[Opcao, ...] = ()
    lugares: tuple[str, ...] = ()
    mostrar_se: Mapping[str, str] | None = field(default=None)

    @property
    def escolhas(self) -> list[tuple[str, str]]:
        """As opções como um campo de formulário as quer."""
        return [(opcao.valor, opcao.rotulo) for opcao in self.opcoes]


def ler(dados: Iterable[dict[str, Any]]) -> list[Pergunta]:
    """Lê as perguntas de uma versão (`versao.perguntas`)."""
    return [
        Pergunta(
            **{
                **pergunta,
                "opcoes": tuple(Opcao(**opcao) for opcao in pergunta.get("opcoes", ())),
                "lugares": tuple(pergunta.get("lugares", ())),
            }
        )
        for pergunta in dados
    ]


def erros(dados: Any) -> list[str]:
    """O que está errado nas perguntas, em frases; vazio se está tudo certo."""
    achados = [
        f"Perguntas: {erro.json_path.removeprefix('$')} {erro.message}"
        for erro in Draft202012Validator(ESQUEMA).iter_errors(dados)
    ]
    return achados or _incoerencias(dados)


def _incoerencias(dados: Sequence[dict[str, Any]]) -> list[str]:
    """O que o esquema não vê: chaves repetidas, opções sobrando ou faltando, condições impossíveis."""
    achados: list[str] = []
    vistas: dict[str, set[str]] = {}
    for pergunta in dados:
        chave, valores = pergunta["chave"], [opcao["valor"] for opcao in pergunta.get("opcoes", ())]
        if chave in vistas:
            achados.append(f"Pergunta “{chave}”: a chave se repete.")
        if (pergunta["tipo"] in COM_OPCOES) != bool(valores):
            achados.append(f"Pergunta “{chave}”: só e sempre as de escolha têm opções.")
        if (pergunta["tipo"] == Tipo.LUGAR) != bool(pergunta.get("lugares")):
            achados.append(f"Pergunta “{chave}”: só e sempre as de lugar têm lugares.")
        if len(valores) != len(set(valores)):
            achados.append(f"Pergunta “{chave}”: há opções com o mesmo valor.")
        if any(_sem_numero(opcao) for opcao in pergunta.get("opcoes", ())):
            achados.append(f"Pergunta “{chave}”: a resposta de perigo não diz o número a chamar.")
        condicao = pergunta.get("mostrar_se")
        if condicao and condicao["valor"] not in vistas.get(condicao["pergunta"], set()):
            achados.append(
                f"Pergunta “{chave}”: aparece só depois de uma resposta que nenhuma pergunta anterior tem."
            )
        vistas[chave] = set(valores)
    return achados


def _sem_numero(opcao: Mapping[str, str]) -> bool:
    de_perigo = opcao.get("orientacao_tipo") == TipoDeOrientacao.PERIGO
    return de_perigo and not NUMERO_A_CHAMAR.search(opcao["orientacao"])


def visiveis(perguntas: Iterable[Pergunta], respostas: Respostas) -> list[Pergunta]:
    """As perguntas que se mostram com estas respostas; a que depende de uma escondida também se esconde."""
    mostradas: dict[str, Pergunta] = {}
    for pergunta in perguntas:
        condicao = pergunta.mostrar_se
        if condicao is None or (
            condicao["pergunta"] in mostradas
            and condicao["valor"] in _como_lista(respostas.get(condicao["pergunta"]))
        ):
            mostradas[pergunta.chave] = pergunta
    return list(mostradas.values())


def orientacoes(perguntas: Iterable[Pergunta], respostas: Respostas) -> list[Opcao]:
    """As respostas dadas que têm orientação: as de perigo primeiro, depois na ordem das perguntas."""
    dadas = [
        opcao
        for pergunta in visiveis(perguntas, respostas)
        for opcao in pergunta.opcoes
        if opcao.orientacao and opcao.valor in _como_lista(respostas.get(pergunta.chave))
    ]
    return sorted(dadas, key=lambda opcao: not opcao.perigo)


def ha_perigo(dados: Iterable[Mapping[str, Any]]) -> bool:
    """Se alguma resposta possível quer dizer perigo (`versao.perguntas`)."""
    return any(
        opcao.get("orientacao_tipo") == TipoDeOrientacao.PERIGO
        for pergunta in dados
        for opcao in pergunta.get("opcoes", ())
    )


def pares(perguntas: Iterable[Pergunta], respostas: Respostas) -> list[tuple[str, str]]:
    """Rótulo e valor do que foi respondido, na ordem das perguntas; o que ficou em branco não aparece."""
    return [
        (pergunta.rotulo, _por_extenso(pergunta, respostas[pergunta.chave]))
        for pergunta in visiveis(perguntas, respostas)
        if respostas.get(pergunta.chave) not in (None, "", [])
    ]


def _por_extenso(pergunta: Pergunta, resposta: Any) -> str:
    rotulos = dict(pergunta.escolhas)
    valores = _como_lista(resposta)
    if pergunta.tipo in POR_EXTENSO:
        return POR_EXTENSO[Tipo(pergunta.tipo)](str(resposta))
    return ", ".join(rotulos.get(valor, valor) for valor in valores)


def _dia_escrito(dia: str) -> str:
    return "/".join(reversed(dia.split("-")))


POR_EXTENSO: dict[Tipo, Callable[[str], str]] = {
    **dict.fromkeys(COM_DIA, _dia_escrito),
    Tipo.PLACA: formatar_placa,
    Tipo.CNPJ: formatar_cnpj,
}
"""Como se lê o que não se guarda como se escreve."""


def _como_lista(resposta: Any) -> list[str]:
    if resposta is None:
        return []
    return [str(valor) for valor in resposta] if isinstance(resposta, list | tuple) else [str(resposta)]

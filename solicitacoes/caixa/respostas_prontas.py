"""Os modelos de resposta escritos para um pedido: as variáveis trocadas pelos dados dele."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from avisos.textos import VARIAVEL
from protocolo.prazos.em_palavras import dia
from solicitacoes.models import ModeloDeResposta, Solicitacao
from solicitacoes.models.modelos_de_resposta import como_se_guarda, como_se_le

COM_PREPOSICAO = re.compile(
    r"(?:\b(?:a|à|ao|em|na|no|de|da|do|para|até|por)\s+)?" + VARIAVEL.pattern, re.IGNORECASE
)
"""A variável com a palavra que a liga à frase: vazia, some com ela ("foi a {{ endereco }} e fez")."""


@dataclass(frozen=True, slots=True)
class Pronta:
    """Um modelo como se oferece: o que entra no campo e o resultado a que serve (vazio: qualquer um).

    `exemplo` é o texto escrito para o pedido, vazio se já é o que entra no campo.
    """

    pk: int
    nome: str
    resultado: str
    texto: str
    exemplo: str = ""


def prontas(caso: Solicitacao, ato: str, agora: datetime, *, escrever: bool = True) -> list[Pronta]:
    """Os modelos que cabem neste ato, na ordem de quem é mais próximo do pedido.

    `escrever=False` deixa as variáveis no texto: no lote cada pedido tem as suas.
    """
    if ato not in ModeloDeResposta.Ato:
        return []
    modelos = ModeloDeResposta.objects.para([caso.unidade_id], [caso.servico_id], ato)
    return [
        Pronta(
            modelo.pk,
            modelo.nome,
            modelo.resultado,
            preencher(modelo.texto, caso, agora) if escrever else como_se_le(modelo.texto.strip()),
            "" if escrever else exemplo(modelo.texto, caso, agora),
        )
        for modelo in modelos
    ]


def exemplo(texto: str, caso: Solicitacao, agora: datetime) -> str:
    """Como o texto fica neste pedido; vazio se não há variável a trocar, e ele já se lê como é."""
    escrito = preencher(texto, caso, agora)
    return escrito if escrito != como_se_le(texto.strip()) else ""


def preencher(texto: str, caso: Solicitacao, agora: datetime) -> str:
    """O texto com as variáveis trocadas. A vazia some com a preposição; a desconhecida fica como está."""
    valores = {
        "servico": caso.versao_servico.nome,
        "endereco": caso.endereco,
        "distrito": caso.distrito.nome if caso.distrito else "",
        "hoje": f"{timezone.localdate(agora):%d/%m/%Y}",
        "prazo": dia(caso.vence_em),
        "unidade": caso.unidade.nome,
    }

    def trocar(achado: re.Match[str]) -> str:
        nome = achado[1]
        if nome not in valores:
            return achado[0]
        return VARIAVEL.sub(lambda _: valores[nome], achado[0]) if valores[nome] else ""

    escrito = COM_PREPOSICAO.sub(trocar, como_se_guarda(texto.strip()))
    return re.sub(r"[ \t]+([,.;:!?])", r"\1", re.sub(r"[ \t]{2,}", " ", escrito)).strip()

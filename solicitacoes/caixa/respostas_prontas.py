"""Os modelos de resposta escritos para um pedido: as variáveis trocadas pelos dados dele."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from avisos import textos
from protocolo.prazos import promessa
from solicitacoes.lugar import rua_conhecida
from solicitacoes.models import ModeloDeResposta, Solicitacao
from solicitacoes.models.modelos_de_resposta import como_se_guarda, como_se_le


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
    if ato not in ModeloDeResposta.AtoComModelo:
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


def preencher(
    texto: str, caso: Solicitacao, agora: datetime, oficiais: Mapping[str, str] | None = None
) -> str:
    """O texto com as variáveis trocadas. A vazia some com a preposição; a desconhecida fica como está.

    O endereço é o da base: a resposta vai numa mensagem, e o que ela não conhece não se repete. `oficiais`
    são os nomes das ruas já lidos, quando os pedidos são muitos.
    """
    texto = como_se_guarda(texto.strip())
    valores = {
        "servico": caso.versao_servico.nome,
        "endereco": rua_conhecida(caso, oficiais) if "endereco" in texto else "",
        "distrito": caso.distrito.nome if caso.distrito else "",
        "hoje": f"{timezone.localdate(agora):%d/%m/%Y}",
        "prazo": promessa.prazo_escrito(caso, agora),
        "unidade": caso.unidade.nome,
    }
    return textos.preencher(texto, valores)

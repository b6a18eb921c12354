"""Os modelos de resposta da unidade: a chefia escreve, muda, tira de uso e copia os da cidade.

O da cidade ninguém muda por aqui. Cada mudança fica no histórico com quem a fez.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from contas.autor import Autor
from contas.papeis import Papel
from guia.models import Servico
from protocolo.erros import RecusaDeAcao
from referencia.tabelas import gravar_edicao
from roteamento.models import Unidade
from solicitacoes.models import ModeloDeResposta


class ModeloInvalido(RecusaDeAcao):
    """O modelo não pode ficar assim; a mensagem diz por quê."""


@transaction.atomic
def escrever_modelo(  # noqa: PLR0913  cada argumento é um campo do modelo
    *,
    unidade: Unidade,
    por: Autor,
    nome: str,
    ato: str,
    resultado: str,
    texto: str,
    servico: Servico | None = None,
    modelo: ModeloDeResposta | None = None,
) -> ModeloDeResposta:
    """Cria um modelo da unidade ou, com `modelo`, muda o que já é dela."""
    _exigir(unidade, por)
    linha = _da_unidade(modelo, unidade) if modelo else ModeloDeResposta(unidade=unidade)
    linha.nome, linha.ato, linha.resultado, linha.texto, linha.servico = nome, ato, resultado, texto, servico
    return _gravar(linha, por)


@transaction.atomic
def usar_modelo(*, unidade: Unidade, por: Autor, modelo: ModeloDeResposta, ativo: bool) -> ModeloDeResposta:
    """Põe em uso ou tira de uso: o que saiu não se oferece mais, e nada se apaga."""
    _exigir(unidade, por)
    linha = _da_unidade(modelo, unidade)
    linha.ativo = ativo
    return _gravar(linha, por)


@transaction.atomic
def copiar_modelo(*, unidade: Unidade, por: Autor, modelo: ModeloDeResposta) -> ModeloDeResposta:
    """Faz da unidade uma cópia do modelo da cidade, para a chefia mudar."""
    _exigir(unidade, por)
    if modelo.unidade_id is not None:
        raise ModeloInvalido("Só se copia um modelo da cidade.")
    iguais = {campo: getattr(modelo, campo) for campo in ("servico", "ato", "resultado", "nome", "texto")}
    return _gravar(ModeloDeResposta(unidade=unidade, **iguais), por)


def _exigir(unidade: Unidade, por: Autor) -> None:
    if por.papel != Papel.CHEFIA or unidade.pk not in por.unidades:
        raise ModeloInvalido("Só a chefia da unidade muda os modelos dela.")


def _da_unidade(modelo: ModeloDeResposta, unidade: Unidade) -> ModeloDeResposta:
    """A linha, presa até o fim; recusa a da cidade e a de outra unidade."""
    if modelo.unidade_id != unidade.pk:
        raise ModeloInvalido("Este modelo não é da sua unidade: copie o da cidade e mude a cópia.")
    return ModeloDeResposta.objects.select_for_update(of=("self",)).get(pk=modelo.pk)


def _gravar(linha: ModeloDeResposta, por: Autor) -> ModeloDeResposta:
    try:
        linha.full_clean()
    except ValidationError as recusa:
        raise ModeloInvalido(" ".join(recusa.messages)) from recusa
    return gravar_edicao(linha, por)

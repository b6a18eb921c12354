"""Escrever avisos na caixa de saída. A entrega está em `avisos.entrega`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avisos import textos
from avisos.models import Aviso, ModeloDeAviso, Notificacao

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contas.models import Interessado, Usuario


def escrever(
    *,
    modelo: str,
    contexto: Mapping[str, str],
    interessado: Interessado,
    protocolo: str,
    ordem: int,
) -> Aviso:
    """Monta o aviso de um andamento, sem gravar: quem grava é o `registrar` do caso.

    A chave (protocolo, ordem, modelo, pessoa) garante que o mesmo aviso nunca nasce duas vezes.
    Levanta `ModeloDeAviso.DoesNotExist` se o modelo não está cadastrado.
    """
    texto = textos.renderizar(ModeloDeAviso.objects.get(chave=modelo), contexto)
    tem_contato = bool(interessado.email or interessado.selado_em)
    return Aviso(
        chave=f"{protocolo}/{ordem}/{modelo}/i{interessado.pk}",
        interessado=interessado,
        protocolo=protocolo,
        modelo=modelo,
        assunto=texto.assunto,
        corpo=texto.corpo,
        situacao=Aviso.Situacao.PENDENTE if tem_contato else Aviso.Situacao.SEM_CONTATO,
    )


def notificar(  # noqa: PLR0913  cada argumento é um campo da notificação
    usuarios: Iterable[Usuario],
    *,
    tipo: Notificacao.Tipo,
    chave: str,
    texto: str,
    endereco: str,
    protocolo: str = "",
) -> None:
    """Deixa o mesmo recado a cada pessoa, uma vez só por chave, na transação de quem chama."""
    Notificacao.objects.bulk_create(
        (
            Notificacao(
                usuario=usuario,
                tipo=tipo,
                chave=chave,
                texto=texto[:300],
                endereco=endereco,
                protocolo=protocolo,
            )
            for usuario in usuarios
        ),
        ignore_conflicts=True,
    )

"""Escrever avisos na caixa de saída. A entrega está em `avisos.entrega`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avisos import textos
from avisos.models import Aviso, ModeloDeAviso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contas.models import Interessado


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

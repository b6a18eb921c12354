"""O resumo do dia: por e-mail, as notificações que a pessoa não leu; e a limpeza das que já se leram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.timezone import localtime

from avisos.a_quem_trabalha import escrever_a_quem_trabalha, quer
from avisos.models import Aviso, Notificacao
from contas.models import Usuario
from referencia.enderecos import inteiro

CITADOS = 15
"""De cada assunto, quantos recados a mensagem escreve; os outros ficam na página."""
LOTE = 500
GUARDADAS_POR = timedelta(days=90)
PAGINA = "/caixa/avisos/"


def resumir(agora: datetime, hoje: date) -> int:
    """Manda a cada pessoa o que ela não leu e ainda não foi em resumo nenhum; diz quantas mensagens.

    O que foi num resumo não vai em outro: rodar de novo não repete. O recado de quem não quer o resumo, ou já
    não entra no sistema, é dado como resumido e continua na página.
    """
    a_resumir = Notificacao.objects.filter(lida_em=None, resumida_em=None)
    pessoas = list(a_resumir.order_by().values_list("usuario", flat=True).distinct())
    return sum(_resumir_a(pessoa, agora, hoje) for pessoa in pessoas)


@transaction.atomic
def _resumir_a(pessoa: int, agora: datetime, hoje: date) -> bool:
    recados = list(
        Notificacao.objects.filter(usuario=pessoa, lida_em=None, resumida_em=None)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("usuario__preferencia_de_avisos")
        .order_by("tipo", "-em", "-id")
    )
    if not recados:
        return False
    quem = recados[0].usuario
    aviso = _aviso(quem, recados, hoje) if quer(quem, "resumo_diario") else None
    if aviso:
        aviso.save(force_insert=True)
    Notificacao.objects.filter(pk__in=[recado.pk for recado in recados]).update(resumida_em=agora)
    return aviso is not None


def _aviso(quem: Usuario, recados: Sequence[Notificacao], hoje: date) -> Aviso:
    quantos = "1 aviso" if len(recados) == 1 else f"{len(recados)} avisos"
    valores = {"quantos": quantos, "lista": _lista(recados), "pagina": inteiro(PAGINA)}
    chave = f"resumo/{hoje.isoformat()}/{max(recado.pk for recado in recados)}"
    return escrever_a_quem_trabalha(quem, "resumo_do_dia", chave, valores)


def _lista(recados: Sequence[Notificacao]) -> str:
    """Os recados por assunto, do mais novo para trás: o dia e a hora, e o link da página de cada um."""
    partes = []
    for tipo, grupo in groupby(recados, key=lambda recado: recado.tipo):
        do_tipo = list(grupo)
        linhas = [f"{Notificacao.Tipo(tipo).label} ({len(do_tipo)})"]
        linhas += [
            f"- {localtime(recado.em):%d/%m, %H:%M}: {recado.texto}\n  {inteiro(recado.endereco)}"
            for recado in do_tipo[:CITADOS]
        ]
        if len(do_tipo) > CITADOS:
            linhas.append(f"- e mais {len(do_tipo) - CITADOS}, na página dos avisos")
        partes.append("\n".join(linhas))
    return "\n\n".join(partes)


def limpar(agora: datetime) -> int:
    """Apaga o que foi lido há mais de noventa dias; diz quantos."""
    antigas = Notificacao.objects.filter(lida_em__lt=agora - GUARDADAS_POR)
    return antigas.delete()[0]

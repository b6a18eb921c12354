"""Lembrar os órgãos de reler o que o Guia diz dos seus serviços."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.db import transaction
from django.urls import reverse

from avisos.models import Aviso
from contas.models import Usuario
from guia.models import Orgao, PontoFocal, VersaoDoServico
from guia.publicacao import recados
from protocolo.prazos.em_palavras import contar
from referencia.enderecos import inteiro

CITADOS = 30
"""Quantos serviços uma mensagem cita; os outros estão na lista da administração."""


@transaction.atomic
def lembrar(em: date) -> int:
    """Uma mensagem por pessoa e por dia, com tudo o que o órgão tem a reler; devolve quantas.

    Repetir no mesmo dia não manda de novo: a versão guarda quando foi lembrada.
    """
    versoes = (
        VersaoDoServico.objects.a_lembrar(em).select_related("servico__orgao").select_for_update(of=("self",))
    )
    em_ordem = sorted(versoes, key=lambda versao: (versao.servico.orgao_id or 0, versao.revisar_em or em))
    avisos = []
    for _, grupo in groupby(em_ordem, key=lambda versao: versao.servico.orgao_id):
        do_orgao = list(grupo)
        orgao = do_orgao[0].servico.orgao
        if orgao is not None:
            titulares = PontoFocal.objects.vigentes(em).titulares().filter(orgao=orgao)
            pessoas = [titular.usuario for titular in titulares.select_related("usuario")]
            recados.a_reler(pessoas, f"revisao/{orgao.pk}/{em.isoformat()}", _recado(orgao, do_orgao))
            avisos += [_aviso(pessoa, orgao, do_orgao, em) for pessoa in pessoas]
    VersaoDoServico.objects.filter(pk__in=[versao.pk for versao in em_ordem]).update(revisao_lembrada_em=em)
    Aviso.objects.bulk_create(avisos, ignore_conflicts=True)
    return len(avisos)


def _recado(orgao: Orgao, versoes: Sequence[VersaoDoServico]) -> str:
    quantos = contar(len(versoes), "serviço", "serviços")
    return f"{quantos} de {orgao.nome} a reler no Guia: a revisão venceu ou vence em 30 dias"


def _aviso(pessoa: Usuario, orgao: Orgao, versoes: Sequence[VersaoDoServico], em: date) -> Aviso:
    linhas = [f"{_quando(versao, em)}: {versao.nome}" for versao in versoes[:CITADOS]]
    if len(versoes) > CITADOS:
        linhas.append(f"E mais {len(versoes) - CITADOS}.")
    lista = inteiro(reverse("admin:guia_versaodoservico_changelist"))
    corpo = "\n\n".join(
        [
            f"Estes serviços de {orgao.nome} precisam ser relidos no Guia:",
            "\n".join(linhas),
            f"Se nada mudou, publique de novo o mesmo texto. A lista está em {lista}?revisao=vencida",
        ]
    )
    return Aviso(
        chave=f"revisao/{orgao.pk}/{em.isoformat()}/u{pessoa.pk}",
        usuario=pessoa,
        modelo="revisao_do_guia",
        assunto=f"Guia de Serviços: {len(versoes)} a reler",
        corpo=corpo,
        situacao=Aviso.Situacao.PENDENTE if pessoa.email else Aviso.Situacao.SEM_CONTATO,
    )


def _quando(versao: VersaoDoServico, em: date) -> str:
    dia = versao.revisar_em or em
    return f"venceu em {dia:%d/%m/%Y}" if dia < em else f"até {dia:%d/%m/%Y}"

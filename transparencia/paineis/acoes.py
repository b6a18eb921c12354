"""Refazer os números que se publicam, e guardar o retrato do mês."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date, datetime, timedelta

from django.db import transaction

from transparencia.models import ContagemDosPaineis, Numeros, Retrato
from transparencia.paineis import contagem, lugares, publicar
from transparencia.paineis.metodo import versao
from transparencia.paineis.passagens import dias_em_cada
from transparencia.paineis.periodos import PADRAO, TUDO, Periodo, guardados, periodos, ultimo_domingo

POR_VEZ = 2000


def refazer(*, agora: datetime, hoje: date) -> int:
    """Conta outra vez todos os períodos e publica-os de uma vez; devolve quantas linhas. Pode rodar duas vezes."""
    ate, primeiro = ultimo_domingo(hoje), contagem.primeiro_dia()
    nomes = lugares.nomes()
    novas: list[Numeros] = []
    com_pedidos: list[Periodo] = []
    for periodo in periodos(ate, primeiro or ate):
        contado = contagem.contar(periodo, ate, nomes)
        contado.na_unidade.update(_passagens(periodo, nomes))
        do_periodo = list(publicar.linhas(contado, periodo, nomes))
        novas += do_periodo
        if periodo.de_agora or periodo.chave == TUDO or any(um.contas.get("pedidos") for um in do_periodo):
            com_pedidos.append(periodo)
    _gravar(novas, com_pedidos, ate, agora)
    return len(novas)


def _passagens(periodo: Periodo, nomes: lugares.Nomes) -> dict[str, contagem.Counter[int]]:
    de, fim = periodo.momentos
    encerrados = contagem.sem_sigilo().filter(
        encerrada_em__gte=de, encerrada_em__lt=fim, situacao__in=contagem.ENCERRADOS_PELA_UNIDADE
    )
    return dias_em_cada(encerrados, nomes, lugares.que_se_mostram(periodo))


@transaction.atomic
def _gravar(novas: list[Numeros], todos: list[Periodo], ate: date, agora: datetime) -> None:
    Numeros.objects.all().delete()
    Numeros.objects.bulk_create(novas, batch_size=POR_VEZ)
    com_numeros = {um.periodo for um in novas if um.lugar == um.servico == "" and um.contas.get("pedidos")}
    escolha = [PADRAO, *(um.chave for um in todos)]
    ContagemDosPaineis.objects.update_or_create(
        pk=1,
        defaults={
            "ate": ate,
            "em": agora,
            "metodo": versao(),
            "periodos": guardados(todos),
            "padrao": next((chave for chave in escolha if chave in com_numeros), PADRAO),
            "sigilosos": contagem.sigilosos(ate),
        },
    )


def guardar_retrato(*, agora: datetime) -> Retrato | None:
    """Guarda como os números estão depois do fim de um mês, uma vez só. None: já há o do último mês."""
    contada = ContagemDosPaineis.objects.first()
    if contada is None:
        return None
    mes = (contada.ate + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    if Retrato.objects.filter(mes=f"{mes:%Y-%m}").exists():
        return None
    campos = ("periodo", "lugar", "servico", "tipo", "nome", "contas")
    linhas = list(Numeros.objects.order_by("periodo", "lugar", "servico").values(*campos))
    corpo = {
        "ate": contada.ate.isoformat(),
        "metodo": contada.metodo,
        "periodos": contada.periodos,
        "sigilosos_e_denuncias": contada.sigilosos,
        "linhas": linhas,
    }
    texto = json.dumps(corpo, ensure_ascii=False, sort_keys=True).encode()
    return Retrato.objects.create(
        mes=f"{mes:%Y-%m}",
        ate=contada.ate,
        feito_em=agora,
        metodo=contada.metodo,
        sha256=hashlib.sha256(texto).hexdigest(),
        linhas=len(linhas),
        comprimido=gzip.compress(texto, mtime=0),
    )

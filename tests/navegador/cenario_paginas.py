"""O relatório do acesso à informação no navegador: um ano com um pouco de tudo."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from esic import acoes
from esic.models import InformacaoClassificada, Pedido, Perfil
from esic.models.perfil_de_quem_pede import Genero
from esic.situacoes import Decisao, Resultado
from protocolo.models import Canal
from tests.esic import elenco


def montar() -> dict[str, str]:
    """O ano retrasado com pedidos respondidos e recorridos; o passado, e 2013, sem nenhum."""
    ano = timezone.localdate().year - 2
    for mes in range(1, 8):
        _respondido(ano, mes, Decisao.CONCEDIDO if mes % 3 else Decisao.NEGADO)
    _recorrido(ano)
    for mes, genero in enumerate([Genero.FEMININO] * 6 + [Genero.MASCULINO] * 5 + [Genero.OUTRO], start=1):
        Perfil.objects.create(mes=date(ano, mes, 1), genero=genero)
    InformacaoClassificada.objects.create(
        codigo="SMSU-1",
        orgao=elenco.orgao("SMSU", "Secretaria de Segurança Urbana"),
        assunto="Plano de segurança de um prédio público",
        grau="reservada",
        fundamento="Lei 12.527/2011, art. 23, III",
        produzida_em=date(ano, 1, 10),
        classificada_em=date(ano, 2, 10),
        ate=date(ano + 5, 1, 9),
    )
    return {"esic:relatorio": reverse("esic:relatorio", args=[ano])}


def _respondido(ano: int, mes: int, decisao: str) -> Pedido:
    em = datetime(ano, mes, 9, 12, tzinfo=timezone.get_default_timezone())
    novo = elenco.novo(canal=Canal.CARTA if mes == 1 else Canal.PORTAL)
    caso = elenco.respondido(decisao, acoes.abrir(novo, por=elenco.municipe(), em=em))
    Pedido.objects.filter(pk=caso.pk).update(respondido_em=em + timedelta(days=mes * 4))
    return Pedido.objects.get(pk=caso.pk)


def _recorrido(ano: int) -> None:
    caso = elenco.decidido(caso=_respondido(ano, 9, Decisao.NEGADO))
    elenco.decidido(Resultado.PARCIAL, caso)

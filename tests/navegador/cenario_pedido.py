"""O pedido de informação em cada situação, para o navegador: pelo número, com a chave e na lista da conta."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from esic import acoes
from esic.models import Pedido, Recurso
from esic.situacoes import Decisao, Resultado, Situacao
from tests.esic import elenco
from tests.ouvidoria.acompanhando import com_chave

if TYPE_CHECKING:
    from django.test import Client

POR_SITUACAO = {f"pedido de informação {situacao}": situacao for situacao in Situacao}
PELO_NUMERO = "pedido de informação pelo número"
DO_DONO = (
    *POR_SITUACAO,
    "pedido de informação negado",
    "pedido de informação atrasado",
    "pedido de informação reclamado",
    "pedido de informação com três recursos",
    "pedido de informação com decisão atrasada",
    "recorrer da falta de resposta",
    "desistir do pedido de informação",
    "desistir do pedido de informação respondido",
)
"""As páginas que o `dono` abre com a chave."""


def pedidos_do_dono(dono: Client) -> dict[str, str]:
    """O endereço de cada página, com o navegador do dono já aberto onde é preciso."""

    def aberta(caso: Pedido) -> str:
        com_chave(caso, dono)
        return _caso(caso)

    por_situacao = {nome: aberta(elenco.na_situacao(situacao)) for nome, situacao in POR_SITUACAO.items()}
    atrasado, negado, reclamado = elenco.vencido(), _negado(), elenco.vencido()
    acoes.reclamar(caso=reclamado, por=elenco.municipe(reclamado.protocolo))
    return por_situacao | {
        PELO_NUMERO: _caso(elenco.vencido()),
        "pedido de informação negado": aberta(negado),
        "pedido de informação atrasado": aberta(atrasado),
        "pedido de informação reclamado": aberta(reclamado),
        "pedido de informação com três recursos": aberta(_com_tres_recursos()),
        "pedido de informação com decisão atrasada": aberta(_decisao_atrasada()),
        "portal:recorrer": reverse("portal:recorrer", args=[negado.protocolo]),
        "recorrer da falta de resposta": reverse("portal:recorrer", args=[atrasado.protocolo]),
        "portal:reclamar_da_falta": reverse("portal:reclamar_da_falta", args=[atrasado.protocolo]),
        "desistir do pedido de informação": reverse("portal:cancelar", args=[atrasado.protocolo]),
        "desistir do pedido de informação respondido": reverse("portal:cancelar", args=[negado.protocolo]),
    }


def _caso(caso: Pedido) -> str:
    return reverse("portal:caso", args=[caso.protocolo])


def _negado() -> Pedido:
    """Com arquivo de quem pediu e de quem respondeu, prorrogado uma vez."""
    caso = elenco.com_anexo(elenco.em_tramitacao(ha_dias=5), nome="mapa-do-bairro.pdf")
    motivo = "A informação está em vinte processos em papel."
    caso = acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=motivo)
    caso = elenco.respondido(Decisao.NEGADO, caso)
    return elenco.com_anexo(caso, ordem=caso.versao, papel=Papel.SIC, nome="planilha-sem-os-nomes.pdf")


def _com_tres_recursos() -> Pedido:
    caso = elenco.decidido()
    for resultado in (Resultado.INDEFERIDO, Resultado.PARCIAL):
        caso = elenco.decidido(resultado, caso)
    return caso


def _decisao_atrasada() -> Pedido:
    caso, recurso = elenco.em_recurso()
    Recurso.objects.filter(pk=recurso.pk).update(vence_em=timezone.now() - timedelta(days=2))
    return caso


def da_conta() -> None:
    """O servidor também é munícipe: dois pedidos de informação feitos com a conta dele."""
    quem = replace(elenco.MARIA, usuario=Usuario.objects.get(nome="servidor"))
    elenco.em_tramitacao(identificacao=quem)
    elenco.respondido(caso=elenco.em_tramitacao(ha_dias=8, identificacao=quem))

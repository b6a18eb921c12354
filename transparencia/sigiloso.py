"""O que já se publicou de um serviço, quando ele passa a ser sigiloso: sai do ar na mesma hora (ADR 0088)."""

from __future__ import annotations

from guia.models import Servico
from transparencia.dados_abertos.publicacao import retirar
from transparencia.models import Edicao, LinhaDaAvaliacao, Numeros
from transparencia.paineis.chaves import SERVICO, chave


def tirar_do_ar(servico: Servico) -> None:
    """As linhas dele na avaliação e em toda edição dos painéis, e os arquivos em que tem pedidos.

    As somas em que entra, do órgão, do tema e da cidade, ficam: são de muitos, e não dizem de que serviço.
    """
    LinhaDaAvaliacao.objects.filter(servico=servico).delete()
    nos_paineis = chave(SERVICO, servico.slug)
    Numeros.objects.filter(servico=nos_paineis).delete()
    for edicao in Edicao.objects.filter(nomes__has_key=nos_paineis):
        for ditos in (edicao.nomes, edicao.prazos, edicao.acima):
            ditos.pop(nos_paineis, None)
        edicao.save(update_fields=["nomes", "prazos", "acima"])
    retirar(servico)

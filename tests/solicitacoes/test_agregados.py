"""Os agregados: o que se conta de um pedido com história, e o que a conferência acha que não bate."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F, Sum
from django.utils import timezone

from contas.papeis import Papel
from solicitacoes import acoes
from solicitacoes.agregados.contar import contar, contar_e_conferir
from solicitacoes.models import Agregado, Solicitacao
from solicitacoes.vigilancia.vigias import agregados_certos
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
M = Agregado.Medida


def somas() -> dict[str, int]:
    lidas = Agregado.objects.values("medida").annotate(total=Sum("n")).order_by()
    return {linha["medida"]: linha["total"] for linha in lidas}


@pytest.fixture
def historia() -> Solicitacao:
    """Um que foi e voltou entre unidades, um finalizado que se disse resolvido e se reabriu, e um aberto."""
    caixa, outra = elenco.unidade(), elenco.unidade("SMPR-CPO-STLP-Sé")
    elenco.devolvido_duas_vezes(caixa, outra)
    elenco.solicitacao(caixa)
    feito = elenco.na_situacao("finalizada", caixa, ha_dias=9)
    acoes.dizer_se_resolveu(
        caso=feito, por=elenco.municipe(), resolveu="sim", nota=5, no_prazo="", clareza="nao"
    )
    chefia = elenco.autor(elenco.servidor(caixa, papel=Papel.CHEFIA), caixa, papel=Papel.CHEFIA)
    feito.refresh_from_db()
    acoes.reabrir(caso=feito, versao=feito.versao, por=chefia, motivo=elenco.FRASE)
    elenco.na_situacao("finalizada", outra, ha_dias=4)
    return feito


def conferido(**opcoes: Any) -> tuple[int, dict[str, Any]]:
    saida, codigo = StringIO(), 0
    try:
        call_command("conferir_agregados", json=True, stdout=saida, **opcoes)
    except SystemExit as fim:
        codigo = int(fim.code or 0)
    return codigo, json.loads(saida.getvalue())


@pytest.mark.usefixtures("historia")
def test_conta_o_que_houve_e_bate_com_os_pedidos() -> None:
    feita = contar_e_conferir()
    assert feita.diferencas == 0
    contado = somas()
    assert (contado[M.PEDIDA], contado[M.ABERTA], contado[M.ENCERRADA]) == (4, 3, 1)
    assert (contado[M.REABERTA], contado[M.RESOLVIDO], contado[M.NOTA], contado[M.CLAREZA]) == (1, 1, 1, 1)
    assert contado[M.DEVOLVIDA] == 2
    assert contado[M.PERMANENCIA] > contado[M.DEVOLVIDA]
    assert contar().linhas == feita.linhas, "contar outra vez não soma duas vezes"
    assert agregados_certos() == ""


@pytest.mark.parametrize("estrago", ["uma linha a menos", "um a mais", "noutro serviço", "um pedido novo"])
def test_a_conferencia_acha_o_que_nao_bate(historia: Solicitacao, estrago: str) -> None:
    contar()
    linhas = Agregado.objects.filter(medida=M.PEDIDA)
    if estrago == "uma linha a menos":
        Agregado.objects.filter(medida=M.RESOLVIDO).delete()
    elif estrago == "um a mais":
        linhas.filter(pk=linhas[0].pk).update(n=F("n") + 1)
    elif estrago == "noutro serviço":
        linhas.filter(pk=linhas[0].pk).update(servico=elenco.servico("outro", "Outro"))
    else:
        elenco.solicitacao(historia.unidade)
    codigo, dito = conferido()
    assert (codigo, dito["diferencas"] > 0) == (1, True)
    assert "não batem" in agregados_certos()
    assert conferido(contar=True)[1]["diferencas"] == 0
    assert agregados_certos() == ""


def test_o_que_nunca_se_contou_e_o_velho_dizem_se() -> None:
    assert agregados_certos() == ""
    elenco.solicitacao()
    assert "nunca se contaram" in agregados_certos()
    feita = contar()
    feita.contada_em = timezone.now() - timedelta(days=1)
    feita.save()
    assert "são de" in agregados_certos()

"""A ficha diz as últimas vezes em que a pessoa foi atendida, sem dizer o que se levou à Ouvidoria."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento
from atendimento.situacoes import Resultado
from contas.acoes import Identificacao, selar
from contas.models import Interessado
from solicitacoes.models import Solicitacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
JOAO = Identificacao("João Lima", "cpf", "11144477735", "joao@exemplo.invalid", "1132145678")


def atendida(caso: Solicitacao, resultado: str, ha: int) -> Atendimento:
    """Quem pediu isto foi atendida na Praça, há tantos dias."""
    quem = pedindo.atendente(pedindo.praca())
    este = acoes.comecar(atendente=quem, unidade=pedindo.praca())
    comeco = timezone.now() - timedelta(days=ha)
    Atendimento.objects.filter(pk=este.pk).update(
        reconhecido=caso.interessado,
        identidade=Interessado.Identidade.DECLARADA,
        comecado_em=comeco,
        terminado_em=comeco + timedelta(minutes=3),
        resultado=resultado,
    )
    return este


def contatos(mesa: Atendendo) -> list[str]:
    pagina = BeautifulSoup(mesa.ver().content, "lxml")
    return [" ".join(li.text.split()) for li in pagina.select("[aria-labelledby=titulo-contatos] li")]


def test_diz_quando_por_onde_onde_e_como_acabou() -> None:
    """Da mais nova; o da Ouvidoria, o que acabou sem resultado e outros dizem-se iguais."""
    caso = elenco.solicitacao()
    for ha, resultado in enumerate((Resultado.INFORMACAO, Resultado.OUVIDORIA, "", Resultado.ENGANO), 1):
        atendida(caso, resultado, ha)
    mesa = Atendendo()
    assert contatos(mesa) == []
    ditos = contatos(mesa.reconhecida(caso))
    assert [dito.split(" · ")[-1] for dito in ditos] == ["Só informação", *["Outro assunto"] * 3]
    quando = timezone.localtime(timezone.now() - timedelta(days=1))
    assert ditos[0].startswith(f"{quando:%d/%m/%Y}")
    assert pedindo.praca().nome in ditos[0]


def test_so_as_da_mesma_pessoa_e_as_cinco_ultimas() -> None:
    """Nem as de outra, nem a de um caso que se selou."""
    caso, de_outro = elenco.solicitacao(), elenco.solicitacao(identificacao=JOAO)
    atendida(de_outro, Resultado.INFORMACAO, 1)
    selado = elenco.solicitacao()
    atendida(selado, Resultado.INFORMACAO, 1)
    assert selado.interessado
    selar(interessado=selado.interessado)
    mesa = Atendendo().reconhecida(caso)
    assert contatos(mesa) == []
    for ha in range(2, 9):
        atendida(caso, Resultado.ANDAMENTO, ha)
    assert len(contatos(mesa)) == 5

"""A ordem de um juiz: o caso não se apaga, por rotina nem a pedido, até se levantar; e a história o diz."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contas.models import Interessado
from portal.meus_dados import apagar
from protocolo.erros import TransicaoProibida
from protocolo.models import OrdemDeGuarda
from tests.contas.factories import UsuarioFactory
from tests.portal.test_tempo_de_guarda import encerrada, rodar

pytestmark = pytest.mark.django_db
JUIZA = "procuradoria@exemplo.gov.br"


def mandar(protocolo: str, *opcoes: str) -> str:
    saida = StringIO()
    call_command("guardar_por_ordem", protocolo, "--por", JUIZA, *opcoes, stdout=saida)
    return saida.getvalue()


def test_o_guardado_por_ordem_nao_se_apaga_ate_se_levantar() -> None:
    UsuarioFactory.create(email=JUIZA)
    dono = UsuarioFactory.create(email="dono@exemplo.invalid")
    guardado, outro = encerrada(), encerrada()
    Interessado.objects.filter(solicitacao=guardado).update(usuario=dono)
    assert "nada dele se apaga" in mandar(guardado.protocolo, "--motivo", "Ofício 12/2026, 3ª Vara")
    assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == 1, "só o outro"
    with pytest.raises(CommandError, match="dever legal"):
        rodar("anonimizar", "--protocolo", guardado.protocolo, "--mesmo-guardados")
    with pytest.raises(TransicaoProibida, match="dever legal"):
        apagar.apagar_conta(usuario=dono)
    guardado.refresh_from_db()
    outro.refresh_from_db()
    assert (bool(guardado.descricao), bool(outro.descricao)) == (True, False)
    notas = guardado.andamentos.filter(tipo="nota")
    assert [nota.alcance for nota in notas] == ["interno"]
    assert "3ª Vara" not in notas[0].texto, "o motivo lê-se só na administração"
    mandar(guardado.protocolo, "--levantar")
    assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == 1
    ordem = OrdemDeGuarda.objects.get()
    assert ordem.levantada_em
    assert ordem.levantada_por
    assert ordem.levantada_por.email == JUIZA


def test_a_ordem_torta_recusa_se_numa_frase(subtests: pytest.Subtests) -> None:
    UsuarioFactory.create(email=JUIZA)
    caso, vazio, guardado = encerrada(), encerrada(), encerrada()
    Interessado.objects.filter(solicitacao=vazio).update(anonimizado_em=timezone.now())
    mandar(guardado.protocolo, "--motivo", "Ofício 1")
    motivo = ("--motivo", "Ofício 2")
    for protocolo, opcoes, frase in (
        ("999", motivo, "Não há caso"),
        (caso.protocolo, (), "Diga o motivo"),
        (caso.protocolo, ("--levantar",), "Nenhuma ordem"),
        (guardado.protocolo, motivo, "já está guardado"),
        (vazio.protocolo, motivo, "já se apagou"),
    ):
        with subtests.test(frase), pytest.raises(CommandError, match=frase):
            mandar(protocolo, *opcoes)
    assert OrdemDeGuarda.objects.count() == 1

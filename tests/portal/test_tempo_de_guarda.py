"""O tempo de guarda: o que passou dele se esvazia, o resto fica, e a rodada diz o que fez."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from contas.models import Interessado
from portal import tasks
from portal.meus_dados import apagar
from protocolo.dados_pessoais.retencao import anos_depois, casos_de, processos
from protocolo.models import Retencao, RodadaDeRetencao
from solicitacoes.models import Solicitacao
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
ANO = timedelta(days=366)


def encerrada(situacao: str = "finalizada", ha: timedelta = 6 * ANO, **campos: Any) -> Solicitacao:
    caso = elenco.na_situacao(situacao, descricao="Conto quem eu sou", **campos)
    Solicitacao.objects.filter(pk=caso.pk).update(encerrada_em=timezone.now() - ha)
    return caso


def rodar(comando: str, *opcoes: str) -> Any:
    saida = StringIO()
    call_command(comando, *opcoes, "--json", stdout=saida)
    return json.loads(saida.getvalue())


def test_a_base_traz_os_tempos_e_nenhum_da_denuncia() -> None:
    tempos = {(r.processo, r.situacao): r.anos for r in Retencao.objects.all()}
    assert tempos == {
        ("solicitacao", ""): 5,
        ("solicitacao", "cancelada"): 1,
        ("manifestacao", ""): 5,
        ("pedido", ""): 5,
        ("atendimento", ""): 2,
    }
    so_tem_rotina_sua = {Retencao.Processo.ATENDIMENTO}  # não é um caso: tests/atendimento/test_esquecidos
    assert set(processos()) == set(Retencao.Processo.values) - so_tem_rotina_sua
    assert not Retencao.objects.exclude(base_legal__contains="LGPD").exists()


def test_so_o_que_passou_do_tempo_se_esvazia() -> None:
    velha, nova = encerrada(), encerrada(ha=4 * ANO)
    desistida, aberta = encerrada("cancelada", ha=2 * ANO), elenco.solicitacao(ha_dias=3000)
    denuncia = ouvidoria.registrada("denuncia")
    type(denuncia).objects.filter(pk=denuncia.pk).update(
        situacao="arquivada", encerrada_em=timezone.now() - 50 * ANO
    )
    assert rodar("aplicar_retencao", "--simular")["apagados"]["solicitacao"] == 2
    assert velha.interessado
    assert Interessado.objects.get(pk=velha.interessado.pk).nome
    assert rodar("aplicar_retencao") == {
        "apagados": {"solicitacao": 2, "pedido": 0, "manifestacao": 0, "denuncia": 0},
        "erros": [],
    }
    for caso, vazio in ((velha, True), (desistida, True), (nova, False), (aberta, False)):
        caso.refresh_from_db()
        assert caso.interessado
        assert (not caso.logradouro, not caso.interessado.nome) == (vazio, vazio)
        assert caso.distrito, "o que as contas da cidade usam fica"
    denuncia.refresh_from_db()
    assert denuncia.respostas
    assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == 0, "o já esvaziado não conta outra vez"
    assert [r.apagados["solicitacao"] for r in RodadaDeRetencao.objects.all()] == [0, 2]


def test_o_reaberto_depois_de_esvaziado_esvazia_se_outra_vez() -> None:
    caso = encerrada()
    rodar("aplicar_retencao")
    Solicitacao.objects.filter(pk=caso.pk).update(situacao="em_andamento", encerrada_em=None, desfecho="")
    assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == 0
    novo_fim = timezone.now() + timedelta(days=30)
    escrito = {"situacao": "finalizada", "desfecho": "realizado", "descricao": "Conto outra vez"}
    Solicitacao.objects.filter(pk=caso.pk).update(**escrito, encerrada_em=novo_fim)
    for daqui_a, quantos in ((ANO, 0), (6 * ANO, 1), (7 * ANO, 0)):
        with time_machine.travel(novo_fim + daqui_a):
            assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == quantos
    caso.refresh_from_db()
    assert not caso.descricao


def test_o_tempo_e_dado_que_a_cidade_muda() -> None:
    caso = encerrada(ha=2 * ANO)
    tasks.aplicar_retencao()
    caso.refresh_from_db()
    assert caso.descricao
    Retencao.objects.filter(processo="solicitacao", situacao="").update(anos=1)
    tasks.aplicar_retencao()
    caso.refresh_from_db()
    assert not caso.descricao
    Retencao.objects.all().delete()
    outro = encerrada(ha=40 * ANO)
    tasks.aplicar_retencao()
    outro.refresh_from_db()
    assert outro.descricao, "sem linha, guarda-se sempre"


def test_o_que_nao_da_nao_para_os_outros_e_fica_dito(monkeypatch: pytest.MonkeyPatch) -> None:
    ruim, *bons = [encerrada() for _ in range(3)]
    de_verdade = apagar.anonimizar

    def falhar(pessoa: Any) -> None:
        if ruim.interessado_id in pessoa.sem_guarda:
            raise RuntimeError("o disco não deixou apagar a casa da Maria Silva")
        de_verdade(pessoa)

    monkeypatch.setattr(apagar, "anonimizar", falhar)
    rodada = apagar.aplicar_retencao(em=timezone.now())
    assert rodada.apagados["solicitacao"] == len(bons)
    assert rodada.erros == [{"protocolo": ruim.protocolo, "erro": "RuntimeError"}], "só o tipo do erro"
    assert rodada.acabou_em
    for caso, descricao in ((bons[0], ""), (ruim, "Conto quem eu sou")):
        caso.refresh_from_db()
        assert caso.descricao == descricao


def test_limite_e_tempo() -> None:
    for _ in range(3):
        encerrada()
    assert rodar("aplicar_retencao", "--limite", "2")["apagados"]["solicitacao"] == 2
    assert apagar.aplicar_retencao(em=timezone.now(), segundos=-1).apagados["solicitacao"] == 0
    assert rodar("aplicar_retencao")["apagados"]["solicitacao"] == 1


def test_anonimizar_um_caso_recusa_o_que_se_guarda() -> None:
    guardado, velho = esic.em_tramitacao(), encerrada()
    with pytest.raises(CommandError, match="ainda se guarda"):
        rodar("anonimizar", "--protocolo", guardado.protocolo)
    assert rodar("anonimizar", "--protocolo", velho.protocolo_escrito)["apagados"] == [
        velho.protocolo_escrito
    ]
    rodar("anonimizar", "--protocolo", guardado.protocolo, "--mesmo-guardados", "--simular")
    guardado.refresh_from_db()
    assert guardado.texto
    rodar("anonimizar", "--protocolo", guardado.protocolo, "--mesmo-guardados")
    guardado.refresh_from_db()
    assert not guardado.texto
    with pytest.raises(CommandError, match="Não há caso"):
        rodar("anonimizar", "--protocolo", "1" * 15)


def test_anonimizar_uma_conta() -> None:
    quem = elenco.pessoa("Dora Dona", email="dora@exemplo.invalid")
    caso = encerrada()
    Interessado.objects.filter(solicitacao=caso).update(usuario=quem)
    dito = rodar("anonimizar", "--conta", "Dora@exemplo.invalid", "--simular")
    assert dito == {"apagados": [caso.protocolo_escrito], "ficam": []}
    quem.refresh_from_db()
    assert quem.nome
    assert rodar("anonimizar", "--conta", "dora@exemplo.invalid") == dito
    quem.refresh_from_db()
    assert (quem.nome, quem.email, quem.is_active) == ("", None, False)
    with pytest.raises(CommandError, match="Não há conta"):
        rodar("anonimizar", "--conta", "dora@exemplo.invalid")
    servidor = elenco.servidor(elenco.unidade())
    with pytest.raises(CommandError, match="trabalha na Prefeitura"):
        rodar("anonimizar", "--conta", str(servidor.pk))


def test_ate_quando_cada_caso_fica() -> None:
    caso = encerrada("cancelada", ha=timedelta(0))
    (um,) = casos_de([caso.interessado_id or 0])
    caso.refresh_from_db()
    assert caso.encerrada_em
    assert um.ate == anos_depois(caso.encerrada_em, 1)
    assert "desistiu" in um.base_legal
    bissexto = timezone.now().replace(year=2028, month=2, day=29)
    assert (anos_depois(bissexto, 1).month, anos_depois(bissexto, 1).day) == (2, 28)

"""A amostra a quem se pergunta se foi resolvido: quem entra, quem nunca entra, e como se recusa."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from avisos.situacoes import Canal
from contas.acoes import Identificacao
from contas.dados_pessoais.pessoa import da_conta
from contas.models import Interessado
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.ouvidoria.acompanhando import com_chave
from tests.solicitacoes import elenco
from tests.solicitacoes.elenco import MARIA
from transparencia import dados_pessoais, tasks
from transparencia.avaliacao import convites
from transparencia.models import Convite, RecusaDeConvite

pytestmark = pytest.mark.django_db


def de_outra(numero: int = 0) -> Any:
    """Uma pessoa diferente de cada vez, com e-mail."""
    return replace(MARIA, email=f"pessoa{numero}@exemplo.invalid")


def encerrado(*, ha_dias: int = 10, numero: int = 0, **campos: Any) -> Solicitacao:
    fim = timezone.now() - timedelta(days=ha_dias)
    valores = {"identificacao": de_outra(numero), "ha_dias": 60, "encerrada_em": fim, **campos}
    return elenco.na_situacao("finalizada", **valores)


def do_fim(caso: Solicitacao, situacao: str, canal: str) -> Aviso:
    campos = {"modelo": "finalizado", "assunto": "Fim", "corpo": "Fim", "protocolo": caso.protocolo}
    return Aviso.objects.create(
        chave=caso.protocolo, interessado=caso.interessado, situacao=situacao, canal=canal, **campos
    )


def test_so_se_pergunta_a_quem_ainda_nao_se_perguntou() -> None:
    """Cada caso que não entra, e por quê; ao lado, o que entra."""
    entra, por_sms = encerrado(numero=1), encerrado(numero=2)
    do_fim(por_sms, Aviso.Situacao.ENVIADO, Canal.SMS)
    do_fim(encerrado(numero=3), Aviso.Situacao.ENVIADO, Canal.EMAIL)  # o e-mail do fim já perguntou
    do_fim(encerrado(numero=4), Aviso.Situacao.PENDENTE, "")
    encerrado(numero=5, servico=elenco.servico("abrigo", "Abrigo", sigilosa=True))
    encerrado(numero=6, ha_dias=1)
    encerrado(numero=7, ha_dias=90)
    encerrado(numero=8, procedencia=Solicitacao.Procedencia.IMPORTADA)
    encerrado(identificacao=None)
    elenco.na_situacao("cancelada", identificacao=de_outra(9), encerrada_em=entra.encerrada_em)
    ja_disse = encerrado(numero=10)
    acoes.dizer_se_resolveu(
        caso=ja_disse, por=elenco.municipe(), resolveu="sim", nota=None, no_prazo="", clareza=""
    )
    tasks.convidar_a_avaliar()
    assert set(Convite.objects.values_list("caso", flat=True)) == {entra.pk, por_sms.pk}
    aviso = Aviso.objects.get(modelo="convite", protocolo=entra.protocolo)
    assert "sem entrar na conta" in aviso.corpo
    assert "/transparencia/avaliacao/recusar/" in aviso.corpo
    assert entra.protocolo_escrito in aviso.curto
    tasks.convidar_a_avaliar()
    assert Aviso.objects.filter(modelo="convite").count() == 2, "a segunda rodada não repete"
    tocado = Interessado.objects.get(pk=entra.interessado_id or 0)
    assert tocado.email not in str(Convite.objects.values()), "do contato só fica um resumo"


def test_uma_vez_por_pessoa_e_trimestre_e_ate_bastarem(settings: Any) -> None:
    agora = timezone.now()
    for _ in range(3):
        encerrado(numero=1)
    assert convites.convidar(agora) == 1
    for numero in range(2, 12):
        encerrado(numero=numero)
    settings.AMOSTRA_POR_SEMANA = 4
    assert convites.convidar(agora) == 4, "o teto da rodada"
    settings.AMOSTRA_MINIMO = 2
    assert convites.convidar(agora) == 3, "oito convites por duas respostas, cinco já feitos"
    settings.AMOSTRA_MINIMO = 0
    assert convites.convidar(agora) == 0


@pytest.mark.parametrize(("mes", "qual", "comeco"), [(1, "2026-1", 1), (6, "2026-2", 4), (12, "2026-4", 10)])
def test_o_trimestre_do_dia(mes: int, qual: str, comeco: int) -> None:
    dia = timezone.localdate().replace(year=2026, month=mes, day=1)
    assert convites.trimestre_de(dia) == (qual, dia.replace(month=comeco))


def test_recusar_vale_na_hora_e_se_desfaz(client: Client) -> None:
    """Pelo link da mensagem, sem entrar. Ler não recusa: o correio abre os links sozinho."""
    caso = encerrado(numero=1)
    assert convites.convidar(timezone.now()) == 1
    corpo = Aviso.objects.get(modelo="convite").corpo
    onde = "/transparencia/" + corpo.partition("/transparencia/")[2].strip()
    assert "Não quero receber" in client.get(onde).text
    assert not RecusaDeConvite.objects.exists()
    assert client.post(onde).status_code == 302
    assert "não recebe mais" in client.get(onde).text
    Convite.objects.all().delete()
    Aviso.objects.all().delete()
    assert convites.convidar(timezone.now()) == 0
    client.post(onde, {"voltar": "sim"})
    assert convites.convidar(timezone.now()) == 1
    assert client.get("/transparencia/avaliacao/recusar/inventada/").status_code == 404
    pelo_pedido = com_chave(caso).get(f"/transparencia/avaliacao/perguntas/{caso.protocolo}/", follow=True)
    assert "Não quero receber" in pelo_pedido.text

    anonimo = encerrado(identificacao=Identificacao())
    pergunta = com_chave(anonimo).get(f"/acompanhar/{anonimo.protocolo}/resolvido/").text
    assert "Foi resolvido" in pergunta
    assert "avaliacao/perguntas" not in pergunta, "a quem não se identificou não se manda pergunta"


def test_a_conta_recusa_leva_e_apaga() -> None:
    quem = elenco.pessoa("Ana Conta")
    caso = encerrado(numero=1)
    Interessado.objects.filter(pk=caso.interessado_id or 0).update(usuario=quem)
    convites.convidar(timezone.now())
    navegador = Client()
    navegador.force_login(quem)
    pagina = navegador.get("/transparencia/avaliacao/perguntas/")
    navegador.post(pagina.headers["Location"])
    pessoa = da_conta(quem)
    ((nome, levado),) = dados_pessoais.exportar(pessoa)
    assert nome == "convites-a-avaliar.json"
    assert caso.protocolo in levado.decode()
    dados_pessoais.anonimizar(pessoa)
    assert not RecusaDeConvite.objects.exists()
    assert Convite.objects.get().pessoa == f"apagada/{caso.pk}"

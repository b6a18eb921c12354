"""Quem atende cada conversa: a fila, quem tem lugar, passar, devolver, tomar, e o que o tempo causa."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atendimento import acoes, conversa
from atendimento.acoes import cuidar
from atendimento.acoes.da_conversa import escrever
from atendimento.models import AssuntoDaConversa, Atendimento, Conversa, Disponibilidade
from atendimento.situacoes import DeQuem, Estado, Fim, Resultado, SituacaoDaConversa
from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from roteamento.models import Lotacao
from tests.atendimento import conversando
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa


def de_plantao(nome: str, *, recebe: bool = True, assuntos: list[AssuntoDaConversa] | None = None) -> Usuario:
    quem = elenco.pessoa(nome)
    acoes.por_a_disposicao(
        usuario=quem,
        unidade=central(),
        estado=Estado.RECEBE if recebe else Estado.PAUSA,
        assuntos=assuntos or [],
    )
    return quem


def distribuir() -> int:
    return acoes.distribuir(em=timezone.now())


def de_novo(qual: Conversa) -> Conversa:
    qual.refresh_from_db()
    return qual


def test_por_ordem_de_chegada_ao_menos_cheio() -> None:
    ana, bia = de_plantao("Ana"), de_plantao("Bia")
    conversando.atendida(ana)
    fila = [conversando.na_fila() for _ in range(3)]
    assert distribuir() == 3
    assert [de_novo(uma).atendente for uma in fila] == [bia, ana, bia]


def test_ninguem_passa_do_limite() -> None:
    conversando.regra(conversas_por_atendente=2)
    ana = de_plantao("Ana")
    fila = [conversando.na_fila() for _ in range(3)]
    assert distribuir() == 2
    assert de_novo(fila[2]).situacao == S.NA_FILA
    acoes.acabar(conversa=fila[0], fim=Fim.PESSOA)
    assert distribuir() == 1
    assert de_novo(fila[2]).atendente == ana


def test_em_pausa_ou_sem_sinal_nao_se_recebe_e_fica_se_com_as_que_se_tem() -> None:
    ana, bia = de_plantao("Ana", recebe=False), de_plantao("Bia")
    minha = conversando.atendida(ana)
    conversando.sem_sinal(bia)
    na_fila = conversando.na_fila()
    assert distribuir() == 0
    assert (de_novo(minha).atendente, de_novo(na_fila).situacao) == (ana, S.NA_FILA)
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    assert de_novo(na_fila).atendente == ana


def test_cada_um_recebe_dos_seus_assuntos() -> None:
    saude, obras = (AssuntoDaConversa.objects.create(nome=nome) for nome in ("Só saúde", "Só obras"))
    ana = de_plantao("Ana", assuntos=[saude])
    da_obra, da_saude, de_nenhum = (conversando.na_fila() for _ in range(3))
    Conversa.objects.filter(pk=da_obra.pk).update(assunto=obras)
    Conversa.objects.filter(pk=da_saude.pk).update(assunto=saude)
    assert distribuir() == 2
    assert de_novo(da_obra).situacao == S.NA_FILA
    assert de_novo(da_saude).atendente == de_novo(de_nenhum).atendente == ana


def test_o_lugar_na_fila_se_diz_e_muda_quando_alguem_sai() -> None:
    fila = [conversando.na_fila() for _ in range(3)]
    assert [conversa.lugar_na_fila(uma) for uma in fila] == [1, 2, 3]
    antes = conversa.versao_de(fila[2], timezone.now())
    acoes.acabar(conversa=fila[0], fim=Fim.DESISTIU)
    assert conversa.lugar_na_fila(fila[2]) == 2
    assert conversa.versao_de(de_novo(fila[2]), timezone.now()) != antes


def test_passar_acaba_um_atendimento_e_comeca_outro() -> None:
    ana, bia = de_plantao("Ana", recebe=False), de_plantao("Bia", recebe=False)
    minha = conversando.atendida(ana)
    acoes.passar(conversa=minha, para=bia, motivo="É de zeladoria.", por=ana)
    assert de_novo(minha).atendente == bia
    feitos = Atendimento.objects.filter(conversa=minha).order_by("pk")
    assert [(um.atendente, um.resultado, um.aberto) for um in feitos] == [
        (ana, Resultado.TRANSFERIDO, False),
        (bia, "", True),
    ]
    nota = minha.mensagens.get(de=DeQuem.NOTA)
    assert (nota.texto, nota.autor) == ("É de zeladoria.", ana)
    with pytest.raises(TransicaoProibida, match="já não está com você"):
        acoes.passar(conversa=minha, para=None, motivo="", por=ana)


def test_nao_se_passa_a_quem_nao_tem_a_pagina_aberta_nem_a_si() -> None:
    ana, fora = de_plantao("Ana", recebe=False), elenco.pessoa("fora")
    minha = conversando.atendida(ana)
    for para in (fora, ana):
        with pytest.raises(TransicaoProibida, match="página das conversas aberta"):
            acoes.passar(conversa=minha, para=para, motivo="x", por=ana)
    assert not minha.mensagens.filter(de=DeQuem.NOTA).exists()


def test_a_que_volta_a_fila_e_a_primeira_e_vai_de_preferencia_a_outro() -> None:
    ana = de_plantao("Ana", recebe=False)
    velha = conversando.ha(conversando.atendida(ana), timedelta(minutes=20))
    nova = conversando.na_fila()
    acoes.passar(conversa=velha, para=None, motivo="", por=ana)
    assert conversa.lugar_na_fila(de_novo(velha)) == 1
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    bia = de_plantao("Bia")
    assert de_novo(velha).atendente in {ana, bia}
    assert de_novo(nova).situacao == S.COM_ATENDENTE


def test_a_chefia_toma_qualquer_uma_e_quem_a_tinha_fica_sem_ela() -> None:
    ana, chefe = de_plantao("Ana", recebe=False), elenco.pessoa("chefe")
    minha = conversando.atendida(ana)
    with pytest.raises(TransicaoProibida, match="em que lugar"):
        acoes.tomar(conversa=minha, por=chefe, supervisiona=True)
    acoes.tomar(conversa=minha, por=chefe, unidade=central(), supervisiona=True)
    assert de_novo(minha).atendente == chefe
    with pytest.raises(TransicaoProibida, match="já está com"):
        acoes.tomar(conversa=minha, por=chefe, unidade=central())
    with pytest.raises(TransicaoProibida):
        conversando.diz(minha, "Ainda eu.", ana)
    with pytest.raises(TransicaoProibida, match="ainda não pediu"):
        acoes.tomar(conversa=conversando.comecada(), por=chefe, unidade=central())


def test_dois_tomam_a_mesma_e_fica_com_ela_o_primeiro() -> None:
    """A página de cada um ainda dizia que estava por tomar."""
    ana, bia = de_plantao("Ana", recebe=False), de_plantao("Bia", recebe=False)
    esta = conversando.na_fila()
    acoes.tomar(conversa=esta, por=ana)
    with pytest.raises(TransicaoProibida, match="Outra pessoa já ficou"):
        acoes.tomar(conversa=esta, por=bia)
    assert de_novo(esta).atendente == ana


def test_sem_sinal_as_conversas_voltam_ao_alto_da_fila() -> None:
    ana, bia = de_plantao("Ana", recebe=False), de_plantao("Bia", recebe=False)
    dela, da_outra = conversando.atendida(ana), conversando.atendida(bia)
    conversando.sem_sinal(ana)
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 1
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 0
    assert (de_novo(dela).situacao, dela.atendente, de_novo(da_outra).atendente) == (S.NA_FILA, None, bia)
    assert Atendimento.objects.get(conversa=dela).resultado == Resultado.SEM_SINAL
    assert dela.voltou_em is not None


def test_quem_atende_sem_disponibilidade_tambem_perde_as_suas() -> None:
    minha = acoes.tomar(conversa=conversando.na_fila(), por=elenco.pessoa("chefe"), unidade=central())
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 0
    Disponibilidade.objects.all().delete()
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 1
    assert de_novo(minha).situacao == S.NA_FILA


def test_a_fila_longa_fica_por_responder_e_a_que_voltou_conta_de_quando_voltou() -> None:
    demorada = conversando.ha(conversando.na_fila(), timedelta(minutes=31))
    ana = de_plantao("Ana", recebe=False)
    devolvida = conversando.ha(conversando.atendida(ana), timedelta(minutes=31))
    acoes.devolver(conversa=devolvida, motivo="")
    assert acoes.deixar_por_responder(em=timezone.now()) == 1
    assert (de_novo(demorada).situacao, de_novo(devolvida).situacao) == (S.PENDENTE, S.NA_FILA)
    assert demorada.responder_ate is not None


def test_a_por_responder_que_se_toma_nao_fica_parada_e_devolvida_volta_a_se_lo() -> None:
    ana = de_plantao("Ana", recebe=False)
    pendente = conversando.ha(conversando.na_fila(), timedelta(minutes=31))
    acoes.deixar_por_responder(em=timezone.now())
    acoes.tomar(conversa=pendente, por=ana)
    conversando.diz(pendente, "Pode pedir pelo portal.", ana)
    conversando.ha(pendente, timedelta(hours=1))
    assert acoes.avisar_paradas(em=timezone.now()) == 0
    acoes.devolver(conversa=pendente, motivo="")
    assert de_novo(pendente).situacao == S.PENDENTE


def test_deixar_para_depois_solta_a_conversa_com_um_prazo() -> None:
    ana = de_plantao("Ana")
    minha = conversando.atendida(ana)
    acoes.deixar_para_depois(conversa=minha, motivo="Falta o parecer.", por=ana)
    assert de_novo(minha).situacao == S.PENDENTE
    assert minha.atendente is None
    assert not Atendimento.objects.filter(conversa=minha, terminado_em=None).exists()


def test_a_parada_avisa_se_e_depois_acaba() -> None:
    ana = de_plantao("Ana", recebe=False)
    minha = conversando.atendida(ana)
    conversando.diz(minha, "Qual é a rua?", ana)
    conversando.ha(minha, timedelta(minutes=6))
    agora = timezone.now()
    assert acoes.avisar_paradas(em=agora) == 1
    assert acoes.avisar_paradas(em=agora) == 0
    assert acoes.acabar_paradas(em=agora + timedelta(minutes=4)) == 0
    assert acoes.acabar_paradas(em=agora + timedelta(minutes=6)) == 1
    assert (de_novo(minha).fim, minha.mensagens.filter(de=DeQuem.AVISO).count()) == (Fim.PARADA, 3)


def test_quem_respondeu_ao_aviso_continua_e_quem_espera_por_quem_atende_nunca_esta_parado() -> None:
    ana = de_plantao("Ana", recebe=False)
    minha = conversando.atendida(ana)
    conversando.diz(minha, "Qual é a rua?", ana)
    conversando.ha(minha, timedelta(minutes=6))
    acoes.avisar_paradas(em=timezone.now())
    conversando.diz(minha, "Rua Um.")
    conversando.ha(minha, timedelta(hours=2))
    assert acoes.acabar_paradas(em=timezone.now()) == 0
    assert acoes.avisar_paradas(em=timezone.now()) == 0


def test_quem_atende_responde_depois_do_aviso_e_ela_nao_acaba_logo() -> None:
    ana = de_plantao("Ana", recebe=False)
    minha = conversando.atendida(ana)
    conversando.diz(minha, "Um momento.", ana)
    conversando.ha(minha, timedelta(minutes=6))
    agora = timezone.now()
    assert acoes.avisar_paradas(em=agora) == 1
    conversando.diz(minha, "Voltei.", ana)
    assert acoes.acabar_paradas(em=agora + timedelta(minutes=6)) == 0


def test_a_que_falha_nao_desfaz_as_outras(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = de_plantao("Ana", recebe=False)
    duas = [conversando.atendida(ana), conversando.atendida(ana)]
    for uma in duas:
        conversando.diz(uma, "Qual é a rua?", ana)
        conversando.ha(uma, timedelta(minutes=6))

    def falhar(conversa: Conversa, **dito: object) -> None:
        if conversa.pk == duas[1].pk:
            raise RuntimeError
        escrever(conversa, **dito)  # type: ignore[arg-type]

    monkeypatch.setattr(cuidar, "escrever", falhar)
    with pytest.raises(RuntimeError):
        acoes.avisar_paradas(em=timezone.now())
    assert [de_novo(uma).avisada_em is not None for uma in duas] == [True, False]


def test_a_do_comeco_abandonada_acaba() -> None:
    abandonada = conversando.ha(conversando.comecada(), timedelta(hours=3))
    recente = conversando.ha(conversando.comecada(), timedelta(hours=1))
    assert acoes.acabar_paradas(em=timezone.now()) == 1
    assert (de_novo(abandonada).fim, de_novo(recente).aberta) == (Fim.PARADA, True)


def test_a_atrasada_chama_a_chefia_da_central_uma_vez() -> None:
    chefe = elenco.pessoa("chefe")
    hoje = timezone.localdate()
    Lotacao.objects.create(usuario=chefe, unidade=central(), papel=Papel.CHEFIA, de=hoje)
    Conversa.objects.create(situacao=S.PENDENTE, responder_ate=timezone.now() - timedelta(hours=1))
    Conversa.objects.create(situacao=S.PENDENTE, responder_ate=timezone.now() + timedelta(hours=1))
    for _ in range(2):
        assert acoes.chamar_pelas_atrasadas(em=timezone.now()) == 1
    assert Notificacao.objects.get(usuario=chefe).texto.startswith("Conversa nº")


def test_o_atendimento_da_conversa_viva_nao_se_da_por_esquecido() -> None:
    ana = de_plantao("Ana", recebe=False)
    minha = conversando.atendida(ana)
    Atendimento.objects.update(comecado_em=timezone.now() - timedelta(hours=5))
    assert acoes.acabar_esquecidos(em=timezone.now()) == 0
    acoes.acabar(conversa=minha, fim=Fim.PESSOA)
    Atendimento.objects.update(terminado_em=None, resultado="")
    assert acoes.acabar_esquecidos(em=timezone.now()) == 1

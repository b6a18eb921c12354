"""A conversa do portal: começar, dizer, entrar na fila, acabar."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Bloqueio, Conversa, Disponibilidade
from atendimento.situacoes import DeQuem, Estado, Fim, Resultado, SituacaoDaConversa
from protocolo.erros import RecusaNoCampo, TransicaoProibida
from protocolo.models import Canal
from tests.atendimento import conversando
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa


def test_a_chave_repetida_devolve_a_mensagem_que_ja_ha() -> None:
    conversa, chave = conversando.comecada(), uuid4()
    primeira = acoes.dizer(conversa=conversa, de=DeQuem.PESSOA, texto="Bom dia.", chave=chave)
    de_novo = acoes.dizer(conversa=conversa, de=DeQuem.PESSOA, texto="Bom dia.", chave=chave)
    assert primeira == de_novo
    assert conversa.mensagens.count() == 1
    conversa.refresh_from_db()
    assert (conversa.ultima, conversa.versao) == (1, 1)


def test_depois_do_fim_a_repetida_volta_e_a_nova_se_recusa() -> None:
    conversa, chave = conversando.comecada(), uuid4()
    dita = acoes.dizer(conversa=conversa, de=DeQuem.PESSOA, texto="Bom dia.", chave=chave)
    acoes.acabar(conversa=conversa, fim=Fim.PESSOA)
    assert acoes.dizer(conversa=conversa, de=DeQuem.PESSOA, texto="Bom dia.", chave=chave) == dita
    with pytest.raises(TransicaoProibida, match="já acabou"):
        conversando.diz(conversa)


def test_as_ordens_nao_tem_buracos() -> None:
    conversa = conversando.comecada()
    for vez in range(5):
        conversando.diz(conversa, f"{vez}")
    assert list(conversa.mensagens.values_list("ordem", "texto")) == [(n + 1, str(n)) for n in range(5)]


@pytest.mark.parametrize(
    ("texto", "porque"),
    [("", "Escreva uma mensagem"), (" \n\x00 ", "Escreva"), ("a" * 2001, "passa de 2000")],
)
def test_o_que_nao_se_grava_diz_por_que(texto: str, porque: str) -> None:
    conversa = conversando.comecada()
    with pytest.raises(RecusaNoCampo, match=porque) as recusa:
        conversando.diz(conversa, texto)
    assert recusa.value.campo == "texto"
    assert not conversa.mensagens.exists()


def test_quem_manda_demais_num_minuto_espera() -> None:
    conversando.regra(mensagens_por_minuto=3)
    conversa = conversando.comecada()
    for vez in range(3):
        conversando.diz(conversa, f"{vez}")
    conversa.mensagens.filter(ordem=1).update(em=timezone.now() - timedelta(seconds=50))
    with pytest.raises(acoes.MuitasMensagens, match="Espere um minuto") as muitas:
        conversando.diz(conversa, "mais uma")
    assert 8 <= muitas.value.espera <= 10, "até a mais velha das três sair do minuto"
    conversa.mensagens.update(em=timezone.now() - timedelta(seconds=61))
    assert conversando.diz(conversa, "agora sim").ordem == 4


def test_da_mesma_rede_ha_um_limite_de_conversas_por_hora() -> None:
    conversando.regra(conversas_por_rede=2)
    primeira = conversando.comecada(conversando.REDE)
    conversando.comecada(conversando.REDE)
    with pytest.raises(acoes.RecusaDaConversa, match="muitas conversas"):
        conversando.comecada(conversando.REDE)
    conversando.comecada("200.9.9.9")
    assert conversando.REDE not in primeira.rede
    assert len(primeira.rede) == 64
    conversando.ha(primeira, timedelta(minutes=61))
    conversando.comecada(conversando.REDE)


def test_bloqueada_a_rede_nao_conversa_ate_o_fim_do_prazo() -> None:
    agora = timezone.now()
    bloqueio = Bloqueio.objects.create(
        rede=conversando.comecada(conversando.REDE).rede,
        motivo="ofensas repetidas",
        por=atendente(central()),
        ate=agora + timedelta(days=1),
    )
    with pytest.raises(acoes.RecusaDaConversa, match="ofensas repetidas"):
        conversando.comecada(conversando.REDE)
    conversando.comecada("200.9.9.9")
    conversando.comecada()
    bloqueio.em, bloqueio.ate = agora - timedelta(days=2), agora - timedelta(seconds=1)
    bloqueio.save()
    conversando.comecada(conversando.REDE)


def test_com_conta_ha_uma_conversa_so_e_ela_ja_tem_o_contato() -> None:
    maria = elenco.pessoa("maria", email="maria@exemplo.invalid")
    primeira = acoes.comecar_conversa(rede="", conta=maria)
    assert acoes.comecar_conversa(rede="", conta=maria) == primeira
    assert primeira.interessado is not None
    assert (primeira.interessado.email, primeira.interessado.usuario) == (maria.email, maria)
    acoes.acabar(conversa=primeira, fim=Fim.PESSOA)
    assert acoes.comecar_conversa(rede="", conta=maria) != primeira


def test_com_gente_livre_pedir_alguem_ja_comeca_o_atendimento() -> None:
    conversando.sempre_aberta()
    quem = conversando.quem_atende()
    conversa = acoes.pedir_alguem(conversa=conversando.comecada(), assunto=None)
    assert (conversa.situacao, conversa.atendente) == (S.COM_ATENDENTE, quem)
    atendimento = Atendimento.objects.get(conversa=conversa)
    assert (atendimento.canal, atendimento.atendente, atendimento.aberto) == (Canal.CHAT, quem, True)
    assert acoes.pedir_alguem(conversa=conversa, assunto=None).situacao == S.COM_ATENDENTE


def test_fora_de_hora_fica_por_responder_se_ha_contato() -> None:
    conversando.fechada()
    conversando.quem_atende()
    conversa = conversando.comecada()
    with pytest.raises(RecusaNoCampo) as recusa:
        acoes.pedir_alguem(conversa=conversa, assunto=None)
    assert recusa.value.campo == "contato"
    acoes.deixar_contato(conversa=conversa, nome="Maria", email="Maria@exemplo.invalid")
    pendente = acoes.pedir_alguem(conversa=conversa, assunto=None)
    assert pendente.situacao == S.PENDENTE
    assert pendente.responder_ate is not None
    assert pendente.mensagens.get(de=DeQuem.AVISO).texto.startswith("Agora não há quem converse.")


def test_na_hora_mas_sem_ninguem_com_a_pagina_aberta_tambem() -> None:
    conversando.sempre_aberta()
    quem = conversando.quem_atende()
    conversando.sem_sinal(quem)
    conversa = acoes.deixar_contato(conversa=conversando.comecada(), nome="Maria", telefone="11987654321")
    assert acoes.pedir_alguem(conversa=conversa, assunto=None).situacao == S.PENDENTE
    acoes.dar_sinal(usuario=quem, em=timezone.now())
    assert acoes.pedir_alguem(conversa=conversa, assunto=None).situacao == S.COM_ATENDENTE


def test_so_quem_a_atende_escreve_por_quem_atende() -> None:
    quem = conversando.quem_atende(recebe=False)
    outro = elenco.pessoa("outro")
    conversa = conversando.atendida(quem)
    conversando.diz(conversa, "Bom dia!", quem)
    with pytest.raises(TransicaoProibida, match="não está com você"):
        conversando.diz(conversa, "Eu também.", outro)


def test_o_que_se_escreve_numa_conversa_que_mudou_entretanto() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    lida, passada, acabada = (Conversa.objects.get(pk=conversa.pk) for _ in range(3))
    conversando.diz(conversa)
    mensagem = conversando.diz(lida, "Bom dia!", quem)
    assert (mensagem.ordem, lida.ultima, lida.versao) == (
        conversa.ultima + 1,
        mensagem.ordem,
        conversa.versao + 1,
    )
    outro = elenco.pessoa("outro")
    acoes.por_a_disposicao(usuario=outro, unidade=central(), estado=Estado.PAUSA)
    acoes.passar(conversa=conversa, para=outro, motivo="", por=quem)
    with pytest.raises(TransicaoProibida, match="não está com você"):
        conversando.diz(passada, "Ainda aqui.", quem)
    acoes.acabar(conversa=conversa, fim=Fim.PESSOA)
    with pytest.raises(TransicaoProibida, match="já acabou"):
        conversando.diz(acabada)


def test_a_nota_nao_muda_nada_para_a_pessoa() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    antes, sinal = conversa.versao, Disponibilidade.objects.get(pk=quem.pk).versao
    acoes.dizer(conversa=conversa, de=DeQuem.NOTA, texto="Já ligou.", chave=uuid4(), autor=quem)
    conversa.refresh_from_db()
    assert conversa.versao == antes
    assert Disponibilidade.objects.get(pk=quem.pk).versao == sinal + 1


def test_o_fim_acaba_o_atendimento_e_conta_a_quem_atende() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    sinal = Disponibilidade.objects.get(pk=quem.pk).versao
    acoes.acabar(conversa=conversa, fim=Fim.PARADA)
    acoes.acabar(conversa=conversa, fim=Fim.PESSOA)
    atendimento = Atendimento.objects.get(conversa=conversa)
    assert (atendimento.aberto, atendimento.resultado) == (False, Resultado.CAIU)
    feita = Conversa.objects.get(pk=conversa.pk)
    assert (feita.fim, feita.situacao, feita.atendente) == (Fim.PARADA, S.ENCERRADA, quem)
    assert Disponibilidade.objects.get(pk=quem.pk).versao == sinal + 1


def test_so_quem_a_atende_a_acaba_com_o_resultado_que_diz() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    with pytest.raises(TransicaoProibida):
        acoes.acabar(conversa=conversa, fim=Fim.ATENDENTE, por=elenco.pessoa("outro"))
    acoes.acabar(conversa=conversa, fim=Fim.ATENDENTE, por=quem, resultado=Resultado.ANDAMENTO)
    assert Atendimento.objects.get(conversa=conversa).resultado == Resultado.ANDAMENTO


def test_so_se_avalia_depois_do_fim_e_a_ultima_nota_vale() -> None:
    conversa = conversando.atendida()
    with pytest.raises(TransicaoProibida):
        acoes.avaliar(conversa=conversa, nota=5)
    acoes.acabar(conversa=conversa, fim=Fim.PESSOA)
    with pytest.raises(RecusaNoCampo, match="1 a 5"):
        acoes.avaliar(conversa=conversa, nota=6)
    acoes.avaliar(conversa=conversa, nota=2)
    assert acoes.avaliar(conversa=conversa, nota=4, comentario=" Boa. ").comentario == "Boa."


def test_o_que_se_viu_nunca_anda_para_tras_nem_passa_da_ultima() -> None:
    conversa = conversando.comecada()
    for _ in range(3):
        conversando.diz(conversa)
    for ate, vista in [(2, 2), (1, 2), (9, 3), (3, 3)]:
        acoes.ver_ate(conversa=conversa, ate=ate, lado=DeQuem.PESSOA)
        conversa.refresh_from_db()
        assert (conversa.lida_pela_pessoa, conversa.lida_por_quem_atende) == (vista, 0)

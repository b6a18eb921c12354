"""A denúncia que só se viu depois: apaga-se também com a conversa acabada, pela pessoa ou pela supervisão."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Bloqueio, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Fim, Resultado
from avisos.models import Aviso
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo", "limites_zerados")]

DITO = "O fiscal pediu dinheiro."


def supervisora() -> Usuario:
    return elenco.servidor(central(), nome="Sônia Chefia", papel=Papel.CHEFIA)


def acabada(quem: Usuario | None = None) -> Conversa:
    """Falou-se de um fiscal, ninguém viu que era denúncia, e a conversa acabou e teve nota."""
    quem = quem or conversando.quem_atende(recebe=False)
    esta = conversando.atendida(quem)
    conversando.diz(esta, DITO)
    acoes.deixar_contato(conversa=esta, nome="Maria", email="maria@exemplo.invalid")
    acoes.acabar(conversa=esta, fim=Fim.PESSOA)
    return acoes.avaliar(conversa=esta, nota=1, comentario=DITO)


def nada_ficou(esta: Conversa) -> None:
    esta.refresh_from_db()
    assert (esta.fim, esta.interessado, esta.nota, esta.comentario) == (Fim.DENUNCIA, None, None, "")
    assert not Mensagem.objects.filter(texto__contains="fiscal").exists()
    assert Atendimento.objects.get(conversa=esta).resultado == Resultado.OUVIDORIA
    assert not Interessado.objects.filter(nome="Maria").exists()
    assert "Use o formulário" in esta.mensagens.filter(de=DeQuem.AVISO).latest("ordem").texto


def test_a_supervisao_apaga_a_que_ja_acabou_e_a_copia_nao_sai(client: Client) -> None:
    esta, chefe = acabada(), supervisora()
    assert esta.interessado
    Conversa.objects.filter(pk=esta.pk).update(contato_provado_em=timezone.now())
    assert DITO in acoes.mandar_transcricao(conversa=esta).corpo
    client.force_login(chefe)
    pagina = client.get(reverse("central:supervisao_conversa", args=[esta.codigo])).content.decode()
    endereco = reverse("central:supervisao_conversa_denuncia", args=[esta.codigo])
    assert endereco in pagina
    assert "Não há como desfazer" in client.get(endereco).content.decode()
    assert client.post(endereco).status_code == 302
    nada_ficou(esta)
    assert not Aviso.objects.filter(corpo__contains="fiscal").exists()
    depois = client.get(reverse("central:supervisao_conversa", args=[esta.codigo])).content.decode()
    assert endereco not in depois
    assert "fiscal" not in depois


def test_a_pessoa_diz_depois_do_fim_que_era_denuncia() -> None:
    maria = QuemConversa(Client())
    maria.comecar(DITO)
    acoes.acabar(conversa=maria.conversa, fim=Fim.PESSOA)
    assert "Era uma denúncia?" in maria.texto()
    resposta = maria.client.post(maria.endereco("denuncia"))
    assert resposta["Location"] == reverse("ouvidoria:comecar", args=["denuncia"])
    assert maria.conversa.fim == Fim.DENUNCIA
    assert "fiscal" not in maria.texto()
    assert "Era uma denúncia?" not in maria.texto()


def test_passado_o_tempo_da_regra_ja_nao_se_apaga() -> None:
    conversando.regra(horas_para_a_denuncia=2)
    esta = acabada()
    Conversa.objects.update(encerrada_em=timezone.now() - timedelta(minutes=119))
    esta.refresh_from_db()
    assert acoes.levar_a_denuncia(conversa=esta).fim == Fim.DENUNCIA
    outra = acabada(esta.atendente)
    Conversa.objects.filter(pk=outra.pk).update(encerrada_em=timezone.now() - timedelta(minutes=121))
    outra.refresh_from_db()
    with pytest.raises(TransicaoProibida, match="Já passou o tempo"):
        acoes.levar_a_denuncia(conversa=outra, por=supervisora(), supervisiona=True)


def test_de_quem_se_esquece_nada_diz_que_era_denuncia() -> None:
    maria = QuemConversa(Client())
    maria.comecar(DITO)
    Mensagem.objects.update(texto="", expurgada=True)
    assert "denúncia" not in " ".join(
        fala.get_text() for fala in maria.falas() if "Apagada" in fala.get_text()
    )
    assert any("Apagada." in fala.get_text() for fala in maria.falas())


def test_o_bloqueio_que_acabou_ha_muito_apaga_se() -> None:
    conversando.regra(dias_do_bloqueio=30)
    agora, por = timezone.now(), supervisora()
    for rede, comecou, dura in (("velha", 50, 10), ("ainda", 50, 25), ("vale", 50, 90)):
        em = agora - timedelta(days=comecou)
        Bloqueio.objects.create(rede=rede, motivo="Ofensas", por=por, em=em, ate=em + timedelta(days=dura))
    acoes.aplicar_a_guarda(em=agora)
    assert set(Bloqueio.objects.values_list("rede", flat=True)) == {"ainda", "vale"}

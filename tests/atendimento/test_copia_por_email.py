"""A cópia da conversa por e-mail: só ao que é da conta, ou que o código provou, também depois do fim."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes import contato
from atendimento.models import Conversa
from atendimento.situacoes import Fim
from avisos.models import Aviso
from contas.segredos import chaves
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo", "limites_zerados")]

EMAIL = "maria@exemplo.invalid"


@pytest.fixture
def maria(client: Client) -> QuemConversa:
    """Acabou de conversar, sem dizer quem é."""
    quem = QuemConversa(client)
    quem.comecar()
    acoes.acabar(conversa=quem.conversa, fim=Fim.PESSOA)
    return quem


def codigo_mandado() -> str:
    aviso = Aviso.objects.filter(modelo=Aviso.CODIGO).latest("pk")
    assert aviso.para_cifrado
    return chaves.decifrar(bytes(aviso.para_cifrado))["codigo"]


def copias() -> list[str]:
    mandadas = Aviso.objects.filter(modelo="conversa_transcricao").select_related("interessado")
    return [um.interessado.email for um in mandadas if um.interessado]


def test_depois_do_fim_pede_se_o_email_prova_se_e_a_copia_vai(maria: QuemConversa) -> None:
    onde = maria.endereco("mandar_copia")
    assert onde in maria.ver().content.decode()
    assert maria.client.post(onde, {"email": "maria"}).status_code == 422
    ditas = maria.conversa.ultima
    resposta = maria.client.post(onde, {"email": EMAIL})
    assert resposta["Location"] == f"{maria.endereco('codigo')}?copia=sim"
    assert copias() == []
    assert maria.client.post(resposta["Location"], {"codigo": "000000x"}).status_code == 422
    final = maria.client.post(resposta["Location"], {"codigo": codigo_mandado()}, follow=True)
    assert "A cópia vai para o seu e-mail" in final.content.decode()
    assert copias() == [EMAIL]
    assert maria.conversa.ultima == ditas  # depois do fim nada se acrescenta ao que se disse


def test_ao_que_ja_se_provou_vai_logo(maria: QuemConversa) -> None:
    acoes.deixar_contato(conversa=maria.conversa, nome="Maria", email=EMAIL)
    Conversa.objects.update(contato_provado_em=timezone.now())
    maria.client.post(maria.endereco("mandar_copia"), {"email": EMAIL})
    assert copias() == [EMAIL]


def test_quem_muda_o_email_antes_de_a_copia_sair_nao_a_leva_a_outro(maria: QuemConversa) -> None:
    acoes.deixar_contato(conversa=maria.conversa, nome="Maria", email=EMAIL)
    Conversa.objects.update(contato_provado_em=timezone.now())
    acoes.mandar_transcricao(conversa=maria.conversa)
    maria.client.post(maria.endereco("mandar_copia"), {"email": "outra@exemplo.invalid"})
    assert copias() == []


def test_ao_da_conta_tambem(client: Client) -> None:
    conta = elenco.pessoa("maria", email=EMAIL)
    client.force_login(conta)
    dela = QuemConversa(client)
    dela.comecar()
    client.post(dela.endereco("mandar_copia"), {"email": EMAIL})
    assert copias() == [EMAIL]


def test_uma_conversa_nao_enche_o_email_dos_outros(
    maria: QuemConversa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contato, "UM_A_CADA", timedelta(0))
    monkeypatch.setattr(contato, "NUM_DIA", 2)
    for vez in range(2):
        acoes.deixar_contato(conversa=maria.conversa, nome="", email=f"{vez}@exemplo.invalid")
        acoes.mandar_codigo(conversa=maria.conversa)
    with pytest.raises(RecusaDeAcao, match="muitos códigos daqui"):
        acoes.mandar_codigo(conversa=maria.conversa)
    cache.clear()
    monkeypatch.setattr(contato, "DA_REDE_POR_HORA", 1)
    acoes.mandar_codigo(conversa=maria.conversa, rede="200.1.2.3")
    with pytest.raises(RecusaDeAcao, match="muitos códigos daqui"):
        acoes.mandar_codigo(conversa=maria.conversa, rede="200.1.2.3")


def test_um_dia_depois_do_fim_ou_de_uma_denuncia_ja_nao(maria: QuemConversa) -> None:
    Conversa.objects.update(encerrada_em=timezone.now() - timedelta(hours=25))
    with pytest.raises(TransicaoProibida, match="já acabou"):
        acoes.deixar_contato(conversa=maria.conversa, nome="", email=EMAIL)
    assert maria.client.post(maria.endereco("mandar_copia"), {"email": EMAIL}).status_code == 422
    Conversa.objects.update(encerrada_em=timezone.now(), fim=Fim.DENUNCIA)
    with pytest.raises(TransicaoProibida, match="já acabou"):
        acoes.deixar_contato(conversa=maria.conversa, nome="", email=EMAIL)
    assert maria.client.get(maria.endereco("mandar_copia"))["Location"].startswith(maria.endereco())

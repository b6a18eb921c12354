"""O protocolo por e-mail ou SMS, a pedido de quem se atende: ao contato dito, e a chave nunca."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from atendimento.situacoes import Providencia
from avisos.models import Aviso
from contas.identificacao import validar_contato
from contas.models import Interessado
from contas.segredos import chaves
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import Achado
from solicitacoes.models import Solicitacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo", "limites_zerados")]
SMS = {"sms": {"provedor": "registro"}}


def registrado(mesa: Atendendo) -> Solicitacao:
    caso = elenco.solicitacao()
    mesa.atendimento.atos.create(tipo=Providencia.REGISTROU, protocolo=caso.protocolo)
    return caso


def mandar(mesa: Atendendo, caso: Achado, aonde: str, contato: str = "") -> int:
    return mesa.mandar(f"protocolo/{caso.protocolo}/", {"aonde": aonde, "contato": contato}).status_code


def o_que_foi() -> tuple[str, dict[str, str], str, str]:
    aviso = Aviso.objects.get(modelo="conta_protocolo")
    assert aviso.para_cifrado
    return aviso.canal, chaves.decifrar(bytes(aviso.para_cifrado)), aviso.corpo, aviso.curto


def test_vai_ao_contato_guardado_sem_o_mostrar_inteiro(settings: Settings) -> None:
    """E o ato fica escrito; o segundo envio, logo a seguir, não manda outra mensagem."""
    settings.CANAIS = SMS
    mesa = Atendendo()
    caso = registrado(mesa)
    pagina = mesa.ver(f"protocolo/{caso.protocolo}/").content.decode()
    assert "ma•••@exemplo.invalid" in pagina
    assert "com final 4321" in pagina
    assert elenco.MARIA.email not in pagina
    assert [mandar(mesa, caso, "email"), mandar(mesa, caso, "email")] == [302, 302]
    canal, para, corpo, _ = o_que_foi()
    assert (canal, para) == ("email", {"email": elenco.MARIA.email})
    assert caso.protocolo_escrito in corpo
    assert chaves.chave_escrita(caso.protocolo) not in corpo
    assert ("mandou_protocolo", caso.protocolo) in mesa.atos()


def test_vai_a_outro_contato_so_desta_vez(settings: Settings) -> None:
    """Por SMS só o número; o contato não fica no caso."""
    settings.CANAIS = SMS
    mesa = Atendendo()
    caso = registrado(mesa)
    assert mandar(mesa, caso, "outro", "(11) 91234-5678") == 302
    canal, para, _, curto = o_que_foi()
    assert (canal, para) == ("sms", {"celular": "11912345678"})
    assert curto == f"SP156: o seu protocolo é {caso.protocolo_escrito}."
    assert not Interessado.objects.filter(telefone="11912345678").exists()


def test_recusa_o_que_nao_chega(settings: Settings, subtests: pytest.Subtests) -> None:
    """Fixo, celular onde a cidade não manda SMS, e-mail torto, nada escrito, lugar que não se mostrou."""
    settings.CANAIS = {}
    mesa = Atendendo()
    caso = registrado(mesa)
    assert "com final" not in mesa.ver(f"protocolo/{caso.protocolo}/").content.decode()
    for aonde, contato in (
        ("outro", "1133334444"),
        ("outro", "11912345678"),
        ("outro", "maria@"),
        ("outro", ""),
        ("", ""),
        ("telefone", ""),
    ):
        with subtests.test(f"{aonde} {contato}"):
            assert mandar(mesa, caso, aonde, contato) == 422
    assert not Aviso.objects.filter(modelo="conta_protocolo").exists()
    assert [tipo for tipo, _ in mesa.atos()] == ["registrou"]


def test_so_do_que_e_deste_atendimento() -> None:
    """O que se registrou nele, ou se leu à pessoa; denúncia, nunca. Do anônimo o ato não guarda o número."""
    mesa = Atendendo()
    assert mandar(mesa, elenco.solicitacao(), "email") == 404
    denuncia = ouvidoria.registrada(TipoDeManifestacao.DENUNCIA)
    mesa.atendimento.atos.create(tipo=Providencia.OUVIDORIA, protocolo=denuncia.protocolo)
    assert mandar(mesa, denuncia, "email") == 404
    lido = elenco.solicitacao()
    mesa.lida(lido)
    assert mandar(mesa, lido, "email") == 302
    assert mesa.atos()[-1] == ("mandou_protocolo", lido.protocolo)


@pytest.mark.parametrize("torto", ["", "maria@", "123", "sem arroba"])
def test_o_contato_torto_se_recusa(torto: str) -> None:
    with pytest.raises(ValidationError):
        validar_contato(torto)

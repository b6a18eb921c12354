"""As fotos são privadas: só abre quem pode abrir o pedido."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from contas.acoes import Identificacao
from contas.papeis import Papel
from contas.segredos import chaves
from roteamento.models import Lotacao, Unidade
from solicitacoes.models import Anexo, Solicitacao
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.http import HttpResponseBase

pytestmark = pytest.mark.django_db


@pytest.fixture
def caso() -> Solicitacao:
    return elenco.solicitacao()


@pytest.fixture
def foto(caso: Solicitacao) -> Anexo:
    return Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo=default_storage.save("anexos/grande.jpg", ContentFile(b"grande")),
        miniatura=default_storage.save("anexos/pequena.jpg", ContentFile(b"pequena")),
        nome="minha casa.jpg",
        sha256="a",
        papel=Papel.INTERESSADO,
    )


def _pedir(client: Client, foto: Anexo, tamanho: str = "grande") -> HttpResponseBase:
    return client.get(f"/solicitar/anexo/{foto.pk}/{tamanho}/")


def _corpo(resposta: HttpResponseBase) -> bytes:
    return b"".join(resposta)


def test_o_servidor_da_unidade_ve_nos_dois_tamanhos(client: Client, caso: Solicitacao, foto: Anexo) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    for tamanho in ("grande", "pequena"):
        resposta = _pedir(client, foto, tamanho)
        assert (resposta.status_code, _corpo(resposta)) == (200, tamanho.encode())
        assert resposta["Content-Type"] == "image/jpeg"
        assert resposta["Content-Disposition"] == f'inline; filename="foto-{foto.pk}.jpg"'
        assert resposta["X-Content-Type-Options"] == "nosniff"
        assert "private" in resposta["Cache-Control"]


def test_o_municipe_ve_com_a_chave_aberta_na_sessao(client: Client, caso: Solicitacao, foto: Anexo) -> None:
    assert _pedir(client, foto).status_code == 403
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    assert _corpo(_pedir(client, foto)) == b"grande"


def test_o_municipe_ve_com_a_sua_conta(client: Client, foto: Anexo) -> None:
    dona = elenco.pessoa("Maria")
    com_conta = Identificacao(nome="Maria", tipo_documento="cpf", documento="52998224725", usuario=dona)
    dela = elenco.solicitacao(identificacao=com_conta)
    Anexo.objects.filter(pk=foto.pk).update(caso=dela)
    client.force_login(dona)
    assert _corpo(_pedir(client, foto)) == b"grande"
    client.force_login(elenco.pessoa("Outra"))
    assert _pedir(client, foto).status_code == 403


def test_estranhos_nao_veem(client: Client, caso: Solicitacao, foto: Anexo) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    ontem = timezone.localdate() - timedelta(days=1)
    saiu = elenco.pessoa()
    Lotacao.objects.create(
        usuario=saiu, unidade=caso.unidade, papel=Papel.SERVIDOR, de=elenco.DESDE, ate=ontem
    )
    for quem in (elenco.pessoa(), elenco.servidor(outra), saiu):
        client.force_login(quem)
        assert _pedir(client, foto).status_code == 403


def test_o_atendente_ve_so_o_que_registrou(client: Client, caso: Solicitacao, foto: Anexo) -> None:
    central = elenco.unidade("CENTRAL", subprefeitura=None)
    atendente = elenco.servidor(central, papel=Papel.ATENDENTE)
    client.force_login(atendente)
    assert _pedir(client, foto).status_code == 403
    Solicitacao.objects.filter(pk=caso.pk).update(atendente=atendente)
    assert _corpo(_pedir(client, foto)) == b"grande"


def test_depois_da_transferencia_a_unidade_antiga_deixa_de_ver(
    client: Client, caso: Solicitacao, foto: Anexo
) -> None:
    antiga: Unidade = caso.unidade
    client.force_login(elenco.servidor(antiga))
    Solicitacao.objects.filter(pk=caso.pk).update(unidade=elenco.unidade("ILUME", subprefeitura=None))
    assert _pedir(client, foto).status_code == 403


def test_o_que_nao_existe_e_404(client: Client, caso: Solicitacao, foto: Anexo) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    assert client.get("/solicitar/anexo/999999/grande/").status_code == 404
    assert _pedir(client, foto, "enorme").status_code == 404
    default_storage.delete(str(foto.arquivo.name))
    assert _pedir(client, foto).status_code == 404


def test_metodo_errado(client: Client, foto: Anexo) -> None:
    assert client.post(f"/solicitar/anexo/{foto.pk}/grande/").status_code == 405

"""As fotos da manifestação: só a quem pode abri-la, e de cada um só o que é seu."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Anexo, Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import anexo, com_chave, pagina
from tests.solicitacoes.elenco import servidor, unidade

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


def pedir(cliente: Client, caso: Manifestacao, foto: Anexo, tamanho: str = "grande") -> int:
    resposta = cliente.get(pagina(caso, f"anexo/{foto.pk}/{tamanho}/"))
    if resposta.streaming:
        assert b"".join(resposta) == b"foto"
    return resposta.status_code


def entrar(quem: object) -> Client:
    cliente = Client()
    cliente.force_login(quem)  # type: ignore[arg-type]
    return cliente


def test_a_parte_e_a_ouvidoria_abrem_e_mais_ninguem() -> None:
    caso = elenco.encaminhada()[0]
    foto = anexo(caso)
    for pode in (com_chave(caso), entrar(elenco.designar(Papel.OUVIDORIA, "OGM"))):
        assert pedir(pode, caso, foto) == 200
        assert pedir(pode, caso, foto, "pequena") == 200
    for designado in (Papel.INTERLOCUTOR, Papel.CORREGEDORIA):
        assert pedir(entrar(elenco.designar(designado, "SMSUB")), caso, foto) == 403
    for estranho in (Client(), com_chave(elenco.registrada()), entrar(elenco.pessoa())):
        assert pedir(estranho, caso, foto) == 403


def test_o_endereco_inteiro_tem_de_bater() -> None:
    caso, outra = elenco.registrada(), elenco.registrada()
    foto, dono = anexo(caso), com_chave(caso)
    com_chave(outra, dono)
    assert pedir(dono, outra, foto) == 404
    assert pedir(dono, caso, foto, "enorme") == 404
    default_storage.delete(str(foto.arquivo))
    assert pedir(dono, caso, foto) == 404


def test_a_pessoa_nao_abre_o_que_o_orgao_mandou_nem_a_copia_limpa() -> None:
    caso, envio = elenco.respondida()
    sua = anexo(caso, "1")
    do_orgao = anexo(caso, "2", encaminhamento=envio, papel=Papel.INTERLOCUTOR)
    limpa = anexo(caso, "3", limpo_de=sua, papel=Papel.OUVIDORIA)
    dono, ogm = com_chave(caso), entrar(elenco.designar(Papel.OUVIDORIA, "OGM"))
    assert [pedir(dono, caso, foto) for foto in (sua, do_orgao, limpa)] == [200, 403, 403]
    assert {pedir(ogm, caso, foto) for foto in (sua, do_orgao, limpa)} == {200}
    mostradas = dono.get(pagina(caso)).content.decode()
    assert f"/anexo/{sua.pk}/" in mostradas
    assert f"/anexo/{do_orgao.pk}/" not in mostradas


def test_o_que_nao_e_imagem_se_baixa_pelo_nome() -> None:
    caso = elenco.registrada()
    papel = anexo(caso, miniatura="", nome="contrato.pdf")
    lida = com_chave(caso).get(pagina(caso)).content.decode()
    assert "Baixar contrato.pdf" in lida
    assert f"/anexo/{papel.pk}/grande/" in lida
    assert f"/anexo/{papel.pk}/pequena/" not in lida


@pytest.mark.parametrize(("tipo", "esperado"), [(T.RECLAMACAO, 200), (T.DENUNCIA, 403)])
def test_quem_digitou_abre_salvo_denuncia(tipo: str, esperado: int) -> None:
    quem = servidor(unidade("Central 156", subprefeitura=None), papel=Papel.ATENDENTE)
    por = Autor(papel=Papel.ATENDENTE, usuario=quem)
    caso = acoes.abrir(elenco.nova(tipo), por=por, em=timezone.now())
    assert pedir(entrar(quem), caso, anexo(caso)) == esperado


@pytest.mark.parametrize(("tipo", "guarda"), [(T.SUGESTAO, "max-age=3600"), (T.DENUNCIA, "no-store")])
def test_o_navegador_nao_guarda_foto_de_denuncia(tipo: str, guarda: str) -> None:
    caso = elenco.registrada(tipo)
    resposta = com_chave(caso).get(pagina(caso, f"anexo/{anexo(caso).pk}/grande/"))
    assert b"".join(resposta) == b"foto"
    assert guarda in resposta["Cache-Control"]
    assert resposta["Content-Disposition"].endswith('.jpg"')

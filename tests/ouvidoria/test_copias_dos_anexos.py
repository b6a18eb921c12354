"""As cópias limpas: só elas chegam a quem apura, e sem o nome que a pessoa deu ao arquivo."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.denuncia.o_que_falta import copias, originais
from ouvidoria.models import Anexo, Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import ArquivoRecusado, TransicaoProibida
from tests.documentos import pdfs
from tests.ouvidoria import elenco
from tests.solicitacoes.pedindo import foto

pytestmark = pytest.mark.django_db


@pytest.fixture
def caso() -> Manifestacao:
    return elenco.em_analise(TipoDeManifestacao.DENUNCIA)


@pytest.fixture
def olga(client: Client) -> Client:
    client.force_login(elenco.designar(Papel.OUVIDORIA, "OGM"))
    return client


def test_a_copia_do_sistema_nao_leva_nome_nem_texto(caso: Manifestacao) -> None:
    original = elenco.anexada(caso, pdfs.simples(texto="Ana Canario"))
    copia = acoes.confirmar_copia(caso=caso, anexo=original, por=elenco.ogm())
    assert copia.nome == f"anexo-{original.pk}.pdf"
    assert copia.limpo_de == original
    with copia.arquivo.open("rb") as arquivo, pikepdf.open(BytesIO(arquivo.read())) as pdf:
        assert "/Font" not in pdf.pages[0].obj.get("/Resources", {})
    assert copias(caso) == [copia]


def test_trocar_e_deixar_de_fora(caso: Manifestacao) -> None:
    original, por = elenco.anexada(caso), elenco.ogm()
    acoes.confirmar_copia(caso=caso, anexo=original, por=por)
    tarjada = acoes.substituir_copia(caso=caso, anexo=original, por=por, arquivo=foto("x.jpg", "black"))
    assert copias(caso) == [tarjada]
    acoes.deixar_de_fora(caso=caso, anexo=original, por=por)
    assert copias(caso) == []
    assert originais(caso) == [original]


def test_o_mesmo_arquivo_tarjado_em_dois_anexos(caso: Manifestacao) -> None:
    primeiro, segundo = elenco.anexada(caso), elenco.anexada(caso, pdfs.simples())
    por = elenco.ogm()
    acoes.substituir_copia(caso=caso, anexo=primeiro, por=por, arquivo=foto("x.jpg", "black"))
    with pytest.raises(TransicaoProibida, match="cópia de outro"):
        acoes.substituir_copia(caso=caso, anexo=segundo, por=por, arquivo=foto("x.jpg", "black"))
    assert acoes.substituir_copia(caso=caso, anexo=primeiro, por=por, arquivo=foto("y.jpg", "black"))


def test_arquivo_ruim_nao_tira_a_copia_que_havia(caso: Manifestacao) -> None:
    original, por = elenco.anexada(caso), elenco.ogm()
    copia = acoes.confirmar_copia(caso=caso, anexo=original, por=por)
    with pytest.raises(ArquivoRecusado):
        acoes.substituir_copia(caso=caso, anexo=original, por=por, arquivo=BytesIO(b"PK\x03\x04"))
    assert copias(caso) == [copia]


def test_anexo_de_outra_denuncia_ou_copia_de_copia(caso: Manifestacao) -> None:
    por = elenco.ogm()
    alheio = elenco.anexada(elenco.em_analise(TipoDeManifestacao.DENUNCIA))
    with pytest.raises(TransicaoProibida, match="não é um original"):
        acoes.confirmar_copia(caso=caso, anexo=alheio, por=por)
    copia = acoes.confirmar_copia(caso=caso, anexo=elenco.anexada(caso), por=por)
    with pytest.raises(TransicaoProibida, match="não é um original"):
        acoes.confirmar_copia(caso=caso, anexo=copia, por=por)


def test_so_vao_copias_limpas_e_desta_denuncia() -> None:
    caso = elenco.admitida()
    por, cgm = elenco.ogm(), elenco.orgao("CGM", "Controladoria")
    original = elenco.anexada(caso)
    outra = elenco.admitida()
    alheia = acoes.confirmar_copia(caso=outra, anexo=elenco.anexada(outra), por=por)
    for errado in (original, alheia):
        with pytest.raises(TransicaoProibida, match="cópias limpas"):
            acoes.enviar_a_apuracao(caso=caso, versao=caso.versao, por=por, orgao=cgm, anexos=[errado])
    copia = acoes.confirmar_copia(caso=caso, anexo=original, por=por)
    envio = acoes.enviar_a_apuracao(caso=caso, versao=caso.versao, por=por, orgao=cgm, anexos=[copia])
    assert list(envio.anexos.all()) == [copia]
    for ato in (acoes.confirmar_copia, acoes.deixar_de_fora):
        with pytest.raises(TransicaoProibida, match="já foi enviada"):
            ato(caso=caso, anexo=original, por=por)


def test_a_copia_que_faltava_vai_depois() -> None:
    caso, envio = elenco.em_apuracao()
    por, original = elenco.ogm(), elenco.anexada(caso)
    copia = acoes.confirmar_copia(caso=caso, anexo=original, por=por)
    caso = Manifestacao.objects.get(pk=caso.pk)
    acoes.complementar_apuracao(envio=envio, versao=caso.versao, por=por, anexos=[copia])
    assert list(envio.anexos.all()) == [copia]


def test_a_pagina(caso: Manifestacao, olga: Client) -> None:
    original = elenco.anexada(caso)
    lista = reverse("mesa:denuncia_anexos", args=[caso.protocolo])
    decide = reverse("mesa:denuncia_anexo", args=[caso.protocolo, original.pk])
    pagina = olga.get(lista).content.decode()
    assert "Não vai" in pagina
    assert "Canário" not in pagina
    assert olga.post(decide, {}).status_code == 422
    assert olga.post(decide, {"substituir": "sim"}).status_code == 422
    lixo = SimpleUploadedFile("x.pdf", b"%PDF-1.4 lixo", "application/pdf")
    ruim = olga.post(decide, {"substituir": "sim", "arquivo": lixo})
    assert ruim.status_code == 422
    assert "govuk-error-message" in ruim.content.decode()
    assert "PDF" in BeautifulSoup(ruim.content, "lxml").select(".govuk-error-message")[0].text
    assert olga.post(decide, {"confirmar": "sim"}).status_code == 302
    assert "a cópia conferida em" in olga.get(lista).content.decode()
    assert olga.post(decide, {"deixar_de_fora": "sim"}).status_code == 302
    assert Anexo.objects.filter(limpo_de=original).count() == 0


@pytest.mark.parametrize("pdf", [True, False])
def test_ver_nunca_diz_o_nome_do_arquivo(caso: Manifestacao, olga: Client, *, pdf: bool) -> None:
    original = elenco.anexada(caso, pdfs.simples() if pdf else None)
    for qual, status in (("original", 200), ("copia", 200), ("limpa", 404), ("outra", 404)):
        resposta = olga.get(reverse("mesa:denuncia_arquivo", args=[caso.protocolo, original.pk, qual]))
        assert resposta.status_code == status, qual
        if status == 200:
            assert "Can" not in resposta["Content-Disposition"]
            assert resposta["X-Content-Type-Options"] == "nosniff"
            assert resposta["Content-Type"] == ("application/pdf" if pdf else "image/jpeg")
        if resposta.streaming:
            b"".join(resposta)
    de_outra = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    alheio = reverse("mesa:denuncia_arquivo", args=[de_outra.protocolo, original.pk, "original"])
    assert olga.get(alheio).status_code == 404

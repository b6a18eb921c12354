"""A revisão na tela: a fila, cada parte, os anexos, a prévia e as decisões, com entrada ruim e colisão."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from documentos import texto_marcado
from esic.acoes import publicar as acoes
from esic.models import Anexo, Publicacao
from esic.o_que_se_publica import estado
from esic.situacoes import Tipo
from mesas import paginacao
from tests.documentos import pdfs
from tests.esic import elenco
from tests.ouvidoria.mesa import sopa, texto
from tests.solicitacoes.pedindo import foto

pytestmark = pytest.mark.django_db

COM_DADOS = "Sou Maria Silva, CPF 529.982.247-25. Quantos buracos há na minha rua?"


@pytest.fixture
def olga(client: Client) -> Client:
    por = elenco.ogm()
    assert por.usuario
    client.force_login(por.usuario)
    return client


def _em(publicacao: Publicacao, pagina: str = "") -> str:
    return f"/publicacao/{publicacao.pk}/{pagina}"


def _com_pdf(publicacao: Publicacao) -> Anexo:
    conteudo = pdfs.simples(texto="Maria Silva").read()
    onde = default_storage.save("anexos/do-pedido.pdf", ContentFile(conteudo))
    campos = {"ordem": 1, "nome": "rg-da-maria-silva.pdf", "sha256": f"{publicacao.pk:064}"}
    return Anexo.objects.create(caso=publicacao.pedido, arquivo=onde, papel="interessado", **campos)


def test_a_fila_conta_separa_e_pagina(olga: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nada espera revisão" in texto(olga.get("/publicacao/"))
    assert "Nenhum pedido nesta situação" in texto(olga.get("/publicacao/?situacao=publicado"))
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    todas = [elenco.a_revisar() for _ in range(3)]
    no_ar = elenco.publicada()
    primeira = sopa(olga.get("/publicacao/?situacao=nada&apos=x"))
    assert [str(a["href"]) for a in primeira.select("tbody th a")] == [_em(todas[0]), _em(todas[1])]
    assert "3 por revisar" in " ".join(primeira.get_text(" ").split())
    proxima = primeira.select_one("a[rel=next]")
    assert proxima
    segunda = texto(olga.get(f"/publicacao/{proxima['href']}"))
    assert todas[2].pedido.protocolo_escrito in segunda
    assert no_ar.titulo in texto(olga.get("/publicacao/?situacao=publicado"))


def test_a_fila_custa_o_mesmo_com_uma_e_cinco(
    olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    elenco.a_revisar()
    with django_assert_num_queries(7):
        olga.get("/publicacao/")
    for _ in range(4):
        elenco.a_revisar()
    with django_assert_num_queries(7):
        olga.get("/publicacao/")


def test_a_pagina_le_os_textos_e_o_estado_uma_vez(
    olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publicacao = elenco.a_revisar()
    with django_assert_num_queries(10) as lidas:
        olga.get(_em(publicacao))
    assert sum('FROM "esic_textopublico"' in lida["sql"] for lida in lidas.captured_queries) == 1


def test_as_abas_dizem_onde_se_esta(olga: Client) -> None:
    abas = sopa(olga.get("/publicacao/")).select("nav[aria-label='Acesso à informação'] a")
    assert [(a.get_text(), a.get("aria-current")) for a in abas][-1] == ("Publicação", "page")


def test_o_sic_nao_reve_e_a_mesa_dele_diz_se_publica(client: Client) -> None:
    publicacao = elenco.a_revisar()
    quem = elenco.sic().usuario
    assert quem
    client.force_login(quem)
    for pagina in ("", "previa/", "anexos/", "textos/1/", "nao-publicar/", "rever/"):
        assert client.get(_em(publicacao, pagina)).status_code == 403
    assert "a Ouvidoria tira os dados pessoais e publica" in texto(
        client.get(f"/sic/{publicacao.pedido.protocolo}/")
    )
    nao = elenco.em_tramitacao()
    assert "este pedido não se publica" in texto(client.get(f"/sic/{nao.protocolo}/"))


def _decisoes(publicacao: Publicacao, ordem: int = 1, **extras: str) -> dict[str, str]:
    parte = publicacao.textos.get(ordem=ordem)
    todas = {f"m{i}": "tirar" for i in range(len(parte.marcas))}
    return {"estado": texto_marcado.estado(parte), **todas, **extras}


def test_conferir_leva_a_proxima_parte_e_depois_a_publicacao(olga: Client) -> None:
    publicacao = elenco.a_revisar(COM_DADOS)
    pagina = olga.get(_em(publicacao, "textos/1/"))
    assert "não é dado pessoal, ou é público" in texto(pagina)
    assert "Original, que não muda" in texto(pagina)
    guardar = olga.post(_em(publicacao, "textos/1/"), _decisoes(publicacao, guardar="sim"))
    assert guardar["Location"] == _em(publicacao, "textos/1/")
    concluir = olga.post(_em(publicacao, "textos/1/"), _decisoes(publicacao, concluir="sim"))
    assert concluir["Location"] == _em(publicacao, "textos/2/")
    fim = olga.post(_em(publicacao, "textos/2/"), _decisoes(publicacao, 2, concluir="sim"))
    assert fim["Location"] == _em(publicacao)
    assert "Falta o título." in texto(olga.get(_em(publicacao)))
    assert olga.get(_em(publicacao, "textos/9/")).status_code == 404


def test_conferir_com_falta_422_e_com_tela_velha_409_sem_perder_o_trecho(olga: Client) -> None:
    publicacao = elenco.a_revisar(COM_DADOS)
    velho = texto_marcado.estado(publicacao.textos.get(ordem=1))
    falta = olga.post(_em(publicacao, "textos/1/"), {"estado": velho, "concluir": "sim"})
    assert falta.status_code == 422
    trecho = {"estado": velho, "trecho": "minha rua", "tipo": "outro"}
    assert olga.post(_em(publicacao, "textos/1/trecho/"), trecho).status_code == 302
    tarde = olga.post(_em(publicacao, "textos/1/trecho/"), {**trecho, "trecho": "buracos"})
    assert tarde.status_code == 409
    campo = sopa(tarde).select_one("#id_trecho")
    assert campo
    assert campo["value"] == "buracos"
    assert olga.post(_em(publicacao, "textos/1/"), {"estado": velho}).status_code == 409
    novo = texto_marcado.estado(publicacao.textos.get(ordem=1))
    nao_esta = olga.post(_em(publicacao, "textos/1/trecho/"), {**trecho, "estado": novo, "trecho": "Xis"})
    assert nao_esta.status_code == 422


def test_titulo_previa_e_publicar(olga: Client, client: Client) -> None:
    publicacao = elenco.conferida(elenco.a_revisar(COM_DADOS))
    pagina = sopa(olga.get(_em(publicacao)))
    proposto = pagina.select_one("#id_titulo")
    assert proposto
    assert "Maria" not in str(proposto["value"])
    dado = {"estado": estado(publicacao), "titulo": "Buracos de Maria Silva"}
    ruim = olga.post(_em(publicacao), dado)
    assert ruim.status_code == 422
    assert "Buracos de Maria Silva" in ruim.content.decode()
    assert olga.post(_em(publicacao), {**dado, "titulo": " "}).status_code == 422
    certo = olga.post(_em(publicacao), {**dado, "titulo": "Buracos por rua"})
    assert certo["Location"] == _em(publicacao, "previa/")
    velho = olga.post(_em(publicacao), {**dado, "titulo": "Outro título"})
    assert velho.status_code == 409
    assert "Outro título" in velho.content.decode()
    previa = olga.get(_em(publicacao, "previa/"))
    assert olga.post(_em(publicacao, "previa/"), {"estado": "velho"}).status_code == 409
    assert olga.post(_em(publicacao, "previa/")).status_code == 409
    agora = estado(Publicacao.objects.get(pk=publicacao.pk))
    assert olga.post(_em(publicacao, "previa/"), {"estado": agora}).status_code == 302
    no_ar = Publicacao.objects.get(pk=publicacao.pk)
    publica = Client().get(no_ar.get_absolute_url())
    assert [str(p) for p in sopa(previa).select(".sp-parte")] == [
        str(p) for p in sopa(publica).select(".sp-parte")
    ]
    assert "Tirar do ar" in texto(olga.get(_em(publicacao)))


def test_anexo_so_entra_como_copia(olga: Client) -> None:
    publicacao = elenco.a_revisar()
    original = _com_pdf(publicacao)
    anexos, este = _em(publicacao, "anexos/"), _em(publicacao, f"anexos/{original.pk}/")
    assert "Fica de fora" in texto(olga.get(anexos))
    assert "maria" not in olga.get(anexos).content.decode().lower()
    assert olga.post(este, {}).status_code == 422
    assert olga.post(este, {"substituir": "sim"}).status_code == 422
    assert olga.get(f"{este}limpa/").status_code == 404
    assert olga.post(este, {"confirmar": "sim"}).status_code == 302
    copia = b"".join(olga.get(f"{este}limpa/"))
    assert b"Maria" not in copia
    assert copia.startswith(b"%PDF")
    tarjada = {"substituir": "sim", "arquivo": foto("rg.jpg", "black")}
    assert olga.post(este, tarjada).status_code == 302
    assert Anexo.objects.get(limpo_de=original).nome == f"anexo-{original.pk}.jpg"
    assert olga.post(este, {"deixar_de_fora": "sim"}).status_code == 302
    assert not Anexo.objects.filter(limpo_de=original).exists()
    escritos = publicacao.pedido.andamentos.filter(tipo=Tipo.COPIA_PUBLICA)
    assert escritos.count() == 3
    assert not escritos.exclude(alcance="interno").exists()


def test_anexo_de_passo_interno_ou_de_outro_pedido_nao_se_publica(olga: Client) -> None:
    publicacao = elenco.conferida(elenco.a_revisar())
    interno = publicacao.pedido.andamentos.filter(alcance="interno").first()
    assert interno
    elenco.com_anexo(publicacao.pedido, ordem=interno.ordem)
    alheio = _com_pdf(elenco.a_revisar())
    for anexo in (publicacao.pedido.anexos.get(), alheio):
        onde = _em(publicacao, f"anexos/{anexo.pk}/")
        assert olga.post(onde, {"confirmar": "sim"}).status_code == 404
        assert olga.get(f"{onde}original/").status_code == 404


def test_nao_publicar_e_rever_pedem_motivo_e_guardam_o_texto_no_conflito(olga: Client) -> None:
    publicacao = elenco.a_revisar()
    onde = _em(publicacao, "nao-publicar/")
    assert olga.post(onde, {"estado": estado(publicacao)}).status_code == 422
    velho = olga.post(onde, {"estado": "velho", "motivo": elenco.FRASE})
    assert velho.status_code == 409
    assert elenco.FRASE in texto(velho)
    assert olga.post(onde, {"estado": estado(publicacao), "motivo": elenco.FRASE}).status_code == 302
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    tarde = olga.post(onde, {"estado": estado(publicacao), "motivo": elenco.FRASE})
    assert tarde.status_code == 409
    assert elenco.FRASE in texto(tarde)
    assert elenco.FRASE in texto(olga.get(_em(publicacao)))
    assert "Rever a decisão" in texto(olga.get(_em(publicacao, "rever/")))
    volta = {"estado": estado(publicacao), "motivo": elenco.FRASE}
    assert olga.post(_em(publicacao, "rever/"), volta).status_code == 302
    assert Publicacao.objects.get(pk=publicacao.pk).situacao == "a_revisar"


def test_publicada_nao_se_mexe_nem_pelas_paginas(olga: Client) -> None:
    publicacao = elenco.publicada()
    original = _com_pdf(publicacao)
    dados: dict[str, Any] = _decisoes(publicacao, concluir="sim")
    assert olga.post(_em(publicacao, "textos/1/"), dados).status_code == 409
    assert olga.post(_em(publicacao, f"anexos/{original.pk}/"), {"confirmar": "sim"}).status_code == 409
    titulo = {"estado": estado(publicacao), "titulo": "Outro"}
    assert olga.post(_em(publicacao), titulo).status_code == 409


def test_tirar_do_ar_e_na_hora(olga: Client) -> None:
    publicacao = elenco.publicada()
    onde = publicacao.get_absolute_url()
    publico = Client()
    primeira = publico.get(onde)
    assert primeira.status_code == 200
    agora = Publicacao.objects.get(pk=publicacao.pk)
    acoes.rever(publicacao=agora, por=elenco.ogm(), estado=estado(agora), motivo=elenco.FRASE)
    assert publico.get(onde, headers={"if-none-match": primeira["ETag"]}).status_code == 410

"""O acervo público: a busca e os filtros, a página estável, os arquivos e as parecidas."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from esic.acoes import publicar as acoes
from esic.models import Anexo, Pedido, Publicacao
from esic.o_que_se_publica import estado
from esic.transparencia import acervo
from mesas import paginacao
from tests.esic import elenco
from tests.ouvidoria.mesa import sopa, texto

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

MERENDA = "Quanto se gastou com a merenda das escolas municipais em 2024?"


def _achadas(client: Client, consulta: str) -> list[str]:
    pagina = client.get(f"/e-sic/respostas/?{consulta}")
    assert pagina.status_code == 200
    return [a.get_text(strip=True) for a in sopa(pagina).select(".sp-lista__titulo a")]


def _merenda() -> Publicacao:
    educacao = elenco.orgao("SME", "Secretaria Municipal de Educação")
    return elenco.publicada(elenco.a_revisar(MERENDA, orgao=educacao), titulo="Gasto com merenda em 2024")


def test_so_as_publicadas_se_acham_sem_acento_e_no_plural(client: Client) -> None:
    elenco.conferida(elenco.a_revisar())
    buracos, merenda = elenco.publicada(), _merenda()
    assert _achadas(client, "") == [merenda.titulo, buracos.titulo]
    assert _achadas(client, "q=BURACO+distritos") == [buracos.titulo]
    assert _achadas(client, "q=gasto+com+escola") == [merenda.titulo]
    assert _achadas(client, "q=xyzxyz") == []
    assert "Fazer um pedido de informação" in texto(client.get("/e-sic/respostas/?q=xyzxyz"))


def test_sem_todas_as_palavras_mostra_as_que_tem_alguma_e_diz(client: Client) -> None:
    elenco.publicada()
    pagina = texto(client.get("/e-sic/respostas/?q=buracos+helicóptero"))
    assert "Nenhuma resposta tem todas as palavras" in pagina
    assert "Buracos tapados em 2025" in pagina


def test_filtros_na_url_e_os_estragados_ignorados(client: Client) -> None:
    buracos, merenda = elenco.publicada(), _merenda()
    velho = timezone.now() - timedelta(days=800)
    Pedido.objects.filter(pk=buracos.pedido_id).update(aberta_em=velho)
    assert _achadas(client, "orgao=SME") == [merenda.titulo]
    assert _achadas(client, "decisao=negado") == []
    assert _achadas(client, f"ano={velho.year}") == [buracos.titulo]
    assert _achadas(client, "anexos=sim") == []
    assert _achadas(client, "q=2024+2025+gasto+buracos&ordem=data") == [merenda.titulo, buracos.titulo]
    for estragado in ("ano=20x4", "decisao=nada", "ordem=%00", "anexos=talvez", "apos=x", "ano=٢٠٢٤"):
        assert len(_achadas(client, estragado)) == 2, estragado
    assert _achadas(client, "orgao=%00SME") == [merenda.titulo]


def test_pagina_por_chave_e_por_relevancia_so_as_melhores(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for modulo in (paginacao, acervo):
        monkeypatch.setattr(modulo, "POR_PAGINA", 2)
    for numero in range(3):
        elenco.publicada(titulo=f"Buracos {numero}")
    primeira = sopa(client.get("/e-sic/respostas/"))
    proxima = primeira.select_one("a[rel=next]")
    assert proxima
    assert _achadas(client, str(proxima["href"])[1:]) == ["Buracos 0"]
    melhores = client.get("/e-sic/respostas/?q=buracos")
    assert "Ver todas, das mais novas às mais antigas" in texto(melhores)
    assert len(sopa(melhores).select(".sp-lista__titulo")) == 2


def test_a_lista_custa_o_mesmo_com_uma_e_cinco(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    elenco.publicada()
    client.get("/e-sic/respostas/?vez=1")
    with django_assert_num_queries(6):
        client.get("/e-sic/respostas/?vez=2")
    for numero in range(4):
        elenco.publicada(titulo=f"Buracos {numero}")
    with django_assert_num_queries(6):
        client.get("/e-sic/respostas/?vez=3")


def test_a_pagina_e_estavel_e_o_slug_errado_leva_ao_certo(client: Client) -> None:
    publicacao = elenco.publicada()
    certo = f"/e-sic/respostas/{publicacao.pk}/buracos-tapados-em-2025/"
    assert publicacao.get_absolute_url() == certo
    assert client.get(f"/e-sic/respostas/{publicacao.pk}/outro/")["Location"] == certo
    assert client.get(f"/e-sic/respostas/{publicacao.pk + 1}/outro/").status_code == 404
    assert client.get("/e-sic/respostas/99999999999999999999/outro/").status_code == 404
    pagina = client.get(certo)
    for dito in (elenco.PERGUNTA, elenco.FRASE, "Acesso concedido", publicacao.pedido.orgao.nome):
        assert dito in texto(pagina)
    assert publicacao.pedido.protocolo_escrito not in texto(pagina)
    assert publicacao.pedido.protocolo not in pagina.content.decode()
    assert client.get(certo, headers={"if-none-match": pagina["ETag"]}).status_code == 304


def test_a_que_nunca_se_publicou_nao_existe_e_a_que_saiu_do_ar_diz_que_saiu(client: Client) -> None:
    por_revisar = elenco.conferida(elenco.a_revisar())
    assert client.get(por_revisar.get_absolute_url()).status_code == 404
    publicacao = elenco.publicada()
    onde = publicacao.get_absolute_url()
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    acoes.rever(publicacao=publicacao, por=elenco.ogm(), estado=estado(publicacao), motivo=elenco.FRASE)
    fora = client.get(onde)
    assert fora.status_code == 410
    assert "Esta resposta saiu do ar" in texto(fora)
    assert "buracos" not in texto(fora).lower(), "só o endereço, que já é o da página, o diz"
    assert _achadas(client, "q=buracos") == []


def test_arquivo_so_a_copia_e_so_enquanto_esta_no_ar(client: Client) -> None:
    publicacao = elenco.a_revisar()
    elenco.com_anexo(publicacao.pedido)
    original = publicacao.pedido.anexos.get()
    copia = elenco.com_anexo(publicacao.pedido, papel="ouvidoria").anexos.get(papel="ouvidoria")
    Anexo.objects.filter(pk=copia.pk).update(limpo_de=original)
    onde = f"/e-sic/respostas/{publicacao.pk}/arquivos/"
    assert client.get(f"{onde}{copia.pk}/").status_code == 404
    no_ar = elenco.publicada(publicacao)
    assert client.get(f"{onde}{original.pk}/").status_code == 404
    servido = client.get(f"{onde}{copia.pk}/")
    assert b"".join(servido) == b"arquivo"
    assert "no-store" in servido["Cache-Control"]
    assert f"{onde}{copia.pk}/" in client.get(no_ar.get_absolute_url()).content.decode()
    assert _achadas(client, "anexos=sim") == [no_ar.titulo]


def test_parecidas_so_as_que_tem_boa_parte_das_palavras() -> None:
    buracos, merenda = elenco.publicada(), _merenda()
    assert acervo.parecidas("Quantos buracos foram tapados em cada distrito?") == [buracos]
    assert acervo.parecidas("gastos com merenda nas escolas") == [merenda]
    assert acervo.parecidas("Quero a escala dos médicos do posto de saúde em 2025") == []
    assert acervo.parecidas("") == []
    assert acervo.parecidas("de da do") == []


def test_o_sitemap_tem_as_publicadas_e_muda_quando_uma_sai(client: Client) -> None:
    publicacao = elenco.publicada()
    onde = publicacao.get_absolute_url()
    mapa = client.get("/sitemap.xml")
    assert onde in mapa.content.decode()
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    acoes.rever(publicacao=publicacao, por=elenco.ogm(), estado=estado(publicacao), motivo=elenco.FRASE)
    depois = client.get("/sitemap.xml", headers={"if-none-match": mapa["ETag"]})
    assert depois.status_code == 200
    assert onde not in depois.content.decode()

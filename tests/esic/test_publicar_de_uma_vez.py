"""As partes em que o sistema não achou nada conferem-se numa página só; a que tem marca, uma a uma."""

from __future__ import annotations

import pytest
from django.test import Client

from esic.acoes import publicar as acoes
from esic.models import Publicacao
from esic.o_que_se_publica import estado, faltas
from esic.situacoes import Tipo
from protocolo.erros import Conflito, RecusaDeAcao
from tests.esic import elenco
from tests.esic.mesas import entrar
from tests.ouvidoria.mesa import sopa

pytestmark = pytest.mark.django_db
COM_DADO = "Meu CPF é 529.982.247-25. Quantos buracos foram tapados em 2025?"


def onde(publicacao: Publicacao) -> str:
    return f"/publicacao/{publicacao.pk}/sem-marcas/"


def test_confirma_todas_de_uma_vez_e_diz_quem(client: Client) -> None:
    ogm = entrar(client, elenco.ogm())
    publicacao = elenco.a_revisar()
    quantas = publicacao.textos.count()
    assert quantas > 1
    pagina = sopa(client.get(f"/publicacao/{publicacao.pk}/"))
    assert pagina.select_one("#lidas_lidas") is not None
    assert len(pagina.select("#id_estado")) == 1
    dados = {"estado": estado(publicacao), "lidas": "on"}
    assert client.post(onde(publicacao), dados).status_code == 302
    assert {texto.conferida_por for texto in publicacao.textos.all()} == {ogm.usuario}
    assert faltas(Publicacao.objects.get(pk=publicacao.pk)) == ["Falta o título."]
    assert publicacao.pedido.andamentos.filter(tipo=Tipo.PARTE_CONFERIDA).count() == 1
    assert sopa(client.get(f"/publicacao/{publicacao.pk}/")).select_one("#lidas_lidas") is None


def test_a_parte_com_marca_fica_de_fora(client: Client) -> None:
    entrar(client, elenco.ogm())
    publicacao = elenco.a_revisar(COM_DADO)
    marcada = next(texto for texto in publicacao.textos.all() if texto.marcas)
    client.post(onde(publicacao), {"estado": estado(publicacao), "lidas": "on"})
    marcada.refresh_from_db()
    assert marcada.conferida_em is None
    assert publicacao.textos.exclude(pk=marcada.pk).filter(conferida_em=None).count() == 0


def test_sem_dizer_que_leu_nada_se_confere(client: Client) -> None:
    entrar(client, elenco.ogm())
    publicacao = elenco.a_revisar()
    resposta = client.post(onde(publicacao), {"estado": estado(publicacao)}, follow=True)
    assert resposta.status_code == 422
    pagina = sopa(resposta)
    assert pagina.title is not None
    assert pagina.title.get_text().startswith("Erro:")
    assert "Confirme que leu" in pagina.select_one(".govuk-error-summary").get_text()  # type: ignore[union-attr]
    assert not publicacao.textos.filter(conferida_em__isnull=False).exists()


def test_o_que_outra_pessoa_mudou_e_conflito_e_so_a_ouvidoria_confere(client: Client) -> None:
    publicacao = elenco.a_revisar()
    visto = estado(publicacao)
    acoes.confirmar_sem_marcas(publicacao=publicacao, por=elenco.ogm(), estado=visto)
    with pytest.raises(Conflito):
        acoes.confirmar_sem_marcas(publicacao=publicacao, por=elenco.ogm(), estado=visto)
    with pytest.raises(RecusaDeAcao):
        acoes.confirmar_sem_marcas(publicacao=elenco.a_revisar(), por=elenco.sic(), estado="")
    entrar(client, elenco.ogm())
    velho = client.post(onde(publicacao), {"estado": visto, "lidas": "on"}, follow=True)
    assert velho.status_code == 409

"""Nasce ao encerrar, confere-se parte a parte, e só inteira se publica; o original nunca muda."""

from __future__ import annotations

from typing import Any

import pytest

from contas.autor import Autor
from documentos import texto_marcado
from documentos.pessoais import Tipo as Dado
from esic import acoes as do_pedido
from esic.acoes import publicar as acoes
from esic.models import Andamento, Pedido, Publicacao, TextoPublico
from esic.o_que_se_publica import estado, faltas, titulo_proposto
from esic.situacoes import DA_PUBLICACAO, Decisao, Resultado, SituacaoDaPublicacao, Tipo
from protocolo.erros import Conflito, TransicaoProibida
from tests.esic import elenco

pytestmark = pytest.mark.django_db

S = SituacaoDaPublicacao
COM_DADOS = "Sou Maria Silva, CPF 529.982.247-25. Quantos buracos há na minha rua?"


def _textos(publicacao: Publicacao) -> list[TextoPublico]:
    return list(publicacao.textos.all())


# --- nascer ---------------------------------------------------------------------------------


def test_so_nasce_do_encerrado_que_a_pessoa_autorizou() -> None:
    assert not Publicacao.objects.filter(pedido=elenco.na_situacao("encerrado")).exists()
    caso = elenco.em_tramitacao(autoriza_divulgar=True)
    do_pedido.desistir(caso=caso, por=elenco.municipe(caso.protocolo))
    assert not Publicacao.objects.exists()
    publicacao = elenco.a_revisar()
    assert publicacao.situacao == S.A_REVISAR
    assert [texto.parte for texto in _textos(publicacao)] == ["pergunta", "resposta"]


def test_leva_recursos_decisoes_cumprimento_e_a_base_da_negativa() -> None:
    caso = elenco.respondido(Decisao.NEGADO, elenco.em_tramitacao(autoriza_divulgar=True))
    caso = elenco.decidido(Resultado.DEFERIDO, caso)
    caso = do_pedido.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    textos = _textos(elenco.encerrado(caso).publicacao)
    assert [(texto.parte, texto.instancia) for texto in textos] == [
        ("pergunta", None),
        ("resposta", None),
        ("decisao", 1),
        ("cumprimento", 1),
    ]
    assert "Base legal: LAI, art. 31" in textos[1].original


def test_o_que_se_sabe_de_quem_pediu_nasce_marcado() -> None:
    texto = _textos(elenco.a_revisar("O senhor tem a ficha 52998224725 da minha mãe, MARIA   silva?"))[0]
    marcados_ = [texto.original[m["inicio"] : m["fim"]] for m in texto.marcas]
    assert "52998224725" in " ".join(marcados_)
    assert any("MARIA" in trecho and "silva" in trecho for trecho in marcados_)


# --- conferir -------------------------------------------------------------------------------


def test_o_original_nunca_muda_e_a_copia_perde_o_que_se_tirou() -> None:
    publicacao = elenco.conferida(elenco.a_revisar(COM_DADOS))
    texto = _textos(publicacao)[0]
    assert texto.original == publicacao.pedido.texto == COM_DADOS
    assert "Maria" not in texto.texto
    assert "529" not in texto.texto
    assert texto.conferida_por
    escritos = Andamento.objects.filter(caso=publicacao.pedido, tipo=Tipo.PARTE_CONFERIDA)
    assert [(a.alcance, a.usuario_id is None) for a in escritos] == [("interno", False)] * 2


def test_so_conclui_com_todas_decididas_e_quem_confere_com_o_texto_velho_ve_o_conflito() -> None:
    texto, por = _textos(elenco.a_revisar(COM_DADOS))[0], elenco.ogm()
    antigo = texto_marcado.estado(texto)
    with pytest.raises(TransicaoProibida, match="por decidir"):
        acoes.decidir_texto(texto=texto, por=por, estado=antigo, decisoes={}, concluir=True)
    assert acoes.acrescentar_trecho(texto=texto, por=por, estado=antigo, trecho="minha rua", tipo=Dado.OUTRO)
    with pytest.raises(Conflito):
        acoes.decidir_texto(texto=texto, por=por, estado=antigo, decisoes={0: "tirar"})
    assert "[trecho 1]" in _textos(elenco.conferida(texto.publicacao))[0].texto


@pytest.mark.parametrize(
    ("pergunta", "proposto"),
    [
        (f"Sou Maria Silva. {elenco.PERGUNTA} Obrigada.", elenco.PERGUNTA),
        ("Maria Silva quer saber dos buracos", "[pessoa 1] quer saber dos buracos"),
        ("palavra " * 40, ("palavra " * 18).strip() + "…"),
    ],
)
def test_titulo_proposto_nao_tem_o_que_se_marcou(pergunta: str, proposto: str) -> None:
    assert titulo_proposto(_textos(elenco.a_revisar(pergunta))) == proposto


@pytest.mark.parametrize(
    "titulo", ["Buracos da Maria Silva", "Ficha 529.982.247-25", "maria  silva pergunta"]
)
def test_titulo_que_traz_de_volta_o_dado_nao_serve(titulo: str) -> None:
    publicacao = elenco.conferida(elenco.a_revisar(COM_DADOS))
    with pytest.raises(ValueError, match="sem dados pessoais"):
        acoes.intitular(publicacao=publicacao, por=elenco.ogm(), estado=estado(publicacao), titulo=titulo)


# --- decidir --------------------------------------------------------------------------------


def test_so_publica_conferida_e_com_titulo() -> None:
    publicacao, por = elenco.a_revisar(), elenco.ogm()
    with pytest.raises(TransicaoProibida, match="Falta conferir: o que se pediu"):
        acoes.publicar(publicacao=publicacao, por=por, estado=estado(publicacao))
    publicacao = elenco.conferida(publicacao)
    assert faltas(publicacao) == ["Falta o título."]
    feita = elenco.publicada(publicacao)
    assert (feita.situacao, feita.slug) == (S.PUBLICADO, "buracos-tapados-em-2025")
    assert feita.decidida_por


def test_quem_deixa_o_nome_de_quem_pediu_nao_publica() -> None:
    publicacao, por = elenco.a_revisar(COM_DADOS), elenco.ogm()
    for texto in _textos(publicacao):
        acoes.decidir_texto(
            texto=texto,
            por=por,
            estado=texto_marcado.estado(texto),
            decisoes=dict.fromkeys(range(len(texto.marcas)), texto_marcado.DEIXAR),
            concluir=True,
        )
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    assert "O que se pediu: o texto ainda diz quem fez o pedido." in faltas(publicacao)


def test_tirar_do_ar_guarda_o_conferido_e_volta_ao_mesmo_endereco() -> None:
    publicacao, por = elenco.publicada(), elenco.ogm()
    antes = publicacao.get_absolute_url()
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    with pytest.raises(TransicaoProibida, match="Tire-a do ar"):
        acoes.intitular(publicacao=publicacao, por=por, estado=estado(publicacao), titulo="Outro")
    fora = acoes.rever(publicacao=publicacao, por=por, estado=estado(publicacao), motivo=elenco.FRASE)
    assert (fora.situacao, fora.decidida_em, fora.busca) == (S.A_REVISAR, None, None)
    assert not faltas(fora)
    de_novo = acoes.publicar(publicacao=fora, por=por, estado=estado(fora))
    assert de_novo.get_absolute_url() == antes
    tipos = Andamento.objects.filter(caso=publicacao.pedido).order_by("ordem").values_list("tipo", flat=True)
    assert list(tipos)[-3:] == [Tipo.PUBLICACAO, Tipo.VOLTA_A_REVISAO, Tipo.PUBLICACAO]


def test_nao_publicar_pede_motivo_e_pode_ser_revisto() -> None:
    publicacao, por = elenco.a_revisar(), elenco.ogm()
    feita = acoes.nao_publicar(publicacao=publicacao, por=por, estado=estado(publicacao), motivo=elenco.FRASE)
    assert (feita.situacao, feita.motivo) == (S.NAO_PUBLICAR, elenco.FRASE)
    with pytest.raises(TransicaoProibida, match="não publicar"):
        acoes.decidir_texto(texto=_textos(feita)[0], por=por, estado="x", decisoes={})
    volta = acoes.rever(publicacao=feita, por=por, estado=estado(feita), motivo=elenco.FRASE)
    assert (volta.situacao, volta.motivo) == (S.A_REVISAR, "")


def _na_situacao(situacao: str) -> Publicacao:
    if situacao == S.PUBLICADO:
        return Publicacao.objects.get(pk=elenco.publicada().pk)
    publicacao = elenco.conferida(elenco.a_revisar())
    por = elenco.ogm()
    publicacao = acoes.intitular(publicacao=publicacao, por=por, estado=estado(publicacao), titulo="Buracos")
    if situacao == S.NAO_PUBLICAR:
        acoes.nao_publicar(publicacao=publicacao, por=por, estado=estado(publicacao), motivo=elenco.FRASE)
    return Publicacao.objects.get(pk=publicacao.pk)


ATOS: dict[str, Any] = {
    S.PUBLICADO: acoes.publicar,
    S.NAO_PUBLICAR: acoes.nao_publicar,
    S.A_REVISAR: acoes.rever,
}


@pytest.mark.parametrize("de", S.values)
@pytest.mark.parametrize("para", S.values)
def test_so_as_transicoes_da_tabela_e_so_pela_ouvidoria(de: str, para: str) -> None:
    publicacao = _na_situacao(de)
    extras = {} if para == S.PUBLICADO else {"motivo": elenco.FRASE}

    def agir(por: Autor) -> None:
        ATOS[para](publicacao=publicacao, por=por, estado=estado(publicacao), **extras)

    with pytest.raises(TransicaoProibida):
        agir(elenco.sic())
    if any(t.de == de and t.para == para for t in DA_PUBLICACAO):
        agir(elenco.ogm())
        assert Publicacao.objects.get(pk=publicacao.pk).situacao == para
    else:
        with pytest.raises(TransicaoProibida):
            agir(elenco.ogm())


def test_quem_decide_com_a_tela_velha_ve_o_conflito_e_nada_muda() -> None:
    publicacao, por = elenco.conferida(elenco.a_revisar()), elenco.ogm()
    velho = estado(publicacao)
    acoes.intitular(publicacao=publicacao, por=por, estado=velho, titulo="Buracos")
    antes = Pedido.objects.get(pk=publicacao.pedido_id).versao
    for ato, extras in ((acoes.publicar, {}), (acoes.nao_publicar, {"motivo": elenco.FRASE})):
        with pytest.raises(Conflito):
            ato(publicacao=publicacao, por=por, estado=velho, **extras)
    assert Pedido.objects.get(pk=publicacao.pedido_id).versao == antes

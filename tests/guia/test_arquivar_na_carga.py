"""O que sai dos arquivos sai do Guia, e o que volta a eles volta; os nomes mortos ficam arquivados."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA, Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia import acoes, carga
from guia.consultas import buscar
from guia.conteudo import leitura
from guia.conteudo.leitura import ler_arquivados
from guia.models import Servico, Tema, VersaoDoServico
from guia.situacoes import Situacao
from referencia.tabelas import Origem
from tests.guia.test_carregar import ENTRADA, Pasta, padrao, pasta

if TYPE_CHECKING:
    from protocolo.models import PrazoLegal

__all__ = ["padrao", "pasta"]

OUTRA = {**ENTRADA, "codigo": 953, "slug": "outro", "nome": "Outro serviço", "palavras": []}
MORTO = {
    "tema": "Rua e bairro",
    "assunto": "Árvore",
    "nome": "Recurso de multa",
    "razao": "Sem pedido desde 2018.",
}


@pytest.fixture
def pessoa(db: None) -> Autor:
    return Autor(papel=Papel.SERVIDOR, usuario=Usuario.objects.create(email="ana@exemplo.invalid"))


def _servico(codigo: int = 952) -> Servico:
    return Servico.objects.select_related("publicada").get(codigo=codigo)


def _sair(pasta: Pasta) -> dict[str, int]:
    """Carrega os dois serviços e depois só o segundo."""
    pasta.servicos(ENTRADA, OUTRA)
    carga.carregar(pasta.caminho)
    pasta.servicos(OUTRA)
    return carga.carregar(pasta.caminho)


def test_o_que_saiu_dos_arquivos_e_arquivado_uma_vez(padrao: PrazoLegal, pasta: Pasta) -> None:
    assert _sair(pasta)["serviços: arquivado"] == 1
    saiu = _servico()
    assert saiu.arquivado
    assert saiu.publicada is not None
    assert saiu not in buscar("buraco")
    assert not _servico(953).arquivado
    assert "serviços: arquivado" not in carga.carregar(pasta.caminho)
    assert _servico().history.count() == saiu.history.count()


def test_o_que_volta_aos_arquivos_volta_ao_guia(padrao: PrazoLegal, pasta: Pasta) -> None:
    _sair(pasta)
    pasta.servicos({**ENTRADA, "nome": "Fechar buraco"}, OUTRA)
    contas = carga.carregar(pasta.caminho)
    assert (contas["serviços: de volta"], contas["versões: atualizado"]) == (1, 1)
    assert _servico() in buscar("buraco")
    assert _servico().nome == "Fechar buraco"
    assert "serviços: de volta" not in carga.carregar(pasta.caminho)


def test_o_que_uma_pessoa_arquivou_nao_volta_sozinho(padrao: PrazoLegal, pasta: Pasta, pessoa: Autor) -> None:
    carga.carregar(pasta.caminho)
    acoes.arquivar(servico=_servico(), por=pessoa)
    pasta.servicos({**ENTRADA, "nome": "Fechar buraco"})
    assert "serviços: de volta" not in carga.carregar(pasta.caminho)
    assert _servico().arquivado


def test_o_que_uma_pessoa_restaurou_e_arquivou_de_novo_nao_volta(
    padrao: PrazoLegal, pasta: Pasta, pessoa: Autor
) -> None:
    _sair(pasta)
    acoes.desarquivar(servico=_servico(), por=pessoa)
    acoes.arquivar(servico=_servico(), por=pessoa)
    pasta.servicos(ENTRADA, OUTRA)
    carga.carregar(pasta.caminho)
    assert _servico().arquivado


@pytest.mark.parametrize("publicar", [False, True])
def test_o_que_uma_pessoa_escreveu_nao_se_arquiva(
    padrao: PrazoLegal, pasta: Pasta, pessoa: Autor, publicar: bool
) -> None:
    pasta.servicos(ENTRADA, OUTRA)
    carga.carregar(pasta.caminho)
    versao = acoes.propor(servico=_servico(), por=pessoa)
    if publicar:
        acoes.por_no_ar(versao=versao, por=pessoa)
    pasta.servicos(OUTRA)
    assert "serviços: arquivado" not in carga.carregar(pasta.caminho)
    assert not _servico().arquivado


def test_o_que_uma_pessoa_criou_nao_se_arquiva(padrao: PrazoLegal, pasta: Pasta) -> None:
    carga.carregar(pasta.caminho)
    modelo = _servico()
    Servico.objects.create(
        codigo=9000, slug="da-pessoa", orgao=modelo.orgao, assunto=modelo.assunto, origem=Origem.EDICAO
    )
    Servico.objects.filter(codigo=952).update(origem=Origem.EDICAO)
    pasta.servicos(OUTRA)
    assert "serviços: arquivado" not in carga.carregar(pasta.caminho)
    assert not Servico.objects.filter(arquivado_em__isnull=False).exists()


def test_o_que_a_importacao_criou_fica_como_esta(padrao: PrazoLegal, pasta: Pasta) -> None:
    carga.carregar(pasta.caminho)
    nome = acoes.criar_arquivado(tema="Urgência", assunto="Geral", nome="Pombo", em=timezone.now())
    carga.carregar(pasta.caminho)
    Servico.objects.filter(pk=nome.servico_id).update(orgao=_servico().orgao)
    acoes.desarquivar(servico=nome.servico, por=SISTEMA)
    assert "serviços: arquivado" not in carga.carregar(pasta.caminho)
    assert not Servico.objects.get(pk=nome.servico_id).arquivado


def test_o_que_esperava_o_orgao_tambem_se_arquiva(
    padrao: PrazoLegal, pasta: Pasta, settings: Settings
) -> None:
    settings.GUIA_CARGA = "em_revisao"
    assert _sair(pasta)["serviços: arquivado"] == 1
    assert _servico().arquivado


def test_nome_morto_fica_arquivado_com_tema_assunto_e_razao(padrao: PrazoLegal, pasta: Pasta) -> None:
    pasta.arquivados(MORTO)
    assert carga.carregar(pasta.caminho)["nomes antigos: criado"] == 1
    versao = VersaoDoServico.objects.select_related("servico__assunto__tema").get(nome=MORTO["nome"])
    assert (versao.situacao, versao.motivo) == (Situacao.PUBLICADA, MORTO["razao"])
    assert versao.servico.arquivado
    assert versao.servico.assunto.nome == "Árvore"
    assert versao.servico.assunto.tema == Tema.objects.get(slug="rua-e-bairro")
    assert buscar("recurso de multa") == []
    assert Servico.objects.no_guia().count() == 1


def test_nome_morto_nao_se_repete_nem_desfaz_uma_pessoa(
    padrao: PrazoLegal, pasta: Pasta, pessoa: Autor
) -> None:
    pasta.arquivados(MORTO)
    carga.carregar(pasta.caminho)
    morto = VersaoDoServico.objects.get(nome=MORTO["nome"]).servico
    acoes.mudar_endereco(servico=morto, slug="recurso-de-multa", por=pessoa)
    contas = carga.carregar(pasta.caminho)
    assert contas["nomes antigos: igual"] == 1
    assert "nomes antigos: criado" not in contas
    assert VersaoDoServico.objects.filter(nome=MORTO["nome"]).count() == 1


@pytest.mark.parametrize(
    ("mudanca", "frase"),
    [
        ({"razao": ""}, r"razao: '' should be non-empty"),
        ({"tema": "x" * 61}, r"tema: 'x+' is too long"),
        ({"orgao": "SMSUB"}, r"Additional properties are not allowed \('orgao' was unexpected\)"),
    ],
)
def test_erro_nos_nomes_mortos_diz_a_linha(
    padrao: PrazoLegal, pasta: Pasta, mudanca: dict[str, str], frase: str
) -> None:
    pasta.arquivados(MORTO, {**MORTO, "nome": "Segundo", **mudanca})
    with pytest.raises(leitura.ConteudoInvalido) as erro:
        carga.carregar(pasta.caminho)
    assert re.match(rf"arquivados.yaml, linha [67] \(Segundo\): {frase}", str(erro.value)), erro.value
    assert not Servico.objects.exists()


def test_nomes_mortos_que_nao_sao_yaml(pasta: Pasta) -> None:
    (pasta.caminho / "arquivados.yaml").write_text("servicos: [", encoding="utf-8")
    with pytest.raises(leitura.ConteudoInvalido, match=r"arquivados.yaml: não é YAML válido"):
        ler_arquivados(pasta.caminho)

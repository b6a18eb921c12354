"""Que serviço do Guia um nome antigo diz, e quando se cria um arquivado."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from contas.autor import SISTEMA
from guia.acoes import arquivar
from guia.models import Assunto, Servico, Tema, VersaoDoServico
from guia.situacoes import Situacao
from solicitacoes.importacao.servicos import Servicos
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
NOME_ANTIGO = "Reclamação de falta de limpeza de ruas após a feira"


def achar(nome: str, tema: str = "Rua e bairro", assunto: str = "Asfalto") -> VersaoDoServico:
    return Servicos(timezone.now()).achar(tema=tema, assunto=assunto, nome=nome)


def no_tema(slug: str, nome: str, tema: str) -> Servico:
    """Um serviço publicado noutro tema."""
    servico = elenco.servico(slug, nome)
    outro = Tema.objects.create(slug=f"{slug}-tema", nome=tema)
    servico.assunto = Assunto.objects.create(tema=outro, slug="geral", nome="Geral")
    servico.save()
    return servico


def test_nome_oficial_sem_olhar_acento_nem_maiuscula() -> None:
    servico = elenco.servico("limpeza", "Solicitar limpeza de bueiros, boca de lobo e poços de visita")
    assert achar("SOLICITAR LIMPEZA DE BUEIROS BOCA DE LOBO E POCOS DE VISITA").servico == servico


def test_a_marca_de_antigo_nao_esconde_o_nome() -> None:
    servico = elenco.servico("galerias", "Reformar galerias de águas de chuvas (pluviais)")
    assert achar("(antigo) Reformar galerias de águas de chuvas (pluviais)").servico == servico


def test_palavra_do_cidadao_vale_no_mesmo_tema() -> None:
    servico = elenco.servico(palavras=["Conserto de buraco"])
    assert achar("Conserto de buraco").servico == servico


def test_fora_do_tema_so_vale_nome_comprido() -> None:
    mulher = no_tema("violencia", "Denunciar violência", "Cidadania")
    VersaoDoServico.objects.filter(servico=mulher).update(palavras=["Maria da Penha", NOME_ANTIGO])
    assert achar(NOME_ANTIGO).servico == mulher
    curto = achar("Maria da Penha", tema="Urgência")
    assert curto.servico.arquivado
    assert curto.servico.slug == "antigo-urgencia-maria-da-penha"


def test_nome_de_tres_palavras_vale_fora_do_tema_se_escrito_igual() -> None:
    corrego = no_tema("corrego", "Córrego - solicitar limpeza", "Meio ambiente")
    VersaoDoServico.objects.filter(servico=corrego).update(palavras=["Limpeza de córrego"])
    assert achar("Limpeza de córrego").servico == corrego
    assert achar("LIMPEZA DE CORREGO").servico.arquivado


def test_um_nome_por_posto_e_o_servico_que_pergunta_o_posto() -> None:
    descomplica = elenco.servico("descomplica", "Descomplica SP - Elogio ou reclamação")
    tipo = {"chave": "tipo", "opcoes": [{"valor": "elogio", "rotulo": "Elogio"}]}
    posto = {"chave": "posto", "opcoes": [{"valor": "se", "rotulo": "Sé"}]}
    VersaoDoServico.objects.filter(servico=descomplica).update(perguntas=[tipo, posto])
    assert achar("Descomplica SP Sé - Elogio", tema="Canais de Atendimento").servico == descomplica
    assert achar("Descomplica SP Lapa - Elogio", tema="Canais de Atendimento").servico.arquivado


def test_a_copia_de_um_nome_e_o_nome() -> None:
    servico = elenco.servico("abordagem", "Abordagem social na rua")
    assert achar("Cópia de Abordagem social na rua").servico == servico


def test_palavra_de_dois_servicos_nao_e_de_nenhum() -> None:
    elenco.servico("um", "Um", palavras=["buraco grande na rua"])
    elenco.servico("dois", "Dois", palavras=["Buraco grande na rua", "buraco grande na rua"])
    assert achar("Buraco grande na rua").servico.arquivado


def test_mesmo_nome_em_dois_temas_fica_com_o_do_tema() -> None:
    aqui = elenco.servico("catraca", "Reparo de catraca")
    ali = no_tema("catraca-bu", "Reparo de catraca", "Bilhete Único")
    assert achar("Reparo de catraca").servico == aqui
    assert achar("Reparo de catraca", tema="Bilhete Único").servico == ali
    assert achar("Reparo de catraca", tema="Outro").servico.arquivado


def test_servico_que_nao_ha_nasce_arquivado_no_seu_tema_e_assunto() -> None:
    versao = achar("Queda de aeronave", tema="Urgência", assunto="Defesa Civil")
    servico = versao.servico
    assert (versao.nome, versao.situacao) == ("Queda de aeronave", Situacao.PUBLICADA)
    assert servico.arquivado
    assert (servico.assunto.nome, servico.assunto.tema.nome) == ("Defesa Civil", "Urgência")
    assert not Servico.objects.no_guia().filter(pk=servico.pk).exists()


def test_arquivado_se_cria_uma_vez_por_tema() -> None:
    primeira = achar("Queda de aeronave", tema="Urgência")
    assert achar("QUEDA DE AERONAVE", tema="Urgência") == primeira
    outro_tema = achar("Queda de aeronave", tema="Trânsito")
    assert outro_tema.servico != primeira.servico
    assert Servico.objects.filter(slug__contains="queda-de-aeronave").count() == 2


def test_nomes_compridos_que_so_diferem_no_fim_sao_dois() -> None:
    nome = "Calçadão (rua de pedestre) - Acessar área para embarque, uso de garagem e cobertura jornalística"
    assert (
        len({achar(nome + fim, tema="Trânsito e Transporte").servico.slug for fim in ("", " - Trocar")}) == 2
    )
    assert all(len(slug) <= 120 for slug in Servico.objects.values_list("slug", flat=True))


def test_travessao_estragado_volta_a_ser_travessao() -> None:
    assert achar("Calçadão \x96 Acessar").nome == "Calçadão – Acessar"


def test_tema_e_assunto_vazios() -> None:
    assunto = achar("Queda de aeronave", tema="", assunto="--").servico.assunto
    assert (assunto.nome, assunto.tema.nome) == ("Sem assunto", "Sem tema")


def test_servico_do_guia_que_se_arquivou_ainda_se_acha_pelo_nome() -> None:
    servico = elenco.servico()
    arquivar(servico=servico, por=SISTEMA)
    assert achar("Tapa-buraco").servico == servico


def test_so_a_primeira_vez_vai_ao_banco(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    servicos = Servicos(timezone.now())
    servicos.achar(tema="Urgência", assunto="Defesa Civil", nome="Queda de aeronave")
    with django_assert_num_queries(0):
        servicos.achar(tema="Urgência", assunto="Defesa Civil", nome="Queda de aeronave")

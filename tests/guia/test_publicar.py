"""As ações sobre versões e serviços."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from guia import acoes
from guia.consultas import buscar
from guia.models import SlugAntigo, VersaoDoServico
from guia.publicacao.exigencias import Falta
from guia.situacoes import EM_ELABORACAO, TRANSICOES, Situacao
from protocolo.erros import Conflito, TransicaoProibida
from referencia.tabelas import Origem
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import AssuntoFactory, ServicoFactory, VersaoFactory, no_ar

pytestmark = pytest.mark.django_db


@pytest.fixture
def autor(settings: Settings) -> Autor:
    """Um servidor; a exigência de rota é testada no roteamento."""
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]
    return Autor(papel=Papel.SERVIDOR, usuario=UsuarioFactory.create(is_staff=True))


def sempre_falta(versao: VersaoDoServico) -> list[Falta]:
    """Uma exigência de outro aplicativo."""
    return [Falta("Falta a regra.", "destino")]


def test_toda_situacao_se_alcanca_e_so_a_substituida_nao_tem_saida() -> None:
    chegadas = {t.para for t in TRANSICOES} | {Situacao.RASCUNHO}
    saidas = {t.de for t in TRANSICOES}
    assert chegadas == set(Situacao)
    assert set(Situacao) - saidas == {Situacao.SUBSTITUIDA}


def test_propor_copia_o_que_esta_no_ar(autor: Autor) -> None:
    servico = ServicoFactory.create(com_perguntas=True)
    nova = acoes.propor(servico=servico, por=autor, motivo="Mudou o prazo.")
    assert (nova.numero, nova.situacao, nova.origem) == (2, Situacao.RASCUNHO, Origem.EDICAO)
    assert nova.motivo == "Mudou o prazo."
    publicada = VersaoDoServico.objects.get(servico=servico, numero=1)
    for campo in VersaoDoServico.CONTEUDO:
        assert getattr(nova, campo) == getattr(publicada, campo), campo


def test_propor_com_rascunho_aberto_e_conflito(autor: Autor) -> None:
    servico = ServicoFactory.create()
    acoes.propor(servico=servico, por=autor)
    with pytest.raises(Conflito):
        acoes.propor(servico=servico, por=autor)


def test_publicar_substitui_a_anterior_e_registra_quem(autor: Autor) -> None:
    servico = ServicoFactory.create()
    antiga = no_ar(servico)
    nova = acoes.propor(servico=servico, por=SISTEMA)
    nova.nome = "Fechar buraco"
    acoes.escrever(versao=nova, por=SISTEMA)
    em = timezone.now()
    acoes.enviar(versao=nova, por=autor)
    acoes.publicar(versao=nova, por=autor, em=em)

    servico.refresh_from_db()
    antiga.refresh_from_db()
    nova.refresh_from_db()
    assert servico.publicada == nova
    assert antiga.situacao == Situacao.SUBSTITUIDA
    assert (nova.publicada_em, nova.publicada_por) == (em, autor.usuario)
    assert nova.history.first().history_user == autor.usuario
    assert [s.pk for s in buscar("fechar")] == [servico.pk]


def test_publicar_recusa_dizendo_tudo_o_que_falta(autor: Autor) -> None:
    versao = VersaoFactory.create(o_que_e="", etapas=[], perguntas=[{"chave": "x"}])
    with pytest.raises(acoes.PublicacaoRecusada) as recusa:
        acoes.publicar(versao=versao, por=autor)
    faltas = " ".join(recusa.value.faltas)
    assert "“O que é?”" in faltas
    assert "“O que acontece depois do pedido?”" in faltas
    assert "Perguntas" in faltas
    versao.refresh_from_db()
    assert versao.situacao == Situacao.RASCUNHO


def test_publicar_aceita_vazio_o_que_esta_a_confirmar(autor: Autor) -> None:
    versao = VersaoFactory.create(etapas=[], a_confirmar=["etapas"])
    assert acoes.publicar(versao=versao, por=autor).situacao == Situacao.PUBLICADA


def test_publicar_pergunta_a_todos_os_caminhos_da_configuracao(autor: Autor, settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = [
        "guia.publicacao.exigencias.campos",
        "tests.guia.test_publicar.sempre_falta",
    ]
    versao = VersaoFactory.create(o_que_e="")
    with pytest.raises(acoes.PublicacaoRecusada) as recusa:
        acoes.publicar(versao=versao, por=autor)
    assert recusa.value.faltas == ["Preencha “O que é?” ou marque-o como a confirmar.", "Falta a regra."]


@pytest.mark.parametrize("situacao", Situacao)
@pytest.mark.parametrize(
    ("acao", "para"),
    [
        (acoes.enviar, Situacao.EM_REVISAO),
        (partial(acoes.devolver, motivo="Diga o horário."), Situacao.RASCUNHO),
        (acoes.publicar, Situacao.PUBLICADA),
    ],
)
def test_de_cada_situacao_so_passa_o_que_a_tabela_deixa(
    autor: Autor, acao: object, para: Situacao, situacao: Situacao
) -> None:
    versao = VersaoFactory.create()
    publicada_em = None if situacao in EM_ELABORACAO else timezone.now()
    VersaoDoServico.objects.filter(pk=versao.pk).update(situacao=situacao, publicada_em=publicada_em)
    versao.refresh_from_db()
    if any(t.de == situacao and t.para == para for t in TRANSICOES):
        assert acao(versao=versao, por=autor).situacao == para  # type: ignore[operator]
        return
    with pytest.raises(TransicaoProibida):
        acao(versao=versao, por=autor)  # type: ignore[operator]
    versao.refresh_from_db()
    assert versao.situacao == situacao


def test_municipe_nao_publica(autor: Autor) -> None:
    versao = VersaoFactory.create()
    with pytest.raises(TransicaoProibida):
        acoes.publicar(versao=versao, por=Autor(papel=Papel.INTERESSADO))


def test_versao_publicada_nao_se_reescreve(autor: Autor) -> None:
    publicada = no_ar(ServicoFactory.create())
    publicada.o_que_e = "Outra coisa."
    with pytest.raises(TransicaoProibida):
        acoes.escrever(versao=publicada, por=autor)
    publicada.refresh_from_db()
    assert publicada.o_que_e != "Outra coisa."


def test_arquivar_tira_da_busca_e_restaurar_devolve(autor: Autor) -> None:
    servico = ServicoFactory.create()
    acoes.arquivar(servico=servico, por=autor)
    servico.refresh_from_db()
    assert servico.arquivado
    assert buscar("buraco") == []
    acoes.restaurar(servico=servico, por=autor)
    assert buscar("buraco") == [servico]


def test_mudar_de_endereco_guarda_o_antigo_e_pode_voltar(autor: Autor) -> None:
    servico = ServicoFactory.create(slug="primeiro")
    acoes.mudar_endereco(servico=servico, slug="segundo", por=autor)
    acoes.mudar_endereco(servico=servico, slug="primeiro", por=autor)
    servico.refresh_from_db()
    assert servico.slug == "primeiro"
    assert list(SlugAntigo.objects.values_list("slug", flat=True)) == ["segundo"]


def test_endereco_que_foi_de_outro_nao_se_toma(autor: Autor) -> None:
    servico = ServicoFactory.create(slug="primeiro")
    acoes.mudar_endereco(servico=servico, slug="segundo", por=autor)
    with pytest.raises(Conflito):
        acoes.mudar_endereco(servico=ServicoFactory.create(), slug="primeiro", por=autor)


def test_servico_antigo_nasce_arquivado_e_uma_vez_so() -> None:
    em = timezone.now()
    assunto = AssuntoFactory.create()
    nomes = {"tema": assunto.tema.nome, "assunto": assunto.nome, "nome": "Serviço que acabou"}
    versao = acoes.criar_arquivado(**nomes, em=em)
    assert acoes.criar_arquivado(**nomes, em=em) == versao
    assert versao.servico.assunto == assunto
    assert (versao.servico.arquivado_em, versao.servico.codigo) == (em, None)
    assert buscar("acabou") == []


def test_nomes_antigos_compridos_nao_se_confundem() -> None:
    comprido = "Reclamação muito comprida " * 6
    um, outro = (
        acoes.criar_arquivado(tema="Tema", assunto="A", nome=f"{comprido}{n}", em=timezone.now())
        for n in (1, 2)
    )
    assert um.servico.slug != outro.servico.slug


def test_por_no_ar_pelo_sistema_nao_tem_pessoa() -> None:
    versao = VersaoFactory.create()
    assert acoes.por_no_ar(versao=versao, por=SISTEMA).publicada_por is None

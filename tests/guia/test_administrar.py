"""A administração do Guia: o que foi publicado só se lê, o resto abre no fluxo de quem escreve."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA
from contas.models import Usuario
from guia import acoes
from guia.consultas import buscar
from guia.models import Servico, SlugAntigo, VersaoDoServico
from guia.publicacao.exigencias import exigencias
from referencia.tabelas import Origem
from solicitacoes.consultas import abertos_por_servico
from solicitacoes.situacoes import Situacao
from tests.contas.factories import UsuarioFactory
from tests.guia.escrevendo import tela
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, VersaoFactory, no_ar
from tests.solicitacoes import elenco as pedidos

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


def _pessoa(*permissoes: str) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(is_staff=True)
    pessoa.user_permissions.set(Permission.objects.filter(codename__in=permissoes))
    return pessoa


@pytest.fixture
def coordenacao(client: Client) -> Usuario:
    """Quem escreve e publica."""
    campos = ("servico", "versaodoservico", "tema", "assunto", "orgao")
    pessoa = _pessoa(
        "publicar", *(f"{verbo}_{campo}" for verbo in ("add", "change", "view") for campo in campos)
    )
    client.force_login(pessoa)
    return pessoa


@pytest.fixture
def ponto_focal(client: Client) -> Usuario:
    """Quem só escreve."""
    pessoa = _pessoa("add_versaodoservico", "change_versaodoservico", "view_versaodoservico", "view_servico")
    PontoFocalFactory.create(usuario=pessoa)
    client.force_login(pessoa)
    return pessoa


def _endereco(versao: VersaoDoServico) -> str:
    return reverse("admin:guia_versaodoservico_change", args=[versao.pk])


def test_publicada_so_se_le_e_oferece_nova_versao(client: Client, coordenacao: Usuario) -> None:
    publicada = no_ar(ServicoFactory.create())
    pagina = client.get(_endereco(publicada)).content.decode()
    assert "Criar nova versão" in pagina
    assert 'name="nome"' not in pagina
    assert client.post(_endereco(publicada), {"nome": "X"}).status_code == 403
    assert client.post(reverse("admin:guia_versaodoservico_delete", args=[publicada.pk])).status_code == 403
    publicada.refresh_from_db()
    assert publicada.nome == "Tapa-buraco"


def test_criar_nova_versao_abre_um_rascunho_so(client: Client, ponto_focal: Usuario) -> None:
    servico = ServicoFactory.create()
    nova = reverse("admin:guia_versaodoservico_nova", args=[no_ar(servico).pk])
    assert client.get(nova).status_code == 405
    primeira = client.post(nova)
    rascunho = servico.versoes.em_elaboracao().get()
    assert primeira.headers["Location"] == tela(rascunho, "texto")
    assert client.post(nova).headers["Location"] == tela(rascunho, "texto")


def test_o_rascunho_e_o_servico_novo_abrem_no_fluxo(client: Client, ponto_focal: Usuario) -> None:
    rascunho = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    assert client.get(_endereco(rascunho)).headers["Location"] == tela(rascunho, "conferir")
    assert client.post(_endereco(rascunho), {"nome": "X"}).status_code == 302
    for modelo in ("servico", "versaodoservico"):
        assert client.get(reverse(f"admin:guia_{modelo}_add")).headers["Location"] == "/escrever/novo/"
    rascunho.refresh_from_db()
    assert rascunho.nome == "Tapa-buraco"


def test_nova_versao_exige_permissao(client: Client) -> None:
    publicada = no_ar(ServicoFactory.create())
    client.force_login(_pessoa("view_versaodoservico"))
    assert client.post(reverse("admin:guia_versaodoservico_nova", args=[publicada.pk])).status_code == 403


def _do_servico(servico: Servico, **mudancas: Any) -> dict[str, Any]:
    dados = {
        "codigo": servico.codigo,
        "slug": servico.slug,
        "orgao": servico.orgao_id,
        "assunto": servico.assunto_id,
    }
    return dados | mudancas


def test_mudar_o_endereco_guarda_o_antigo(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create(slug="antigo")
    endereco = reverse("admin:guia_servico_change", args=[servico.pk])
    outro = OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    assert client.post(endereco, _do_servico(servico, slug="novo", orgao=outro.pk)).status_code == 302
    servico.refresh_from_db()
    assert (servico.slug, servico.orgao, servico.origem) == ("novo", outro, Origem.EDICAO)
    assert SlugAntigo.objects.get(servico=servico).slug == "antigo"
    assert servico.history.first().history_user == coordenacao


def test_endereco_que_foi_de_outro_e_recusado(client: Client, coordenacao: Usuario) -> None:
    dono, outro = ServicoFactory.create(slug="primeiro"), ServicoFactory.create()
    SlugAntigo.objects.create(servico=dono, slug="de-antes")
    endereco = reverse("admin:guia_servico_change", args=[outro.pk])
    resposta = client.post(endereco, _do_servico(outro, slug="de-antes"))
    assert "Outro serviço já teve este endereço" in resposta.content.decode()


def test_so_o_arquivado_fica_sem_orgao(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create()
    endereco = reverse("admin:guia_servico_change", args=[servico.pk])
    sem_orgao = _do_servico(servico, orgao="")
    recusado = client.post(endereco, sem_orgao)
    assert "Só um serviço arquivado pode ficar sem órgão." in recusado.content.decode()
    Servico.objects.filter(pk=servico.pk).update(arquivado_em=timezone.now())
    assert client.post(endereco, sem_orgao).status_code == 302


def test_arquivar_e_restaurar_pela_lista(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create()
    lista = reverse("admin:guia_servico_changelist")
    escolha = {"action": "arquivar", "_selected_action": [servico.pk]}
    assert "nenhum pedido aberto" in client.post(lista, escolha).content.decode()
    client.post(lista, escolha | {"confirmado": "sim"})
    servico.refresh_from_db()
    assert servico.arquivado
    assert "já está arquivado" in client.post(lista, escolha, follow=True).content.decode()
    client.post(lista, {"action": "restaurar", "_selected_action": [servico.pk]})
    servico.refresh_from_db()
    assert not servico.arquivado


def test_antes_de_arquivar_diz_quantos_pedidos_abertos_cada_um_tem(
    client: Client, coordenacao: Usuario, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    com_pedidos, outro = pedidos.servico("poda", "Podar árvore"), pedidos.servico("capina", "Capinar")
    for _ in range(2):
        pedidos.solicitacao(servico=com_pedidos)
    pedidos.na_situacao(Situacao.FINALIZADA, servico=com_pedidos)
    lista = reverse("admin:guia_servico_changelist")
    escolha = {"action": "arquivar", "_selected_action": [com_pedidos.pk, outro.pk]}
    perguntada = client.post(lista, escolha).content.decode()
    assert "Podar árvore" in perguntada
    assert "2 pedidos abertos" in perguntada
    assert "nenhum pedido aberto" in perguntada
    assert not Servico.objects.exclude(arquivado_em=None).exists(), "só depois de confirmar"
    with django_assert_num_queries(1):
        assert abertos_por_servico([com_pedidos.pk, outro.pk]) == {com_pedidos.pk: 2}


def test_renomear_o_assunto_refaz_a_busca(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create()
    assunto = servico.assunto
    dados = {"tema": assunto.tema_id, "nome": "Pavimento", "slug": assunto.slug}
    client.post(reverse("admin:guia_assunto_change", args=[assunto.pk]), dados)
    assert buscar("pavimento") == [servico]


@pytest.mark.parametrize("modelo", ["orgao", "tema", "assunto", "servico", "versaodoservico", "pontofocal"])
def test_as_telas_abrem(client: Client, modelo: str) -> None:
    servico = ServicoFactory.create()
    acoes.propor(servico=servico, por=SISTEMA)
    client.force_login(UsuarioFactory.create(is_staff=True, is_superuser=True))
    assert client.get(reverse(f"admin:guia_{modelo}_changelist")).status_code == 200
    nova = 302 if modelo in ("servico", "versaodoservico") else 200
    assert client.get(reverse(f"admin:guia_{modelo}_add")).status_code == nova


def test_anonima_sem_o_ato_do_orgao_nao_se_publica(coordenacao: Usuario) -> None:
    """Também quando o rascunho veio da planilha, que não passa pelo formulário."""
    versao = VersaoFactory.create(identificacao="anonima", origem=Origem.EDICAO)
    assert any("pedido anônimo" in falta for falta in exigencias(versao))
    versao.anonima_desde, versao.anonima_por = date(2026, 10, 1), "Ofício 12/2026"
    assert not any("pedido anônimo" in falta for falta in exigencias(versao))

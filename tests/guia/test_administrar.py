"""A administração do Guia: rascunho, revisão, publicação, e o que já foi publicado não muda."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from contas.autor import SISTEMA
from contas.models import Usuario
from contas.referencia import Origem
from guia import acoes
from guia.admin.versoes import VersaoAdmin
from guia.consultas import buscar
from guia.models import Servico, SlugAntigo, VersaoDoServico
from guia.publicacao import por_extenso
from guia.publicacao.exigencias import exigencias
from guia.situacoes import Situacao
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, VersaoFactory, no_ar

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


def _formulario(versao: VersaoDoServico, **mudancas: Any) -> dict[str, Any]:
    """O que o navegador manda ao gravar a versão."""
    dados: dict[str, Any] = {
        "servico": versao.servico_id,
        "nome": versao.nome,
        "o_que_e": versao.o_que_e,
        "quando_solicitar": versao.quando_solicitar,
        "publico_alvo": versao.publico_alvo,
        "requisitos": versao.requisitos,
        "etapas": "\n".join(versao.etapas),
        "legislacao": "",
        "titulo": versao.titulo,
        "custo": versao.custo,
        "caminhos": "\n".join(versao.caminhos),
        "taxas": "",
        "prazo_quantidade": versao.prazo_quantidade,
        "prazo_contagem": versao.prazo_contagem,
        "canais": versao.canais,
        "observacoes": "",
        "palavras": "\n".join(versao.palavras),
        "perguntas": "[]",
        "solicitavel": "on",
        "identificacao": versao.identificacao,
        "precisa_de_endereco": "on",
        "complemento_vencido": versao.complemento_vencido,
        "fontes": "{}",
        "a_confirmar": "",
        "motivo": "",
    }
    return dados | mudancas


def _endereco(versao: VersaoDoServico) -> str:
    return reverse("admin:guia_versaodoservico_change", args=[versao.pk])


def test_gravar_rascunho_assina_e_vira_edicao(client: Client, ponto_focal: Usuario) -> None:
    versao = VersaoFactory.create()
    dados = _formulario(versao, nome="Fechar buraco", etapas="Um.\n\n  Dois. \n", palavras="cratera")
    assert client.post(_endereco(versao), dados).status_code == 302
    versao.refresh_from_db()
    assert (versao.nome, versao.etapas, versao.palavras) == ("Fechar buraco", ["Um.", "Dois."], ["cratera"])
    assert versao.origem == Origem.EDICAO
    assert versao.history.first().history_user == ponto_focal


def test_publicar_pelo_botao_grava_e_poe_no_ar(client: Client, coordenacao: Usuario) -> None:
    versao = VersaoFactory.create()
    dados = _formulario(versao, nome="Fechar buraco", _publicar="1")
    assert client.post(_endereco(versao), dados).status_code == 302
    versao.refresh_from_db()
    assert (versao.situacao, versao.publicada_por) == (Situacao.PUBLICADA, coordenacao)
    assert buscar("fechar") == [versao.servico]


def test_publicar_incompleta_diz_o_que_falta_e_guarda_o_texto(client: Client, coordenacao: Usuario) -> None:
    versao = VersaoFactory.create()
    resposta = client.post(_endereco(versao), _formulario(versao, o_que_e="", _publicar="1"), follow=True)
    assert "Preencha “o que é”" in resposta.content.decode()
    versao.refresh_from_db()
    assert (versao.situacao, versao.o_que_e) == (Situacao.RASCUNHO, "")


def test_enviar_e_devolver(client: Client, coordenacao: Usuario) -> None:
    versao = VersaoFactory.create()
    client.post(_endereco(versao), _formulario(versao, _enviar="1"))
    versao.refresh_from_db()
    assert versao.situacao == Situacao.EM_REVISAO
    client.post(_endereco(versao), _formulario(versao, _devolver="1"))
    versao.refresh_from_db()
    assert versao.situacao == Situacao.RASCUNHO


def test_ponto_focal_nao_publica(client: Client, ponto_focal: Usuario) -> None:
    versao = VersaoFactory.create()
    assert "_publicar" not in client.get(_endereco(versao)).content.decode()
    assert client.post(_endereco(versao), _formulario(versao, _publicar="1")).status_code == 403
    versao.refresh_from_db()
    assert versao.situacao == Situacao.RASCUNHO


def test_publicada_so_se_le_e_oferece_nova_versao(client: Client, coordenacao: Usuario) -> None:
    publicada = no_ar(ServicoFactory.create())
    pagina = client.get(_endereco(publicada)).content.decode()
    assert "Criar nova versão" in pagina
    assert 'name="nome"' not in pagina
    assert client.post(_endereco(publicada), _formulario(publicada, nome="X")).status_code == 403
    assert client.post(reverse("admin:guia_versaodoservico_delete", args=[publicada.pk])).status_code == 403
    publicada.refresh_from_db()
    assert publicada.nome == "Tapa-buraco"


def test_criar_nova_versao_abre_um_rascunho_so(client: Client, ponto_focal: Usuario) -> None:
    servico = ServicoFactory.create()
    nova = reverse("admin:guia_versaodoservico_nova", args=[no_ar(servico).pk])
    assert client.get(nova).status_code == 405
    primeira = client.post(nova)
    rascunho = servico.versoes.em_elaboracao().get()
    assert primeira.headers["Location"] == _endereco(rascunho)
    assert client.post(nova).headers["Location"] == _endereco(rascunho)


def test_nova_versao_exige_permissao(client: Client) -> None:
    publicada = no_ar(ServicoFactory.create())
    client.force_login(_pessoa("view_versaodoservico"))
    assert client.post(reverse("admin:guia_versaodoservico_nova", args=[publicada.pk])).status_code == 403


def test_segundo_rascunho_e_perguntas_erradas_sao_recusados(client: Client, coordenacao: Usuario) -> None:
    versao = VersaoFactory.create()
    dados = _formulario(versao, perguntas='[{"chave": "x"}]', a_confirmar="cor")
    resposta = client.post(reverse("admin:guia_versaodoservico_add"), dados)
    pagina = resposta.content.decode()
    assert resposta.status_code == 200
    assert "continue nela" in pagina
    assert "required property" in pagina
    assert "Não são campos do Guia: cor." in pagina
    assert VersaoDoServico.objects.count() == 1


def test_primeira_versao_pela_administracao(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create(versao=False)
    modelo = VersaoFactory.build(servico=servico)
    dados = _formulario(modelo, servico=servico.pk, _publicar="1")
    assert client.post(reverse("admin:guia_versaodoservico_add"), dados).status_code == 302
    servico.refresh_from_db()
    assert (no_ar(servico).numero, no_ar(servico).origem) == (1, Origem.EDICAO)


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


def test_arquivar_e_restaurar_pela_lista(client: Client, coordenacao: Usuario) -> None:
    servico = ServicoFactory.create()
    lista = reverse("admin:guia_servico_changelist")
    client.post(lista, {"action": "arquivar", "_selected_action": [servico.pk]})
    servico.refresh_from_db()
    assert servico.arquivado
    client.post(lista, {"action": "restaurar", "_selected_action": [servico.pk]})
    servico.refresh_from_db()
    assert not servico.arquivado


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
    assert client.get(reverse(f"admin:guia_{modelo}_add")).status_code == 200


def test_anonima_pede_desde_quando_e_quem_disse(client: Client, ponto_focal: Usuario) -> None:
    versao = VersaoFactory.create()
    resposta = client.post(_endereco(versao), _formulario(versao, identificacao="anonima"))
    assert resposta.status_code == 200
    erros = resposta.context["adminform"].form.errors
    assert "Diga desde quando" in str(erros["anonima_desde"])
    assert "Diga quem, no órgão," in str(erros["anonima_por"])
    ditos = {"identificacao": "anonima", "anonima_desde": "01/10/2026", "anonima_por": "Ofício 12/2026"}
    assert client.post(_endereco(versao), _formulario(versao, **ditos)).status_code == 302
    versao.refresh_from_db()
    assert (versao.anonima, versao.anonima_por) == (True, "Ofício 12/2026")


def test_anonima_sem_o_ato_do_orgao_nao_se_publica(coordenacao: Usuario) -> None:
    """Também quando o rascunho veio da planilha, que não passa pelo formulário."""
    versao = VersaoFactory.create(identificacao="anonima", origem=Origem.EDICAO)
    assert any("pedido anônimo" in falta for falta in exigencias(versao))
    versao.anonima_desde, versao.anonima_por = date(2026, 10, 1), "Ofício 12/2026"
    assert not any("pedido anônimo" in falta for falta in exigencias(versao))


def test_o_historico_encurta_em_portugues(client: Client, coordenacao: Usuario) -> None:
    versao = VersaoFactory.create(o_que_e="Um texto comprido. " * 20)
    client.post(_endereco(versao), _formulario(versao, o_que_e=f"{versao.o_que_e}Acabou."))
    pagina = client.get(reverse("admin:guia_versaodoservico_history", args=[versao.pk])).content.decode()
    assert "letras]" in pagina
    assert "chars]" not in pagina


def test_o_orgao_diz_na_tela_que_prova_o_servico_pede(client: Client, ponto_focal: Usuario) -> None:
    versao = VersaoFactory.create()
    pagina = BeautifulSoup(client.get(_endereco(versao)).content, "html.parser")
    opcoes = [caixa["value"] for caixa in pagina.select("input[type=checkbox][name=prova]")]
    assert opcoes == ["foto", "data", "ordem"]
    client.post(_endereco(versao), _formulario(versao, prova=["foto", "ordem"]))
    versao.refresh_from_db()
    assert versao.prova == ["foto", "ordem"]
    assert por_extenso.texto(versao, "prova") == "Foto depois do serviço\nNúmero da ordem de serviço"


def test_todo_campo_do_guia_esta_no_formulario() -> None:
    """Um campo novo da versão que ficasse fora dos grupos não se poderia escrever por tela nenhuma."""
    grupos: Any = VersaoAdmin.fieldsets
    assert set(VersaoDoServico.CONTEUDO) <= set(flatten_fieldsets(grupos))

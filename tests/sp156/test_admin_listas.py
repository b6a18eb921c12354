"""As listas da administração: colunas que cabem, ordem do que se lê, procura do que se copia, totais."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from contas.models import Usuario
from guia.models import Servico
from protocolo.numero import formatar
from referencia.administracao import listas
from tests.contas.factories import UsuarioFactory
from tests.guia import factories as guia
from tests.sp156 import linhas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sem_menu")]

CABEM = 7
"""As colunas que se leem de uma vez a 1280 px."""


@pytest.fixture
def eu(client: Client) -> Client:
    alice = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")
    client.force_login(alice, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return client


def lista(tabela: str) -> str:
    return reverse(f"admin:{tabela.lower().replace('.', '_')}_changelist")


def lida(client: Client, pagina: str) -> BeautifulSoup:
    resposta = client.get(pagina, follow=True)
    assert resposta.status_code == 200, pagina
    return BeautifulSoup(resposta.content, "lxml")


def dito(no: Tag | BeautifulSoup | None) -> str:
    assert no is not None
    return " ".join(no.get_text(" ").split())


def achadas(client: Client, pagina: str) -> int:
    return len(lida(client, pagina).select("#result_list tbody tr"))


def test_toda_lista_cabe_e_filtra_em_palavras(eu: Client, subtests: pytest.Subtests) -> None:
    for modelo, tela in admin.site._registry.items():
        with subtests.test(modelo._meta.label):
            assert len(tela.list_display) <= CABEM
            assert "origem" not in tela.list_display
            filtros: Any = tela.list_filter
            de_django = [f for f in filtros if isinstance(f, tuple) and f[1] is admin.EmptyFieldListFilter]
            assert de_django == [], "“Vazio” e “Não está vazio” são palavras do Django: use `SeTem`"


def test_a_procura_aceita_o_que_a_pagina_mostra(eu: Client) -> None:
    """Com os traços e os pontos com que se copia, também entre espaços; o que não existe não se acha."""
    caso: Any = linhas.solicitacao(0)
    pedido = linhas.pedido(0)
    for tabela, protocolo in (
        ("solicitacoes.Solicitacao", caso.protocolo),
        ("esic.Pedido", pedido.protocolo),
    ):
        for escrito in (protocolo, formatar(protocolo), formatar(protocolo).replace("-", " ")):
            assert achadas(eu, f"{lista(tabela)}?q={escrito}") == 1, (tabela, escrito)
        assert achadas(eu, f"{lista(tabela)}?q=00000-00000-00000") == 0
    UsuarioFactory.create(nome="José Lívio", cpf="12345678909")
    for procurado in ("123.456.789-09", "jose livio"):
        ida = eu.post(reverse("admin:contas_usuario_procurar"), {"q": procurado})
        assert achadas(eu, ida.headers["Location"]) == 1, procurado


def test_os_servicos_vem_pela_ordem_do_nome_que_se_le(eu: Client) -> None:
    """O endereço não muda com o nome: por ele a lista parecia fora de ordem."""
    for endereco, nome in (("aaa", "Zelar da praça"), ("zzz", "Árvore caída"), ("mmm", "Buraco na rua")):
        versao = guia.VersaoFactory.create(
            servico__slug=endereco, nome=nome, situacao="publicada", publicada_em=guia.PUBLICADO_EM
        )
        Servico.objects.filter(pk=versao.servico_id).update(publicada=versao)
    pagina = lida(eu, lista("guia.Servico"))
    nomes = [dito(no) for no in pagina.select("#result_list tbody th")]
    assert nomes == ["Árvore caída", "Buraco na rua", "Zelar da praça"]
    destinos = {str(a["href"]) for a in pagina.select("#result_list td a")}
    assert len(destinos) == 9
    for destino in sorted(destinos)[:9:4]:
        assert eu.get(destino).status_code == 200, destino


def test_o_total_e_exato_ate_o_teto_e_acima_diz_mais_de(eu: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        linhas.lugar(n)
    assert "3 lugares" in dito(lida(eu, lista("guia.Lugar")).select_one(".paginator"))
    monkeypatch.setattr(listas, "TETO", 2)
    pagina = lida(eu, lista("guia.Lugar"))
    assert "mais de 2 lugares: procure ou filtre" in dito(pagina.select_one(".paginator"))
    assert pagina.select_one(".actions .question") is None, "não se escolhem todas quando não se sabe quantas"
    assert "mais de 2 resultados" in dito(lida(eu, f"{lista('guia.Lugar')}?q=Posto"))


def test_os_filtros_dizem_o_que_esta_escolhido(eu: Client) -> None:
    for arquivado in (None, guia.PUBLICADO_EM):
        guia.ServicoFactory.create(arquivado_em=arquivado)
    pagina = lida(eu, f"{lista('guia.Servico')}?arquivado=sim")
    assert dito(pagina.select_one("#changelist-filter summary")) == "No Guia: Os arquivados"
    assert len(pagina.select("#result_list tbody tr")) == 1
    assert achadas(eu, f"{lista('guia.Servico')}?arquivado=nao") == 1
    assert "Vazio" not in dito(pagina)
    assert "Mostrar contagem" not in dito(pagina)


def test_sim_e_nao_em_palavras_e_ainda_se_ordenam(eu: Client) -> None:
    """O desenho do Django lê-se “True” e “False” a quem usa leitor de tela."""
    linhas.dia(0)
    pagina = lida(eu, f"{lista('protocolo.DiaNaoUtil')}?o=4")
    assert dito(pagina.select_one(".field-meio_expediente")) == "não"
    assert pagina.select("#result_list th.sorted.column-meio_expediente a")
    assert pagina.select("#result_list img") == []


def test_a_lista_das_pessoas_diz_onde_cada_uma_trabalha(eu: Client) -> None:
    lotada: Any = linhas.criar("roteamento.Lotacao", 1)[0]
    linhas.designacao(0)
    ditos = [dito(no) for no in lida(eu, lista("contas.Usuario")).select(".field-onde_trabalha")]
    assert f"{lotada.get_papel_display()} ({lotada.unidade.sigla})" in ditos
    assert any(um.endswith(" (O0)") for um in ditos)
    assert "–" in ditos  # quem administra tudo não serve em unidade nenhuma


@pytest.mark.parametrize(
    ("tabela", "para"),
    [
        ("solicitacoes.Solicitacao", "/caixa/"),
        ("roteamento.Regra", "/rotas/mudar/"),
        ("roteamento.Unidade", "/rotas/unidades/"),
    ],
)
def test_a_lista_leva_a_pagina_em_que_se_trabalha(eu: Client, tabela: str, para: str) -> None:
    linhas.criar(tabela, 1)
    links = [str(a["href"]) for a in lida(eu, lista(tabela)).select("#result_list .field-trabalho a")]
    assert links
    assert all(para in link for link in links)
    assert eu.get(links[0]).status_code in {200, 403}  # a caixa, a quem serve nela

"""A administração cuida dos dados: o que pede atenção, o que não se apaga, o que se revoga."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from guia.models import Orgao, Tema
from protocolo.models import DiaNaoUtil
from referencia.tabelas import Origem
from roteamento.models import ConferenciaDeRotas, Unidade
from tests.avisos.factories import AvisoFactory
from tests.lingua import em_ingles
from tests.roteamento.factories import LotacaoFactory, RegraFactory, UnidadeFactory
from tests.sp156 import linhas

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def medidas(client: Client) -> dict[str, int]:
    return {medida.nome: medida.quantos for medida in client.get("/admin/").context["medidas"]}


def test_o_inicio_diz_o_que_pede_atencao(client: Client, alice: Usuario) -> None:
    pedido = linhas.solicitacao(0)  # um serviço sem regra, numa caixa qualquer
    vazias = {
        "Pedidos na triagem": 0,
        "O que está errado no portal": 0,
        "Avisos que não foram entregues": 0,
        "Avisos sem contato": 0,
        "Serviços sem regra de destino": 1,
        "Lugares sem destino certo": 0,
        "Revisões vencidas no Guia": 0,
        "Textos do Guia em revisão": 0,
    }
    assert medidas(client) == vazias
    AvisoFactory.create_batch(2, situacao=Aviso.Situacao.FALHOU)
    AvisoFactory.create(situacao=Aviso.Situacao.SEM_CONTATO)
    antigo = timezone.now() - timedelta(days=8)
    AvisoFactory.create(situacao=Aviso.Situacao.FALHOU, criado_em=antigo)
    Unidade.objects.filter(pk=pedido.unidade_id).update(sigla="TRIAGEM")
    RegraFactory(servico=pedido.servico, unidade=pedido.unidade)
    ConferenciaDeRotas.objects.create(
        em=timezone.now(), servicos=1, distritos=1, pares=1, lacunas=[{}], conflitos=[{}, {}]
    )
    assert list(medidas(client).values()) == [1, 0, 2, 1, 0, 3, 0, 0]
    pagina = client.get("/admin/")
    assert em_ingles(pagina.content) == []
    links = {str(a["href"]) for a in BeautifulSoup(pagina.content, "lxml").select("table a")}
    assert "/caixa/TRIAGEM/" not in links  # Alice não tem lotação na triagem: a caixa lhe daria 403
    falhas = next(link for link in links if "falhou" in link)
    assert client.get(falhas).context["cl"].result_count == 3


def test_a_triagem_so_tem_link_a_quem_pode_abri_la(client: Client, alice: Usuario) -> None:
    """Sem lotação, o caminho é registrar uma; com ela, a caixa, que então abre de verdade."""
    triagem = UnidadeFactory(triagem=True)

    def link() -> str:
        vistas = client.get("/admin/").context["medidas"]
        return next(str(m.link) for m in vistas if m.nome == "Pedidos na triagem")

    assert link() == f"/admin/roteamento/lotacao/add/?unidade={triagem.pk}"
    formulario = BeautifulSoup(client.get(link()).content, "lxml")
    assert formulario.select(f"select[name=unidade] option[selected][value='{triagem.pk}']")
    LotacaoFactory(usuario=alice, unidade=triagem)
    assert link() == "/caixa/TRIAGEM/"
    assert client.get(link()).status_code == 200


def test_sem_poder_lotar_a_triagem_diz_a_quem_pedir(client: Client) -> None:
    UnidadeFactory(triagem=True)
    olheiro = Usuario.objects.create_user(nome="Olga", email="olga@exemplo.invalid", is_staff=True)
    olheiro.user_permissions.add(Permission.objects.get(codename="view_solicitacao"))
    client.force_login(olheiro, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    triagem = client.get("/admin/").context["medidas"][0]
    assert (triagem.nome, triagem.link) == ("Pedidos na triagem", "")
    assert "Peça a quem cuida das lotações" in triagem.explicacao


def test_o_inicio_custa_sempre_o_mesmo(client: Client, alice: Usuario) -> None:
    contas = []
    for vez in range(2):
        linhas.criar("solicitacoes.Solicitacao", 2, a_partir_de=2 * vez)
        linhas.criar("avisos.Aviso", 2, a_partir_de=2 * vez)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as feitas:
            client.get("/admin/")
        contas.append(len(feitas))
    assert contas[0] == contas[1]


@pytest.mark.parametrize("modo", ["um", "varios"])
def test_o_que_esta_em_uso_nao_se_apaga_e_diz_por_que(client: Client, alice: Usuario, modo: str) -> None:
    linhas.criar("guia.Assunto", 1)
    tema = Tema.objects.get()
    if modo == "um":
        resposta = client.post(f"/admin/guia/tema/{tema.pk}/delete/", {"post": "yes"})
    else:
        escolha = {"action": "delete_selected", "_selected_action": [tema.pk], "post": "yes"}
        resposta = client.post("/admin/guia/tema/", escolha)
    assert resposta.status_code == 200
    texto = " ".join(BeautifulSoup(resposta.content, "lxml").get_text().split())
    assert "porque está em uso" in texto
    assert "1 assunto" in texto
    assert em_ingles(resposta.content) == []
    assert Tema.objects.filter(pk=tema.pk).exists()


def test_o_que_ninguem_usa_se_apaga_e_o_historico_diz_quem(client: Client, alice: Usuario) -> None:
    um, outro = linhas.criar("guia.Orgao", 2)
    assert client.post(f"/admin/guia/orgao/{um.pk}/delete/", {"post": "yes"}).status_code == 302
    escolha = {"action": "delete_selected", "_selected_action": [outro.pk], "post": "yes"}
    client.post("/admin/guia/orgao/", escolha)
    assert not Orgao.objects.filter(pk__in=[um.pk, outro.pk]).exists()
    apagadas = Orgao.history.filter(history_type="-")
    assert {versao.history_user for versao in apagadas} == {alice}
    assert apagadas.count() == 2


def novo_dia(**campos: str) -> dict[str, str]:
    dia = {"data": "2030-05-02", "nome": "Ponte", "tipo": "facultativo", "ato": "Decreto 1"}
    return {**dia, "_conferido": "Guardar o dia", **campos}


def test_um_dia_a_mais_se_registra_e_se_registra_de_novo_quando_muda(client: Client, alice: Usuario) -> None:
    client.post("/admin/protocolo/dianaoutil/add/", novo_dia())
    dia = DiaNaoUtil.objects.get(nome="Ponte")
    antes = dia.registrado_em
    assert dia.origem == Origem.EDICAO
    client.post(f"/admin/protocolo/dianaoutil/{dia.pk}/change/", novo_dia(ato="Decreto 2"))
    dia.refresh_from_db()
    assert dia.ato == "Decreto 2"
    assert dia.registrado_em > antes
    repetido = client.post("/admin/protocolo/dianaoutil/add/", novo_dia(nome="Outra"))
    assert "Este dia já está no calendário." in repetido.content.decode()


def test_um_dia_nao_se_apaga_revoga_se_e_nao_muda_mais(client: Client, alice: Usuario) -> None:
    dia = linhas.dia(0)
    assert client.post(f"/admin/protocolo/dianaoutil/{dia.pk}/delete/", {"post": "yes"}).status_code == 403
    acao = {"action": "revogar", "_selected_action": [dia.pk]}
    pagina = client.post("/admin/protocolo/dianaoutil/", acao, follow=True)
    assert "Revogados:" in pagina.content.decode()
    dia.refresh_from_db()
    revogado = dia.revogado_em
    assert revogado is not None
    assert dia.history.first().history_user == alice
    pagina = client.post("/admin/protocolo/dianaoutil/", acao, follow=True)
    assert "Já estavam revogados: 1" in pagina.content.decode()
    assert client.post(f"/admin/protocolo/dianaoutil/{dia.pk}/change/", novo_dia()).status_code == 403
    dia.refresh_from_db()
    assert dia.revogado_em == revogado
    assert client.post("/admin/protocolo/dianaoutil/add/", novo_dia(data=str(dia.data))).status_code == 302


def test_prazo_de_lei_nao_se_apaga(client: Client, alice: Usuario) -> None:
    prazo = linhas.prazo(0)
    assert client.post(f"/admin/protocolo/prazolegal/{prazo.pk}/delete/", {"post": "yes"}).status_code == 403


def test_o_historico_diz_quem_mudou_o_que(client: Client, alice: Usuario) -> None:
    prazo = linhas.prazo(0)
    campos = {"chave": prazo.chave, "quantidade": "20", "contagem": "uteis", "base_legal": "Outra lei"}
    client.post(f"/admin/protocolo/prazolegal/{prazo.pk}/change/", {**campos, "vigente_de": "2020-01-01"})
    pagina = client.get(f"/admin/protocolo/prazolegal/{prazo.pk}/history/").content
    texto = " ".join(BeautifulSoup(pagina, "lxml").get_text().split())
    assert "Base legal: de “Lei” para “Outra lei”" in texto
    assert "Alice" in texto


def test_sair_da_administracao_leva_ao_portal(client: Client, alice: Usuario) -> None:
    assert client.get("/admin/password_change/").headers["Location"] == "/conta/password/change/"
    saida = client.post("/admin/logout/", follow=True)
    assert saida.redirect_chain == [("/conta/logout/", 307), ("/", 302)], "o formulário segue como veio"
    assert "_auth_user_id" not in client.session

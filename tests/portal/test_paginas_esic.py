"""As páginas que explicam o acesso à informação e a Ouvidoria: prazos da tabela, SICs e caminhos."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.carga import carregar
from avisos.models import Cidade
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from portal import prazos
from portal.sics import sics
from protocolo.models import PrazoLegal
from roteamento.models import Unidade
from tests.esic import elenco
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.manifestando import Manifestante

pytestmark = pytest.mark.django_db
PAGINAS = ("/e-sic/", "/e-sic/como-pedir/", "/ouvidoria/", "/ouvidoria/quando-procurar/")
ESIC, OUVIDORIA = "/e-sic/como-pedir/", "/ouvidoria/quando-procurar/"


def sopa(client: Client, endereco: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(endereco).content, "lxml")


def texto(client: Client, endereco: str) -> str:
    principal = sopa(client, endereco).find("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def links(client: Client, endereco: str) -> set[str]:
    return {str(a["href"]) for a in sopa(client, endereco).find_all("a", href=True)}


def balcao(sigla: str = "SIC-SMSUB", **campos: object) -> Unidade:
    padrao = {"nome": "SIC", "orgao": elenco.orgao(), "vigente_de": date(2020, 1, 1), "atende_publico": True}
    return Unidade.objects.create(sigla=sigla, **{**padrao, **campos})


@pytest.mark.parametrize("endereco", PAGINAS)
def test_abre_sem_sessao_e_so_para_leitura(client: Client, endereco: str) -> None:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    assert not resposta.cookies
    assert "Cookie" not in resposta.headers.get("Vary", "")
    assert client.post(endereco).status_code == 405


def test_a_quem_pediu_sem_prazo_do_orgao_nao_se_manda_esperar_o_prazo(client: Client) -> None:
    PrazoLegal.objects.filter(chave=PrazoLegal.Qual.PRAZO_PROVISORIO).update(quantidade=45)
    assert "o prazo do pedido passou ou, se o órgão não o informou, depois de 45 dias" in texto(
        client, "/ouvidoria/"
    )
    assert "Espere o prazo ou, se o órgão não o informou, 45 dias." in texto(client, OUVIDORIA)


@pytest.mark.parametrize("endereco", PAGINAS)
def test_antes_da_carga_dos_prazos_a_pagina_ainda_se_le(client: Client, endereco: str) -> None:
    PrazoLegal.objects.all().delete()
    assert "o prazo da lei" in texto(client, endereco)


def test_os_prazos_sao_os_que_valem_hoje(client: Client) -> None:
    dito = texto(client, ESIC)
    for frase in ("em até 20 dias", "por mais 10 dias", "você tem 10 dias", "na reunião de cada mês"):
        assert frase in dito
    hoje = timezone.localdate()
    novo = {"contagem": "uteis", "base_legal": "Decreto novo", "vigente_de": hoje}
    PrazoLegal.objects.create(chave="ESIC_RESPOSTA", quantidade=7, **novo)
    PrazoLegal.objects.create(chave="ESIC_RECURSO_3_DECISAO", quantidade=1, **novo)
    PrazoLegal.objects.create(chave="OUV_RESPOSTA", quantidade=15, **novo)
    futuro = {**novo, "vigente_de": hoje + timedelta(days=1)}
    PrazoLegal.objects.create(chave="ESIC_PRORROGACAO", quantidade=99, **futuro)
    dito = texto(client, ESIC)
    for frase in ("em até 7 dias úteis (Decreto novo)", "por mais 10 dias", "em 1 dia útil"):
        assert frase in dito
    assert "em até 7 dias úteis" in texto(client, "/e-sic/")
    assert "em até 15 dias úteis" in texto(client, OUVIDORIA)


def test_prazos_numa_consulta_so_e_cada_chave_existe_na_carga() -> None:
    with CaptureQueriesContext(connection) as feitas:
        ditos = prazos.escritos([*prazos.ESIC, *prazos.OUVIDORIA], timezone.localdate())
    assert len(feitas) == 1
    assert {chave for chave, dito in ditos.items() if not dito.quanto} == {"ESIC_RECURSO_3_DECISAO"}
    assert all(dito.base for dito in ditos.values())


# --- os SICs ----------------------------------------------------------------------------


def test_cada_orgao_diz_onde_atende_ou_que_e_pela_ouvidoria(client: Client) -> None:
    elenco.orgao("SMT", "Secretaria de Mobilidade")
    elenco.orgao("SMS", "Secretaria da Saúde")
    designar(Papel.SIC, "SMSUB", nome="Simone")
    designar(Papel.SIC, "SMS", nome="Já saiu", ate=timezone.localdate() - timedelta(days=1))
    dito = texto(client, ESIC)
    assert "Secretaria das Subprefeituras Endereço a confirmar" in dito
    balcao(endereco="Rua Líbero Badaró, 425", telefone="(11) 3113-0000", horario="das 9h às 17h")
    balcao("SIC-ANTIGO", endereco="Rua Velha, 1", vigente_ate=date(2021, 1, 1))
    balcao("PRACA", endereco="Rua da Praça, 2")
    dito = texto(client, ESIC)
    assert "Secretaria das Subprefeituras Rua Líbero Badaró, 425 (11) 3113-0000 das 9h às 17h" in dito
    for fora in ("Rua Velha", "Rua da Praça", "Simone"):
        assert fora not in dito
    assert "Peça pela Ouvidoria" in dito
    sem = sopa(client, ESIC).select_one("details")
    assert sem
    assert {"Secretaria de Mobilidade", "Secretaria da Saúde"} <= {li.get_text() for li in sem.find_all("li")}


def test_sics_custam_as_mesmas_consultas_com_um_e_com_cinco(client: Client) -> None:
    custos = []
    for quantos in (1, 5):
        for n in range(quantos):
            designar(Papel.SIC, f"O{quantos}{n}", nome=f"SIC {quantos}{n}")
        with CaptureQueriesContext(connection) as feitas:
            sics(timezone.localdate())
        custos.append(len(feitas))
    assert custos == [3, 3]


def test_todos_sem_sic(client: Client) -> None:
    elenco.orgao()
    assert "Nenhum órgão disse ainda quem responde por ele" in texto(client, ESIC)


# --- os caminhos ------------------------------------------------------------------------


def test_o_que_nao_e_pedido_de_informacao_tem_caminho(client: Client) -> None:
    esperados = {"/servicos/", "/acompanhar/", OUVIDORIA, "/ouvidoria/denuncia/", "/privacidade/"}
    assert esperados <= links(client, ESIC)
    dito = texto(client, ESIC)
    for frase in (
        "nada é recusado",
        "Controladoria Geral do Município",
        "artigo 12",
        "autoridade máxima do órgão",
    ):
        assert frase in dito


def test_quando_procurar_diz_os_cinco_tipos_e_a_segunda_instancia(client: Client) -> None:
    dito = texto(client, OUVIDORIA)
    assert "segunda instância" in dito
    for tipo in TipoDeManifestacao:
        assert tipo.label in dito
        assert f"/ouvidoria/{tipo}/" in links(client, OUVIDORIA)
    assert {"/servicos/", "/acompanhar/", ESIC} <= links(client, OUVIDORIA)


def test_o_portal_da_transparencia_e_da_configuracao(client: Client) -> None:
    Cidade.objects.update_or_create(pk=1, defaults={"portal_da_transparencia": ""})
    for endereco in ("/e-sic/", ESIC):
        assert "Portal da Transparência" not in texto(client, endereco)
    Cidade.objects.filter(pk=1).update(portal_da_transparencia="https://transparencia.exemplo.invalid/")
    for endereco in ("/e-sic/", ESIC):
        assert "https://transparencia.exemplo.invalid/" in links(client, endereco)


def test_as_portas_oficiais_da_cidade_estao_no_rodape_e_se_editam(client: Client) -> None:
    Cidade.objects.all().delete()
    assert Cidade.atual().portas == []
    carregar()
    portas = dict(Cidade.atual().portas)
    assert portas["Portal da Transparência"] == "https://transparencia.prefeitura.sp.gov.br/"
    assert all(endereco.startswith("https://") for endereco in portas.values())
    assert len(portas) == 4
    Cidade.objects.update(diario_oficial="https://diario.exemplo.invalid/", dados_abertos="")
    rodape = sopa(client, "/").select_one("footer")
    assert rodape
    ditos = {str(a["href"]) for a in rodape.find_all("a", href=True)}
    assert {"https://diario.exemplo.invalid/", portas["Prefeitura de São Paulo"]} <= ditos
    assert portas["Dados abertos da cidade"] not in ditos


@pytest.mark.parametrize("endereco", ["/", "/servicos/", "/acompanhar/", "/ouvidoria/reclamacao/"])
def test_o_rodape_leva_as_duas(client: Client, endereco: str) -> None:
    rodape = sopa(client, endereco).select_one("footer")
    assert rodape
    assert {ESIC, OUVIDORIA} <= {str(a["href"]) for a in rodape.find_all("a", href=True)}


def test_mapa_e_sitemap_levam_as_paginas_novas(client: Client) -> None:
    novas = {ESIC, OUVIDORIA, "/e-sic/relatorio/", "/e-sic/dados/"}
    assert novas <= links(client, "/mapa-do-site/")
    sitemap = client.get("/sitemap.xml").text
    assert all(f"http://testserver{pagina}</loc>" in sitemap for pagina in novas)


def test_a_porta_leva_ao_como_aos_relatorios_e_aos_dados(client: Client) -> None:
    esperados = {ESIC, f"{ESIC}#recursos", "/e-sic/relatorio/", "/e-sic/dados/", "/acompanhar/", OUVIDORIA}
    assert esperados <= links(client, "/e-sic/")
    ancoras = {str(no["id"]) for no in sopa(client, ESIC).find_all(id=True)}
    assert {"passos", "nao-e", "prazos", "recursos", "custo", "sics"} <= ancoras


@pytest.mark.parametrize("tipo", TipoDeManifestacao.values)
def test_o_formulario_da_ouvidoria_leva_a_quando_procurar(client: Client, tipo: str) -> None:
    principal = sopa(client, f"/ouvidoria/{tipo}/").find("main")
    assert principal
    assert principal.find("a", href=OUVIDORIA)


def test_tipo_que_nao_ha_continua_404(client: Client) -> None:
    for ruim in ("reclamacoes", "denunciar", "quando-procura"):
        assert client.get(f"/ouvidoria/{ruim}/").status_code == 404


def test_o_comprovante_e_o_recibo_dizem_onde_ler(client: Client) -> None:
    quem = Manifestante(client)
    quem.comecar("sugestao", {"o_que": "Ponham bancos na praça perto de casa."})
    quem.mandar("identificacao/", {"como": "anonimo"})
    quem.mandar("conferir/")
    base = f"/ouvidoria/manifestar/{quem.uuid}/"
    assert OUVIDORIA in links(client, f"{base}comprovante/")
    assert OUVIDORIA in texto(client, f"{base}recibo/")

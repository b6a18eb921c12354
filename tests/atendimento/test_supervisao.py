"""A supervisão: o que se conta, a quem se mostra, e a lista a que cada número leva."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes, tasks
from atendimento.models import Atendimento, BuscaDePessoa, ContaDoDia, Reconhecimento, RegraDoAtendimento
from atendimento.situacoes import Providencia, Resultado
from atendimento.supervisao import quadro
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Procura, Servico
from guia.publicacao.relatorio import consultados_sem_pedido
from roteamento.models import Unidade
from tests.atendimento.ligando import central, na_lista, pegar
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
INICIO, LISTA = "central:supervisao", "central:supervisao_lista"


def praca() -> Unidade:
    return elenco.unidade("PAT-SÉ", "Praça Sé", atribuicao="PAT", atende_publico=True, telefone="156")


@pytest.fixture
def ana() -> Usuario:
    return elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)


def entrar(client: Client, onde: Unidade) -> Client:
    client.force_login(elenco.servidor(onde, nome="Sônia", papel=Papel.CHEFIA))
    return client


def feito(quem: Usuario, onde: Unidade | None = None, *, ha: int = 0, **campos: Any) -> Atendimento:
    """Um que acabou, começado há tantos dias ao meio-dia (hoje, agora), e que durou três minutos."""
    agora = timezone.localtime()
    meia_noite = agora.replace(hour=0, minute=0, second=0, microsecond=0)
    comeco = max(agora - timedelta(minutes=5), meia_noite)  # “hoje” também logo depois da meia-noite
    if ha:
        comeco = timezone.localtime(comeco).replace(hour=12, minute=0) - timedelta(days=ha)
    novo = acoes.comecar(atendente=quem, unidade=onde or central())
    valores = {
        "comecado_em": comeco,
        "terminado_em": comeco + timedelta(minutes=3),
        "resultado": Resultado.INFORMACAO,
        **campos,
    }
    Atendimento.objects.filter(pk=novo.pk).update(**valores)
    novo.refresh_from_db()
    return novo


def consultou(este: Atendimento, servico: Servico, *, pediu: bool = False) -> None:
    acoes.anotar(atendimento=este, tipo=Providencia.CONSULTOU, servico=servico)
    if pediu:
        acoes.anotar(atendimento=este, tipo=Providencia.REGISTROU, servico=servico, protocolo="1" * 15)
    este.atos.update(em=este.comecado_em)


def numeros(nome: str = "mes", lugares: list[int] | None = None, agora: datetime | None = None) -> Any:
    agora = agora or timezone.now()
    return quadro.ler(quadro.Periodo.ler(nome, timezone.localdate(agora)), lugares, agora)


def partes(todas: list[quadro.ParteDoQuadro]) -> dict[str, int]:
    return {parte.nome: parte.quantos for parte in todas}


def test_o_somado_e_o_contado_na_hora_dizem_o_mesmo(ana: Usuario) -> None:
    """A mesma semana antes e depois da rotina; e rodá-la de novo não muda nada."""
    servico = elenco.servico()
    consultou(feito(ana, ha=2, servico=servico), servico)
    consultou(feito(ana, ha=2, servico=servico, resultado=Resultado.PEDIDO), servico, pediu=True)
    feito(ana, praca(), ha=1, resultado="")
    feito(ana)
    fora = feito(ana, ha=45)
    antes = numeros()
    for _ in range(2):
        tasks.contar_os_dias()
        depois = numeros()
        assert depois.por_medida == antes.por_medida
        assert (depois.total, depois.sem_resultado) == (4, 1)
        assert depois.medio == timedelta(minutes=3)
        assert depois.mediano == timedelta(minutes=3, seconds=10)
        assert partes(depois.canais) == {"Central 156": 3, "Praça de Atendimento": 1}
        assert partes(depois.lugares) == {central().nome: 3, "Praça Sé": 1}
        assert partes(depois.servicos) == {"Tapa-buraco": 2}
        assert partes(depois.sem_pedido) == {"Tapa-buraco": 1}
        assert partes(depois.resultados) == {"Só informação": 2, "Pedido registrado": 1}
    assert not ContaDoDia.objects.filter(dia=timezone.localdate(fora.comecado_em)).exists()
    assert numeros("hoje").total == 1
    assert numeros("semana", [praca().pk]).total == 1


def test_o_que_se_consulta_sem_pedir_chega_ao_relatorio_do_guia(ana: Usuario) -> None:
    """Escrito de cima, lido pelo Guia; o que deixou de se consultar volta a zero."""
    servico, outro = elenco.servico(), elenco.servico("poda", "Poda")
    Procura.objects.create(servico=outro, consultados_sem_pedido=7, pedidos_por_ano=9)
    for _ in range(2):
        consultou(feito(ana, ha=1), servico)
    tasks.contar_os_dias()
    assert [(um.servico, um.consultados_sem_pedido) for um in consultados_sem_pedido()] == [(servico, 2)]
    assert consultados_sem_pedido([0]) == []
    assert Procura.objects.get(servico=outro).pedidos_por_ano == 9


def test_cada_numero_leva_a_sua_lista(ana: Usuario, client: Client) -> None:
    """Segue cada link da página e conta as linhas de lá."""
    servico = elenco.servico()
    feito(ana, servico=servico)
    feito(ana, ha=3, resultado="")
    feito(ana, praca(), ha=1, resultado=Resultado.PEDIDO)
    acoes.comecar(atendente=ana, unidade=central())
    tasks.contar_os_dias()
    entrar(client, central())
    pagina = BeautifulSoup(client.get(reverse(INICIO), {"periodo": "semana"}).content, "lxml")
    lista, seguidos = reverse(LISTA), 0
    for link in pagina.select(f'main a[href^="{lista}"]'):
        forte = link.find("strong")
        dito = int((forte or link).find(string=True, recursive=True))  # type: ignore[arg-type]
        linhas = BeautifulSoup(client.get(str(link["href"])).content, "lxml").select("tbody tr")
        assert len(linhas) == dito, link["href"]
        seguidos += 1
    assert seguidos > 8
    so_da_praca = {"periodo": "semana", "lugar": str(praca().pk)}
    assert numeros("semana", [praca().pk]).total == 1
    assert "Supervisão: Praça Sé" in client.get(reverse(INICIO), so_da_praca).content.decode()


def test_a_chefia_da_praca_so_ve_a_sua(ana: Usuario, client: Client) -> None:
    """Nem os números, nem a lista, nem o atendimento da Central; o lugar pedido que não é seu não conta."""
    da_central, da_praca = feito(ana), feito(ana, praca())
    entrar(client, praca())
    pedidos: list[dict[str, int]] = [{}, {"lugar": central().pk}]
    for pedido in pedidos:
        pagina = client.get(reverse(INICIO), pedido).content.decode()
        assert "<strong>1</strong>\n    atendimento<" in pagina
        linhas = BeautifulSoup(client.get(reverse(LISTA), pedido).content, "lxml").select("tbody tr")
        assert len(linhas) == (0 if pedido else 1)
    endereco = "central:supervisao_atendimento"
    assert client.get(reverse(endereco, args=[da_praca.codigo])).status_code == 200
    assert client.get(reverse(endereco, args=[da_central.codigo])).status_code == 404
    planilha = b"".join(client.get(reverse("central:supervisao_lista_csv")))
    assert str(da_praca.codigo) in planilha.decode()
    assert str(da_central.codigo) not in planilha.decode()


def test_o_atendimento_se_le_sem_nada_de_quem_se_atendeu(ana: Usuario, client: Client) -> None:
    """Os atos, os tempos e os protocolos; da pessoa reconhecida, só como se reconheceu."""
    caso = elenco.solicitacao()
    assert caso.interessado
    este = feito(ana, reconhecido=caso.interessado, identidade="declarada")
    acoes.anotar(atendimento=este, tipo=Providencia.LEU, protocolo=caso.protocolo)
    for achados in (1, 0, 0):
        BuscaDePessoa.objects.create(atendimento=este, por="cpf", impressao="x", achados=achados)
    for conferiu in (False, True):
        Reconhecimento.objects.create(
            atendimento=este, interessado=caso.interessado, fatos="nome", conferiu=conferiu
        )
    ligacao = pegar(ana, na_lista())
    entrar(client, central())
    pagina = client.get(reverse("central:supervisao_atendimento", args=[este.codigo])).content.decode()
    assert all(dito in pagina for dito in ("Leu o andamento", "3 min 0 s", "Declarada", "Ana Atende"))
    assert "3, 2 sem achar" in pagina
    assert "1 vez<" in pagina
    assert caso.protocolo_escrito in pagina
    saida = reverse("central:supervisao_atendimento", args=[ligacao.atendimento.codigo])
    de_saida = client.get(saida).content.decode()
    assert "ligação de retorno" in de_saida
    for dado in ("Maria Silva", "98765", "Joana", "3333-4444", "529.982"):
        assert dado not in pagina + de_saida


def test_muitas_buscas_sem_achar_se_destacam(ana: Usuario, client: Client) -> None:
    """Somadas ou contadas na hora; quem mais procurou sem achar vem primeiro."""
    bia = elenco.servidor(central(), nome="Bia Busca", papel=Papel.ATENDENTE)
    dela, de_ana = feito(bia, ha=1), feito(ana)
    for este, achados in ((dela, 0), (dela, 0), (dela, 3), (de_ana, 1)):
        BuscaDePessoa.objects.create(
            atendimento=este, por="cpf", impressao="x", achados=achados, em=este.comecado_em
        )
    RegraDoAtendimento.objects.create(pk=1, buscas_sem_achar=2)
    entrar(client, central())
    for _ in range(2):
        achadas = [(um.nome, um.quantos, um.a_mais) for um in numeros("semana").buscas]
        assert achadas == [("Bia Busca", 3, 2), ("Ana Atende", 1, 0)]
        tasks.contar_os_dias()
    assert "Muitas sem achar" not in client.get(reverse(INICIO), {"periodo": "semana"}).content.decode()
    BuscaDePessoa.objects.filter(atendimento=dela).update(em=timezone.now())
    assert "Muitas sem achar" in client.get(reverse(INICIO)).content.decode()


def test_a_planilha_dos_numeros(ana: Usuario, client: Client) -> None:
    feito(ana, servico=elenco.servico("conta", "=Conta de luz"))
    entrar(client, central())
    planilha = client.get(reverse("central:supervisao_numeros")).content.decode()
    assert "Total;Atendimentos;1" in planilha
    assert "Por serviço;'=Conta de luz;1" in planilha


def test_a_pagina_custa_o_mesmo_com_um_dia_e_com_um_mes(ana: Usuario, client: Client) -> None:
    """Somado, o período não muda o número de consultas; nem quantos lugares nem quantos abertos."""
    entrar(client, central())
    feito(ana)
    tasks.contar_os_dias()
    custos = []
    for ha in (1, 2):
        for onde in (central(), praca()):
            feito(ana, onde, ha=ha, servico=elenco.servico())
            acoes.comecar(atendente=ana, unidade=onde)
        tasks.contar_os_dias()
        with CaptureQueriesContext(connection) as consultas:
            client.get(reverse(INICIO), {"periodo": "mes"})
        custos.append(len(consultas))
    assert custos[0] == custos[1]


def test_periodo_estranho_e_pagina_vazia(client: Client) -> None:
    entrar(client, central())
    pedidos: list[dict[str, str]] = [{}, {"periodo": "xyz", "lugar": "abc"}]
    for pedido in pedidos:
        resposta = client.get(reverse(INICIO), pedido)
        assert resposta.status_code == 200
        assert "Nenhum no período." in resposta.content.decode()
    assert client.get(reverse(LISTA), {"hora": "99", "servico": "x", "de": "ontem"}).status_code == 200


def test_so_a_chefia_da_central_tem_o_caminho_das_cartas(client: Client, subtests: pytest.Subtests) -> None:
    """A chefia de uma Praça não vê o que lhe daria 403."""
    for nome, onde, tem in (("a Central", central(), True), ("uma Praça", praca(), False)):
        with subtests.test(nome):
            entrar(client, onde)
            pagina = client.get(reverse(INICIO)).content.decode()
            assert (reverse("central:cartas") in pagina) is tem
            assert client.get(reverse("central:cartas")).status_code == (200 if tem else 403)


def test_o_numero_dos_consultados_sem_pedido_nao_leva_a_outra_conta(ana: Usuario, client: Client) -> None:
    """A lista do serviço tem também quem o pediu: o número fica sem caminho."""
    servico = elenco.servico()
    for pediu in (True, False):
        consultou(feito(ana, servico=servico), servico, pediu=pediu)
    entrar(client, central())
    pagina = BeautifulSoup(client.get(reverse(INICIO)).content, "lxml")
    quadros = {str(um.caption.string): um for um in pagina.select("table") if um.caption}
    celula = quadros["Consultados sem que se pedisse"].select_one("tbody td")
    assert celula
    assert celula.get_text(strip=True) == "1"
    assert not celula.find("a")
    assert quadros["Por serviço"].select_one("tbody td a")


def test_o_que_se_atendeu_fora_do_turno_se_ve_e_se_escolhe(ana: Usuario, client: Client) -> None:
    """Na lista, no atendimento e na planilha."""
    fora, dentro = feito(ana, fora_do_turno=True), feito(ana)
    entrar(client, central())
    todos = BeautifulSoup(client.get(reverse(LISTA)).content, "lxml").select("tbody tr")
    assert sum("fora do turno" in linha.get_text() for linha in todos) == 1
    escolhidos = client.get(reverse(LISTA), {"fora_do_turno": "sim"})
    linhas = BeautifulSoup(escolhidos.content, "lxml").select("tbody tr")
    assert [str(fora.codigo) in str(linha) for linha in linhas] == [True]
    for este in (fora, dentro):
        pagina = client.get(reverse("central:supervisao_atendimento", args=[este.codigo])).content.decode()
        assert ("fora do turno" in pagina) is (este == fora)
    planilha = b"".join(client.get(reverse("central:supervisao_lista_csv"))).decode()
    assert planilha.count(";Ana Atende;sim;") == 1

"""O comando, a rotina da noite e as páginas da conferência."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.acoes.conferencias import GUARDADAS
from roteamento.models import ConferenciaDeRotas, Distrito, Regra, Unidade
from roteamento.tasks import conferir_rotas
from tests.correio import Correio
from tests.roteamento.factories import (
    DistritoFactory,
    LotacaoFactory,
    PessoaFactory,
    RegraFactory,
    UnidadeFactory,
    de_ate,
    servico_aberto,
)

pytestmark = pytest.mark.django_db
HOJE = timezone.localdate()


@pytest.fixture
def cidade() -> list[Distrito]:
    UnidadeFactory(triagem=True)
    return [DistritoFactory(nome=nome) for nome in ("Sé", "Perus")]


@pytest.fixture
def regra(cidade: list[Distrito]) -> Regra:
    feita: Regra = RegraFactory(servico=servico_aberto(), unidade__sigla="GERAL")
    return feita


@pytest.fixture
def administrador(client: Client) -> Usuario:
    quem: Usuario = PessoaFactory(is_staff=True)
    quem.groups.add(Group.objects.get(name="Administração"))
    client.force_login(quem)
    return quem


def rodar(*opcoes: str) -> tuple[str, int]:
    """O que o comando escreve e com que código sai."""
    saida, codigo = StringIO(), 0
    try:
        call_command("conferir_rotas", *opcoes, stdout=saida)
    except SystemExit as fim:
        codigo = int(str(fim.code))
    return saida.getvalue(), codigo


# --- o comando --------------------------------------------------------------------------


def test_lacuna_sai_com_um_e_diz_onde(regra: Regra, cidade: list[Distrito]) -> None:
    regra.distrito = cidade[0]
    regra.save()
    saida, codigo = rodar("--json")
    assert json.loads(saida)["lacunas"] == [
        {
            "servico": regra.servico.slug,
            "distrito": "Perus",
            "rua": None,
            "em": HOJE.isoformat(),
            "motivo": f"Não há regra deste serviço em {HOJE:%d/%m/%Y}.",
        }
    ]
    assert codigo == 1
    assert "Lacunas: 1\n  Tapa-buraco, Perus, em" in rodar()[0]


def test_destino_morto_e_lacuna(regra: Regra) -> None:
    Unidade.objects.filter(sigla="GERAL").update(vigente_ate=HOJE - timedelta(days=1))
    saida, codigo = rodar("--json")
    dito = json.loads(saida)
    assert (len(dito["lacunas"]), dito["conflitos"], codigo) == (2, [], 1)


def test_sem_servidor_so_falha_no_estrito(regra: Regra) -> None:
    assert json.loads(rodar("--json")[0])["unidades_sem_servidor"] == ["GERAL"]
    assert (rodar()[1], rodar("--estrito")[1]) == (0, 1)
    LotacaoFactory(unidade=regra.unidade, papel=Papel.ATENDENTE)
    assert rodar("--estrito")[1] == 1, "quem só atende não trabalha na caixa"
    LotacaoFactory(unidade=regra.unidade, papel=Papel.CHEFIA)
    assert rodar("--estrito")[1] == 0


def test_servico_fechado_nao_se_confere(regra: Regra) -> None:
    regra.delete()
    regra.servico.arquivado_em = timezone.now()
    regra.servico.save()
    assert json.loads(rodar("--json")[0])["servicos"] == 0


def test_sem_triagem_diz_o_que_fazer() -> None:
    with pytest.raises(CommandError, match="carregar_referencia"):
        call_command("conferir_rotas")


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem_com_os_servicos(cidade: list[Distrito], quantos: int) -> None:
    for _ in range(quantos):
        RegraFactory(servico=servico_aberto())
    with CaptureQueriesContext(connection) as consultas:
        rodar("--json")
    assert len(consultas) == 6


# --- toda noite ---------------------------------------------------------------------------


def test_a_noite_guarda_e_avisa_so_quem_cuida(
    regra: Regra, cidade: list[Distrito], administrador: Usuario, correio: Correio
) -> None:
    PessoaFactory()
    conferir_rotas()
    assert (ConferenciaDeRotas.objects.get().lacunas, Aviso.objects.count()) == ([], 0)
    regra.distrito = cidade[0]
    regra.save()
    conferir_rotas()
    conferir_rotas()
    assert len(ConferenciaDeRotas.objects.all()[0].lacunas) == 1
    assert Aviso.objects.get().usuario == administrador, "uma vez por dia, mesmo repetida"
    assert entregar_pendentes().enviados == 1
    (mensagem,) = correio.mensagens
    assert mensagem["to"] == administrador.email
    texto = mensagem.get_body(("plain",))
    assert texto
    assert "Tapa-buraco, Perus" in texto.get_content()


def test_so_as_ultimas_ficam(regra: Regra) -> None:
    ConferenciaDeRotas.objects.bulk_create(
        ConferenciaDeRotas(em=timezone.now() - timedelta(days=n), servicos=n, distritos=1, pares=1)
        for n in range(1, GUARDADAS + 5)
    )
    conferir_rotas()
    assert ConferenciaDeRotas.objects.count() == GUARDADAS
    assert not ConferenciaDeRotas.objects.filter(servicos__gt=GUARDADAS).exists()


# --- as páginas -----------------------------------------------------------------------------


def pagina(cliente: Client, **filtros: str) -> BeautifulSoup:
    resposta = cliente.get("/rotas/", filtros)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def nomes(lida: BeautifulSoup) -> list[str]:
    return [th.get_text(strip=True) for th in lida.select(".sp-matriz tbody th")]


def test_a_matriz_marca_geral_propria_e_furo(
    client: Client, administrador: Usuario, regra: Regra, cidade: list[Distrito]
) -> None:
    RegraFactory(servico=regra.servico, distrito=cidade[0])
    furado = RegraFactory(servico=servico_aberto("Árvore caída"), distrito=cidade[1])
    lida = pagina(client)
    assert nomes(lida) == ["Árvore caída", "Tapa-buraco"]
    celulas = [[td.get_text() for td in tr.select("td.sp-matriz__lugar")] for tr in lida.select("tbody tr")]
    assert celulas == [["furo", "própria"], ["própria", "geral"]]
    assert nomes(pagina(client, furos="sim")) == ["Árvore caída"]
    assert nomes(pagina(client, busca="arvore")) == ["Árvore caída"]
    assert nomes(pagina(client, busca="rua e bairro")) == ["Árvore caída", "Tapa-buraco"]
    assert nomes(pagina(client, unidade=furado.unidade.sigla)) == ["Árvore caída"]
    assert "Nenhum serviço com estes filtros" in pagina(client, unidade="NADA").get_text()
    assert "Nenhum serviço com lacuna" in pagina(client, furos="sim", busca="tapa").get_text()


def test_o_furo_marcado_para_depois_tem_dia(client: Client, administrador: Usuario, regra: Regra) -> None:
    regra.vigencia = de_ate(ate=HOJE + timedelta(days=9))
    regra.save()
    assert f"furo em {HOJE + timedelta(days=9):%d/%m/%Y}" in pagina(client).get_text()


def test_muitos_servicos_em_paginas(client: Client, administrador: Usuario, cidade: list[Distrito]) -> None:
    for n in range(27):
        RegraFactory(servico=servico_aberto(f"Serviço {n:02}"))
    primeira, segunda = pagina(client), pagina(client, pagina="2")
    assert (len(nomes(primeira)), nomes(segunda)) == (25, ["Serviço 25", "Serviço 26"])
    assert primeira.select_one("a[rel=next]")
    assert nomes(pagina(client, pagina="x")) == nomes(primeira)


def test_sem_nada_e_sem_triagem(client: Client, administrador: Usuario) -> None:
    assert "Não dá para conferir" in pagina(client).get_text()
    UnidadeFactory(triagem=True)
    assert "Nenhum serviço se pode pedir ainda" in pagina(client).get_text()


def test_conferir_agora_guarda_e_diz(
    client: Client, administrador: Usuario, regra: Regra, cidade: list[Distrito]
) -> None:
    assert "Ainda não houve conferência" in pagina(client).get_text()
    resposta = client.post("/rotas/", follow=True)
    assert "todo serviço tem um destino em todo lugar" in resposta.content.decode()
    regra.distrito = cidade[0]
    regra.save()
    texto = client.post("/rotas/", follow=True).content.decode()
    assert "1 lacuna e 0 conflitos" in texto


def test_um_servico_por_inteiro(
    client: Client, administrador: Usuario, regra: Regra, cidade: list[Distrito]
) -> None:
    RegraFactory(servico=regra.servico, distrito=cidade[0], unidade__sigla="PROPRIA", norma="Lei 1")
    texto = client.get(f"/rotas/servico/{regra.servico.slug}/").content.decode()
    for dito in ("PROPRIA", "GERAL", "distrito Sé", "toda a cidade", "Lei 1", "Conferido agora"):
        assert dito in texto
    regra.delete()
    texto = client.get(f"/rotas/servico/{regra.servico.slug}/").content.decode()
    assert "1 lugar sem destino certo" in texto
    assert client.get("/rotas/servico/nao-existe/").status_code == 404


def test_as_paginas_so_leem_e_custam_o_mesmo(client: Client, administrador: Usuario, regra: Regra) -> None:
    def custo(caminho: str) -> list[Any]:
        with CaptureQueriesContext(connection) as consultas:
            assert client.get(caminho).status_code == 200
        return [c["sql"] for c in consultas]

    caminhos = ("/rotas/", "/rotas/?furos=sim", f"/rotas/servico/{regra.servico.slug}/")
    RegraFactory(servico=servico_aberto(), distrito=DistritoFactory())
    antes = {caminho: custo(caminho) for caminho in caminhos}
    for _ in range(4):
        RegraFactory(servico=servico_aberto(), distrito=DistritoFactory())
    for caminho in caminhos:
        depois = custo(caminho)
        assert len(depois) <= len(antes[caminho]), caminho
        assert all(sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")) for sql in depois)


def test_quem_nao_cuida_das_rotas_nao_entra(client: Client, regra: Regra) -> None:
    assert client.get("/rotas/").status_code == 302
    client.force_login(PessoaFactory())
    for caminho in ("/rotas/", f"/rotas/servico/{regra.servico.slug}/"):
        assert client.get(caminho).status_code == 403
    assert client.post("/rotas/").status_code == 403
    assert ConferenciaDeRotas.objects.count() == 0

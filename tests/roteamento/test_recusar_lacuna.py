"""A administração recusa, com a lista, o que deixaria um serviço aberto sem destino."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contas.autor import SISTEMA
from contas.models import Usuario
from guia.acoes import PublicacaoRecusada, publicar
from guia.models import Servico
from roteamento.conferencia.exigencias import cobertura
from roteamento.models import Distrito, Regra, Unidade
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    PessoaFactory,
    RegraFactory,
    SubprefeituraFactory,
    UnidadeFactory,
    de_ate,
    servico_aberto,
)

pytestmark = pytest.mark.django_db
HOJE = timezone.localdate()


@pytest.fixture
def admin(client: Client) -> Client:
    alice: Usuario = PessoaFactory(nome="Alice", is_staff=True, is_superuser=True)
    client.force_login(alice)
    return client


@pytest.fixture
def cidade() -> list[Distrito]:
    UnidadeFactory(triagem=True)
    return [DistritoFactory(nome=nome) for nome in ("Sé", "Perus", "Lapa")]


@pytest.fixture
def servico(cidade: list[Distrito]) -> Servico:
    return servico_aberto()


@pytest.fixture
def regra(servico: Servico) -> Regra:
    feita: Regra = RegraFactory(servico=servico, unidade__sigla="GERAL")
    return feita


@pytest.fixture
def stms(cidade: list[Distrito]) -> list[Unidade]:
    return [
        UnidadeFactory(sigla=f"STM-{d.nome}", atribuicao="STM", subprefeitura=d.subprefeitura) for d in cidade
    ]


def mudar(cliente: Client, linha: Any, **campos: Any) -> str:
    """Grava o formulário da linha com estes campos trocados; devolve os erros, ou vazio se gravou."""
    nome = linha._meta.model_name
    caminho = (
        reverse(f"admin:roteamento_{nome}_change", args=[linha.pk])
        if linha.pk
        else reverse(f"admin:roteamento_{nome}_add")
    )
    form = cliente.get(caminho).context["adminform"].form
    dados = {campo.html_name: campo.value() for campo in form}
    inteiros = {k: v for k, v in dados.items() if v is not None and k != "vigencia"}
    if "vigencia" in dados:
        inteiros |= {"vigencia_0": f"{DESDE:%d/%m/%Y}", "vigencia_1": ""}
    resposta = cliente.post(caminho, {**inteiros, **campos})
    if resposta.status_code == 302:
        return ""
    pagina = BeautifulSoup(resposta.content, "lxml")
    return "\n".join(item.get_text(" ", strip=True) for item in pagina.select(".errorlist li"))


def test_encurtar_a_vigencia_da_regra(admin: Client, regra: Regra) -> None:
    fim = HOJE + timedelta(days=5)
    ditos = mudar(admin, regra, vigencia_1=f"{fim:%d/%m/%Y}").split("\n")
    assert ditos[0] == "3 lugares ficariam sem destino para um serviço que se pode pedir. Nada foi mudado."
    assert f"Tapa-buraco, Lapa, em {fim:%d/%m/%Y}: Não há regra deste serviço em {fim:%d/%m/%Y}." in ditos
    regra.refresh_from_db()
    assert regra.vigencia.upper is None
    assert regra.history.count() == 1
    for distrito in Distrito.objects.all():
        RegraFactory(servico=regra.servico, distrito=distrito, vigencia=de_ate(fim))
    assert mudar(admin, regra, vigencia_1=f"{fim:%d/%m/%Y}") == ""


def test_levar_a_regra_para_um_distrito_ou_outro_servico(
    admin: Client, regra: Regra, cidade: list[Distrito]
) -> None:
    assert "2 lugares" in mudar(admin, regra, distrito=cidade[0].pk)
    outro = servico_aberto("Poda")
    ditos = mudar(admin, regra, servico=outro.pk)
    assert "Tapa-buraco" in ditos
    assert "Poda" not in ditos, "o furo que já havia em Poda não é desta mudança"


def test_criar_regra_com_destino_morto(admin: Client, regra: Regra, cidade: list[Distrito]) -> None:
    morta = UnidadeFactory(sigla="MORTA", vigente_ate=HOJE - timedelta(days=1))
    nova = Regra(servico=regra.servico)
    campos = {"servico": regra.servico_id, "unidade": morta.pk, "distrito": cidade[0].pk}
    assert "manda para MORTA, que não existe" in mudar(admin, nova, **campos)
    campos["unidade"] = UnidadeFactory().pk
    assert mudar(admin, nova, **campos) == ""
    assert Regra.objects.count() == 2


def test_apagar_a_regra_uma_ou_em_lote(admin: Client, regra: Regra, cidade: list[Distrito]) -> None:
    caminho = reverse("admin:roteamento_regra_delete", args=[regra.pk])
    resposta = admin.post(caminho, {"post": "yes"})
    assert "3 lugares ficariam sem destino" in resposta.content.decode()
    metades = [RegraFactory(servico=regra.servico, distrito=distrito) for distrito in cidade]
    lote = {
        "action": "delete_selected",
        "_selected_action": [regra.pk, metades[0].pk],
        "post": "yes",
    }
    lista = reverse("admin:roteamento_regra_changelist")
    assert "1 lugar ficaria sem destino" in admin.post(lista, lote).content.decode()
    assert Regra.objects.count() == 4
    assert admin.post(caminho, {"post": "yes"}).status_code == 302
    assert Regra.objects.count() == 3


def test_encerrar_e_desviar_unidade(
    admin: Client, servico: Servico, stms: list[Unidade], cidade: list[Distrito]
) -> None:
    RegraFactory(servico=servico, unidade=None, atribuicao="STM")
    fim = HOJE + timedelta(days=10)
    assert "1 lugar" in mudar(admin, stms[0], vigente_ate=f"{fim:%d/%m/%Y}")
    assert "1 lugar" in mudar(admin, stms[0], atribuicao="OUTRA")
    assert "1 lugar" in mudar(admin, stms[0], subprefeitura=SubprefeituraFactory().pk)
    assert mudar(admin, stms[0], nome="Supervisão de Manutenção", vigente_ate="") == ""
    assert Unidade.objects.get(pk=stms[0].pk).atribuicao == "STM"


def test_apagar_unidade_que_so_a_atribuicao_usa(admin: Client, servico: Servico, stms: list[Unidade]) -> None:
    RegraFactory(servico=servico, unidade=None, atribuicao="STM")
    caminho = reverse("admin:roteamento_unidade_delete", args=[stms[0].pk])
    assert "1 lugar ficaria sem destino" in admin.post(caminho, {"post": "yes"}).content.decode()
    assert Unidade.objects.filter(pk=stms[0].pk).exists()
    livre = UnidadeFactory()
    caminho = reverse("admin:roteamento_unidade_delete", args=[livre.pk])
    assert admin.post(caminho, {"post": "yes"}).status_code == 302


def test_mudar_o_distrito_de_subprefeitura(
    admin: Client, servico: Servico, stms: list[Unidade], cidade: list[Distrito]
) -> None:
    RegraFactory(servico=servico, unidade=None, atribuicao="STM")
    sem_stm = SubprefeituraFactory(nome="Nova")
    assert "na subprefeitura Nova" in mudar(admin, cidade[0], subprefeitura=sem_stm.pk)
    assert mudar(admin, cidade[0], subprefeitura=cidade[1].subprefeitura_id) == ""


def test_servico_fechado_nao_impede(admin: Client, regra: Regra) -> None:
    regra.servico.arquivado_em = timezone.now()
    regra.servico.save()
    caminho = reverse("admin:roteamento_regra_delete", args=[regra.pk])
    assert admin.post(caminho, {"post": "yes"}).status_code == 302


# --- abrir um serviço ---------------------------------------------------------------------


def test_nao_se_publica_o_que_ficara_sem_destino(regra: Regra, cidade: list[Distrito]) -> None:
    fim = HOJE + timedelta(days=3)
    regra.vigencia = de_ate(DESDE, fim)
    regra.save()
    assert regra.servico.publicada
    assert cobertura(regra.servico.publicada) == [
        f"Os pedidos destes lugares ficariam sem destino a partir de {fim:%d/%m/%Y}: Lapa, Perus, Sé."
    ]


def test_nem_o_que_tem_rua_com_destino_morto(regra: Regra, cidade: list[Distrito]) -> None:
    morta = UnidadeFactory(vigente_ate=HOJE - timedelta(days=1))
    RegraFactory(servico=regra.servico, unidade=morta, distrito=cidade[0], logradouro="Rua Direita")
    assert regra.servico.publicada
    (falta,) = cobertura(regra.servico.publicada)
    assert falta.endswith(": Rua Direita, Sé.")
    with pytest.raises(PublicacaoRecusada, match="Rua Direita"):
        publicar(versao=regra.servico.publicada, por=SISTEMA)


def test_nem_se_restaura_o_arquivado_cuja_regra_se_foi(admin: Client, regra: Regra) -> None:
    servico = regra.servico
    servico.arquivado_em = timezone.now()
    servico.save()
    regra.delete()
    lote = {"action": "restaurar", "_selected_action": [servico.pk]}
    resposta = admin.post(reverse("admin:guia_servico_changelist"), lote, follow=True)
    assert "Diga que unidade cuida deste serviço." in resposta.content.decode()
    servico.refresh_from_db()
    assert servico.arquivado_em

"""As páginas da equipe: o que a chefia vê e faz, e o que os outros não fazem."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

EQUIPE = "/caixa/SMPR-CPO-STM-Sé/equipe/"


def em(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def chefe(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def test_a_lista_diz_quem_serve_quem_esta_fora_e_quantos_pedidos_tem(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    ana = elenco.servidor(caixa, nome="Ana Silva")
    fora = elenco.pessoa("Fábio Fora")
    Lotacao.objects.create(
        usuario=fora, unidade=caixa, papel=Papel.SERVIDOR, de=em(-1), ate=em(5), substitui=ana
    )
    antigo = elenco.pessoa("Antônio Antigo")
    Lotacao.objects.create(usuario=antigo, unidade=caixa, papel=Papel.SERVIDOR, de=elenco.DESDE, ate=em(-1))
    elenco.solicitacao(caixa, responsavel=ana)
    pagina = BeautifulSoup(client.get(EQUIPE).content, "lxml")
    linhas = {
        linha.select_one("th").contents[0]: " ".join(linha.get_text(" ").split())  # type: ignore[union-attr]
        for linha in pagina.select("tbody tr")
    }
    assert list(linhas) == ["Célia Chefe", "Ana Silva", "Fábio Fora"]
    assert f"Fora até {em(5):%d/%m/%Y}" in linhas["Ana Silva"]
    assert "1 pedido aberto de Ana Silva" in linhas["Ana Silva"]
    assert "no lugar de Ana Silva" in linhas["Fábio Fora"]
    assert "Encerrar" not in linhas["Célia Chefe"]
    assert "Encerrar" in linhas["Ana Silva"]


def test_a_lista_custa_o_mesmo_com_um_e_com_muitos(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    elenco.servidor(caixa, nome="Ana")
    client.get(EQUIPE)
    with CaptureQueriesContext(connection) as um:
        client.get(EQUIPE)
    for numero in range(6):
        elenco.solicitacao(caixa, responsavel=elenco.servidor(caixa, nome=f"Pessoa {numero}"))
    with CaptureQueriesContext(connection) as sete:
        client.get(EQUIPE)
    assert len(um) == len(sete) <= 11
    assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in sete.captured_queries)


def test_lotar_pela_pagina(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    ana = elenco.pessoa("Ana", email="ana@exemplo.invalid")
    assert client.get(f"{EQUIPE}lotar/").status_code == 200
    dados = {"email": "ana@exemplo.invalid", "de": em(0).isoformat(), "ate": ""}
    resposta = client.post(f"{EQUIPE}lotar/", dados, follow=True)
    assert resposta.redirect_chain == [(reverse("caixa:equipe", args=[caixa.sigla]), 302)]
    assert "Ana é da equipe a partir de" in _texto(resposta)
    assert Lotacao.objects.get(usuario=ana).papel == Papel.SERVIDOR


@pytest.mark.parametrize("papel", ["chefia", "autoridade"])
def test_o_papel_e_a_unidade_nunca_vem_do_formulario(
    client: Client, caixa: Unidade, chefe: Usuario, papel: str
) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    ana = elenco.pessoa("Ana", email="ana@exemplo.invalid")
    dados = {"email": ana.email, "de": em(0).isoformat(), "papel": papel, "unidade": str(outra.pk)}
    client.post(f"{EQUIPE}lotar/", dados)
    lotacao = Lotacao.objects.get(usuario=ana)
    assert (lotacao.papel, lotacao.unidade) == (Papel.SERVIDOR, caixa)


@pytest.mark.parametrize(
    ("pagina", "dados", "frase"),
    [
        ("lotar/", {}, "Escreva o e-mail."),
        ("lotar/", {"email": "nao-existe@exemplo.invalid"}, "Não há conta ativa"),
        ("lotar/", {"email": "ana"}, "Confira o e-mail"),
        ("substituir/", {}, "Escolha quem vai estar fora."),
        ("substituir/", {"email": "ninguem@exemplo.invalid"}, "Não há conta ativa"),
        ("encerrar/", {}, "Escolha o dia."),
        ("encerrar/", {"ate": "2020-01-01"}, "ontem, hoje ou depois"),
    ],
)
def test_erro_422_com_conselho_e_o_que_se_escreveu(
    client: Client, caixa: Unidade, chefe: Usuario, pagina: str, dados: dict[str, str], frase: str
) -> None:
    ana = elenco.servidor(caixa, nome="Ana")
    if "email" in dados:
        dados = {"de": em(0).isoformat(), "ate": em(3).isoformat(), "ausente": str(ana.pk), **dados}
    endereco = pagina.replace("encerrar/", f"{Lotacao.objects.get(usuario=ana).pk}/encerrar/")
    resposta = client.post(f"{EQUIPE}{endereco}", dados)
    assert resposta.status_code == 422
    assert frase in _texto(resposta)
    assert "<title>Erro:" in resposta.content.decode()
    for campo in dados:
        if campo == "email":
            assert dados[campo] in resposta.content.decode()
    assert Lotacao.objects.count() == 2


def test_encerrar_pela_pagina_diz_o_que_fica(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    ana = elenco.servidor(caixa, nome="Ana")
    elenco.solicitacao(caixa, responsavel=ana)
    endereco = f"{EQUIPE}{Lotacao.objects.get(usuario=ana).pk}/encerrar/"
    assert "1 pedido aberto continua com esta pessoa" in _texto(client.get(endereco))
    assert client.post(endereco, {"ate": em(-1).isoformat()}).status_code == 302
    client.force_login(ana)
    assert client.get("/caixa/SMPR-CPO-STM-Sé/").status_code == 403


def test_substituir_e_desfazer_pela_pagina(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    ana, beto = (elenco.servidor(caixa, nome=nome) for nome in ("Ana", "Beto"))
    pagina = BeautifulSoup(client.get(f"{EQUIPE}substituir/?ausente={ana.pk}").content, "lxml")
    assert pagina.select_one(f"option[value='{ana.pk}'][selected]")
    dados = {
        "ausente": str(ana.pk),
        "email": str(beto.email),
        "de": em(0).isoformat(),
        "ate": em(9).isoformat(),
    }
    assert client.post(f"{EQUIPE}substituir/", dados).status_code == 302
    nova = Lotacao.objects.get(substitui=ana)
    desfazer = f"{EQUIPE}{nova.pk}/desfazer/"
    assert client.get(desfazer).status_code == 405
    assert "não fica no lugar de ninguém" in _texto(client.post(desfazer, follow=True))
    assert not Lotacao.objects.filter(substitui=ana).exists()


def test_lotacao_de_outra_unidade_nao_existe_para_esta_chefia(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    alheia = Lotacao.objects.get(usuario=elenco.servidor(outra, nome="Iara"))
    for ato in ("encerrar", "desfazer"):
        resposta = client.post(f"{EQUIPE}{alheia.pk}/{ato}/", {"ate": em(0).isoformat()})
        assert resposta.status_code == 404
    alheia.refresh_from_db()
    assert alheia.ate is None
    assert client.get("/caixa/ILUME/equipe/").status_code == 403
    assert client.get("/caixa/NENHUMA/equipe/").status_code == 404


def test_quem_herda_a_caixa_sem_equipe_ve_o_painel_mas_nao_muda_a_equipe(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    elenco.unidade("SEM-EQUIPE", superior=caixa)
    assert client.get("/caixa/SEM-EQUIPE/equipe/").status_code == 403
    painel = client.get("/caixa/SEM-EQUIPE/painel/")
    assert painel.status_code == 200
    assert "/caixa/SEM-EQUIPE/equipe/" not in painel.content.decode()


def test_a_caixa_leva_a_chefia_e_so_ela_ao_painel(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    lista = "/caixa/SMPR-CPO-STM-Sé/"
    assert "Painel da unidade" in _texto(client.get(lista))
    client.force_login(elenco.servidor(caixa))
    assert "Painel da unidade" not in _texto(client.get(lista))


@pytest.mark.parametrize(
    ("de", "ate", "status"), [(0, 5, 200), (1, 5, 403), (-5, -1, 403)], ids=["hoje", "amanhã", "ontem"]
)
def test_quem_esta_no_lugar_da_chefia_le_o_painel_so_no_periodo(
    client: Client, caixa: Unidade, chefe: Usuario, de: int, ate: int, status: int
) -> None:
    """Abre o painel, a que os avisos levam, e o que se fez em lote; nada mais da chefia passa a ele."""
    abaixo = elenco.unidade("ABAIXO", superior=caixa)
    elenco.servidor(abaixo, nome="Bia")
    fora = elenco.servidor(elenco.unidade("ILUME", subprefeitura=None), nome="Fábio Fora")
    Lotacao.objects.create(
        usuario=fora, unidade=caixa, papel=Papel.SERVIDOR, de=em(de), ate=em(ate), substitui=chefe
    )
    client.force_login(fora)
    painel = client.get("/caixa/SMPR-CPO-STM-Sé/painel/")
    assert painel.status_code == status
    assert client.get(f"/caixa/{abaixo.sigla}/painel/").status_code == status
    assert client.get("/caixa/SMPR-CPO-STM-Sé/lotes/").status_code == status
    for da_chefia in ("equipe/", "modelos/"):
        assert client.get(f"/caixa/SMPR-CPO-STM-Sé/{da_chefia}").status_code == 403
    if status == 200:
        assert "Modelos de resposta" not in _texto(painel)
        assert "Painel da unidade" in _texto(client.get("/caixa/SMPR-CPO-STM-Sé/"))
        assert client.get("/caixa/ILUME/painel/").status_code == 403


def test_no_lugar_de_um_servidor_ou_de_quem_ja_nao_chefia_nao_ha_painel(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    ana = elenco.servidor(caixa, nome="Ana")
    for ausente in (ana, chefe):
        if ausente == chefe:
            Lotacao.objects.filter(usuario=chefe).update(ate=em(-1))
        fora = elenco.pessoa("Fábio Fora")
        Lotacao.objects.create(
            usuario=fora, unidade=caixa, papel=Papel.SERVIDOR, de=em(0), ate=em(5), substitui=ausente
        )
        client.force_login(fora)
        assert client.get("/caixa/SMPR-CPO-STM-Sé/painel/").status_code == 403
        assert "Painel da unidade" not in _texto(client.get("/caixa/SMPR-CPO-STM-Sé/"))

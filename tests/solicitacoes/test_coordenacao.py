"""As páginas da coordenação: os pedidos para decidir e a decisão, com o aviso lido antes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.papeis import Papel
from mesas import paginacao
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from contas.models import Usuario

pytestmark = pytest.mark.django_db

LISTA = "/rotas/devolvidas/"
MOTIVO = "O buraco é na calçada da praça, que é da manutenção."


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade(nome="Manutenção da Sé")


@pytest.fixture
def ilume(caixa: Unidade) -> Unidade:
    return elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)


@pytest.fixture
def triagem() -> Unidade:
    return elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)


@pytest.fixture
def tiago(client: Client, triagem: Unidade) -> Usuario:
    quem = elenco.servidor(triagem, nome="Tiago Triagem")
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade, ilume: Unidade) -> Solicitacao:
    return elenco.devolvido_duas_vezes(caixa, ilume, descricao="Buraco fundo na calçada.")


def _endereco(caso: Solicitacao) -> str:
    return f"{LISTA}{caso.protocolo}/"


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _texto(resposta: Any) -> str:
    return " ".join(_sopa(resposta).get_text(" ").split())


def _enviar(client: Client, caso: Solicitacao, destino: Unidade | str, **dados: str) -> Any:
    escolha = str(destino.pk) if isinstance(destino, Unidade) else destino
    tudo = {"versao": str(caso.versao), "destino": escolha, "motivo": MOTIVO, **dados}
    return client.post(_endereco(caso), tudo)


# --- a lista ------------------------------------------------------------------------------


def test_a_lista_diz_por_onde_passou_ha_quanto_tempo_e_o_prazo(
    client: Client, tiago: Usuario, caso: Solicitacao
) -> None:
    Solicitacao.objects.filter(pk=caso.pk).update(
        aguarda_decisao_desde=timezone.now() - timedelta(days=3),
        vence_em=timezone.now() + timedelta(days=5),
    )
    linha = _sopa(client.get(LISTA)).select_one("tbody tr")
    assert linha
    texto = " ".join(linha.get_text(" ").split())
    se = "SMPR-CPO-STM-Sé"
    for dito in ("Tapa-buraco", "Sé", f"{se} → ILUME → {se} → ILUME → {se}", "há 3 dias", "faltam 5 dias"):
        assert dito in texto
    assert linha.select_one("a")["href"] == _endereco(caso)  # type: ignore[index]


def test_a_lista_so_tem_as_abertas_que_esperam_a_mais_antiga_primeiro(
    client: Client, tiago: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    novo = elenco.devolvido_duas_vezes(caixa, ilume)
    Solicitacao.objects.filter(pk=novo.pk).update(aguarda_decisao_desde=timezone.now() - timedelta(days=9))
    fim = elenco.devolvido_duas_vezes(caixa, ilume)
    por = elenco.autor(tiago)
    acoes.finalizar(caso=fim, versao=fim.versao, por=por, desfecho="realizado", resposta=elenco.FRASE)
    elenco.solicitacao(caixa, devolucoes=1)
    enderecos = [str(a["href"]) for a in _sopa(client.get(LISTA)).select("tbody a")]
    assert enderecos == [_endereco(novo), _endereco(caso)]


def test_sem_nenhum_a_pagina_diz_quando_um_chega(client: Client, tiago: Usuario) -> None:
    assert "devolvido pela segunda vez" in _texto(client.get(LISTA))


def test_a_lista_se_pagina_sem_repetir_nem_perder(
    client: Client, tiago: Usuario, caixa: Unidade, ilume: Unidade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    esperados = [_endereco(elenco.devolvido_duas_vezes(caixa, ilume)) for _ in range(5)]
    vistos, endereco = [], LISTA
    while endereco:
        pagina = _sopa(client.get(endereco))
        vistos += [str(a["href"]) for a in pagina.select("tbody a")]
        seguinte = pagina.select_one("a[rel=next]")
        endereco = f"{LISTA}{seguinte['href']}" if seguinte else ""
    assert vistos == esperados


def test_a_lista_custa_o_mesmo_com_um_e_com_cinco_e_nao_escreve(
    client: Client, tiago: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    client.get(LISTA)
    with CaptureQueriesContext(connection) as um:
        client.get(LISTA)
    for _ in range(4):
        elenco.devolvido_duas_vezes(caixa, ilume)
    with CaptureQueriesContext(connection) as cinco:
        client.get(LISTA)
    assert len(um) == len(cinco) <= 11
    assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in cinco.captured_queries)


# --- quem entra ---------------------------------------------------------------------------


@pytest.mark.parametrize("papel", [Papel.ATENDENTE])
def test_quem_esta_na_triagem_noutro_papel_nao_coordena(
    client: Client, triagem: Unidade, caso: Solicitacao, papel: Papel
) -> None:
    client.force_login(elenco.servidor(triagem, papel=papel))
    assert client.get(LISTA).status_code == 403


def test_lotacao_acabada_quem_administra_e_quem_e_da_unidade_nao_coordenam(
    client: Client, triagem: Unidade, caixa: Unidade, caso: Solicitacao
) -> None:
    antigo = elenco.servidor(triagem)
    Lotacao.objects.filter(usuario=antigo).update(ate=timezone.localdate() - timedelta(days=1))
    alice = elenco.pessoa("Alice", is_staff=True, is_superuser=True)
    for quem in (antigo, alice, elenco.servidor(caixa)):
        client.force_login(quem)
        for resposta in (client.get(LISTA), client.get(_endereco(caso)), _enviar(client, caso, caixa)):
            assert resposta.status_code == 403
    assert Solicitacao.objects.get(pk=caso.pk).versao == caso.versao


def test_a_chefia_da_triagem_coordena(client: Client, triagem: Unidade, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(triagem, papel=Papel.CHEFIA))
    assert client.get(_endereco(caso)).status_code == 200


def test_protocolo_desconhecido_e_404_e_a_lista_so_se_le(client: Client, tiago: Usuario) -> None:
    assert client.get(f"{LISTA}000000000000000/").status_code == 404
    assert client.post(LISTA).status_code == 405


def test_a_caixa_da_triagem_leva_aos_pedidos_para_decidir(
    client: Client, tiago: Usuario, caixa: Unidade, caso: Solicitacao
) -> None:
    link = _sopa(client.get(f"/caixa/{TRIAGEM}/")).select_one(f"a[href='{LISTA}']")
    assert link
    assert link.get_text(" ", strip=True) == "1 para decidir"
    Lotacao.objects.create(usuario=tiago, unidade=caixa, papel=Papel.SERVIDOR, de=elenco.DESDE)
    assert not _sopa(client.get(f"/caixa/{caixa.sigla}/")).select(f"a[href='{LISTA}']")


# --- decidir ------------------------------------------------------------------------------


def test_a_pagina_mostra_o_pedido_e_oferece_as_unidades_por_que_passou(
    client: Client, tiago: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    resposta = client.get(_endereco(caso))
    texto = _texto(resposta)
    for dito in (
        "Devolvido 2 vezes",
        "Fica onde está: Manutenção da Sé (SMPR-CPO-STM-Sé)",
        "Iluminação pública (ILUME)",
        "Outra unidade",
        "Buraco fundo na calçada.",
        "O pedido voltou para a unidade anterior",
    ):
        assert dito in texto
    assert "Maria" not in resposta.content.decode()
    oferecidas = [str(r["value"]) for r in _sopa(resposta).select("input[name=destino]")]
    assert oferecidas == [str(caixa.pk), str(ilume.pk), "outra"]


def test_mandar_a_outra_mostra_o_aviso_e_so_confirmar_grava(
    client: Client, tiago: Usuario, ilume: Unidade, caso: Solicitacao
) -> None:
    Aviso.objects.all().delete()
    pagina = _sopa(_enviar(client, caso, ilume, ver="sim"))
    previa = pagina.select_one(".sp-previa")
    assert previa
    assert "Iluminação pública" in previa.get_text()
    assert MOTIVO in previa.get_text()
    assert Solicitacao.objects.get(pk=caso.pk).versao == caso.versao
    formulario = {str(c["name"]): str(c.get("value", "")) for c in pagina.select("main form [name]")}
    formulario.pop("corrigir")
    resposta = client.post(_endereco(caso), formulario, follow=True)
    assert resposta.redirect_chain == [(LISTA, 302)]
    assert "é de Iluminação pública (ILUME)" in _texto(resposta)
    caso.refresh_from_db()
    assert (caso.unidade, caso.aguarda_decisao_desde) == (ilume, None)
    assert Aviso.objects.get().modelo == "transferido"


def test_ficar_diz_que_ninguem_recebe_mensagem(
    client: Client, tiago: Usuario, caixa: Unidade, caso: Solicitacao
) -> None:
    Aviso.objects.all().delete()
    assert "Ninguém recebe mensagem" in _texto(_enviar(client, caso, caixa, ver="sim"))
    assert _enviar(client, caso, caixa, confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert (caso.unidade, caso.aguarda_decisao_desde) == (caixa, None)
    assert not Aviso.objects.exists()


def test_outra_unidade_se_escreve_pela_sigla(client: Client, tiago: Usuario, caso: Solicitacao) -> None:
    siurb = elenco.unidade("SIURB", "Obras", subprefeitura=None)
    assert _enviar(client, caso, "outra", unidade="siurb", confirmar="sim").status_code == 302
    assert Solicitacao.objects.get(pk=caso.pk).unidade == siurb


@pytest.mark.parametrize(
    ("dados", "conselho"),
    [
        ({"destino": ""}, "Escolha que unidade cuida do pedido."),
        ({"destino": "999999"}, "Faça uma escolha válida"),
        ({"destino": "outra"}, "Escreva que outra unidade cuida do pedido."),
        ({"destino": "outra", "unidade": "NENHUMA"}, "Escolha uma unidade da lista"),
        ({"motivo": ""}, "Escreva por que o pedido é desta unidade."),
        ({"motivo": "ok"}, "Este motivo é curto demais"),
    ],
)
def test_erro_422_com_conselho_e_o_resto_guardado(
    client: Client, tiago: Usuario, caixa: Unidade, caso: Solicitacao, dados: dict[str, str], conselho: str
) -> None:
    tudo = {"versao": str(caso.versao), "destino": str(caixa.pk), "motivo": MOTIVO, "confirmar": "sim"}
    resposta = client.post(_endereco(caso), {**tudo, **dados})
    assert resposta.status_code == 422
    assert conselho in _texto(resposta)
    assert "<title>Erro:" in resposta.content.decode()
    if "motivo" not in dados:
        assert _sopa(resposta).select_one("textarea").text.strip() == MOTIVO  # type: ignore[union-attr]
    assert Solicitacao.objects.get(pk=caso.pk).versao == caso.versao


def test_corrigir_volta_ao_formulario_com_o_texto(
    client: Client, tiago: Usuario, ilume: Unidade, caso: Solicitacao
) -> None:
    pagina = _sopa(_enviar(client, caso, ilume, corrigir="sim"))
    assert pagina.select_one("textarea").text.strip() == MOTIVO  # type: ignore[union-attr]
    assert pagina.select(f"input[name=destino][value='{ilume.pk}'][checked]")


def test_conflito_guarda_o_texto_e_deixa_confirmar_de_novo(
    client: Client, tiago: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    """Alguém da unidade assumiu enquanto a coordenação escrevia."""
    vista = caso.versao
    acoes.assumir(caso=caso, versao=vista, por=elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa))
    resposta = _enviar(client, caso, ilume, versao=str(vista), confirmar="sim")
    assert resposta.status_code == 409
    assert "O pedido mudou enquanto você decidia" in _texto(resposta)
    assert "Célia" in _texto(resposta)
    pagina = _sopa(resposta)
    assert pagina.select_one("textarea[name=motivo]").text.strip() == MOTIVO  # type: ignore[union-attr]
    nova = pagina.select_one("input[name=versao]")["value"]  # type: ignore[index]
    assert _enviar(client, caso, ilume, versao=str(nova), confirmar="sim").status_code == 302


def test_ja_decidido_por_outra_pessoa_e_409_com_o_que_se_escreveu(
    client: Client, tiago: Usuario, ilume: Unidade, caso: Solicitacao
) -> None:
    acoes.decidir(caso=caso, versao=caso.versao, por=elenco.autor(tiago), unidade=ilume, motivo=elenco.FRASE)
    resposta = _enviar(client, caso, ilume, confirmar="sim")
    assert resposta.status_code == 409
    assert "não espera decisão: está com Iluminação pública" in _texto(resposta)
    assert _sopa(resposta).select_one("textarea[readonly]").text.strip() == MOTIVO  # type: ignore[union-attr]
    assert not _sopa(resposta).select("main form")
    assert client.get(_endereco(caso)).status_code == 409


@pytest.mark.parametrize("versao", ["", "abc", "-1", "9" * 30])
def test_versao_estragada_e_conflito_nunca_erro(
    client: Client, tiago: Usuario, caixa: Unidade, caso: Solicitacao, versao: str
) -> None:
    assert _enviar(client, caso, caixa, versao=versao, confirmar="sim").status_code == 409


def test_o_motivo_nunca_vira_html(client: Client, tiago: Usuario, caixa: Unidade, caso: Solicitacao) -> None:
    maldade = f"<script>alert(1)</script> {MOTIVO}"
    for dados in ({"ver": "sim"}, {"corrigir": "sim"}):
        assert "<script>alert" not in _enviar(client, caso, caixa, motivo=maldade, **dados).content.decode()


# --- na unidade -----------------------------------------------------------------------------


def test_a_unidade_ve_que_aguarda_e_nao_ve_transferir_nem_devolver(
    client: Client, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    client.force_login(elenco.servidor(caixa))
    Solicitacao.objects.filter(pk=caso.pk).update(unidade_anterior=ilume)
    resposta = client.get(f"/caixa/{caixa.sigla}/{caso.protocolo}/")
    assert "Aguarda decisão da coordenação" in _texto(resposta)
    botoes = _sopa(resposta).select_one(".sp-atos")
    assert botoes
    nomes = re.findall(r"\S+", botoes.get_text(" "))
    assert "Finalizar" in nomes
    assert not {"Transferir", "Devolver"} & set(nomes)
    for ato in ("transferir", "devolver"):
        recusa = client.post(
            f"/caixa/{caixa.sigla}/{caso.protocolo}/{ato}/",
            {"versao": str(caso.versao), "unidade": "ILUME", "motivo": MOTIVO, "confirmar": "sim"},
        )
        assert recusa.status_code == 409
        assert "Aguarda decisão da coordenação" in _texto(recusa)

"""Atribuir, marcar o dia, prorrogar, reabrir, anotar e separar, na página do pedido e na do munícipe."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from protocolo.calendario import carregar_calendario
from protocolo.erros import TransicaoProibida
from protocolo.prazos import relogio
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

SIGLA = "SMPR-CPO-STM-Sé"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa)


def _endereco(caso: Solicitacao, ato: str = "") -> str:
    return f"/caixa/{SIGLA}/{caso.protocolo}/{ato}"


def _enviar(client: Client, caso: Solicitacao, ato: str, **dados: str) -> Any:
    return client.post(_endereco(caso, f"{ato}/"), {"versao": str(caso.versao), **dados})


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _texto(resposta: Any) -> str:
    return " ".join(_sopa(resposta).get_text(" ").split())


def _do_municipe(caso: Solicitacao) -> str:
    parte = Client()
    parte.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    return _texto(parte.get(f"/acompanhar/{caso.protocolo}/"))


# --- atribuir -----------------------------------------------------------------------------


def test_atribuir_oferece_os_colegas_e_avisa_quem_recebe(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    celia = elenco.servidor(caixa, nome="Célia Costa")
    elenco.servidor(elenco.unidade("ILUME"), nome="De Outra")
    pagina = _sopa(client.get(_endereco(caso, "atribuir/")))
    assert {o.text for o in pagina.select("select[name=responsavel] option")} == {
        "Escolha um colega",
        "Célia Costa",
        "Sérgio Souza",
    }
    resposta = _enviar(client, caso, "atribuir", responsavel=str(celia.pk))
    assert resposta.status_code == 302
    caso.refresh_from_db()
    assert caso.responsavel == celia
    assert Notificacao.objects.get().usuario == celia
    assert not Aviso.objects.exists()


@pytest.mark.parametrize("quem", ["", "0", "abc", "de_fora"])
def test_atribuir_a_quem_nao_e_da_equipe_e_422(
    client: Client, servidor: Usuario, caso: Solicitacao, quem: str
) -> None:
    de_fora = elenco.servidor(elenco.unidade("ILUME"), nome="De Outra")
    resposta = _enviar(client, caso, "atribuir", responsavel=str(de_fora.pk) if quem == "de_fora" else quem)
    assert resposta.status_code == 422
    caso.refresh_from_db()
    assert caso.responsavel is None


# --- marcar o dia e prorrogar, como o munícipe os lê --------------------------------------


def test_o_municipe_ve_o_dia_marcado(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    dia = timezone.localdate() + timedelta(days=3)
    assert _enviar(client, caso, "agendar", dia=f"{dia}", confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert caso.agendada_para == dia
    pagina = _do_municipe(caso)
    assert f"Dia marcado {dia:%d/%m/%Y}" in pagina
    assert f"A equipe vai em {dia:%d/%m/%Y}." in pagina
    depois = dia + timedelta(days=1)
    _enviar(client, caso, "agendar", dia=f"{depois}", confirmar="sim")
    caso.refresh_from_db()
    assert f"A equipe vai em {depois:%d/%m/%Y}. Antes era {dia:%d/%m/%Y}." in _do_municipe(caso)
    publica = _texto(Client().get(f"/acompanhar/{caso.protocolo}/"))
    assert f"Dia marcado {depois:%d/%m/%Y}" in publica
    assert "Antes era" not in publica


def test_de_servico_sigiloso_o_numero_sozinho_nao_diz_o_dia(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, servico=elenco.servico("violencia", "Violência", sigilosa=True))
    caso = acoes.agendar(
        caso=caso, versao=1, por=elenco.autor(elenco.pessoa(), caixa), data=timezone.localdate()
    )
    assert "Dia marcado" not in _texto(Client().get(f"/acompanhar/{caso.protocolo}/"))
    assert "Dia marcado" in _do_municipe(caso)


@pytest.mark.parametrize("dia", ["", "ontem", "2020-01-01"])
def test_dia_que_nao_serve_e_422_com_o_recado(
    client: Client, servidor: Usuario, caso: Solicitacao, dia: str
) -> None:
    resposta = _enviar(client, caso, "agendar", dia=dia, texto=elenco.FRASE)
    assert resposta.status_code == 422
    assert elenco.FRASE in _texto(resposta)


def test_a_previa_da_prorrogacao_diz_o_prazo_novo_e_nao_o_grava(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    antes, fica = caso.vence_em, copy(caso)
    relogio.prorrogar(fica, mais=10, em=timezone.now(), calendario=carregar_calendario())
    novo = fica.vence_em
    assert novo > antes
    texto = _texto(_enviar(client, caso, "prorrogar", mais="10", motivo=elenco.FRASE, ver="sim"))
    passou = f"passou de {timezone.localtime(antes):%d/%m/%Y} para {timezone.localtime(novo):%d/%m/%Y}"
    assert passou in texto
    caso.refresh_from_db()
    assert caso.vence_em == antes
    _enviar(client, caso, "prorrogar", mais="10", motivo=elenco.FRASE, confirmar="sim")
    caso.refresh_from_db()
    assert timezone.localdate(caso.vence_em) == timezone.localdate(novo)
    pagina = _do_municipe(caso)
    assert f"O prazo {passou}." in pagina
    assert "não pode ser prorrogado outra vez" in pagina
    de_novo = client.get(_endereco(caso, "prorrogar/"))
    assert de_novo.status_code == 409
    assert "só se prorroga uma vez" in _texto(de_novo)


@pytest.mark.parametrize("mais", ["0", "31", "-1", "x", ""])
def test_prorrogar_mais_que_o_dobro_e_422(
    client: Client, servidor: Usuario, caso: Solicitacao, mais: str
) -> None:
    resposta = _enviar(client, caso, "prorrogar", mais=mais, motivo=elenco.FRASE, confirmar="sim")
    assert resposta.status_code == 422
    assert elenco.FRASE in _texto(resposta)


def test_vencido_nao_oferece_prorrogar(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, ha_dias=60)
    assert "Prorrogar" not in _texto(client.get(_endereco(caso)))
    assert "O prazo já passou" in _texto(client.get(_endereco(caso, "prorrogar/")))


# --- reabrir ------------------------------------------------------------------------------


@pytest.mark.parametrize("situacao", [Situacao.FINALIZADA, Situacao.INDEFERIDA])
def test_so_a_chefia_reabre(client: Client, caixa: Unidade, servidor: Usuario, situacao: str) -> None:
    caso = elenco.na_situacao(situacao, caixa)
    resposta = _enviar(client, caso, "reabrir", motivo=elenco.FRASE, confirmar="sim")
    assert resposta.status_code == 409
    assert "Só a chefia da unidade o reabre" in _texto(resposta)
    assert elenco.FRASE in _texto(resposta)
    client.force_login(elenco.servidor(caixa, nome="Chica Chefe", papel=Papel.CHEFIA))
    assert "Reabrir" in _texto(client.get(_endereco(caso)))
    assert "foi reaberto" in _texto(_enviar(client, caso, "reabrir", motivo=elenco.FRASE, ver="sim"))
    assert _enviar(client, caso, "reabrir", motivo=elenco.FRASE, confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert (caso.situacao, caso.desfecho) == (Situacao.EM_ANDAMENTO, "")
    assert "O pedido foi reaberto" in _do_municipe(caso)


def test_a_chefia_nao_inicia_o_que_ja_foi_encerrado(client: Client, caixa: Unidade) -> None:
    """A tabela deixa a chefia ir de finalizada a em andamento, mas só pela reabertura."""
    client.force_login(elenco.servidor(caixa, papel=Papel.CHEFIA))
    caso = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    assert _enviar(client, caso, "iniciar", confirmar="sim").status_code == 409
    with pytest.raises(TransicaoProibida):
        acoes.iniciar(caso=caso, versao=1, por=elenco.autor(elenco.pessoa(), caixa, papel=Papel.CHEFIA))


def test_reaberto_de_um_grupo_ja_respondido_volta_sozinho(caixa: Unidade) -> None:
    chefia = elenco.autor(elenco.servidor(caixa, papel=Papel.CHEFIA), caixa, papel=Papel.CHEFIA)
    principal, outro = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    acoes.agrupar(principal=principal, versao=1, por=chefia, outras=[outro])
    acoes.agir_no_grupo(
        acoes.finalizar, caso=principal, versao=1, por=chefia, desfecho="realizado", resposta=elenco.FRASE
    )
    outro.refresh_from_db()
    reaberto = acoes.reabrir(caso=outro, versao=outro.versao, por=chefia, motivo=elenco.FRASE)
    assert reaberto.principal is None


# --- anotar -------------------------------------------------------------------------------


def test_anotar_sem_javascript_volta_a_historia(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    resposta = client.post(_endereco(caso, "anotar/"), {"texto": "Levar a escada grande."})
    assert resposta.status_code == 302
    assert unquote(resposta["Location"]) == f"{_endereco(caso)}#historia"
    assert "Levar a escada grande." in _texto(client.get(_endereco(caso)))
    assert "Levar a escada" not in _do_municipe(caso)
    assert Andamento.objects.get(caso=caso, tipo="nota").alcance == Andamento.Alcance.INTERNO


def test_anotar_com_htmx_troca_a_historia_e_a_versao_dos_atos(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    fragmento = _sopa(
        client.post(_endereco(caso, "anotar/"), {"texto": "Levar a escada."}, headers={"HX-Request": "true"})
    )
    inteira = _sopa(client.get(_endereco(caso)))
    for pagina in (fragmento, inteira):
        for campo in pagina.select("input[name=csrfmiddlewaretoken], #historia [role=status]"):
            campo.decompose()
    campo_de_texto = fragmento.select_one("textarea[autofocus]")
    assert campo_de_texto is not None
    del campo_de_texto["autofocus"]
    assert str(fragmento.select_one("#historia")) == str(inteira.select_one("#historia"))
    atos = fragmento.select_one("#acoes")
    assert atos is not None
    assert atos["hx-swap-oob"] == "true"
    assert {c["value"] for c in atos.select("input[name=versao]")} == {"2"}


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_anotacao_vazia_e_422(
    client: Client, servidor: Usuario, caso: Solicitacao, htmx: dict[str, str]
) -> None:
    resposta = client.post(_endereco(caso, "anotar/"), {"texto": " "}, headers=htmx)
    assert resposta.status_code == 422
    assert "Escreva a anotação." in _texto(resposta)
    assert not Andamento.objects.filter(tipo="nota").exists()


def test_anota_se_tambem_depois_do_fim(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    assert client.post(_endereco(caso, "anotar/"), {"texto": "Sobrou massa."}).status_code == 302


def test_anotar_so_por_post_e_so_a_equipe(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    assert client.get(_endereco(caso, "anotar/")).status_code == 405
    assert client.post(f"/caixa/{SIGLA}/111/anotar/", {"texto": "x"}).status_code == 404
    client.force_login(elenco.servidor(elenco.unidade("ILUME")))
    assert client.post(_endereco(caso, "anotar/"), {"texto": "x"}).status_code == 403


# --- grupo --------------------------------------------------------------------------------


@pytest.fixture
def grupo(caixa: Unidade, servidor: Usuario, caso: Solicitacao) -> list[Solicitacao]:
    """O principal e dois que o seguem."""
    outros = [elenco.solicitacao(caixa), elenco.solicitacao(caixa)]
    acoes.agrupar(principal=caso, versao=1, por=elenco.autor(servidor, caixa), outras=outros)
    return [Solicitacao.objects.get(pk=um.pk) for um in (caso, *outros)]


def test_quem_age_no_principal_age_em_todos(client: Client, grupo: list[Solicitacao]) -> None:
    dados = {"desfecho": "nao_encontrado", "resposta": elenco.FRASE}
    previa = _enviar(client, grupo[0], "finalizar", ver="sim", **dados)
    assert "Vale para 3 protocolos" in _texto(previa)
    for membro in grupo[1:]:
        assert membro.protocolo_escrito in _texto(previa)
    assert _enviar(client, grupo[0], "finalizar", confirmar="sim", **dados).status_code == 302
    for membro in grupo:
        membro.refresh_from_db()
        assert membro.desfecho == Desfecho.NAO_ENCONTRADO
    assert Aviso.objects.filter(modelo="finalizado").count() == 3


def test_iniciar_o_grupo_pula_quem_ja_comecou(client: Client, grupo: list[Solicitacao]) -> None:
    Solicitacao.objects.filter(pk=grupo[1].pk).update(situacao=Situacao.EM_ANDAMENTO)
    pagina = client.get(f"/caixa/{grupo[0].unidade.sigla}/{grupo[0].protocolo}/iniciar/")
    assert "Vale para 2 protocolos" in _texto(pagina)
    assert _enviar(client, grupo[0], "iniciar", confirmar="sim").status_code == 302
    assert set(Solicitacao.objects.values_list("situacao", flat=True)) == {Situacao.EM_ANDAMENTO}


def test_recusa_de_um_do_grupo_nao_faz_em_nenhum_e_diz_qual(client: Client, grupo: list[Solicitacao]) -> None:
    agora = timezone.now()
    Solicitacao.objects.filter(pk=grupo[2].pk).update(
        situacao=Situacao.AGUARDANDO_MUNICIPE, parada_em=agora, responder_ate=agora
    )
    dados = {"motivo": "outro", "resposta": elenco.FRASE, "confirmar": "sim"}
    resposta = _enviar(client, grupo[0], "indeferir", **dados)
    assert resposta.status_code == 409
    assert f"O pedido {grupo[2].protocolo_escrito}, que está junto deste, não aceita" in _texto(resposta)
    assert elenco.FRASE in _texto(resposta)
    assert not Solicitacao.objects.encerradas().exists()


def test_no_juntado_so_cabe_separar_anotar_e_perguntar(client: Client, grupo: list[Solicitacao]) -> None:
    pagina = _sopa(client.get(_endereco(grupo[1])))
    assert [b.get_text(strip=True) for b in pagina.select(".sp-atos .govuk-button")] == [
        "Pedir complemento",
        "Separar do grupo",
    ]
    assert pagina.select(f"main a[href*='{grupo[0].protocolo}']")
    for ato in ("assumir", "finalizar", "transferir", "agendar"):
        resposta = _enviar(client, grupo[1], ato, confirmar="sim", resposta=elenco.FRASE)
        assert resposta.status_code == 409
        assert f"Ir ao {grupo[0].protocolo_escrito}" in _texto(resposta)
    pergunta = {"pergunta": "Em frente a que número fica o buraco?", "confirmar": "sim"}
    assert _enviar(client, grupo[1], "pedir-complemento", **pergunta).status_code == 302
    grupo[0].refresh_from_db()
    assert grupo[0].situacao == Situacao.ABERTA


def test_separar_devolve_o_pedido_a_lista(client: Client, grupo: list[Solicitacao]) -> None:
    assert _enviar(client, grupo[1], "separar").status_code == 302
    grupo[1].refresh_from_db()
    assert grupo[1].principal is None
    assert client.get(_endereco(grupo[1], "separar/")).status_code == 409


def test_nao_encontrado_nunca_conta_como_feito(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    """Mesmo com a data preenchida, e mesmo chamando a ação sem passar pelo formulário."""
    acoes.finalizar(
        caso=caso,
        versao=1,
        por=elenco.autor(servidor, caso.unidade),
        desfecho="nao_encontrado",
        resposta=elenco.FRASE,
        executada_em=date(2026, 1, 1),
    )
    caso.refresh_from_db()
    assert caso.executada_em is None

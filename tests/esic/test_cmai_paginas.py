"""As páginas da Comissão e as públicas das reuniões, e o que a pessoa lê no seu pedido."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.papeis import Papel
from contas.segredos import chaves
from esic import acoes
from esic.models import Pedido, Recurso, Reuniao
from esic.situacoes import Resultado
from referencia.tabelas import estado
from tests.esic import elenco
from tests.esic.mesas import botoes, entrar, escritos
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.mesa import sopa, texto

pytestmark = pytest.mark.django_db
ATA = "A Comissão decidiu um recurso e marcou a reunião do mês seguinte."


@pytest.fixture
def caio(client: Client) -> Client:
    """O navegador de quem é da Comissão."""
    entrar(client, elenco.cmai())
    return client


def daqui_a(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


def _marca(reuniao: Reuniao) -> str:
    return estado(Reuniao.objects.get(pk=reuniao.pk))


def _fazer(client: Client, reuniao: Reuniao, ato: str, **dados: Any) -> Any:
    return client.post(f"/cmai/reunioes/{reuniao.pk}/{ato}/", {"marca": _marca(reuniao), **dados})


# --- a agenda -----------------------------------------------------------------------------------


def test_a_agenda_vazia_diz_o_que_fazer_e_marcar_poe_os_que_esperam(caio: Client) -> None:
    vazia = texto(caio.get("/cmai/"))
    assert "Nenhuma reunião marcada" in vazia
    assert "Nenhuma reunião realizada" in vazia
    caso, recurso = elenco.na_instancia(3)
    assert "1 recurso fora de pauta" in texto(caio.get("/cmai/"))
    dados = {"nome": "112ª reunião ordinária", "dia": f"{daqui_a(9)}", "hora": "14:30", "local": "Sala 3"}
    feito = caio.post("/cmai/reunioes/marcar/", dados)
    reuniao = Reuniao.objects.get()
    assert feito["Location"] == f"/cmai/reunioes/{reuniao.pk}/"
    pagina = texto(caio.get(feito["Location"]))
    assert caso.protocolo_escrito in pagina
    assert f"{daqui_a(9):%d/%m/%Y}, às 14:30, Sala 3" in pagina
    agenda = texto(caio.get("/cmai/"))
    assert "fora de pauta" not in agenda
    assert "1 recurso na pauta" in agenda
    assert recurso.pedido == caso


RUINS: list[tuple[dict[str, str], str]] = [
    ({}, "Escreva o nome da reunião."),
    ({"nome": "X", "dia": "2020-01-01"}, "de hoje em diante"),
    ({"nome": "X", "dia": "31/02/2027"}, "Escreva uma data que exista"),
    ({"nome": "X", "dia": "2099-01-01", "hora": "25h"}, "Escreva a hora assim"),
    ({"nome": "X" * 200, "dia": "2099-01-01"}, "no máximo 100"),
]


@pytest.mark.parametrize(("dados", "erro"), RUINS)
def test_marcar_mal_diz_o_que_falta_e_guarda(caio: Client, dados: dict[str, str], erro: str) -> None:
    resposta = caio.post("/cmai/reunioes/marcar/", dados)
    assert resposta.status_code == 422
    resumo = sopa(resposta).select_one(".govuk-error-summary")
    assert resumo
    assert erro in resumo.get_text()
    assert escritos(resposta, "nome") == [dados.get("nome", "")]
    assert not Reuniao.objects.exists()


def test_dois_no_mesmo_dia_e_mudar_para_dia_ocupado(caio: Client) -> None:
    elenco.reuniao(daqui_a(9))
    outra = elenco.reuniao(daqui_a(20))
    dados = {"nome": "Extraordinária", "dia": f"{daqui_a(9)}"}
    for resposta in (caio.post("/cmai/reunioes/marcar/", dados), _fazer(caio, outra, "alterar", **dados)):
        assert resposta.status_code == 422
        assert "Já há uma reunião neste dia." in texto(resposta)
        assert escritos(resposta, "nome") == ["Extraordinária"]


def test_a_agenda_mostra_parados_por_registrar_e_escolhe_o_ano(caio: Client) -> None:
    _, recurso = elenco.na_instancia(3)
    Recurso.objects.filter(pk=recurso.pk).update(aberto_em=timezone.now() - timedelta(days=70))
    passada = elenco.reuniao(daqui_a(3))
    Reuniao.objects.filter(pk=passada.pk).update(dia=daqui_a(-2))
    elenco.realizada(ha_dias=5)
    antiga = elenco.realizada(ha_dias=800)
    agenda = texto(caio.get("/cmai/"))
    assert "registre se a reunião se realizou" in agenda
    assert "1 recurso parado há muito tempo" in agenda
    assert antiga.nome not in agenda
    do_ano = texto(caio.get(f"/cmai/?ano={antiga.dia.year}"))
    assert antiga.nome in do_ano
    assert "Falta a ata" in do_ano
    for estragado in ("x", "0000", "99999", "²024"):
        assert caio.get("/cmai/", {"ano": estragado}).status_code == 200


def test_a_agenda_custa_o_mesmo_com_uma_reuniao_e_com_cinco(caio: Client) -> None:
    def mais_uma(dias: int) -> None:
        reuniao = elenco.realizada(ha_dias=dias)
        _, recurso = elenco.na_instancia(3)
        Recurso.objects.filter(pk=recurso.pk).update(reuniao=reuniao)
        elenco.na_instancia(3)

    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            caio.get("/cmai/")
        return len(feitas)

    mais_uma(1)
    antes = consultas()
    for dias in (2, 3, 4, 5):
        mais_uma(dias)
    assert consultas() == antes


# --- a reunião ----------------------------------------------------------------------------------


def test_da_marcada_a_ata_passo_a_passo(caio: Client) -> None:
    caso, recurso = elenco.na_instancia(3)
    elenco.em_pauta_de_hoje(recurso)
    reuniao = Reuniao.objects.get()
    pagina = caio.get(f"/cmai/reunioes/{reuniao.pk}/")
    assert botoes(pagina) == ["Registrar que se realizou", "Mudar a reunião", "Cancelar a reunião"]
    assert "Decidir o recurso" in botoes(caio.get(f"/recursos/{caso.protocolo}/"))
    assert _fazer(caio, reuniao, "realizar").status_code == 302
    pagina = caio.get(f"/cmai/reunioes/{reuniao.pk}/")
    assert botoes(pagina) == ["Publicar a ata", "Passar à próxima o que não se decidiu"]
    caso.refresh_from_db()
    dados = {"versao": caso.versao, "resultado": "parcial", "fundamentacao": elenco.FRASE, "confirmar": "sim"}
    assert caio.post(f"/recursos/{caso.protocolo}/decidir/", dados).status_code == 302
    recurso.refresh_from_db()
    assert (recurso.resultado, recurso.reuniao) == (Resultado.PARCIAL, reuniao)
    pagina = caio.get(f"/cmai/reunioes/{reuniao.pk}/")
    assert botoes(pagina) == ["Publicar a ata"]
    assert "Deferido em parte" in texto(pagina)
    assert _fazer(caio, reuniao, "ata", numero="112/2026", texto=ATA).status_code == 302
    assert ATA in texto(caio.get(f"/cmai/reunioes/{reuniao.pk}/"))
    assert escritos(caio.get(f"/cmai/reunioes/{reuniao.pk}/ata/"), "numero") == ["112/2026"]


def test_antes_da_reuniao_a_pagina_do_recurso_diz_quando_se_decide(caio: Client) -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    caso, _ = elenco.na_instancia(3)
    pagina = caio.get(f"/recursos/{caso.protocolo}/")
    assert f"na pauta da reunião de {reuniao.dia:%d/%m/%Y}" in texto(pagina)
    assert botoes(pagina) == ["Perguntar ao órgão"]
    dados = {"versao": caso.versao, "resultado": "deferido", "fundamentacao": elenco.FRASE}
    recusado = caio.post(f"/recursos/{caso.protocolo}/decidir/", {**dados, "confirmar": "sim"})
    assert recusado.status_code == 409
    assert escritos(recusado, "fundamentacao") == [elenco.FRASE]


def test_a_ata_com_cara_de_dado_pessoal_pede_que_se_confira(caio: Client) -> None:
    reuniao = elenco.realizada()
    com_dado = f"{ATA} Recorrente: Maria Aparecida da Silva, CPF 529.982.247-25."
    recusada = _fazer(caio, reuniao, "ata", numero="1", texto=com_dado)
    assert recusada.status_code == 422
    assert "529.982.247-25" in texto(recusada)
    assert escritos(recusada, "texto") == [com_dado]
    assert sopa(recusada).select("[name=conferido]")
    assert not Reuniao.objects.get(pk=reuniao.pk).ata
    assert _fazer(caio, reuniao, "ata", numero="1", texto=com_dado, conferido="on").status_code == 302


def test_outra_pessoa_mexeu_na_reuniao_e_o_escrito_fica(caio: Client) -> None:
    marcada, realizada = elenco.reuniao(daqui_a(9)), elenco.realizada()
    velha = {"marca": "0" * 20}
    mudar = _fazer(caio, marcada, "alterar", **velha, nome="Nova", dia=f"{daqui_a(9)}", local="Sala 9")
    assert mudar.status_code == 409
    assert escritos(mudar, "local") == ["Sala 9"]
    assert escritos(mudar, "marca") == [_marca(marcada)]
    ata = _fazer(caio, realizada, "ata", **velha, numero="1", texto=ATA)
    assert ata.status_code == 409
    assert escritos(ata, "texto") == [ATA]
    for ato, reuniao in (("cancelar", marcada), ("realizar", marcada), ("adiar", realizada)):
        assert _fazer(caio, reuniao, ato, **velha).status_code == 409


def test_cancelar_pergunta_antes_e_diz_para_onde_vai_a_pauta(caio: Client) -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    elenco.na_instancia(3)
    assert "à espera da próxima que se marcar" in texto(caio.get(f"/cmai/reunioes/{reuniao.pk}/cancelar/"))
    seguinte = elenco.reuniao(daqui_a(30))
    pergunta = texto(caio.get(f"/cmai/reunioes/{reuniao.pk}/cancelar/"))
    assert f"passa à reunião de {seguinte.dia:%d/%m/%Y}" in pergunta
    assert _fazer(caio, reuniao, "cancelar").status_code == 302
    assert "foi cancelada" in texto(caio.get(f"/cmai/reunioes/{reuniao.pk}/"))
    assert "Ela já foi cancelada" in texto(caio.get(f"/cmai/reunioes/{reuniao.pk}/cancelar/"))
    assert Recurso.objects.get(instancia=3).reuniao == seguinte


def test_adiar_e_por_na_pauta_o_que_ficou_de_fora(caio: Client) -> None:
    _, recurso = elenco.na_instancia(3)
    elenco.em_pauta_de_hoje(recurso)
    reuniao = Reuniao.objects.get()
    _fazer(caio, reuniao, "realizar")
    assert _fazer(caio, reuniao, "adiar").status_code == 302
    assert "1 recurso saiu desta pauta." in caio.get(f"/cmai/reunioes/{reuniao.pk}/").text
    seguinte = elenco.reuniao(daqui_a(10))
    Recurso.objects.filter(pk=recurso.pk).update(reuniao=None)
    assert caio.post("/cmai/pautar/").status_code == 302
    assert Recurso.objects.get(pk=recurso.pk).reuniao == seguinte


def test_so_a_comissao_entra(client: Client) -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    for papel, sigla in ((Papel.OUVIDORIA, "OGM"), (Papel.AUTORIDADE, "SMSUB"), (Papel.SIC, "SMSUB")):
        client.force_login(designar(papel, sigla, nome=f"De fora {papel}"))
        for onde in ("/cmai/", "/cmai/reunioes/marcar/", f"/cmai/reunioes/{reuniao.pk}/"):
            assert client.get(onde).status_code == 403
        for ato in ("alterar", "cancelar", "realizar", "adiar", "ata"):
            assert _fazer(client, reuniao, ato).status_code == 403
        assert client.post("/cmai/pautar/").status_code == 403


# --- o que qualquer pessoa lê -------------------------------------------------------------------


def test_as_paginas_publicas_dizem_o_que_se_decidiu_e_nada_de_quem_recorreu(client: Client) -> None:
    caso, recurso = elenco.na_instancia(3)
    elenco.em_pauta_de_hoje(recurso)
    caso = Pedido.objects.get(pk=caso.pk)
    acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=elenco.cmai(),
        resultado="indeferido",
        fundamentacao="As razões da decisão ficam com quem recorreu.",
    )
    reuniao = Reuniao.objects.get()
    reuniao = acoes.realizar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())
    acoes.publicar_ata(
        reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai(), numero="112/2026", texto=ATA
    )
    futura = elenco.reuniao(daqui_a(30), local="Viaduto do Chá, 15")
    lista = client.get("/e-sic/comissao/")
    assert "Ata 112/2026" in texto(lista)
    assert "Viaduto do Chá, 15" in texto(lista)
    pagina = client.get(f"/e-sic/comissao/{reuniao.pk}/")
    for dito in ("Secretaria das Subprefeituras", "indeferido", ATA):
        assert dito in texto(pagina)
    for segredo in (
        caso.protocolo,
        caso.protocolo_escrito,
        elenco.MARIA.nome,
        elenco.PERGUNTA,
        "ficam com quem recorreu",
    ):
        assert segredo not in pagina.text
        assert segredo not in lista.text
    assert "Ainda não há recurso na pauta" in texto(client.get(f"/e-sic/comissao/{futura.pk}/"))
    assert client.get("/e-sic/comissao/999999/").status_code == 404
    assert client.post("/e-sic/comissao/").status_code == 405


def test_sem_reuniao_nenhuma_a_pagina_publica_diz_o_que_esperar(client: Client) -> None:
    pagina = texto(client.get("/e-sic/comissao/?ano=abc"))
    assert "Nenhuma reunião marcada agora" in pagina
    assert "Nenhuma ata ainda" in pagina


def test_no_pedido_a_pessoa_le_a_proxima_reuniao(client: Client) -> None:
    caso, _ = elenco.na_instancia(3)
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    onde = f"/acompanhar/{caso.protocolo}/"
    assert "Espera a Comissão marcar a próxima reunião" in texto(client.get(onde))
    reuniao = elenco.reuniao(daqui_a(9))
    pagina = texto(client.get(onde))
    assert f"Próxima reunião: {reuniao.dia:%d/%m/%Y}." in pagina
    assert "O recurso entrou na pauta da Comissão" in pagina
    assert f"Entrou na pauta de {reuniao.dia:%d/%m/%Y}" in pagina

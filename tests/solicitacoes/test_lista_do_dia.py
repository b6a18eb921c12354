"""A lista do dia guardada no servidor: pôr, tirar, dar a um colega, abrir no mapa e dizer por que não deu."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso, Cidade, Notificacao
from contas.papeis import Papel
from protocolo.erros import RecusaDeAcao
from solicitacoes import acoes, carga
from solicitacoes.models import Andamento, Solicitacao, Visita
from solicitacoes.situacoes import Desfecho, Tipo
from tests.solicitacoes import elenco, pedindo

if TYPE_CHECKING:
    from contas.models import Usuario
    from roteamento.models import Unidade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
ENVIO = "0c6ff1ad-86ae-4f7c-8a3d-0a5f9f0f4d13"


@pytest.fixture
def caixa(db: None) -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def rita(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Rita Rua")


def _pagina(client: Client, caminho: str = "campo/") -> BeautifulSoup:
    resposta = client.get(f"{CAIXA}{caminho}")
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _na_lista(client: Client, caminho: str = "campo/") -> list[str]:
    return [
        str(a["id"]).removeprefix("parada-") for a in _pagina(client, caminho).select("article.sp-parada")
    ]


def _por(client: Client, *casos: Solicitacao) -> str:
    marcados = [f"{caso.protocolo}.{caso.versao}" for caso in casos]
    return client.post(f"{CAIXA}lote/", {"ato": "campo", "p": marcados}, follow=True).content.decode()


def _por_na_de(quem: Usuario, caixa: Unidade, *casos: Solicitacao) -> None:
    acoes.por_na_lista(unidade=caixa, casos=casos, quem=quem, dia=timezone.localdate())


def test_os_marcados_ficam_no_servidor_na_ordem_do_caminho(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    longe, perto, comeco = (
        elenco.solicitacao(caixa, lat=lat, lon=-46.63, ha_dias=dias)
        for lat, dias in ((-23.60, 3), (-23.51, 2), (-23.50, 9))
    )
    assert "3 pedidos estão na sua lista do dia" in _por(client, longe, perto, comeco)
    esperados = [comeco.protocolo, perto.protocolo, longe.protocolo]
    assert _na_lista(client) == esperados
    no_celular = Client()
    no_celular.force_login(servidor)
    assert _na_lista(no_celular) == esperados, "a mesma, noutro aparelho"
    assert "3 pedidos estão" in _por(client, longe, perto, comeco), "pôr de novo não repete"
    assert Visita.objects.count() == 3


def test_da_pagina_do_pedido_ele_vai_a_lista(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    botao = _pagina(client, f"{caso.protocolo}/").select_one('#acoes button[value="campo"]')
    assert botao
    formulario = botao.find_parent("form")
    assert formulario
    enviado = {str(campo["name"]): str(campo.get("value", "")) for campo in formulario.select("[name]")}
    assert client.post(str(formulario["action"]), enviado, follow=True).status_code == 200
    assert _na_lista(client) == [caso.protocolo]


def test_o_encerrado_e_o_que_segue_outro_nao_entram(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    principal = elenco.solicitacao(caixa)
    juntado = elenco.solicitacao(caixa, principal=principal)
    assert "1 pedido marcado não entrou na lista" in _por(client, principal, juntado)
    assert _na_lista(client) == [principal.protocolo]


def test_o_da_lista_de_um_colega_continua_nela(
    client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, responsavel=servidor, agendada_para=timezone.localdate())
    _por_na_de(rita, caixa, caso)
    assert "já está na lista de Rita Rua" in _por(client, caso)
    assert _na_lista(client) == []
    assert _na_lista(client, f"campo/?de={rita.pk}") == [caso.protocolo]
    assert "Lista do dia de Rita Rua" in _pagina(client, f"campo/?de={rita.pk}").text


def test_de_cada_colega_diz_se_uma_vez_quantos_sao(
    client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario
) -> None:
    dela = [elenco.solicitacao(caixa) for _ in range(3)]
    _por_na_de(rita, caixa, *dela)
    dados = {"ato": "campo", "p": [caso.protocolo for caso in dela]}
    resposta = client.post(f"{CAIXA}lote/", dados, follow=True).content.decode()
    assert "3 pedidos já estão na lista de Rita Rua." in resposta
    assert resposta.count("na lista de Rita Rua") == 1


def test_a_de_ontem_nao_volta(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    ontem = timezone.localdate() - timedelta(days=1)
    acoes.por_na_lista(unidade=caixa, casos=[elenco.solicitacao(caixa)], quem=servidor, dia=ontem)
    assert _na_lista(client) == []


def test_tirar_nao_mexe_no_pedido(client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario) -> None:
    meu, dela = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    _por_na_de(servidor, caixa, meu)
    _por_na_de(rita, caixa, dela)
    resposta = client.post(f"{CAIXA}{meu.protocolo}/tirar/", follow=True)
    assert "saiu da lista" in resposta.content.decode()
    assert client.post(f"{CAIXA}{dela.protocolo}/tirar/?de={rita.pk}").status_code == 403
    assert [v.caso for v in Visita.objects.all()] == [dela]
    meu.refresh_from_db()
    assert (meu.versao, meu.aberta) == (1, True)
    client.force_login(elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA))
    assert client.post(f"{CAIXA}{dela.protocolo}/tirar/?de={rita.pk}").status_code == 303
    assert not Visita.objects.exists()


def test_dar_a_um_colega_passa_os_marcados_e_ele_fica_sabendo(
    client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario
) -> None:
    vai, fica = elenco.solicitacao(caixa), elenco.solicitacao(caixa, responsavel=servidor)
    agendado = elenco.solicitacao(caixa, responsavel=servidor, agendada_para=timezone.localdate())
    _por_na_de(servidor, caixa, vai, fica)
    dados = {"colega": rita.pk, "p": [vai.protocolo, agendado.protocolo]}
    resposta = client.post(f"{CAIXA}campo/dar/", dados, follow=True)
    assert "2 pedidos passaram à lista de Rita Rua." in resposta.content.decode()
    assert _na_lista(client) == [fica.protocolo]
    assert set(_na_lista(client, f"campo/?de={rita.pk}")) == {vai.protocolo, agendado.protocolo}
    recado = Notificacao.objects.get(usuario=rita)
    assert recado.texto == "Sérgio Souza deu a você 2 pedidos da lista do dia"
    assert recado.endereco.endswith("/campo/")
    agendado.refresh_from_db()
    assert agendado.responsavel == servidor, "a lista não muda quem responde"


def test_dar_recusa_quem_nao_e_da_unidade_o_vazio_e_o_que_ja_saiu(
    client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario
) -> None:
    caso, dela = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    _por_na_de(servidor, caixa, caso)
    _por_na_de(rita, caixa, dela)
    de_fora = elenco.servidor(elenco.unidade("ILUME", subprefeitura=None))
    for dados in (
        {"colega": de_fora.pk, "p": [caso.protocolo]},
        {"colega": rita.pk},
        {"p": [caso.protocolo]},
        {"colega": rita.pk, "p": [dela.protocolo]},
    ):
        assert client.post(f"{CAIXA}campo/dar/", dados).status_code == 422
    assert client.get(f"{CAIXA}campo/dar/?de={rita.pk}").status_code == 403
    hoje, por = timezone.localdate(), elenco.autor(servidor, caixa)
    dar: dict[str, Any] = {"unidade": caixa, "casos": [caso, dela], "de": servidor, "dia": hoje, "por": por}
    with pytest.raises(RecusaDeAcao):
        acoes.dar_da_lista(para=de_fora, **dar)
    outro = elenco.servidor(caixa, nome="Outro")
    assert acoes.dar_da_lista(para=outro, **dar) == 1, "o que é de outra pessoa não passa"
    assert Visita.objects.get(caso=dela).quem == rita


@pytest.mark.parametrize("como", ["passou para ILUME", "indeferida", "finalizada"])
def test_o_que_mudou_de_unidade_ou_se_encerrou_sai_da_lista_e_diz_se_por_que(
    client: Client, caixa: Unidade, servidor: Usuario, rita: Usuario, como: str
) -> None:
    caso = elenco.solicitacao(caixa)
    _por_na_de(servidor, caixa, caso)
    por, vista = elenco.autor(rita, caixa), caso.versao
    if como == "indeferida":
        acoes.indeferir(caso=caso, versao=vista, por=por, motivo="repetido", resposta=elenco.FRASE)
    elif como == "finalizada":
        acoes.finalizar(caso=caso, versao=vista, por=por, desfecho=Desfecho.REALIZADO, resposta=elenco.FRASE)
    else:
        fora = elenco.unidade("ILUME", subprefeitura=None)
        acoes.transferir(caso=caso, versao=vista, por=por, unidade=fora, motivo=elenco.FRASE)
    pagina = _pagina(client)
    assert not pagina.select("article.sp-parada")
    assert caso.protocolo_escrito in pagina.text
    assert como == "finalizada" or como in pagina.text
    concluir = {"versao": vista, "resposta": elenco.FRASE, "envio": ENVIO, "confirmar": "sim"}
    resposta = client.post(f"{CAIXA}{caso.protocolo}/concluir/", concluir, follow=True)
    assert ("já está encerrado" in resposta.content.decode()) or ("passou para" in resposta.content.decode())
    nao_deu = client.post(f"{CAIXA}{caso.protocolo}/nao-deu/", {"versao": vista, "motivo": "sem_acesso"})
    assert nao_deu.status_code == 409
    assert not Andamento.objects.filter(tipo=Tipo.VISITA).exists()


def test_nao_deu_fica_escrito_com_a_foto_e_o_pedido_segue_aberto(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    juntado = elenco.solicitacao(caixa, principal=caso)
    _por_na_de(servidor, caixa, caso)
    onde = f"{CAIXA}{caso.protocolo}/nao-deu/"
    assert client.post(onde, {"versao": 1, "motivo": "outro"}).status_code == 422
    assert client.post(onde, {"versao": 0, "motivo": "sem_acesso"}).status_code == 409
    dados = {"versao": 1, "motivo": "sem_acesso", "texto": "Voltamos amanhã.", "envio": ENVIO}
    resposta = client.post(onde, dados | {"fotos": pedindo.foto()})
    assert resposta["Location"].endswith("/campo/")
    caso.refresh_from_db()
    assert (caso.aberta, caso.versao, caso.anexos.count()) == (True, 2, 1)
    passo = caso.andamentos.get(tipo=Tipo.VISITA)
    assert passo.texto == "O local estava fechado ou sem acesso. Voltamos amanhã."
    assert juntado.andamentos.filter(tipo=Tipo.VISITA).exists()
    assert not Aviso.objects.exists()
    pagina = _pagina(client)
    assert not pagina.select("article.sp-parada")
    assert "O local estava fechado" in pagina.text
    assert caso.protocolo_escrito in pagina.text
    _por(client, caso)
    assert _na_lista(client) == [caso.protocolo], "posto de novo, volta à lista"


def test_o_mapa_do_telefone_e_o_que_a_cidade_diz(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    casos = [elenco.solicitacao(caixa, lat=-23.5 - n / 100, lon=-46.6) for n in range(11)]
    _por_na_de(servidor, caixa, *casos, elenco.solicitacao(caixa))
    Cidade.objects.update_or_create(pk=1, defaults={"mapa_de_varios": ""})
    assert "No mapa" not in _pagina(client).text
    Cidade.objects.filter(pk=1).update(
        mapa_de_varios="https://mapa.invalid/{pontos}", mapa_de_um_ponto="https://mapa.invalid/?q={lat},{lon}"
    )
    pagina = _pagina(client)
    enderecos = [str(a["href"]) for a in pagina.select("a[href^='https://mapa.invalid/']")]
    de_muitos = [e for e in enderecos if "?q=" not in e]
    assert [e.count(",") for e in de_muitos] == [10, 1]
    assert de_muitos[0].startswith("https://mapa.invalid/-23.500000,-46.600000/-23.510000,-46.600000/")
    assert len(enderecos) == 2 + 11, "o sem ponto não tem para onde levar"


def test_estranho_nao_ve_nem_mexe(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    _por_na_de(servidor, caixa, caso)
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    for caminho in (f"campo/?de={servidor.pk}", "campo/dar/", f"{caso.protocolo}/nao-deu/"):
        assert client.get(f"{CAIXA}{caminho}").status_code == 403
    assert client.post(f"{CAIXA}{caso.protocolo}/tirar/?de={servidor.pk}").status_code == 403
    assert client.get(f"{CAIXA}{caso.protocolo}/tirar/").status_code == 405
    assert Visita.objects.count() == 1

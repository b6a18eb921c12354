"""A página do pedido além do básico: fotos, prova, vistas da história, leituras e a mesma pessoa."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from avisos.models import Aviso, Envio
from contas.acoes import Identificacao
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from solicitacoes import acoes
from solicitacoes.caixa import grupo
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.avisos.factories import AvisoFactory
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.test import Client

    from contas.models import Usuario
    from roteamento.models import Unidade

pytestmark = pytest.mark.django_db


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _endereco(caso: Solicitacao, fim: str = "") -> str:
    return f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/{fim}"


def _sopa(resposta: Any) -> BeautifulSoup:
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "html.parser")


def _texto(pagina: BeautifulSoup, seletor: str = "main") -> str:
    achado = pagina.select_one(seletor)
    assert achado, seletor
    return " ".join(achado.get_text(" ").split())


def _foto(caso: Solicitacao, sha: str, papel: str) -> int:
    return caso.anexos.create(ordem=1, arquivo="a", miniatura="p", nome="a", sha256=sha, papel=papel).pk


def test_as_fotos_da_equipe_ficam_separadas_e_todas_se_baixam(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.na_situacao(
        Situacao.FINALIZADA, caixa, executada_em=date(2026, 11, 23), ordem_de_servico="OS 12/2026"
    )
    antes = [_foto(caso, str(n), papel) for n, papel in enumerate((Papel.INTERESSADO, Papel.ATENDENTE))]
    depois = _foto(caso, "depois", Papel.SERVIDOR)
    pagina = _sopa(client.get(_endereco(caso)))
    assert "Feito em 23/11/2026. Ordem de serviço: OS 12/2026." in _texto(pagina)
    for rotulo, fotos in (("Fotos de quem pediu", antes), ("Fotos da equipe", [depois])):
        lista = pagina.select(f"ul[aria-label='{rotulo}'] a[data-ampliar]")
        assert [elo["href"] for elo in lista] == [f"/solicitar/anexo/{pk}/grande/" for pk in fotos]
        baixar = pagina.select(f"ul[aria-label='{rotulo}'] a[download]")
        assert [elo["href"] for elo in baixar] == [f"/solicitar/anexo/{pk}/grande/" for pk in fotos]
    assert pagina.select("script[src*='ampliar']")


def test_sem_prova_nem_foto_nada_disso_aparece(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    pagina = _sopa(client.get(_endereco(elenco.solicitacao(caixa))))
    assert "O que a equipe fez" not in _texto(pagina)
    assert not pagina.select("script[src*='ampliar'], ul.sp-fotos")


def test_diz_o_dia_marcado_e_que_foi_reaberto(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.na_situacao(
        Situacao.EM_ANDAMENTO, caixa, agendada_para=date(2026, 12, 3), reaberta_em=timezone.now()
    )
    topo = _texto(_sopa(client.get(_endereco(caso))), ".sp-pedido__topo")
    assert "Dia marcado: 03/12/2026" in topo
    assert f"Reaberto em {timezone.localdate():%d/%m/%Y}" in topo


@pytest.fixture
def com_historia(caixa: Unidade, servidor: Usuario) -> Solicitacao:
    por = elenco.autor(servidor, caixa)
    caso = elenco.solicitacao(caixa)
    caso = acoes.assumir(caso=caso, versao=1, por=por)
    caso = acoes.anotar(caso=caso, por=por, texto="Precisa de interdição parcial.")
    acoes.acrescentar(caso=caso, por=elenco.municipe(), texto="Piorou com a chuva.")
    outra = elenco.solicitacao(caixa)
    acoes.agrupar(principal=outra, versao=1, por=por, outras=[caso])
    return caso


def test_a_vista_do_municipe_e_so_o_que_ele_le(client: Client, com_historia: Solicitacao) -> None:
    texto = _texto(_sopa(client.get(_endereco(com_historia) + "?historia=municipe")), "#historia")
    assert "Piorou com a chuva." in texto
    assert "junto com outro igual" in texto
    principal = Solicitacao.objects.get(pk=com_historia.pk).principal
    assert principal
    for interno in ("interdição", "Sérgio", "assumiu", "só a equipe vê", principal.protocolo_escrito):
        assert interno not in texto


def test_a_vista_da_equipe_e_so_o_interno(client: Client, com_historia: Solicitacao) -> None:
    texto = _texto(_sopa(client.get(_endereco(com_historia) + "?historia=equipe")), "#historia")
    assert "interdição" in texto
    assert "Responsável: Sérgio Souza" in texto
    assert "Piorou com a chuva." not in texto


@pytest.mark.parametrize("vista", ["", "municipe", "equipe", "inventada"])
def test_o_fragmento_da_historia_e_a_mesma_regiao(
    client: Client, com_historia: Solicitacao, vista: str
) -> None:
    endereco = f"{_endereco(com_historia)}?volta=servico%3Dtapa-buraco&historia={vista}"
    inteira = _sopa(client.get(endereco))
    fragmento = client.get(endereco, headers={"HX-Request": "true"})
    so_a_historia = _sopa(fragmento)
    for pagina in (inteira, so_a_historia):  # o segredo muda a cada resposta
        for segredo in pagina.select("input[name=csrfmiddlewaretoken]"):
            segredo.decompose()
    assert str(so_a_historia).strip() == str(inteira.select_one("#historia"))
    assert "HX-Request" in fragmento["Vary"]
    elos = _sopa(fragmento).select(".sp-vistas a")
    assert all("volta=servico" in str(elo["href"]) for elo in elos)
    certa = vista if vista != "inventada" else ""
    assert [elo["id"] for elo in elos if elo.get("aria-current")] == [f"vista-{certa or 'tudo'}"]


def _chefia(client: Client, caixa: Unidade) -> None:
    client.force_login(elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA))


def test_so_a_chefia_ve_quem_leu_e_quantas_vezes(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    for _ in range(2):
        client.post(_endereco(caso, "contato/"))
    assert "Quem já abriu" not in _texto(_sopa(client.get(_endereco(caso))))
    _chefia(client, caixa)
    texto = _texto(_sopa(client.get(_endereco(caso))), "#contato")
    assert f"Sérgio Souza: 2 vezes, a última em {timezone.localdate():%d/%m/%Y}" in texto
    assert "Maria" not in texto
    aberto = _texto(_sopa(client.post(_endereco(caso, "contato/"))), "#contato")
    assert "Célia Chefe: 1 vez," in aberto
    nunca = _texto(_sopa(client.get(_endereco(elenco.solicitacao(caixa)))), "#contato")
    assert "Ninguém." in nunca


def test_importado_nao_tem_leituras_a_mostrar(client: Client, caixa: Unidade) -> None:
    _chefia(client, caixa)
    caso = elenco.solicitacao(caixa, identificacao=None, procedencia="importada")
    assert "Quem já abriu" not in _texto(_sopa(client.get(_endereco(caso))))


def test_a_mesma_pessoa_so_se_diz_com_o_contato_e_fica_escrito(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    outro = elenco.solicitacao(caixa, logradouro="Largo do Arouche", numero="1")
    fora = elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    for fechada in (_endereco(caso), _endereco(caso, "relacionados/")):
        assert outro.protocolo_escrito not in _texto(_sopa(client.get(fechada)))
    aberta = _texto(_sopa(client.post(_endereco(caso, "contato/"))), "#contato")
    assert outro.protocolo_escrito in aberta
    assert fora.protocolo_escrito not in aberta
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.o_que, leitura.protocolo) == ("contato e outros pedidos da pessoa", caso.protocolo)


def test_ver_todos_os_da_pessoa_fica_escrito_de_novo(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    for n in range(grupo.POUCOS + 2):
        elenco.solicitacao(caixa, ha_dias=n)
    poucos = _sopa(client.post(_endereco(caso, "contato/"), headers={"HX-Request": "true"}))
    assert len(poucos.select(".sp-relacionados__um")) == grupo.POUCOS
    assert poucos.select("input[name=todos]")
    todos = _sopa(client.post(_endereco(caso, "contato/"), {"todos": "sim"}))
    assert len(todos.select("#contato .sp-relacionados__um")) == grupo.POUCOS + 2
    assert not todos.select("input[name=todos]")
    assert LeituraDePessoal.objects.count() == 2


def test_de_quem_nao_se_identificou_nada_se_liga(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, identificacao=Identificacao())
    elenco.solicitacao(caixa, identificacao=Identificacao())
    assert "mesma pessoa" not in _texto(_sopa(client.post(_endereco(caso, "contato/"))), "#contato")
    assert not LeituraDePessoal.objects.exists()


def test_ver_todos_no_endereco_leva_a_lista_filtrada(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    poda = elenco.servico("poda", "Poda de árvore")
    caso = elenco.solicitacao(caixa)
    outros = [elenco.solicitacao(caixa, servico=poda) for _ in range(grupo.POUCOS + 1)]
    elenco.solicitacao(caixa, numero="9", ha_dias=2)
    pagina = _sopa(client.get(_endereco(caso, "relacionados/")))
    elo = next(a for a in pagina.select("#relacionados a") if a.text == "Ver todos neste endereço")
    lista = _sopa(client.get(str(elo["href"])))
    assert len(lista.select("[data-linha]")) == len(outros) + 1


def test_o_prazo_vencido_e_o_dia_marcado_nao_se_confundem(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, ha_dias=40, agendada_para=timezone.localdate() + timedelta(days=1))
    pagina = _sopa(client.get(_endereco(caso)))
    assert "atrasad" in _texto(pagina, ".sp-pedido__essencial")
    assert "Dia marcado" in _texto(pagina, ".sp-pedido__topo")


def test_diz_o_que_se_enviou_por_onde_e_o_que_houve(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """Sem o endereço de ninguém: para isso há o contato, que fica registrado."""
    caso = elenco.solicitacao(caixa)
    assert not _sopa(client.get(_endereco(caso))).find(string=re.compile("aviso a quem pediu"))
    aviso = AvisoFactory.create(
        interessado=caso.interessado, protocolo=caso.protocolo, situacao=Aviso.Situacao.ENVIADO
    )
    Envio.objects.create(aviso=aviso, canal="sms", situacao="falha_permanente", erro="422 não existe")
    Envio.objects.create(aviso=aviso, canal="email", situacao="entregue")
    texto = _texto(_sopa(client.get(_endereco(caso))))
    assert "1 aviso a quem pediu Pedido registrado" in texto
    assert "SMS: não existe ou recusa (422 não existe)" in texto
    assert "E-mail: aceito pelo correio, e não voltou" in texto
    assert "maria@exemplo.invalid" not in texto

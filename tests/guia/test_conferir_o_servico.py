"""O que se lê antes de mandar um serviço adiante, e o que a página de quem escreve diz que há a fazer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from guia import acoes
from guia.models import Lugar, VersaoDoServico
from guia.publicacao import por_extenso, trabalho
from guia.publicacao.exigencias import Falta
from referencia.tabelas import Origem
from tests.guia.escrevendo import entra, lido, mandar, sopa, tela
from tests.guia.factories import CaminhoFactory, ServicoFactory, VersaoFactory, no_ar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


def falta_a_regra(_versao: VersaoDoServico) -> list[Falta]:
    """Uma falta cujo passo o serviço que não se pede não tem."""
    return [Falta("Falta a regra.", "destino")]


def test_do_que_nao_se_pede_so_se_cobra_o_que_se_pode_responder(client: Client, settings: Settings) -> None:
    """Os passos das perguntas e de quem pede não aparecem: a falta deles não teria onde se resolver."""
    entra(client, "Administração")
    caminho = CaminhoFactory.create()
    nao_se_pede = {"solicitavel": False, "caminhos": [caminho.slug], "origem": Origem.EDICAO}
    versao = VersaoFactory.create(identificacao="anonima", perguntas=[{"chave": "?"}], **nao_se_pede)
    assert "Nada falta para publicar." in lido(client.get(tela(versao, "conferir")))
    settings.EXIGENCIAS_DE_PUBLICACAO = [f"{__name__}.falta_a_regra"]
    assert "Falta a regra. Ir ao serviço" in lido(client.get(tela(versao, "conferir")))


def test_so_quem_tentou_publicar_le_as_faltas_como_erro(client: Client) -> None:
    entra(client, "Administração")
    versao = VersaoFactory.create(o_que_e="", origem=Origem.EDICAO)
    acoes.enviar(versao=versao, por=SISTEMA)
    devolvida = client.post(tela(versao, "conferir"), {"devolver": "sim", "motivo": ""})
    assert devolvida.status_code == 422
    assert not sopa(devolvida).select("#faltas[role=alert]")
    publicada = mandar(client, tela(versao, "conferir"), publicar="sim")
    assert sopa(publicada).select("#faltas[role=alert]")


def test_caminhos_e_lugares_se_leem_pelo_nome(client: Client) -> None:
    entra(client)
    for slug, nome in (("praca-se", "Praça da Sé"), ("praca-lapa", "Praça da Lapa")):
        Lugar.objects.create(slug=slug, nome=nome, endereco="Rua")
    caminho = CaminhoFactory.create(slug="pagina-do-servico", rotulo="Página do parque")
    pergunta = {"chave": "onde", "rotulo": "Onde?", "tipo": "lugar", "lugares": ["praca-se", "praca-lapa"]}
    versao = VersaoFactory.create(
        caminhos=[caminho.slug, "sumiu"], lugares=["praca-se"], perguntas=[pergunta]
    )
    pagina = lido(client.get(tela(versao, "conferir")))
    assert "Página do parque" in pagina
    assert "• Praça da Lapa" in pagina
    assert "praca-" not in pagina
    assert "pagina-do-servico" not in pagina
    assert por_extenso.texto(versao, "caminhos").splitlines()[1] == "sumiu"


def test_o_motivo_da_outra_vez_diz_quem_o_pediu(client: Client) -> None:
    quem_pediu = entra(client, "Administração")
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    acoes.enviar(versao=versao, por=SISTEMA)
    autor = Autor(papel=Papel.SERVIDOR, usuario=quem_pediu)
    acoes.devolver(versao=versao, motivo="Diga o horário.", por=autor)
    acoes.enviar(versao=versao, por=SISTEMA)
    assert "Da outra vez você pediu: Diga o horário." in lido(client.get(tela(versao, "conferir")))
    entra(client, "Administração")
    pagina = lido(client.get(tela(versao, "conferir")))
    assert f"Da outra vez {quem_pediu.nome} pediu: Diga o horário." in pagina


# --- a página inicial -------------------------------------------------------------------------


def test_a_lista_cortada_diz_quantos_ficaram_e_leva_a_todos(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trabalho, "MOSTRADOS", 1)
    hoje = timezone.localdate()
    mortos = CaminhoFactory.create_batch(3, resultado="nao_serve", conferido_em=hoje)
    vencem = [
        no_ar(ServicoFactory.create(slug=f"vence-{i}", versao__caminhos=[caminho.slug]))
        for i, caminho in enumerate(mortos)
    ]
    VersaoDoServico.objects.filter(pk__in=[versao.pk for versao in vencem]).update(revisar_em=hoje)
    for i in range(9):
        versao = acoes.propor(servico=ServicoFactory.create(slug=f"outro-{i}"), por=SISTEMA)
        if i >= 3:
            acoes.enviar(versao=versao, por=SISTEMA)
        if i >= 6:
            acoes.devolver(versao=versao, motivo="Falta.", por=SISTEMA)
    for grupo in ("Administração", "Ponto focal"):
        entra(client, grupo)
        links = sopa(client.get("/escrever/")).select("main a")
        a_mais = [link for link in links if "E mais" in link.get_text()]
        assert [link.get_text() for link in a_mais] == ["E mais 2: a lista inteira"] * 5
        for link in a_mais:
            lista = client.get(str(link["href"]))
            quantos = 6 if "=rascunho" in str(link["href"]) else 3  # o devolvido volta a rascunho
            assert len(sopa(lista).select("#result_list tbody tr")) == quantos, (grupo, link["href"])


def test_o_que_espera_a_revisao_ha_mais_tempo_vem_primeiro(client: Client) -> None:
    primeiro, segundo = (
        acoes.propor(servico=ServicoFactory.create(slug=nome, versao__nome=nome), por=SISTEMA)
        for nome in ("Criado antes", "Enviado antes")
    )
    acoes.enviar(versao=segundo, por=SISTEMA)
    acoes.enviar(versao=primeiro, por=SISTEMA)
    entra(client, "Administração")
    em_ordem = [versao.nome for versao in trabalho.de(None, timezone.localdate()).em_revisao]
    assert em_ordem == ["Enviado antes", "Criado antes"]

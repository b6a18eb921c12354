"""A lista do dia, as ordens de serviço e o pedido concluído na rua."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from avisos.models import Aviso
from contas.models import Usuario
from referencia.codigo_qr import em_svg
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.campo.ordem_de_visita import distancia, pelo_caminho
from solicitacoes.models import Anexo, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
ENVIO = "0c6ff1ad-86ae-4f7c-8a3d-0a5f9f0f4d11"


@pytest.fixture
def caixa(db: None) -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def foto(cor: str = "green") -> SimpleUploadedFile:
    """Uma foto de verdade, pequena."""
    memoria = BytesIO()
    Image.new("RGB", (40, 30), cor).save(memoria, "JPEG")
    return SimpleUploadedFile("depois.jpg", memoria.getvalue(), "image/jpeg")


def _pagina(client: Client, caminho: str) -> BeautifulSoup:
    resposta = client.get(caminho)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _concluir(client: Client, caso: Solicitacao, **dados: Any) -> HttpResponse:
    htmx = {"HX-Request": "true"} if dados.pop("htmx", False) else {}
    toque = {"confirmar": "sim"} if dados.pop("confirmar", True) else {}
    padrao = {"versao": caso.versao, "resposta": elenco.FRASE, "envio": ENVIO, **toque, **dados}
    resposta: HttpResponse = client.post(f"{CAIXA}{caso.protocolo}/concluir/", padrao, headers=htmx)  # type: ignore[assignment]
    return resposta


def test_o_caminho_vai_sempre_ao_mais_perto_e_deixa_para_o_fim_o_que_nao_tem_ponto(caixa: Unidade) -> None:
    onde = [(-23.50, -46.60), (-23.60, -46.60), (None, None), (-23.51, -46.60), (-23.55, -46.60)]
    casos = [elenco.montar(caixa, lat=lat, lon=lon, numero=str(n)) for n, (lat, lon) in enumerate(onde)]
    assert [caso.numero for caso in pelo_caminho(casos)] == ["0", "3", "4", "1", "2"]
    assert pelo_caminho([]) == []
    assert distancia(casos[0], casos[3]) == pytest.approx(1113, abs=5)
    assert distancia(casos[0], casos[2]) == float("inf")


def test_sem_escolha_vem_o_que_e_meu_e_esta_marcado_ate_hoje(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    hoje = timezone.localdate()
    assert "Nenhum pedido na lista do dia" in _pagina(client, f"{CAIXA}campo/").get_text()
    assert "Nenhuma ordem para imprimir" in _pagina(client, f"{CAIXA}ordens/").get_text()
    meu = elenco.solicitacao(caixa, responsavel=servidor, agendada_para=hoje)
    elenco.solicitacao(caixa, responsavel=servidor, agendada_para=hoje + timedelta(days=1))
    elenco.solicitacao(caixa, agendada_para=hoje)
    for pagina in ("campo", "ordens"):
        artigos = _pagina(client, f"{CAIXA}{pagina}/").select("article")
        assert len(artigos) == 1
        assert meu.protocolo_escrito in artigos[0].get_text()


def test_o_parado_nao_se_diz_atrasado_na_rua(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    hoje = timezone.localdate()
    seu = {"responsavel": servidor, "agendada_para": hoje}
    elenco.na_situacao(
        Situacao.AGUARDANDO_MUNICIPE, caixa, vence_em=timezone.now() - timedelta(days=9), **seu
    )
    for pagina in ("campo", "ordens"):
        (artigo,) = _pagina(client, f"{CAIXA}{pagina}/").select("article")
        assert "parado" in artigo.get_text()
        assert "atrasado" not in artigo.get_text()


def test_mais_de_duzentas_folhas_ficam_de_fora_com_aviso(client: Client, servidor: Usuario) -> None:
    muitos = "&".join(f"p={n}" for n in range(100000, 100201))
    assert "São no máximo 200 pedidos por vez" in _pagina(client, f"{CAIXA}ordens/?{muitos}").get_text()


def test_a_ordem_de_servico_nao_diz_quem_pediu_e_diz_o_que_fazer(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    resposta = {"chave": "tamanho", "rotulo": "Tamanho?", "valor": "Grande"}
    caso = elenco.solicitacao(
        caixa, descricao="Em frente à escola.", respostas=[resposta], lat=-23.5, lon=-46.6
    )
    Anexo.objects.bulk_create(
        Anexo(
            caso=caso,
            ordem=1,
            arquivo="a.jpg",
            miniatura="p.jpg",
            nome="a",
            sha256=str(n),
            papel="interessado",
        )
        for n in range(6)
    )
    pagina = _pagina(client, f"{CAIXA}ordens/?p={caso.protocolo}")
    (folha,) = pagina.select("article.sp-ordem")
    assert len(folha.select(".sp-ordem__mapa svg circle")) == 1
    dito = " ".join(folha.get_text(" ").split())
    for parte in (
        "Tapa-buraco",
        "Rua Líbero Badaró, 425",
        "Em frente à escola.",
        "Tamanho? Grande",
        "-23.50000",
    ):
        assert parte in dito
    assert len(folha.select("img")) == 4
    endereco = "http://testserver" + reverse("caixa:pedido", args=[caixa.sigla, caso.protocolo])
    (codigo,) = folha.select(".sp-ordem__codigo path")
    assert str(codigo["d"]) in em_svg(endereco)
    for segredo in ("Maria", "maria@", "11987654321", "52998224725"):
        assert segredo not in str(pagina)


@pytest.mark.parametrize("pagina", ["campo", "ordens"])
def test_as_mesmas_consultas_com_um_e_com_dez(
    client: Client, caixa: Unidade, servidor: Usuario, pagina: str
) -> None:
    from django.db import connection  # noqa: PLC0415  só aqui

    contas = []
    casos = [
        elenco.solicitacao(
            caixa, descricao="x", lat=-23.55 + n / 1000, lon=-46.63, turma=elenco.turma(caixa, f"Turma {n}")
        )
        for n in range(10)
    ]
    for quantos in (1, 10):
        acoes.por_na_lista(unidade=caixa, casos=casos[:quantos], quem=servidor, dia=timezone.localdate())
        with CaptureQueriesContext(connection) as feitas:
            _pagina(client, f"{CAIXA}{pagina}/")
        contas.append(len(feitas))
    assert contas[0] == contas[1]
    assert contas[0] <= {"campo": 18, "ordens": 19}[pagina]


def test_concluir_com_foto_finaliza_e_avisa(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = _concluir(client, caso, fotos=foto())
    assert resposta["Location"] == f"{CAIXA}campo/".replace("é", "%C3%A9")
    caso.refresh_from_db()
    assert (caso.situacao, caso.desfecho) == (Situacao.FINALIZADA, Desfecho.REALIZADO)
    assert (caso.executada_em, caso.com_foto) == (timezone.localdate(), True)
    anexo = caso.anexos.get()
    assert (anexo.papel, anexo.ordem) == ("servidor", caso.versao)
    assert elenco.FRASE in Aviso.objects.get(modelo="finalizado").corpo


def test_com_htmx_so_o_cartao_muda(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    resposta = _concluir(client, elenco.solicitacao(caixa), fotos=foto(), htmx=True)
    assert resposta.status_code == 200
    assert "Concluído: Rua Líbero Badaró, 425" in resposta.content.decode()
    assert b"<html" not in resposta.content
    assert b"<article" not in resposta.content, "o concluído sai da lista"


@pytest.mark.parametrize("postos", [True, False])
def test_os_feitos_ficam_por_ultimo_e_recolhidos(
    client: Client, caixa: Unidade, servidor: Usuario, postos: bool
) -> None:
    """Recarregar a lista não perde o que se fez, nem o põe antes do que falta."""
    hoje = timezone.localdate()
    meus: dict[str, Any] = {} if postos else {"responsavel": servidor, "agendada_para": hoje}
    feito, falta, de_ontem = (elenco.solicitacao(caixa, numero=str(n), **meus) for n in (1, 2, 3))
    if postos:
        acoes.por_na_lista(unidade=caixa, casos=[feito, falta], quem=servidor, dia=hoje)
    for caso in (feito, de_ontem):
        _concluir(client, caso, fotos=foto(), envio=str(uuid4()))
    Solicitacao.objects.filter(pk=de_ontem.pk).update(encerrada_em=timezone.now() - timedelta(days=1))
    pagina = _pagina(client, f"{CAIXA}campo/")
    [cartao] = pagina.select("article")
    assert falta.protocolo_escrito in cartao.text
    recolhidos = cartao.find_next("details", class_="sp-feitos")
    assert recolhidos
    assert "1 pedido já concluído" in recolhidos.text
    assert feito.protocolo_escrito in recolhidos.text
    assert not pagina.select("details[open].sp-feitos")
    _concluir(client, falta, fotos=foto(), envio=str(uuid4()))
    assert "Não falta nada nesta lista." in _pagina(client, f"{CAIXA}campo/").text


@pytest.mark.parametrize("htmx", [True, False])
def test_o_primeiro_toque_so_mostra_o_aviso_e_guarda_a_foto(
    client: Client, caixa: Unidade, servidor: Usuario, htmx: bool
) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = _concluir(client, caso, fotos=foto(), htmx=htmx, confirmar=False)
    assert resposta.status_code == 200
    dito = resposta.content.decode()
    assert "Concluir este pedido?" in dito
    assert elenco.FRASE in dito
    assert f"/prova/{ENVIO}/" in dito
    assert ("<html" in dito) is not htmx
    caso.refresh_from_db()
    assert (caso.aberta, caso.anexos.count(), Aviso.objects.count()) == (True, 0, 0)
    volta = _concluir(client, caso, htmx=htmx, confirmar=False, corrigir="sim").content.decode()
    assert "1 foto já recebida" in volta
    assert "govuk-error-summary" not in volta
    _concluir(client, caso, htmx=htmx)
    caso.refresh_from_db()
    assert (caso.situacao, caso.anexos.count()) == (Situacao.FINALIZADA, 1)


def test_o_principal_leva_os_juntados_com_a_mesma_foto(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    juntado = elenco.solicitacao(caixa, principal=caso)
    _concluir(client, caso, fotos=foto())
    juntado.refresh_from_db()
    assert juntado.situacao == Situacao.FINALIZADA
    assert juntado.anexos.count() == 1
    assert Aviso.objects.filter(modelo="finalizado").count() == 2


@pytest.mark.parametrize("htmx", [True, False])
def test_sem_a_foto_que_o_servico_pede_volta_com_o_que_se_escreveu(
    client: Client, caixa: Unidade, servidor: Usuario, htmx: bool
) -> None:
    qual = elenco.servico("poda", "Poda de árvore", prova=["foto", "ordem"])
    caso = elenco.solicitacao(caixa, servico=qual)
    resposta = _concluir(client, caso, ordem_de_servico="OS 12", htmx=htmx)
    assert resposta.status_code == 422
    dito = resposta.content.decode()
    assert "Este serviço pede uma foto" in dito
    assert 'value="OS 12"' in dito
    assert elenco.FRASE in dito
    assert ("<html" in dito) is not htmx


def test_a_foto_boa_fica_guardada_quando_falta_o_resto(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    qual = elenco.servico("poda", "Poda de árvore", prova=["foto", "ordem"])
    caso = elenco.solicitacao(caixa, servico=qual)
    resposta = _concluir(client, caso, fotos=foto())
    assert resposta.status_code == 422
    assert "1 foto já recebida" in resposta.content.decode()
    assert _concluir(client, caso, ordem_de_servico="OS 12").status_code == 302
    caso.refresh_from_db()
    assert (caso.ordem_de_servico, caso.anexos.count()) == ("OS 12", 1)


def test_o_que_nao_e_foto_e_recusado_com_a_razao(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = _concluir(client, caso, fotos=SimpleUploadedFile("conta.pdf", b"%PDF-1.7 nada", "image/jpeg"))
    assert resposta.status_code == 422
    assert "PDF" in resposta.content.decode()
    assert Solicitacao.objects.get(pk=caso.pk).aberta


def test_quem_chega_depois_e_avisado_e_nao_perde_o_texto(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = _concluir(client, caso, versao=0, fotos=foto())
    assert resposta.status_code == 409
    assert elenco.FRASE in resposta.content.decode()
    assert _concluir(client, caso).status_code == 302
    assert _concluir(client, caso)["Location"].endswith("/campo/"), "o mesmo envio não é de quem chega depois"
    depois = _concluir(client, caso, resposta="Viemos hoje, e o buraco já estava tapado.")
    assert (depois.status_code, depois["Location"].endswith(f"/{caso.protocolo}/")) == (303, True)


def test_o_juntado_se_conclui_no_principal_e_sozinho_se_o_principal_saiu(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    juntado = elenco.solicitacao(caixa, principal=caso)
    assert _concluir(client, juntado)["Location"].endswith(f"/{juntado.protocolo}/")
    assert Solicitacao.objects.get(pk=juntado.pk).aberta
    fora = elenco.unidade("ILUME", subprefeitura=None)
    Solicitacao.objects.filter(pk=caso.pk).update(unidade=fora)
    acoes.por_na_lista(unidade=caixa, casos=[juntado], quem=servidor, dia=timezone.localdate())
    assert juntado.protocolo_escrito in str(_pagina(client, f"{CAIXA}campo/"))
    _concluir(client, juntado)
    assert Solicitacao.objects.get(pk=juntado.pk).situacao == Situacao.FINALIZADA


def test_so_quem_serve_na_unidade(client: Client, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    for caminho in (f"{CAIXA}campo/", f"{CAIXA}ordens/", f"{CAIXA}{caso.protocolo}/concluir/"):
        client.logout()
        assert "/conta/" in client.get(caminho)["Location"]
        client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
        assert client.get(caminho).status_code == 403
    client.force_login(elenco.servidor(caixa))
    assert client.post(f"{CAIXA}campo/").status_code == 405
    assert client.get("/caixa/NADA/campo/").status_code == 404
    assert client.get(f"{CAIXA}123456789012345/concluir/").status_code == 404
    assert client.get(f"{CAIXA}{caso.protocolo}/concluir/").status_code == 200


@pytest.mark.parametrize("pagina", ["campo", "ordens"])
def test_da_lista_os_marcados_vao_para_a_rua(
    client: Client, caixa: Unidade, servidor: Usuario, pagina: str
) -> None:
    caso = elenco.solicitacao(caixa)
    marcado = {"ato": pagina, "p": f"{caso.protocolo}.{caso.versao}"}
    resposta = client.post(f"{CAIXA}lote/", marcado, follow=True)
    assert len(BeautifulSoup(resposta.content, "lxml").select("article")) == 1
    vazio = client.post(f"{CAIXA}lote/", {"ato": pagina}, follow=True)
    assert "Marque ao menos um pedido" in vazio.content.decode()

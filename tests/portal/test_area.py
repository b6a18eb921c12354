"""A área de quem entrou: quem trabalha vai ao trabalho; os outros veem o que pediram com a conta."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contas.aparelhos import DE_TODOS
from contas.models import Municipe, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from mesas import paginacao
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from protocolo.prazos.em_palavras import dia
from solicitacoes.models import Anexo, Solicitacao
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import texto
from tests.solicitacoes.elenco import publicar_outra, servico, servidor, solicitacao, unidade

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao


@pytest.fixture
def dona(client: Client) -> Usuario:
    quem = elenco.pessoa("Dora Dona")
    client.force_login(quem)
    return quem


def manifestacao(dona: Usuario, tipo: str = T.RECLAMACAO, **campos: Any) -> Manifestacao:
    return elenco.registrada(tipo, identificacao=replace(elenco.MARIA, usuario=dona), **campos)


def pedido(dona: Usuario, **campos: Any) -> Solicitacao:
    caso = solicitacao(**campos)
    assert caso.interessado
    caso.interessado.usuario = dona
    caso.interessado.save()
    return caso


@pytest.mark.usefixtures("dona")
def test_sem_nada_diz_o_que_fazer(client: Client) -> None:
    lido = texto(client.get("/area/"))
    for dito in (
        "Nenhum pedido ainda",
        "Procurar um serviço",
        "nunca aparece",
        "provar que o CPF",
    ):
        assert dito in lido
    assert "Mostrar" not in lido
    assert "lotação" not in lido


def test_quem_a_administracao_cadastrou_le_a_quem_pedir_a_caixa(client: Client, dona: Usuario) -> None:
    RegistroDeAcesso.objects.create(pessoa=dona, ato=RegistroDeAcesso.Mudanca.CONTA_CRIADA)
    assert "registre a sua lotação" in texto(client.get("/area/"))


def test_a_manifestacao_respondida_diz_ate_quando_se_pede_a_revisao(client: Client, dona: Usuario) -> None:
    caso = manifestacao(dona)
    acoes.assumir(caso=caso, versao=caso.versao, por=elenco.ogm())
    caso.refresh_from_db()
    acoes.concluir(
        caso=caso, versao=caso.versao, por=elenco.ogm(), resposta="atendida", conclusao=elenco.FRASE
    )
    caso.refresh_from_db()
    ate = acoes.revisao_ate(caso)
    assert ate
    assert f"Você pode pedir a revisão até {dia(ate)}" in texto(client.get("/area/"))
    Manifestacao.objects.filter(pk=caso.pk).update(revisao_em=timezone.now())
    assert "pedir a revisão" not in texto(client.get("/area/"))


def test_so_fala_do_gov_br_na_cidade_que_o_ligou(client: Client, dona: Usuario, settings: Settings) -> None:
    assert "gov.br" not in texto(client.get("/area/"))
    settings.SOCIALACCOUNT_PROVIDERS = {"govbr": {}}
    assert "entrando com o gov.br de nível prata ou ouro" in texto(client.get("/area/"))


def test_lista_o_que_e_da_conta_e_so(client: Client, dona: Usuario) -> None:
    meus = [manifestacao(dona), pedido(dona)]
    alheios = [elenco.registrada(), solicitacao(), manifestacao(elenco.pessoa("Outra"))]
    lido = texto(client.get("/area/"))
    assert all(caso.protocolo_escrito in lido for caso in meus)
    assert not any(caso.protocolo_escrito in lido for caso in alheios)
    assert all(dito in lido for dito in ("Tapa-buraco", "Reclamação", "Recebida", "(faltam"))
    assert " )" not in lido


def test_denuncia_nao_aparece_nem_a_que_passou_a_ser(client: Client, dona: Usuario) -> None:
    nasceu, virou = manifestacao(dona, T.DENUNCIA), manifestacao(dona)
    acoes.assumir(caso=virou, versao=virou.versao, por=elenco.ogm())
    virou.refresh_from_db()
    acoes.reclassificar(
        caso=virou, versao=virou.versao, por=elenco.ogm(), tipo=T.DENUNCIA, motivo=elenco.FRASE
    )
    lido = texto(client.get("/area/"))
    assert nasceu.protocolo_escrito not in lido
    assert virou.protocolo_escrito not in lido


def test_atrasada_e_esperando_dizem(client: Client, dona: Usuario) -> None:
    caso = manifestacao(dona)
    Manifestacao.objects.filter(pk=caso.pk).update(vence_em=timezone.now() - timedelta(days=4))
    assert "atrasada há 4 dias" in texto(client.get("/area/"))
    Manifestacao.objects.filter(pk=caso.pk).update(
        situacao=Situacao.AGUARDANDO_MUNICIPE, parada_em=timezone.now(), responder_ate=timezone.now()
    )
    assert "Falta você responder" in texto(client.get("/area/"))


def test_cada_linha_diz_a_rua_e_o_dia_e_a_do_sigiloso_so_o_dia(client: Client, dona: Usuario) -> None:
    em = datetime(2026, 11, 24, 23, 30, tzinfo=timezone.get_default_timezone())
    manifestacao(dona)
    for caso in (pedido(dona), pedido(dona)):
        Solicitacao.objects.filter(pk=caso.pk).update(
            logradouro="Rua Direita", numero=str(caso.pk), aberta_em=em
        )
    reservado = Solicitacao.objects.latest("pk")
    pagina = texto(client.get("/area/"))
    for caso in Solicitacao.objects.all():
        assert f"Rua Direita, {caso.pk}. Pedido em 24/11/2026." in pagina
    assert "Pedida em " in pagina
    publicar_outra(reservado.servico, sigilosa=True)
    reservada = texto(client.get("/area/"))
    assert "Rua Direita" not in reservada
    assert "Pedido em 24/11/2026." in reservada


def test_servico_sigiloso_nao_diz_o_nome(client: Client, dona: Usuario) -> None:
    qual = servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = pedido(dona, servico=qual)
    lido = texto(client.get("/area/"))
    assert "Pedido reservado" in lido
    assert caso.protocolo_escrito in lido
    assert "violência" not in lido


def test_a_lista_so_se_marca_para_ficar_inteira_e_no_aparelho_de_uma_pessoa(
    client: Client, dona: Usuario
) -> None:
    pedido(dona, servico=servico(slug="violencia", nome="Denúncia de violência", sigilosa=True))
    pedido(dona)

    def marcadas(endereco: str) -> list[int]:
        pagina = BeautifulSoup(client.get(endereco).content, "lxml")
        return [len(lista.select("[data-pedido]")) for lista in pagina.select("[data-meus-pedidos]")]

    assert marcadas("/area/") == [1], "o sigiloso, nunca"
    assert marcadas("/area/?situacao=abertos") == []
    client.cookies[DE_TODOS] = "sim"
    assert marcadas("/area/") == []


def test_a_lista_longa_se_percorre_por_chave_sem_pular_nem_repetir(
    client: Client, dona: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Também quando a hora é a mesma em tabelas diferentes."""
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    casos = [manifestacao(dona), manifestacao(dona), pedido(dona), pedido(dona), pedido(dona)]
    for caso in casos:
        type(caso)._default_manager.filter(pk=caso.pk).update(aberta_em=casos[0].aberta_em)
    vistos, endereco = [], "/area/?situacao=abertos"
    for _ in range(3):
        pagina = BeautifulSoup(client.get(endereco).content, "lxml")
        vistos += [item.text for item in pagina.select(".sp-lista .sp-numero")]
        proxima = pagina.select_one("a[rel=next]")
        endereco = f"/area/{proxima['href']}" if proxima else ""
    assert endereco == ""
    assert sorted(vistos) == sorted(caso.protocolo_escrito for caso in casos)
    anterior = pagina.select_one("a[rel=prev]")
    assert anterior
    assert "situacao=abertos" in str(anterior["href"])
    de_volta = BeautifulSoup(client.get(f"/area/{anterior['href']}").content, "lxml")
    assert [item.text for item in de_volta.select(".sp-lista .sp-numero")] == vistos[2:4]


def test_filtros_e_busca(client: Client, dona: Usuario, subtests: pytest.Subtests) -> None:
    aberto, reclamacao = pedido(dona), manifestacao(dona)
    fechado = pedido(dona, servico=servico(slug="poda", nome="Podar árvore"))
    espera = pedido(dona, servico=servico(slug="iluminacao", nome="Iluminação"))
    sigiloso = pedido(dona, servico=servico(slug="mulher", nome="Violência", sigilosa=True))
    Solicitacao.objects.filter(pk=fechado.pk).update(situacao="cancelada", encerrada_em=timezone.now())
    Solicitacao.objects.filter(pk=espera.pk).update(
        situacao="aguardando_municipe", parada_em=timezone.now(), responder_ate=timezone.now()
    )
    todos = {aberto, reclamacao, fechado, espera, sigiloso}
    for consulta, esperados in {
        "": todos,
        "situacao=abertos": todos - {fechado},
        "situacao=encerrados": {fechado},
        "situacao=esperam": {espera},
        "situacao=tudo-errado": todos,
        "busca=ILUMINACAO": {espera},
        "busca=poda&situacao=encerrados": {fechado},
        "busca=poda&situacao=abertos": set(),
        "busca=reclama": {reclamacao},
        "busca=violencia": set(),
        f"busca={aberto.protocolo_escrito}": {aberto},
        f"busca={aberto.protocolo[:7]}": {aberto},
        "busca=%00'\"&apos=x&antes=9.9.9": set(),
    }.items():
        with subtests.test(consulta):
            resposta = client.get(f"/area/?{consulta}")
            assert resposta.status_code == 200
            lido = texto(resposta)
            assert {caso for caso in todos if caso.protocolo_escrito in lido} == esperados
            if not esperados:
                assert "Nada com estes filtros" in lido
    inicio = client.get("/area/")
    assert "1 pedido espera por você" in texto(inicio)
    assert inicio.content.decode().count("<title>Falta você responder") == 1


def test_do_cpf_so_aparece_depois_de_provado(
    client: Client, dona: Usuario, subtests: pytest.Subtests
) -> None:
    """E a página do caso abre por inteiro, com a foto; o CPF digitado na conta nunca basta."""
    caso, alheio = solicitacao(), solicitacao(identificacao=replace(elenco.MARIA, documento="11144477735"))
    selada = elenco.registrada(T.DENUNCIA, identificacao=elenco.MARIA)
    Usuario.objects.filter(pk=dona.pk).update(cpf=elenco.MARIA.documento)
    foto = Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo=default_storage.save("anexos/f.jpg", ContentFile(b"foto")),
        nome="f.jpg",
        sha256="0" * 64,
        papel=Papel.INTERESSADO,
    )
    endereco = f"/acompanhar/{caso.protocolo}/"
    da_foto = reverse("solicitacoes:anexo", args=[foto.pk, "grande"])
    assert caso.protocolo_escrito not in texto(client.get("/area/"))
    assert client.get(f"{endereco}cancelar/").status_code == client.get(da_foto).status_code == 403
    Municipe.objects.filter(cpf=elenco.MARIA.documento).update(usuario=dona)
    lido = texto(client.get("/area/"))
    assert caso.protocolo_escrito in lido
    assert "provar que o CPF" not in lido
    assert not any(outro.protocolo_escrito in lido for outro in (alheio, selada))
    for resto in ("mandar/", "cancelar/"):
        with subtests.test(resto):
            assert client.get(endereco + resto).status_code == 200
    aberta: Any = client.get(da_foto)
    assert aberta.getvalue() == b"foto"
    assert "Desistir do pedido" in texto(client.get(endereco))
    assert client.get(f"/acompanhar/{selada.protocolo}/cancelar/").status_code == 403
    Municipe.objects.update(usuario=None)
    assert client.get(f"{endereco}cancelar/").status_code == 403


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem(
    client: Client, dona: Usuario, quantos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(quantos):
        manifestacao(dona)
        pedido(dona)
    # a sessão e a pessoa (2), se trabalha aqui (3), os três processos (3), quantos esperam por ela em dois
    # deles (2), o que acompanha junto e se provou o CPF
    with django_assert_num_queries(12):
        client.get("/area/")


@pytest.mark.parametrize(
    ("papel", "destino"),
    [
        (Papel.OUVIDORIA, "/mesa/"),
        (Papel.CORREGEDORIA, "/orgao/"),
        (Papel.INTERLOCUTOR, "/orgao/"),
    ],
)
def test_quem_e_designado_vai_ao_trabalho(client: Client, papel: Papel, destino: str) -> None:
    client.force_login(elenco.designar(papel, "OGM"))
    assert client.get("/area/").headers["Location"] == destino


def test_quem_trabalha_tambem_ve_o_que_e_seu(client: Client) -> None:
    quem = servidor(unidade("CAIXA", subprefeitura=None))
    client.force_login(quem)
    caso = manifestacao(quem)
    assert client.get("/area/").headers["Location"] == "/caixa/"
    assert caso.protocolo_escrito in texto(client.get("/area/?minhas=sim"))
    assert "/area/?minhas=sim" in client.get("/conta/").content.decode()


def test_404_e_403_levam_a_busca_a_mesa_de_quem_entrou_e_de_volta(client: Client) -> None:
    pedida = {"referer": "http://testserver/servicos/"}
    perdida, proibida = "/nao-existe/", f"/acompanhar/{solicitacao().protocolo}/mandar/"
    for onde in (perdida, proibida):
        pagina = client.get(onde, headers=pedida).content.decode()
        assert all(
            dito in pagina for dito in (">Procure o que você precisa<", 'href="http://testserver/servicos/"')
        )
        assert "mesa de trabalho" not in pagina
    assert "use a chave de acesso" in client.get(proibida).content.decode()
    client.force_login(servidor(unidade()))
    for onde in (perdida, proibida):
        pagina = client.get(onde, headers={"referer": "https://outro.invalid/"}).content.decode()
        assert 'href="/caixa/"' in pagina
        assert "outro.invalid" not in pagina

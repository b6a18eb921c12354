"""A mesa em volta do pedido: a busca, o que se lê, o sigilo, acompanhar junto, e os de hoje."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from atendimento import acoes
from atendimento.mesa import ditar, lista
from atendimento.models import AtoDoAtendimento
from atendimento.situacoes import Providencia, Resultado
from contas.models import Interessado
from guia.busca import indice
from guia.models import Servico
from protocolo.models import Rascunho
from solicitacoes.models import Apoio, Solicitacao
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central, regra, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture
def mesa(client: Client) -> NaMesa:
    territorio()
    return NaMesa(client)


def texto(resposta: object) -> str:
    return " ".join(sopa(resposta).get_text(" ").split())  # type: ignore[arg-type]


def test_a_busca_comeca_o_atendimento(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    indice.atualizar([elenco.servico().pk])
    with subtests.test("enquanto se escreve vem só a lista"):
        achados = sopa(mesa.client.get("/central/?q=buraco", headers={"HX-Request": "true"}))
        assert [b["value"] for b in achados.select("button[name=servico]")] == ["tapa-buraco"]
        assert not achados.find("h1")
    with subtests.test("a mesma lista na página inteira"):
        inteira = sopa(mesa.client.get("/central/?q=buraco")).select_one("#achados")
        assert inteira is not None
        assert inteira.select_one("ul").prettify() == achados.select_one("ul").prettify()  # type: ignore[union-attr]
    with subtests.test("sem JavaScript, as palavras vão ao atendimento"):
        assert mesa.comecar(q="buraco")["Location"].endswith("/?q=buraco")
        assert "Tapa-buraco" in texto(mesa.client.get(f"{mesa.endereco()}?q=buraco"))
    with subtests.test("nada achado"):
        assert "Nenhum serviço encontrado" in texto(mesa.client.get("/central/?q=xyzwq"))
    with subtests.test("lixo"):
        assert mesa.client.get("/central/?q=%00&antes=x").status_code == 200


def test_so_informacao_le_se_e_nao_se_pede(mesa: NaMesa) -> None:
    elenco.servico("castrar", "Castrar gatos", solicitavel=False, o_que_e="De graça, com hora marcada.")
    mesa.comecar("castrar")
    pagina = texto(mesa.ver())
    assert "De graça, com hora marcada." in pagina
    assert "Registrar pedido" not in pagina
    assert "Terminar: Só informação" in pagina
    assert not Rascunho.objects.exists()
    ato = AtoDoAtendimento.objects.get()
    assert (ato.tipo, ato.servico) == (Providencia.CONSULTOU, mesa.atendimento.servico)


def test_ler_outro_servico_a_meio_do_pedido_nao_o_apaga(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    elenco.servico("castrar", "Castrar gatos", solicitavel=False, o_que_e="De graça, com hora marcada.")
    elenco.servico("abrigo", "Abrigo", solicitavel=False, sigilosa=True, o_que_e="Endereço que não se diz.")
    mesa.comecar("tapa-buraco")
    mesa.guardar({"logradouro": "Rua Líbero Badaró", "numero": "425", "nome": "Maria"})
    for slug, dito in (("castrar", "De graça"), ("abrigo", "Endereço que não se diz.")):
        with subtests.test(slug):
            resposta = mesa.client.get(mesa.consultar(slug)["Location"])
            assert dito in texto(resposta)
            voltar = sopa(resposta).find("button", string=lambda s: "Voltar ao pedido" in (s or ""))
            assert voltar is not None
            mesa.consultar(str(voltar["value"]))
            assert valor(mesa.ver(), "nome") == "Maria"
            assert valor(mesa.ver(), "logradouro") == "Rua Líbero Badaró"


def test_o_servico_que_deixa_de_se_pedir_diz_se(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    mesa.comecar("tapa-buraco")
    mesa.guardar({"nome": "Maria"})
    with subtests.test("só informa"):
        elenco.publicar_outra(elenco.servico(), solicitavel=False)
        assert "deixou de ser pedido por aqui" in texto(mesa.ver())
    with subtests.test("saiu do Guia"):
        Servico.objects.update(publicada=None)
        assert "saiu do Guia e já não se pede" in texto(mesa.ver())
        assert mesa.ver().status_code == 200


def test_do_servico_sigiloso_nao_se_guarda_qual(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    """Nem no ato, nem no atendimento, nem na aba; quem atende o lê na mesma."""
    elenco.servico("abrigo", "Abrigo", solicitavel=False, sigilosa=True, o_que_e="Endereço que não se diz.")
    mesa.comecar("tapa-buraco")
    resposta = mesa.consultar("abrigo")
    with subtests.test("lê-se"):
        assert "Endereço que não se diz." in texto(mesa.client.get(resposta["Location"]))
    with subtests.test("não se guarda"):
        assert AtoDoAtendimento.objects.latest("pk").servico is None
        assert mesa.atendimento.servico is None
    with subtests.test("a aba"):
        aba = sopa(mesa.ver()).select_one(".sp-abas-central")
        assert aba is not None
        assert ("Reservado" in aba.get_text(), "Abrigo" in aba.get_text()) == (True, False)


def test_trocar_de_servico_leva_o_lugar_e_quem_pede(mesa: NaMesa) -> None:
    outro = elenco.servico("mato", "Mato alto", precisa_de_endereco=True)
    regra(outro, unidade=elenco.unidade("SMPR-CPO-STM-Sé", "x"))
    mesa.comecar("tapa-buraco")
    mesa.guardar({"logradouro": "Rua Líbero Badaró", "numero": "425", "nome": "Maria"})
    mesa.consultar("mato")
    pagina = mesa.ver()
    assert (valor(pagina, "logradouro"), valor(pagina, "nome")) == ("Rua Líbero Badaró", "Maria")
    assert Rascunho.objects.exclude(dados={}).filter(tipo="solicitacao").count() == 1


def test_do_sigiloso_e_do_anonimo_o_atendimento_nao_guarda_quem(
    mesa: NaMesa, subtests: pytest.Subtests
) -> None:
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True, precisa_de_endereco=False)
    anonimo = elenco.servico("pombo", "Pombos", identificacao="anonima", precisa_de_endereco=False)
    for servico in (sigiloso, anonimo):
        regra(servico, unidade=elenco.unidade("SMPR-CPO-STM-Sé", "x"))
    mesa.comecar("tapa-buraco")
    mesa.guardar({"nome": "Maria de antes"})
    with subtests.test("nada passa ao sigiloso"):
        mesa.consultar("violencia")
        assert valor(mesa.ver(), "nome") == ""
        assert mesa.rascunho.sigiloso
    with subtests.test("sigiloso"):
        mesa.mandar({**TUDO, "descricao": "Ele me bate."})
    with subtests.test("anônimo"):
        mesa.consultar("pombo")
        mesa.mandar({"como": "anonimo", "descricao": "Muitos pombos."})
        assert "Sem identificação não há aviso" in texto(mesa.ver())
    assert Solicitacao.objects.count() == 2
    assert mesa.atendimento.reconhecido is None
    protocolos = AtoDoAtendimento.objects.filter(tipo=Providencia.REGISTROU).values_list(
        "protocolo", flat=True
    )
    assert list(protocolos) == ["", ""]
    with subtests.test("no fim nada liga o atendimento a eles"):
        mesa.client.post(mesa.endereco("terminar"), {"resultado": Resultado.PEDIDO})
        assert not Rascunho.objects.filter(dados__atendimento__atendimento=mesa.codigo).exists()


def test_acompanhar_junto_em_nome_de_quem_tem_conta(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    elenco.publicar_outra(elenco.servico(), publica=True)
    existente = elenco.solicitacao(servico=elenco.servico(), logradouro="Rua Líbero Badaró", numero="427")
    Solicitacao.objects.filter(pk=existente.pk).update(
        logradouro_busca="rua libero badaro", lat=None, lon=None
    )
    mesa.comecar("tapa-buraco")
    with subtests.test("sem conta, só se diz"):
        fragmento = sopa(mesa.guardar({"logradouro": "Rua Líbero Badaró", "numero": "425"}))
        assert "Já há pedido igual ali perto" in fragmento.get_text()
        assert not fragmento.select("button[name=chave]")
        resposta = mesa.client.post(mesa.endereco("junto"), {"chave": "x"})
        assert resposta.status_code == 404
    conta = elenco.pessoa("Vito Vizinho")
    este = mesa.atendimento
    este.reconhecido = Interessado.objects.create(nome="Vito Vizinho", usuario=conta)
    este.save()
    acoes.anotar(atendimento=este, tipo=Providencia.RECONHECEU)
    with subtests.test("com conta, acompanha, e o pedido que se escrevia acaba"):
        botao = sopa(mesa.ver()).select_one("button[name=chave]")
        assert botao is not None
        mesa.client.post(mesa.endereco("junto"), {"chave": str(botao["value"])})
        apoio = Apoio.objects.get()
        assert (apoio.caso, apoio.usuario) == (existente, conta)
        assert AtoDoAtendimento.objects.get(tipo=Providencia.APOIOU).protocolo == ""
        pagina = texto(mesa.ver())
        assert "A pessoa acompanha o pedido que já existe" in pagina
        assert existente.protocolo not in pagina
        assert not Rascunho.objects.filter(tipo="solicitacao").exists()


def test_os_de_hoje(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    with subtests.test("nenhum"):
        assert "Nenhum atendimento hoje" in texto(mesa.client.get("/central/"))
    mesa.comecar("tapa-buraco")
    mesa.mandar()
    mesa.client.post(mesa.endereco("terminar"), {"resultado": Resultado.PEDIDO})
    with subtests.test("um, com o protocolo e a duração"):
        linha = sopa(mesa.client.get("/central/")).select_one(".sp-de-hoje tbody tr")
        assert linha is not None
        caso = Solicitacao.objects.get()
        for dito in ("Tapa-buraco", caso.protocolo_escrito, "Pedido registrado", " s"):
            assert dito in linha.get_text()
    with subtests.test("muitos"):
        for _ in range(lista.NA_PAGINA):
            feito = acoes.comecar(atendente=mesa.quem, unidade=central())
            acoes.terminar(atendimento=feito, resultado=Resultado.ENGANO)
        pagina = sopa(mesa.client.get("/central/"))
        assert len(pagina.select(".sp-de-hoje tbody tr")) == lista.NA_PAGINA
        mais = pagina.find("a", string="Ver os anteriores")
        assert mais is not None
        assert len(sopa(mesa.client.get(f"/central/{mais['href']}")).select(".sp-de-hoje tbody tr")) == 1


def test_a_meia_noite_nao_some_o_que_se_fez_no_turno(mesa: NaMesa) -> None:
    quase = datetime(2026, 3, 10, 23, 50, tzinfo=ZoneInfo("America/Sao_Paulo"))
    with time_machine.travel(quase, tick=False):
        feito = acoes.comecar(atendente=mesa.quem, unidade=central())
        acoes.terminar(atendimento=feito, resultado=Resultado.ENGANO)
    for depois, vistos in ((timedelta(minutes=30), [feito]), (timedelta(hours=13), [])):
        with time_machine.travel(quase + depois, tick=False):
            assert [um.atendimento for um in lista.de_hoje(mesa.quem).feitos] == vistos


def test_terminar_sem_dizer_como_e_422(mesa: NaMesa) -> None:
    mesa.comecar()
    resposta = mesa.client.post(mesa.endereco("terminar"), {})
    assert resposta.status_code == 422
    assert "Diga como o atendimento acabou." in texto(resposta)
    assert mesa.atendimento.aberto


def test_ditar() -> None:
    assert ditar.numero("10293-84756-10293")[0] == ("10293", "um, zero, dois, nove, três")
    assert ditar.numero("102938475610293")[1][1].endswith("meia")
    assert ditar.chave("2AHK-WYZ9")[0] == ("2AHK", "dois, A de Ana, H de hora, K de Kátia")

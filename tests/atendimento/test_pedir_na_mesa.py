"""O pedido numa página só: as mesmas regras do assistente, e nada se perde."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, AtoDoAtendimento
from atendimento.situacoes import Providencia, Resultado
from contas.models import Interessado
from contas.segredos.chaves import chave_escrita
from guia.models import VersaoDoServico
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.guia.factories import CaminhoFactory
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, erros, foto, praca, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


@pytest.fixture
def mesa(client: Client) -> NaMesa:
    quem = NaMesa(client)
    quem.comecar("tapa-buraco")
    return quem


def test_registra_numa_pagina_e_dita_o_protocolo(mesa: NaMesa) -> None:
    assert mesa.mandar()["Location"] == mesa.endereco()
    caso = Solicitacao.objects.select_related("interessado").get()
    assert (caso.canal, caso.atendente) == (Canal.CENTRAL, mesa.quem)
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    pagina = sopa(mesa.ver())
    registrado = pagina.select_one("#o-que .sp-registrado")
    assert registrado is not None
    texto = " ".join(registrado.get_text(" ").split())
    for grupo in (caso.protocolo[:5], caso.protocolo[5:10], caso.protocolo[10:]):
        assert grupo in texto
    assert chave_escrita(caso.protocolo).split("-")[0] in texto
    assert "ma•••@exemplo.invalid" in texto
    assert "Registrado aqui" not in pagina.get_text(), "não se diz duas vezes"
    este = mesa.atendimento
    assert (este.reconhecido, este.identidade) == (caso.interessado, Interessado.Identidade.DECLARADA)
    ato = AtoDoAtendimento.objects.get(tipo=Providencia.REGISTROU)
    assert (ato.protocolo, ato.servico) == (caso.protocolo, caso.servico)
    assert Rascunho.objects.get().dados == {
        "atendimento": {
            "canal": "central",
            "unidade": caso.local_de_registro_id,
            "atendimento": mesa.codigo,
        }
    }


def test_para_quem_e_o_pedido_guarda_se_e_vai_com_ele(mesa: NaMesa) -> None:
    """Quem liga pede pelo pai: a mesa pergunta só isso a mais, e recarregar não o perde."""
    mesa.guardar({"para_quem": "João Silva", "relacao": "pai"})
    assert valor(mesa.ver(), "para_quem") == "João Silva"
    mesa.mandar({**TUDO, "para_quem": "João Silva", "relacao": "pai"})
    assert Solicitacao.objects.get().respostas[-1]["valor"] == "João Silva, pai"


def test_erro_e_422_com_resumo_e_nada_se_perde(mesa: NaMesa) -> None:
    resposta = mesa.mandar({**TUDO, "cpf": "123", "r_tamanho": ""})
    assert resposta.status_code == 422
    assert [e for e in erros(resposta) if "Responda: Qual é o tamanho" in e]
    assert not Solicitacao.objects.exists()
    for pagina in (resposta, mesa.ver()):
        assert valor(pagina, "logradouro") == "Rua Líbero Badaró"
        assert valor(pagina, "nome") == "Maria Silva"
        assert valor(pagina, "cpf") == "123"


def test_o_que_se_guarda_volta_ao_recarregar(mesa: NaMesa) -> None:
    fragmento = mesa.guardar({"logradouro": "Rua Líbero Badaró", "numero": "425", "nome": "Maria"})
    assert fragmento.status_code == 200
    assert "Fica em Sé" in " ".join(sopa(fragmento).get_text().split())
    assert not sopa(fragmento).find("h1"), "só o fragmento"
    pagina = mesa.ver()
    assert valor(pagina, "nome") == "Maria"
    assert "Fica em Sé" in " ".join(sopa(pagina).get_text(" ").split())


def test_as_perguntas_escondem_se_antes_de_as_teclas_andarem_por_elas(mesa: NaMesa) -> None:
    """Senão o Enter levaria a uma pergunta que some com o foco."""
    modulos = [str(um["src"]).rsplit("/", 1)[-1] for um in sopa(mesa.ver()).select("script[type=module]")]
    assert modulos.index("pedido.js") < modulos.index("central.js")


def test_quem_nao_se_identifica_volta_ao_recarregar(mesa: NaMesa) -> None:
    VersaoDoServico.objects.update(publica=True, identificacao="anonima")
    mesa.guardar({"logradouro": "Rua Líbero Badaró", "como": "anonimo", "nome": "Maria", "cpf": "1"})
    pagina = mesa.ver()
    escolhido = sopa(pagina).select_one("[name=como][checked]")
    assert escolhido is not None
    assert escolhido["value"] == "anonimo"
    assert valor(pagina, "logradouro") == "Rua Líbero Badaró"
    assert not valor(pagina, "nome"), "o que se digitou antes de não se identificar não se lê"


def test_o_que_se_mandou_antes_e_chega_depois_nao_vale(mesa: NaMesa) -> None:
    mesa.guardar({"nome": "Maria Silva", "versao": "2000"})
    mesa.guardar({"nome": "Mar", "versao": "1000"})
    assert valor(mesa.ver(), "nome") == "Maria Silva"
    mesa.guardar({"nome": "Maria Souza", "versao": "3000"})
    mesa.guardar({"nome": "Maria", "versao": "lixo"})
    assert valor(mesa.ver(), "nome") == "Maria"


def test_o_envio_repetido_acha_o_mesmo(mesa: NaMesa) -> None:
    dados = {"rascunho": str(mesa.rascunho.pk), **TUDO}
    for _ in range(2):
        assert mesa.client.post(mesa.endereco(), dados).status_code == 303
    assert (
        Solicitacao.objects.count()
        == AtoDoAtendimento.objects.filter(tipo=Providencia.REGISTROU).count()
        == 1
    )
    atrasado = mesa.client.post(mesa.endereco(), {**dados, "guardar": "sim"}, headers={"HX-Request": "true"})
    assert atrasado.status_code == 303, "o que se guarda depois de registrar não volta"
    mesa.consultar("tapa-buraco")
    assert not sopa(mesa.ver()).find("input", {"name": "logradouro", "value": True})


def test_o_lugar_que_da_duvida_se_pergunta_na_pagina(mesa: NaMesa) -> None:
    ambiguo = {**TUDO, "logradouro": "Avenida Comprida", "numero": "10"}
    fragmento = sopa(mesa.guardar(ambiguo))
    assert fragmento.select("input[name=lugar]")
    assert mesa.mandar(ambiguo).status_code == 303
    opcoes = [str(o["value"]) for o in sopa(mesa.ver()).select("#onde-fica input[name=lugar]")]
    assert opcoes[-1] == "outro"
    sem_escolha = mesa.mandar({**ambiguo, "distrito": ""})
    assert sem_escolha.status_code == 422
    assert "Escolha o lugar." in erros(sem_escolha)
    assert not Solicitacao.objects.exists()
    pinheiros = next(o for o in opcoes if o.startswith(f"{elenco.distrito(62, 'Pinheiros').pk}|"))
    assert mesa.mandar({**ambiguo, "lugar": pinheiros, "distrito": ""}).status_code == 303
    assert Solicitacao.objects.get().distrito == elenco.distrito(62, "Pinheiros")


def test_a_orientacao_se_le_na_pagina(mesa: NaMesa) -> None:
    risco = {**TUDO, "r_tamanho": "risco"}
    mesa.mandar(risco)
    assert not Solicitacao.objects.exists()
    assert "Ligue já para o 199." in sopa(mesa.ver()).get_text()
    mesa.mandar({**risco, "ciente": "Ligue já para o 199."})
    assert Solicitacao.objects.count() == 1


def test_o_perigo_se_mostra_antes_do_que_falta_e_nada_se_perde(mesa: NaMesa) -> None:
    """Uma tecla guarda e mostra o número a ditar; outra, no botão já com o foco, segue."""
    CaminhoFactory.create(urgente=True)
    risco = {**BADARO, "r_tamanho": "risco", "descricao": "Abriu agora.", "nome": "Maria Silva"}
    assert mesa.mandar(risco).status_code == 303, "o que falta ainda não se cobra"
    pagina = mesa.ver()
    caixa = sopa(pagina).select_one('[data-conselho="r_tamanho=risco"]:not([hidden])')
    assert caixa is not None
    assert caixa.select_one("a[href='tel:199']")
    (botao,) = caixa.select("button[autofocus]")
    assert (valor(pagina, "descricao"), valor(pagina, "nome")) == ("Abriu agora.", "Maria Silva")
    seguiu = mesa.mandar({**risco, str(botao["name"]): str(botao["value"])})
    assert seguiu.status_code == 422, "depois de lido, cobra-se o que falta"
    assert erros(seguiu)
    mesa.mandar({**TUDO, "r_tamanho": "risco"})
    assert Solicitacao.objects.count() == 1, "lido uma vez, não se lê de novo"


def test_a_segunda_necessidade_nao_pergunta_quem_e(mesa: NaMesa) -> None:
    mesa.mandar()
    mesa.consultar("tapa-buraco")
    pagina = mesa.ver()
    assert (valor(pagina, "nome"), valor(pagina, "email")) == ("Maria Silva", "maria@exemplo.invalid")
    assert valor(pagina, "logradouro") == ""
    caso = Solicitacao.objects.get()
    fim = sopa(pagina).select_one("#fim")
    assert fim is not None
    assert "Registrado aqui" in fim.get_text()
    for dito in (caso.protocolo[:5], chave_escrita(caso.protocolo).split("-")[0]):
        assert dito in fim.get_text(), "o primeiro ainda se dita"
    comprovante = reverse("central:pracas_comprovante", args=[mesa.codigo, caso.protocolo])
    assert fim.find("a", href=comprovante)


def test_foto_na_pagina(mesa: NaMesa) -> None:
    mesa.mandar({"nome": "Maria", "fotos": foto(), "adicionar": "sim"})
    pagina = mesa.ver()
    assert valor(pagina, "nome") == "Maria"
    miniatura = sopa(pagina).select_one("#fotos img")
    assert miniatura is not None
    imagem = mesa.client.get(str(miniatura["src"]))
    assert b"".join(imagem.streaming_content)  # type: ignore[attr-defined]
    mesa.mandar()
    assert Solicitacao.objects.get().anexos.count() == 1


def test_na_praca_o_canal_e_a_praca(client: Client) -> None:
    quem = NaMesa(client, praca())
    quem.comecar("tapa-buraco")
    quem.mandar()
    assert Solicitacao.objects.get().canal == Canal.PRACA


def test_terminar_esquece_o_que_nao_se_registrou(mesa: NaMesa) -> None:
    mesa.guardar({"nome": "Maria"})
    fim = sopa(mesa.ver()).select_one("#fim button[name=resultado]")
    assert fim is not None
    assert fim["value"] == Resultado.INFORMACAO, "só se consultou"
    resposta = mesa.client.post(mesa.endereco("terminar"), {"resultado": Resultado.INFORMACAO})
    assert resposta.status_code == 422
    assert "Há um pedido por registrar." in erros(resposta)[0]
    assert valor(resposta, "nome") == "Maria"
    assert mesa.atendimento.aberto
    sem_ele = sopa(resposta).find("button", {"name": "sem_o_pedido"})
    assert sem_ele is not None
    (marcado,) = sem_ele.find_parent("form").select("[name=resultado][checked]")  # type: ignore[union-attr]
    assert marcado["value"] == Resultado.INFORMACAO
    dito = {"resultado": Resultado.INFORMACAO, "sem_o_pedido": "sim"}
    assert mesa.client.post(mesa.endereco("terminar"), dito).status_code == 302
    assert not Rascunho.objects.exclude(dados={}).exists()
    assert mesa.client.post(mesa.endereco(), {"rascunho": "x", **TUDO}).status_code == 409
    assert "Só informação" in sopa(mesa.ver()).get_text()


def test_o_esquecido_retoma_se_com_o_que_se_escrevia(mesa: NaMesa) -> None:
    mesa.guardar({"nome": "Maria"})
    mais_tarde = timezone.now() + timedelta(hours=1)
    assert acoes.acabar_esquecidos(em=mais_tarde) == 1
    pagina = mesa.ver()
    assert "Retomar o atendimento" in sopa(pagina).get_text()
    mesa.client.post(mesa.endereco("retomar"))
    assert valor(mesa.ver(), "nome") == "Maria"
    assert acoes.acabar_esquecidos(em=timezone.now()) == 0, "quem acaba de voltar não se dá por esquecido"
    acoes.acabar_esquecidos(em=mais_tarde)
    mesa.client.post(mesa.endereco("terminar"), {"resultado": Resultado.CAIU})
    assert mesa.client.post(mesa.endereco("retomar")).status_code == 303
    assert not mesa.atendimento.aberto


def test_estranhos_ao_atendimento(mesa: NaMesa, subtests: pytest.Subtests) -> None:
    with subtests.test("o rascunho de outro atendimento"):
        de_antes = str(mesa.rascunho.pk)
        mesa.comecar("tapa-buraco")
        assert mesa.client.post(mesa.endereco(), {"rascunho": de_antes, **TUDO}).status_code == 404
    with subtests.test("lixo"):
        assert mesa.client.post(mesa.endereco(), {"rascunho": "\0x"}).status_code == 404
        assert mesa.consultar("nao-existe").status_code == 404
        antes = Atendimento.objects.count()
        onde = reverse("central:comecar")
        assert mesa.client.post(onde, {"servico": "nao-existe"}).status_code == 404
        assert mesa.client.post(onde, {"servico": "a\0b"}).status_code == 404
        assert Atendimento.objects.count() == antes, "o que não se acha não começa nada"

"""O passo da identificação: um documento basta, e onde o serviço deixa, nenhum."""

import pytest
from django.test import Client

from atendimento.pessoa.ficha import o_que_pediu
from contas.guardas import protocolos_abertos
from contas.models import Interessado
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, erros, sopa, territorio, valor

pytestmark = pytest.mark.django_db
ANONIMO = {"como": "anonimo"}


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.ate("identificacao")
    return pedinte


@pytest.fixture
def quem_pode_calar(client: Client) -> Pedinte:
    territorio(identificacao="anonima")
    pedinte = Pedinte(client)
    pedinte.ate("identificacao")
    return pedinte


def test_guarda_quem_pede(quem: Pedinte) -> None:
    resposta = quem.mandar("identificacao/", MARIA)
    assert resposta["Location"] == quem.endereco("conferir/")
    assert quem.rascunho.dados["identificacao"] == {
        "nome": "Maria Silva",
        "tipo_documento": "cpf",
        "documento": "52998224725",
        "email": "maria@exemplo.invalid",
        "telefone": "11987654321",
    }


def test_cpf_errado_nao_custa_os_outros_campos(quem: Pedinte) -> None:
    resposta = quem.mandar("identificacao/", {**MARIA, "cpf": "529.982.247-26"})
    assert resposta.status_code == 422
    assert erros(resposta) == ["Este CPF não existe. Confira os números: talvez um esteja errado."]
    assert valor(resposta, "nome") == "Maria Silva"
    assert valor(resposta, "email") == "maria@exemplo.invalid"


def test_diz_o_que_se_perde_sem_contato(quem: Pedinte) -> None:
    texto = sopa(quem.ver("conferir/")).get_text()
    assert "Sem ele, acompanhe pelo protocolo e pela chave." in texto
    assert "Sem telefone, a equipe não tem como ligar." in texto


def test_aviso_de_privacidade_sem_caixa_de_consentimento(quem: Pedinte) -> None:
    pagina = sopa(quem.ver("conferir/"))
    assert pagina.main is not None
    assert pagina.main.find("a", href="/privacidade/")
    assert not pagina.select("input[type=checkbox]")


def test_onde_o_servico_pede_identificacao_nao_se_cala(quem: Pedinte) -> None:
    assert sopa(quem.ver("conferir/")).find("input", {"name": "como"}) is None
    assert quem.mandar("identificacao/", ANONIMO).status_code == 422


def test_onde_o_servico_deixa_e_preciso_dizer_se_quer(quem_pode_calar: Pedinte) -> None:
    assert erros(quem_pode_calar.mandar("identificacao/")) == ["Diga se você quer se identificar."]
    assert quem_pode_calar.mandar("identificacao/", {"como": "identificado", **MARIA}).status_code == 303


def test_sem_identificacao_nada_pessoal_e_guardado_em_lugar_nenhum(quem_pode_calar: Pedinte) -> None:
    quem = quem_pode_calar
    quem.mandar("identificacao/", {**MARIA, **ANONIMO})
    assert quem.rascunho.dados["identificacao"] == {"anonima": True}
    quem.mandar("conferir/")
    interessado = Interessado.objects.get()
    assert interessado.anonimo
    recibo = quem.ver("confirmacao/").text
    assert "Lembrar este pedido neste aparelho" in recibo
    assert "guardar este pedido nela" not in recibo, "conta nenhuma o guarda"
    assert [getattr(interessado, campo) for campo in Interessado.PESSOAIS] == [""] * len(Interessado.PESSOAIS)
    assert interessado.tipo_documento == ""


def test_quem_entrou_e_nao_se_identifica_nao_fica_ligado_ao_pedido(client: Client) -> None:
    territorio(identificacao="anonima")
    usuario = elenco.pessoa("José Conta")
    client.force_login(usuario)
    quem = Pedinte(client)
    quem.ate("identificacao")
    assert quem.rascunho.dono_id == usuario.pk
    quem.mandar("identificacao/", ANONIMO)
    quem.mandar("conferir/")
    caso = Solicitacao.objects.select_related("interessado").get()
    assert caso.interessado is not None
    assert caso.interessado.usuario is None
    assert Rascunho.objects.get(pk=quem.uuid).dono_id is None
    assert caso.protocolo not in protocolos_abertos(client.session)
    assert not Rascunho.objects.filter(dono=usuario).exists()
    assert quem.ver("confirmacao/").status_code == 200, "o navegador continua a abrir a confirmação"


def test_quem_entrou_ja_encontra_os_seus_dados(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta", email="jose@exemplo.invalid", cpf="52998224725"))
    pagina = Pedinte(client).ate("identificacao")
    assert valor(pagina, "nome") == "José Conta"
    assert valor(pagina, "cpf") == "52998224725"


def test_volta_preenchida(quem: Pedinte) -> None:
    passaporte = {"nome": "John Doe", "tipo_documento": "passaporte", "documento": "FH 123456"}
    quem.mandar("identificacao/", passaporte)
    pagina = quem.ver("conferir/")
    assert valor(pagina, "documento") == "FH123456"
    assert valor(pagina, "cpf") == ""
    assert sopa(pagina).select_one("details[open]") is not None, "a parte de outro documento vem aberta"


def test_deixou_de_aceitar_anonimo_no_meio_do_pedido(quem_pode_calar: Pedinte) -> None:
    quem_pode_calar.mandar("identificacao/", ANONIMO)
    versao = elenco.servico().publicada
    assert versao is not None
    versao.identificacao = "cpf"
    versao.save()
    assert sopa(quem_pode_calar.ver("conferir/")).find("input", {"name": "como"}) is None
    assert quem_pode_calar.mandar("conferir/").status_code == 422


def test_o_pedido_para_outra_pessoa_diz_para_quem_e(quem: Pedinte) -> None:
    """Um filho, o pai já velho: fica com as respostas, lê-se onde se lê o pedido, e com ele se apaga."""
    pagina = sopa(quem.ver("conferir/"))
    (parte,) = (um for um in pagina.select("details") if "É para outra pessoa" in um.text)
    assert not parte.has_attr("open"), "quem pede para si não tem mais nada a preencher"
    assert erros(quem.mandar("identificacao/", {**MARIA, "relacao": "filho"})) == [
        "Escreva o nome da pessoa para quem é o pedido."
    ]
    para = {"para_quem": "José Silva", "relacao": "meu filho"}
    assert quem.mandar("identificacao/", {**MARIA, **para}).status_code == 303
    assert valor(quem.ver("conferir/"), "para_quem") == "José Silva"
    quem.mandar("conferir/")
    caso = Solicitacao.objects.get()
    dito = {"chave": "para_quem", "rotulo": "Para quem é o pedido", "valor": "José Silva, meu filho"}
    assert caso.respostas[-1] == dito
    assert (dito["rotulo"], dito["valor"]) in o_que_pediu(caso)
    assert caso.interessado
    assert caso.interessado.nome == "Maria Silva"


def test_o_buraco_da_rua_nao_e_para_ninguem(quem_pode_calar: Pedinte) -> None:
    assert sopa(quem_pode_calar.ver("conferir/")).find("input", {"name": "para_quem"}) is None
    assert quem_pode_calar.mandar("identificacao/", {"como": "identificado", **MARIA, "para_quem": "José"})
    assert "para_quem" not in quem_pode_calar.rascunho.dados["identificacao"]

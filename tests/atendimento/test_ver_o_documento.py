"""Na Praça: o documento visto comprova a pessoa e, se ela tem conta, o CPF na conta; com as recusas ditas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from atendimento.models import BuscaDePessoa, Reconhecimento, RegraDoAtendimento
from atendimento.pessoa.views import achar
from contas.models import Interessado, Municipe, Usuario
from entrada.municipes import municipe_de, provar_cpf
from tests.atendimento.com_a_pessoa import Atendendo
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
VISTO = {"viu_documento": "on", "nome": "Maria da Silva", "cpf": "529.982.247-25"}
CPF = elenco.MARIA.documento


@pytest.fixture
def praca() -> Atendendo:
    return Atendendo(pedindo.praca())


@pytest.fixture
def conta() -> Usuario:
    return elenco.pessoa("Maria Silva", email="maria@exemplo.invalid")


def _erros(praca: Atendendo, **dados: str) -> str:
    resposta = praca.mandar("documento/", {**VISTO, **dados})
    assert resposta.status_code == 422
    resumo = BeautifulSoup(resposta.content, "lxml").select_one("#erros")
    assert resumo
    return resumo.get_text(" ", strip=True)


def test_comprova_quem_ja_pediu_e_abre_o_que_e_do_cpf(praca: Atendendo) -> None:
    caso = elenco.solicitacao()
    elenco.solicitacao(identificacao=replace(elenco.MARIA, email="outro@exemplo.invalid", telefone=""))
    assert praca.mandar("documento/", VISTO).status_code == 302
    feito = praca.atendimento
    assert feito.identidade == Interessado.Identidade.COMPROVADA
    assert feito.reconhecido
    assert feito.reconhecido.municipe_id == Interessado.objects.get(solicitacao=caso).municipe_id
    assert "2 casos da pessoa" in praca.ver().content.decode()
    assert [tipo for tipo, _ in praca.atos()] == ["provou", "reconheceu", "abriu_ficha"]
    assert BuscaDePessoa.objects.get().achados == 2
    praca.procurar(CPF)
    assert BuscaDePessoa.objects.values("impressao").distinct().count() == 1, "a mesma procura"


def test_comprova_o_cpf_na_conta(praca: Atendendo, conta: Usuario) -> None:
    elenco.solicitacao()
    assert praca.mandar("documento/", {**VISTO, "conta": "MARIA@exemplo.invalid"}).status_code == 302
    municipe = municipe_de(conta)
    assert municipe
    assert (municipe.cpf, municipe.provado_como) == (CPF, Municipe.Prova.DOCUMENTO)


def test_ao_reconhecer_o_documento_visto_tambem_comprova_o_cpf_na_conta(
    praca: Atendendo, conta: Usuario, subtests: pytest.Subtests
) -> None:
    """Numa página só; a conta é a que a pessoa diz, e não a que fez o pedido, que pode ser de outro."""
    caso, golpe = elenco.solicitacao(), elenco.pessoa("Maria Silva", email="golpe@exemplo.invalid")
    Interessado.objects.filter(solicitacao=caso).update(usuario=golpe)
    ditos = {
        "nome": "Maria da Silva",
        "documento": VISTO["cpf"],
        "viu_documento": "on",
        "conta": str(conta.email),
    }
    recusas = {
        "sem ver o documento": ({"viu_documento": ""}, "marque que o viu"),
        "não há conta": ({"conta": "ninguem@exemplo.invalid"}, "não se comprova"),
        "não é o nome": ({"nome": "Eva Lima"}, "Não confere"),
    }
    for nome, (dados, frase) in recusas.items():
        with subtests.test(nome):
            resposta = praca.reconhecer(caso.protocolo, {**ditos, **dados})
            assert (resposta.status_code, frase in resposta.content.decode()) == (422, True)
            assert (praca.atendimento.reconhecido, municipe_de(conta)) == (None, None)
    assert Reconhecimento.objects.filter(conferiu=False).count() == 2, "adivinhar a conta também conta"
    with subtests.test("o CPF está noutra conta"):
        provar_cpf(usuario=golpe, cpf=CPF, como=Municipe.Prova.OURO)
        resposta = praca.reconhecer(caso.protocolo, ditos)
        assert (resposta.status_code, "noutra conta" in resposta.content.decode()) == (422, True)
        Usuario.objects.filter(pk=golpe.pk).update(is_active=False)
        Interessado.objects.filter(solicitacao=caso).update(usuario=None, email="", telefone="")
    with subtests.test("de uma vez"):
        escolha = praca.escolhas(caso.protocolo)[0]
        dados = {**ditos, "outra_conta": "passar"}
        pagina = praca.client.post(f"/central/{praca.codigo}/{escolha}", dados, follow=True)
        assert "saiu da outra, que foi avisada" in pagina.content.decode()
        assert (municipe_de(golpe), bool(municipe_de(conta))) == (None, True)
        assert praca.atendimento.identidade == Interessado.Identidade.COMPROVADA


def test_quem_nunca_pediu_nada_tambem_prova(praca: Atendendo, conta: Usuario) -> None:
    assert praca.mandar("documento/", {**VISTO, "conta": conta.email or ""}).status_code == 302
    assert municipe_de(conta)
    assert (praca.atendimento.reconhecido, praca.atendimento.identidade) == (None, "")


def test_a_declarada_passa_a_comprovada_e_outra_pessoa_nao(praca: Atendendo) -> None:
    praca.reconhecida(elenco.solicitacao())
    elenco.solicitacao(
        identificacao=replace(elenco.MARIA, nome="João Lima", documento="11144477735", email="", telefone="")
    )
    de_joao = {**VISTO, "nome": "João Lima", "cpf": "111.444.777-35"}
    assert praca.mandar("documento/", de_joao).status_code == 409
    assert praca.mandar("documento/", VISTO).status_code == 302
    assert praca.atendimento.identidade == Interessado.Identidade.COMPROVADA


def test_as_recusas_se_dizem(praca: Atendendo, conta: Usuario, subtests: pytest.Subtests) -> None:
    elenco.solicitacao()
    elenco.pessoa("Bia Souza", email="bia@exemplo.invalid")
    quem_trabalha = elenco.servidor(elenco.unidade(), nome="Maria Silva")
    praca.usuario.nome = "Maria Silva"
    praca.usuario.save()
    casos = {
        "não há conta": ({"conta": "ninguem@exemplo.invalid"}, "não se comprova"),
        "é de outro nome": ({"conta": "bia@exemplo.invalid"}, "não se comprova"),
        "é a de quem atende": ({"conta": praca.usuario.email or ""}, "não se comprova"),
        "é de quem trabalha": ({"conta": quem_trabalha.email or ""}, "não se comprova"),
        "o nome não é o dos pedidos": ({"nome": "Eva Lima"}, "outro nome"),
        "CPF errado": ({"cpf": "529.982.247-26"}, "CPF"),
        "sem ver o documento": ({"viu_documento": ""}, "ver o documento"),
        "sem nome": ({"nome": ""}, "nome que está"),
        "e-mail torto": ({"conta": "maria@"}, "e-mail"),
    }
    for nome, (dados, frase) in casos.items():
        with subtests.test(nome):
            Reconhecimento.objects.all().delete()
            assert frase in _erros(praca, **dados)
    with subtests.test("já tem outro CPF"):
        Reconhecimento.objects.all().delete()
        provar_cpf(usuario=conta, cpf="11144477735", como=Municipe.Prova.OURO)
        assert "não se comprova" in _erros(praca, conta=conta.email or "")
    assert praca.atendimento.reconhecido is None
    assert not Municipe.objects.filter(cpf=CPF, usuario__isnull=False).exists()


def test_quem_erra_demais_para(praca: Atendendo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recusa gasta a mesma tentativa de quem reconhece, e a procura o mesmo limite."""
    elenco.solicitacao()
    for _ in range(RegraDoAtendimento().erros_no_atendimento):
        _erros(praca, nome="Eva Lima")
    assert set(Reconhecimento.objects.values_list("conferiu", flat=True)) == {False}
    assert praca.mandar("documento/", VISTO).status_code == 409
    monkeypatch.setattr(achar, "POR_HORA", 1)
    assert "muitas procuras" in _erros(praca)


def test_fora_da_praca_nao() -> None:
    """Nem se procura: a resposta é a mesma, haja ou não quem tem este CPF."""
    central = Atendendo(pedindo.central())
    elenco.solicitacao()
    assert "Conferir o documento" not in central.ver().content.decode()
    for dados in (VISTO, {**VISTO, "nome": "Eva Lima"}):
        assert central.mandar("documento/", dados).status_code == 409
    assert not BuscaDePessoa.objects.exists()
    assert central.atendimento.reconhecido is None

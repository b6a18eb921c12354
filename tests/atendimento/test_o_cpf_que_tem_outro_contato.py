"""Na Praça, o CPF de que já temos outro contato: ele é avisado e recusa, e um atendente sozinho espera."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from atendimento.models import Reconhecimento
from avisos.models import Aviso
from contas.models import Interessado, Municipe, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from entrada.municipes import municipe_de, provar_cpf
from entrada.tasks import efetivar_trocas
from solicitacoes.models import Solicitacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.servidores.provedor import canais
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
CPF = elenco.MARIA.documento
DA_CONTA = "maria.nova@exemplo.invalid"
VISTO = {"viu_documento": "on", "nome": "Maria da Silva", "cpf": "529.982.247-25", "conta": DA_CONTA}
TRES_DIAS = timedelta(hours=72, minutes=1)
ESPERA = "passa a valer na conta"


@pytest.fixture
def praca() -> Atendendo:
    return Atendendo(pedindo.praca())


@pytest.fixture
def conta() -> Usuario:
    return elenco.pessoa("Maria Silva", email=DA_CONTA)


@pytest.fixture
def pedido() -> Solicitacao:
    """O que se pediu com o CPF e outro e-mail: é o que se abriria."""
    return elenco.solicitacao()


def comprovar(praca: Atendendo, situacao: int = 200, **dados: str) -> str:
    resposta = praca.client.post(f"/central/{praca.codigo}/documento/", {**VISTO, **dados}, follow=True)
    assert resposta.status_code == situacao
    return resposta.content.decode()


def da_conta(conta: Usuario, pedido: Solicitacao) -> bool:
    """A conta vê o pedido, na sua área?"""
    navegador = Client()
    navegador.force_login(conta, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return pedido.protocolo in navegador.get("/area/").content.decode()


def link() -> str:
    (aviso,) = Aviso.objects.filter(corpo__contains="/conta/troca/")
    assert CPF not in aviso.corpo
    assert DA_CONTA not in aviso.corpo
    achado = re.search(r"https?://[^/]+(/conta/troca/\S+)", aviso.corpo)
    assert achado
    return achado[1]


def test_o_contato_de_antes_e_avisado_e_so_abre_em_72_horas(
    praca: Atendendo, conta: Usuario, pedido: Solicitacao
) -> None:
    assert ESPERA in comprovar(praca)
    aviso = Aviso.objects.get(corpo__contains="/conta/troca/")
    assert chaves.decifrar(bytes(aviso.para_cifrado or b""))["email"] == "maria@exemplo.invalid"
    assert municipe_de(conta) is None
    assert not da_conta(conta, pedido)
    assert ESPERA in comprovar(praca), "o mesmo atendente outra vez não basta"
    assert Aviso.objects.filter(corpo__contains="/conta/troca/").count() == 1
    dona = Client()
    dona.force_login(conta, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert "passa a valer em" in dona.get("/conta/").content.decode()
    efetivar_trocas()
    assert municipe_de(conta) is None
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
        efetivar_trocas()
        assert da_conta(conta, pedido)
    assert not Aviso.objects.filter(corpo__contains="agora vê esses pedidos").exists(), "já se disse uma vez"
    municipe = municipe_de(conta)
    assert municipe
    assert (municipe.cpf, municipe.provado_como) == (CPF, Municipe.Prova.DOCUMENTO)
    conta.refresh_from_db()
    assert (conta.cpf, conta.cpf_novo, conta.cpf_novo_em) == (CPF, None, None)


def test_outro_atendente_que_tambem_ve_o_documento_abre_na_hora(
    praca: Atendendo, conta: Usuario, pedido: Solicitacao
) -> None:
    comprovar(praca)
    outro = Atendendo(praca.onde, elenco.servidor(praca.onde, nome="Bruno Balcão", papel=Papel.ATENDENTE))
    assert ESPERA not in comprovar(outro)
    assert da_conta(conta, pedido)
    assert Client().get(link()).status_code == 410, "já não há o que recusar"


def test_quem_tem_o_contato_recusa_pelo_link(praca: Atendendo, conta: Usuario, pedido: Solicitacao) -> None:
    comprovar(praca)
    onde, estranho = link(), Client()
    pergunta = estranho.get(onde).content.decode()
    assert "CPF" in pergunta
    assert "numa Praça" in pergunta
    assert conta.nome not in pergunta
    assert Usuario.objects.get(pk=conta.pk).cpf_novo == CPF, "abrir o link não muda nada"
    assert "recusada" in estranho.post(onde).content.decode()
    assert estranho.post(onde).status_code == 410
    assert RegistroDeAcesso.objects.filter(pessoa=conta, detalhe__contains="CPF novo recusado").exists()
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
        assert not da_conta(conta, pedido)
    assert municipe_de(conta) is None


def test_a_conta_que_o_tinha_tambem_e_avisada_e_nao_o_perde_antes(
    praca: Atendendo, conta: Usuario, settings: Settings
) -> None:
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    antes = elenco.pessoa("Maria Silva", email="antiga@exemplo.invalid", celular="11911112222")
    provar_cpf(usuario=antes, cpf=CPF, como=Municipe.Prova.OURO)
    assert "outra_conta" not in praca.ver("documento/").content.decode()
    for dados in ({}, {"outra_conta": "talvez"}):
        perguntada = comprovar(praca, 422, **dados)
        assert "o que se pediu dentro dela continua lá" in perguntada, "diz-se antes de confirmar"
    assert "já está comprovado noutra conta" in comprovar(praca, 422)
    assert not Reconhecimento.objects.exists(), "a pergunta não é erro de ninguém"
    assert "comprovado na conta" not in comprovar(praca, outra_conta="deixar")
    assert not Aviso.objects.filter(corpo__contains="/conta/troca/").exists()
    assert ESPERA in comprovar(praca, outra_conta="passar")
    assert Aviso.objects.get(corpo__contains="/conta/troca/").usuario == antes
    por_sms = Aviso.objects.get(modelo=Aviso.CODIGO_POR_SMS)
    dito = chaves.decifrar(bytes(por_sms.para_cifrado or b""))
    assert dito["celular"] == "11911112222"
    assert "/conta/troca/" in dito["texto"]
    assert municipe_de(antes)
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
    assert (municipe_de(antes), bool(municipe_de(conta))) == (None, True)


def test_quem_prova_pelo_govbr_enquanto_espera_fica_com_o_cpf(
    praca: Atendendo, conta: Usuario, pedido: Solicitacao
) -> None:
    comprovar(praca)
    dona = elenco.pessoa("Maria Silva", email="maria@exemplo.invalid")
    provar_cpf(usuario=dona, cpf=CPF, como=Municipe.Prova.OURO)
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
    assert municipe_de(dona)
    assert municipe_de(conta) is None
    assert not da_conta(conta, pedido)


def test_quem_mudou_o_nome_da_conta_nao_a_comprova_no_mesmo_dia(
    praca: Atendendo, subtests: pytest.Subtests
) -> None:
    """O nome é o que se confere com o documento: quem o escolhe não pode ser quem confere."""
    conta = elenco.pessoa("José Qualquer", email=DA_CONTA)
    praca.usuario.is_staff = praca.usuario.is_superuser = True
    praca.usuario.save()
    pagina = f"/admin/contas/usuario/{conta.pk}/change/"
    mudado = praca.client.post(pagina, {"nome": "Maria Silva", "email": DA_CONTA, "is_active": "on"})
    assert mudado.status_code == 302, mudado.content.decode()
    with subtests.test("no mesmo dia"):
        resposta = praca.mandar("documento/", VISTO)
        assert resposta.status_code == 422
        assert "Você mudou o nome desta conta" in resposta.content.decode()
        assert municipe_de(conta) is None
    with subtests.test("outro atendente"):
        outro = Atendendo(praca.onde, elenco.servidor(praca.onde, nome="Bruno Balcão", papel=Papel.ATENDENTE))
        assert outro.mandar("documento/", VISTO).status_code == 302
        assert municipe_de(conta)


def test_o_contato_da_propria_conta_nao_a_faz_esperar(praca: Atendendo, conta: Usuario) -> None:
    caso = elenco.solicitacao()
    Interessado.objects.filter(solicitacao=caso).update(usuario=conta)
    assert ESPERA not in comprovar(praca)
    assert municipe_de(conta)

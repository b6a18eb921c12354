"""O boletim do bairro: só ao e-mail que se provou, uma vez por semana, e deixa-se com um toque."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from avisos.acoes import escrever_ao_contato
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.dados_pessoais.pessoa import da_conta
from contas.segredos import chaves
from protocolo.erros import TransicaoProibida
from protocolo.prazos.relogio import ultimo_domingo
from solicitacoes.models import Solicitacao
from tests.ouvidoria.acompanhando import texto
from tests.solicitacoes import elenco
from transparencia import dados_pessoais
from transparencia.bairro import boletim
from transparencia.bairro.novidades import Lugar
from transparencia.models import AssinaturaDoBoletim

if TYPE_CHECKING:
    from tests.correio import Correio

pytestmark = pytest.mark.django_db
VITO = "vito@exemplo.invalid"
RECEBER = "/transparencia/bairro/se/receber/"


@pytest.fixture(autouse=True)
def _limites() -> None:
    cache.clear()


@pytest.fixture
def segunda() -> datetime:
    """A última segunda-feira, ao meio-dia."""
    hoje = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return hoje - timedelta(days=hoje.weekday())


def assinar(em: datetime, **mais: Any) -> AssinaturaDoBoletim:
    return boletim.assinar(email=VITO, lugar=Lugar(elenco.distrito(), **mais), agora=em)


def pedido(em: datetime, **campos: Any) -> Solicitacao:
    return elenco.solicitacao(servico=elenco.servico(publica=True), em=em, descricao="Zumbaia", **campos)


def codigo_mandado() -> str:
    aviso = Aviso.objects.filter(modelo=Aviso.CODIGO).latest("pk")
    return chaves.decifrar(bytes(aviso.para_cifrado or b""))["codigo"]


def test_so_recebe_o_email_que_o_codigo_prova(client: Client) -> None:
    elenco.distrito()
    elenco.servico(publica=True)
    for dito in ({}, {"email": "vito"}, {"email": VITO, "servico": "nada"}):
        assert client.post(RECEBER, dito).status_code == 422
    onde = client.post(RECEBER, {"email": VITO.upper(), "servico": "tapa-buraco"}).headers["Location"]
    assert onde == f"{RECEBER}codigo/?servico=tapa-buraco"
    certo = codigo_mandado()
    errado = "111111" if certo == "000000" else "000000"
    assert client.post(onde, {"codigo": errado}).status_code == 422
    assert not AssinaturaDoBoletim.objects.exists()
    assert Client().post(onde, {"codigo": certo}).headers["Location"] == f"{RECEBER}?servico=tapa-buraco"
    assert not AssinaturaDoBoletim.objects.exists(), "de outro navegador não vale"
    assert "chega na segunda-feira" in texto(client.post(onde, {"codigo": certo}, follow=True))
    feita = AssinaturaDoBoletim.objects.get()
    assert (feita.contato, feita.distrito.nome, feita.servico.slug if feita.servico else "") == (
        VITO,
        "Sé",
        "tapa-buraco",
    )
    client.post(onde, {"codigo": certo})
    assert AssinaturaDoBoletim.objects.count() == 1


def test_tres_erros_pedem_outro_codigo_e_muitos_codigos_esperam(client: Client) -> None:
    elenco.distrito()
    onde = client.post(RECEBER, {"email": VITO}).headers["Location"]
    certo = codigo_mandado()
    errado = "111111" if certo == "000000" else "000000"
    respostas = [client.post(onde, {"codigo": errado}).status_code for _ in range(3)]
    assert respostas == [422, 422, 302]
    assert client.post(onde, {"codigo": certo}).headers["Location"] == RECEBER
    assert not AssinaturaDoBoletim.objects.exists()
    for _ in range(3):
        client.post(RECEBER, {"email": VITO})
    demais = client.post(RECEBER, {"email": VITO})
    assert (demais.status_code, VITO in demais.content.decode()) == (422, True)


def test_a_mensagem_diz_a_semana_e_com_um_toque_nao_vem_mais(
    client: Client, segunda: datetime, correio: Correio
) -> None:
    feita = assinar(segunda - timedelta(days=7))
    caso = pedido(segunda - timedelta(days=3))
    de_hoje = pedido(segunda)
    boletim.mandar(segunda)
    Aviso.objects.exclude(modelo=boletim.MODELO).delete()
    correio.mensagens.clear()
    entregar_pendentes()
    (mensagem,) = correio.mensagens
    assert mensagem["To"] == VITO
    assert "1 pedido e 0 encerrados" in str(mensagem["Subject"])
    corpo = mensagem.get_body(("plain",))
    assert corpo
    escrito = corpo.get_content()
    assert str(caso.identificador) in escrito
    for segredo in (str(de_hoje.identificador), "Zumbaia", caso.protocolo, "Maria", "Badaró", "425"):
        assert segredo not in escrito
    assert mensagem["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<https?://[^/]+(/\S+)>", str(mensagem["List-Unsubscribe"]))
    assert link
    assert link[1] in escrito
    assert not re.search(rf"/{feita.pk}\b", link[1]), "o endereço não diz quantos assinam"
    antiga = signing.Signer(salt=boletim.SAL).sign(str(feita.pk))
    assert "Não quero mais receber" in texto(client.get(f"/transparencia/bairro/sair/{antiga}/"))
    de_fora = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert "Não quero mais receber" in texto(de_fora.get(link[1])), "ler não deixa"
    assert AssinaturaDoBoletim.objects.filter(pk=feita.pk).exists()
    for _ in range(2):
        resposta = de_fora.post(link[1], {"List-Unsubscribe": "One-Click"})
        assert (resposta.status_code, "já não recebe" in texto(resposta)) == (200, True)
    assert not AssinaturaDoBoletim.objects.exists()
    for falsa in ("1:falsa", chaves.cifrar({"junto": "1"}).decode()):
        assert client.post(f"/transparencia/bairro/sair/{falsa}/").status_code == 404
    boletim.mandar(segunda + timedelta(days=7))
    assert Aviso.objects.count() == 1


def test_a_rotina_morta_no_meio_nao_perde_nem_repete(
    segunda: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Morre depois de contar a primeira e antes de acabar a segunda; passa de novo na terça-feira."""
    assinar(segunda - timedelta(days=7))
    outra = boletim.assinar(
        email="ana@exemplo.invalid", lugar=Lugar(elenco.distrito()), agora=segunda - timedelta(days=7)
    )
    pedido(segunda - timedelta(days=3))
    Aviso.objects.all().delete()

    def morre(**dito: Any) -> Any:
        if dito["contato"] == outra.contato:
            raise KeyboardInterrupt
        return escrever_ao_contato(**dito)

    with monkeypatch.context() as morrendo:
        morrendo.setattr(boletim, "escrever_ao_contato", morre)
        with pytest.raises(KeyboardInterrupt):
            boletim.mandar(segunda)
    assert Aviso.objects.count() == 1
    assert boletim.mandar(segunda + timedelta(days=1)) == 1
    assert boletim.mandar(segunda + timedelta(days=2)) == 0
    para = [
        chaves.decifrar(bytes(aviso.para_cifrado or b""))["email"] for aviso in Aviso.objects.order_by("pk")
    ]
    assert para == [VITO, outra.contato]
    assert len(set(Aviso.objects.values_list("corpo", flat=True))) == 2, "só muda o link de sair"


def test_semana_vazia_nao_tem_boletim_e_a_seguinte_so_conta_a_sua(segunda: datetime) -> None:
    feita = assinar(segunda - timedelta(days=7))
    assert boletim.mandar(segunda) == 0
    feita.refresh_from_db()
    assert feita.ate == ultimo_domingo(segunda.date())
    pedido(segunda - timedelta(days=10))
    assert boletim.mandar(segunda + timedelta(days=7)) == 0, "é de antes"


def test_do_servico_que_deixou_de_ser_publico_nada_se_diz(segunda: datetime) -> None:
    caso = pedido(segunda - timedelta(days=3))
    assinar(segunda - timedelta(days=7), servico=caso.servico)
    elenco.publicar_outra(caso.servico, publica=False)
    assert boletim.mandar(segunda) == 0


def test_um_email_tem_no_maximo_vinte_boletins(segunda: datetime) -> None:
    for codigo in range(10, 10 + boletim.POR_EMAIL):
        onde = elenco.distrito(codigo, f"Distrito {codigo}", elenco.subprefeitura())
        boletim.assinar(email=VITO, lugar=Lugar(onde), agora=segunda)
    boletim.assinar(email=VITO, lugar=Lugar(onde), agora=segunda)
    with pytest.raises(TransicaoProibida, match="muitos boletins"):
        assinar(segunda)


def test_a_conta_leva_e_apaga_o_seu_email(segunda: datetime) -> None:
    vito = elenco.pessoa("Vito", email=VITO)
    assinar(segunda)
    boletim.assinar(email="ana@exemplo.invalid", lugar=Lugar(elenco.distrito()), agora=segunda)
    assert [nome for nome, _ in dados_pessoais.exportar(da_conta(vito))] == ["boletins-do-bairro.json"]
    dados_pessoais.anonimizar(da_conta(vito))
    assert [uma.contato for uma in AssinaturaDoBoletim.objects.all()] == ["ana@exemplo.invalid"]

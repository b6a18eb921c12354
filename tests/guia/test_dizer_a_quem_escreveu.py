"""Quem responde por um texto sabe o que lhe houve; quem revisa lê o que mudou; o que falta tem link."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import Tag
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.models import Aviso, Notificacao
from avisos.resumo import resumir
from contas.autor import SISTEMA
from contas.models import Usuario
from guia import acoes, guardas
from guia.forms.passos import OndeForm, PrazoForm, QuemPedeForm, TextoForm
from guia.models import PontoFocal, VersaoDoServico
from guia.publicacao import por_extenso, revisoes
from referencia.tabelas import Origem
from tests.contas.factories import UsuarioFactory
from tests.guia.escrevendo import entra, lido, mandar, sopa, tela
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, VersaoFactory, no_ar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


def recados_de(pessoa: Usuario) -> list[tuple[str, str]]:
    deles = Notificacao.objects.filter(usuario=pessoa, tipo=Notificacao.Tipo.GUIA).order_by("pk")
    return list(deles.values_list("texto", "endereco"))


def em_revisao(por: Usuario) -> VersaoDoServico:
    """Um texto que esta pessoa escreveu e que espera a coordenação."""
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    versao.o_que_e = "A equipe tapa o buraco."
    acoes.escrever(versao=versao, por=guardas.quem(por))
    return acoes.enviar(versao=versao, por=guardas.quem(por))


def test_o_que_volta_e_o_que_vai_ao_ar_chama_no_sino_quem_escreveu_e_quem_responde(client: Client) -> None:
    colega = entra(client, papel=PontoFocal.Papel.COLABORADOR)
    titular = PontoFocalFactory.create().usuario
    saiu = PontoFocalFactory.create(usuario__is_active=False).usuario
    de_outro = PontoFocalFactory.create(
        orgao=OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    ).usuario
    versao = em_revisao(colega)
    coordena = entra(client, "Administração")
    mandar(client, tela(versao, "conferir"), devolver="sim", motivo="Diga a hora.")
    voltou = (
        f"“{versao.chamado}” voltou para ajustes: leia o que a coordenação do Guia pediu",
        tela(versao, "conferir"),
    )
    for pessoa in (colega, titular):
        assert recados_de(pessoa) == [voltou]
    acoes.enviar(versao=versao, por=guardas.quem(titular))
    mandar(client, tela(versao, "conferir"), publicar="sim")
    for pessoa in (colega, titular):
        assert [endereco for _, endereco in recados_de(pessoa)] == [
            voltou[1],
            versao.servico.get_absolute_url(),
        ]
    assert not any(recados_de(pessoa) for pessoa in (coordena, saiu, de_outro))
    resumir(timezone.now(), timezone.localdate())
    assert "voltou para ajustes" in Aviso.objects.get(usuario=colega).corpo
    client.force_login(colega)
    recado = Notificacao.objects.filter(usuario=colega).earliest("pk")
    assert client.post(f"/caixa/avisos/{recado.pk}/")["Location"] == tela(versao, "conferir")


def test_quem_devolve_o_que_escreveu_nao_se_chama() -> None:
    ana = UsuarioFactory.create(is_staff=True)
    acoes.devolver(versao=em_revisao(ana), motivo="Esqueci a hora.", por=guardas.quem(ana))
    assert recados_de(ana) == []


def test_o_que_vence_chama_no_sino_e_nao_vai_duas_vezes_por_e_mail() -> None:
    titular = PontoFocalFactory.create().usuario
    dia = date(2027, 3, 2)
    VersaoDoServico.objects.filter(pk=no_ar(ServicoFactory.create()).pk).update(revisar_em=dia)
    revisoes.lembrar(dia)
    orgao = OrgaoFactory.create().nome
    recado = f"1 serviço de {orgao} a reler no Guia: a revisão venceu ou vence em 30 dias"
    assert recados_de(titular) == [(recado, "/escrever/#vencem")]
    assert resumir(timezone.now(), dia) == 0
    assert Aviso.objects.filter(usuario=titular).count() == 1


def test_quem_revisa_le_so_o_que_mudou_desde_que_voltou(client: Client) -> None:
    focal = entra(client)
    versao = em_revisao(focal)
    coordena = entra(client, "Administração")
    assert "O que mudou desde que voltou" not in lido(client.get(tela(versao, "conferir")))
    acoes.devolver(versao=versao, motivo="Diga a hora.", por=guardas.quem(coordena))
    client.force_login(focal)
    assert "Nada mudou no texto." in lido(client.get(tela(versao, "conferir")))
    mandar(client, tela(versao, "texto"), o_que_e="A equipe tapa o buraco até as 18h.")
    mandar(client, tela(versao, "conferir"), enviar="sim")
    client.force_login(coordena)
    pagina = sopa(client.get(tela(versao, "conferir")))
    parte = pagina.select_one("section[aria-labelledby=desde-que-voltou]")
    assert isinstance(parte, Tag)
    assert [dt.get_text() for dt in parte.select("dt")] == ["O que é?"]
    assert [um.get_text() for um in parte.select("del")] == ["buraco."]
    assert [um.get_text() for um in parte.select("ins")] == ["buraco até as 18h."]


def test_o_que_falta_leva_ao_campo_e_o_campo_esta_marcado(client: Client) -> None:
    entra(client)
    versao = VersaoFactory.create(o_que_e="", canais=[], origem=Origem.EDICAO)
    links = [str(link["href"]) for link in sopa(client.get(tela(versao, "conferir"))).select("#faltas a")]
    assert links == [f"{tela(versao, 'texto')}#id_o_que_e", f"{tela(versao, 'prazo')}#id_canais_0"]
    for link in links:
        endereco, _, campo = link.partition("#")
        pagina = sopa(client.get(endereco))
        entrada = pagina.find(id=campo)
        assert entrada
        grupo = entrada.find_parent(class_="govuk-form-group")
        assert grupo
        assert "(obrigatório para publicar)" in grupo.get_text(" ")
    facultativos = sopa(client.get(tela(versao, "texto"))).select_one("label[for=id_observacoes]")
    assert facultativos
    assert "obrigatório" not in facultativos.get_text()


def test_um_campo_tem_um_nome_so() -> None:
    for form in (TextoForm, PrazoForm, QuemPedeForm, OndeForm):
        for campo, feito in form(instance=VersaoDoServico(numero=2)).fields.items():
            assert feito.label == por_extenso.rotulo(campo) != campo
    assert {campo for campo in VersaoDoServico.CONTEUDO if por_extenso.rotulo(campo) == campo} == set()

"""Quem escreve um texto do Guia não o publica sozinho, quando a regra pede outra pessoa."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from contas.autor import SISTEMA, Autor
from contas.models import Usuario
from guia import acoes, guardas
from guia.models import RegraDoGuia, VersaoDoServico
from guia.publicacao import quatro_olhos
from guia.situacoes import Situacao
from protocolo.erros import RecusaDeAcao
from tests.guia.escrevendo import entra, lido, mandar, sopa, tela
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory

pytestmark = pytest.mark.django_db
QUEM = RegraDoGuia.QuemPublica


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


def escrito(por: Autor) -> VersaoDoServico:
    """Um rascunho que outra pessoa abriu e esta escreveu."""
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    versao.o_que_e = "A equipe passa de manhã."
    return acoes.escrever(versao=versao, por=por)


def na_regra(quem_publica: str) -> None:
    RegraDoGuia.objects.update_or_create(pk=1, defaults={"quem_publica": quem_publica})


def test_quem_escreveu_le_por_que_nao_publica_e_outra_pessoa_publica(client: Client) -> None:
    ana = entra(client, "Administração")
    versao = escrito(guardas.quem(ana))
    pagina = client.get(tela(versao, "conferir"))
    assert "quem publica é outra pessoa da coordenação" in lido(pagina)
    assert not sopa(pagina).select("button[name=publicar]")
    recusada = mandar(client, tela(versao, "conferir"), publicar="sim")
    assert quatro_olhos.RECUSA in lido(client.get(recusada["Location"]))
    versao.refresh_from_db()
    assert versao.situacao == Situacao.RASCUNHO
    mandar(client, tela(versao, "conferir"), enviar="sim")
    entra(client, "Administração")
    mandar(client, tela(versao, "conferir"), publicar="sim")
    versao.refresh_from_db()
    assert versao.situacao == Situacao.PUBLICADA


def test_abrir_e_devolver_nao_e_escrever(client: Client) -> None:
    ana, bia = (guardas.quem(entra(client, "Administração")) for _ in range(2))
    versao = acoes.propor(servico=ServicoFactory.create(), por=ana)
    versao.o_que_e = "A equipe passa de manhã."
    acoes.escrever(versao=versao, por=bia)
    acoes.enviar(versao=versao, por=ana)
    acoes.devolver(versao=versao, motivo="Diga a hora.", por=ana)
    assert bia.usuario
    assert quatro_olhos.quem_escreveu(versao) == {bia.usuario.pk}
    assert acoes.publicar(versao=versao, por=ana).situacao == Situacao.PUBLICADA


def test_voltar_a_um_texto_antigo_e_escrever_servico_novo_e_escrever(client: Client) -> None:
    ana = entra(client, "Administração")
    por, servico = guardas.quem(ana), ServicoFactory.create()
    antiga = servico.versoes.get()
    acoes.por_no_ar(versao=escrito_em(servico), por=SISTEMA)
    servico.refresh_from_db()
    volta = acoes.propor(servico=servico, por=por, base=antiga)
    assert quatro_olhos.quem_escreveu(volta) == {ana.pk}
    novo = acoes.criar(
        orgao=OrgaoFactory.create(), assunto=servico.assunto, conteudo={"nome": "Lavar estátua"}, por=por
    )
    assert quatro_olhos.quem_escreveu(novo) == {ana.pk}


def escrito_em(servico: object) -> VersaoDoServico:
    versao = acoes.propor(servico=servico, por=SISTEMA)  # type: ignore[arg-type]
    versao.o_que_e = "Outro texto."
    return acoes.escrever(versao=versao, por=SISTEMA)


@pytest.mark.parametrize(
    ("regra", "do_seu_orgao", "publica"),
    [
        (QUEM.OUTROS_ORGAOS, False, False),
        (QUEM.OUTROS_ORGAOS, True, True),
        (QUEM.SEMPRE, True, False),
        (QUEM.QUALQUER, False, True),
    ],
)
def test_a_regra_da_administracao_diz_quando(
    client: Client, regra: str, do_seu_orgao: bool, publica: bool
) -> None:
    pessoa: Usuario = entra(client, "Administração")
    if do_seu_orgao:
        PontoFocalFactory.create(usuario=pessoa)
    na_regra(regra)
    versao = escrito(guardas.quem(pessoa))
    if publica:
        assert acoes.publicar(versao=versao, por=guardas.quem(pessoa)).situacao == Situacao.PUBLICADA
        return
    with pytest.raises(RecusaDeAcao, match="outra pessoa"):
        acoes.publicar(versao=versao, por=guardas.quem(pessoa))


def test_a_administracao_muda_a_regra(client: Client) -> None:
    entra(client, "Administração")
    RegraDoGuia.objects.get_or_create(pk=1)
    endereco = "/admin/guia/regradoguia/1/change/"
    assert "quem publica um texto" in lido(client.get(endereco)).casefold()
    assert mandar(client, endereco, quem_publica="sempre").status_code == 302
    assert RegraDoGuia.atual().quem_publica == QUEM.SEMPRE

"""O estado do Guia por órgão: as contas, os filtros a que levam e quem vê o quê."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contas.autor import SISTEMA
from guia import acoes
from guia.models import BuscaSemResultado, VersaoDoServico
from guia.publicacao import relatorio
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, no_ar

pytestmark = pytest.mark.django_db
PAGINA = "admin:guia_servico_relatorio"


def _entrar(client: Client, grupo: str) -> Any:
    pessoa = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name=grupo))
    client.force_login(pessoa)
    return pessoa


def test_conta_o_que_esta_vencido_incompleto_e_mal_entendido() -> None:
    hoje = timezone.localdate()
    vencido = ServicoFactory.create(provisorio=True, versao__a_confirmar=["prazo"])
    VersaoDoServico.objects.filter(pk=no_ar(vencido).pk).update(revisar_em=hoje)
    ServicoFactory.create()
    acoes.propor(servico=vencido, por=SISTEMA)
    acoes.opinar(servico=vencido, util=False, comentario="", em=timezone.now())
    acoes.opinar(servico=vencido, util=True, comentario="", em=timezone.now())
    PontoFocalFactory.create()
    PontoFocalFactory.create(ate=hoje - timedelta(days=1))
    acoes.arquivar(servico=ServicoFactory.create(), por=SISTEMA)
    (linha,) = relatorio.por_orgao(hoje)
    contas = {campo: getattr(linha, campo) for campo in relatorio.Linha.__slots__ if campo != "orgao"}
    assert contas == {
        "no_ar": 2,
        "vencidas": 1,
        "provisorios": 1,
        "a_confirmar": 1,
        "sem_revisao": 2,
        "em_elaboracao": 1,
        "nao_uteis": 1,
        "titulares": 1,
    }


def test_consultas_nao_crescem_com_os_orgaos(django_assert_num_queries: Any) -> None:
    for n in range(5):
        ServicoFactory.create(orgao=OrgaoFactory.create(sigla=f"O{n}", nome=f"Órgão {n}"))
    with django_assert_num_queries(4):
        assert len(relatorio.por_orgao(timezone.localdate())) == 5


def test_os_links_levam_a_lista_que_explica_a_conta(client: Client) -> None:
    servico = ServicoFactory.create(provisorio=True, versao__a_confirmar=["prazo"])
    VersaoDoServico.objects.filter(pk=no_ar(servico).pk).update(revisar_em=timezone.localdate())
    acoes.opinar(servico=servico, util=False, comentario="", em=timezone.now())
    acoes.propor(servico=servico, por=SISTEMA)
    acoes.propor(
        servico=ServicoFactory.create(versao=False, orgao=OrgaoFactory.create(sigla="SIURB")), por=SISTEMA
    )
    _entrar(client, "Administração")
    pagina = BeautifulSoup(client.get(reverse(PAGINA)).content, "lxml")
    links = [a["href"] for a in pagina.select("#content table a")]
    assert len(links) == 7  # uma por conta
    for link in links:
        assert client.get(str(link)).context["cl"].result_count == 1


def test_ponto_focal_ve_o_seu_orgao_e_quem_nao_cuida_nao_ve(client: Client) -> None:
    ServicoFactory.create()
    ServicoFactory.create(orgao=OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura"))
    BuscaSemResultado.objects.create(texto="passaporte", vezes=7, ultima_em=timezone.now())
    PontoFocalFactory.create(usuario=_entrar(client, "Ponto focal"))
    pagina = client.get(reverse(PAGINA)).content.decode()
    assert "SMSUB" in pagina
    assert "SIURB" not in pagina
    assert "passaporte" in pagina
    client.force_login(UsuarioFactory.create(is_staff=True))
    assert client.get(reverse(PAGINA)).status_code == 403


def test_guia_vazio_diz_que_nao_ha_o_que_mostrar(client: Client) -> None:
    _entrar(client, "Administração")
    pagina = client.get(reverse(PAGINA)).content.decode()
    assert "Nenhum serviço no ar" in pagina
    assert "toda busca achou algum serviço" in pagina


def test_o_inicio_da_administracao_leva_ao_que_falta(client: Client) -> None:
    """O ponto focal conta o que venceu no seu órgão; a coordenação, tudo e o que espera publicação."""
    servico = ServicoFactory.create()
    outro = ServicoFactory.create(orgao=OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura"))
    VersaoDoServico.objects.filter(pk__in=[no_ar(servico).pk, no_ar(outro).pk]).update(
        revisar_em=timezone.localdate()
    )
    acoes.enviar(versao=acoes.propor(servico=outro, por=SISTEMA), por=SISTEMA)
    PontoFocalFactory.create(usuario=_entrar(client, "Ponto focal"))
    devolvida = acoes.enviar(versao=acoes.propor(servico=servico, por=SISTEMA), por=SISTEMA)
    acoes.devolver(versao=devolvida, motivo="Diga o horário.", por=SISTEMA)
    medida, voltaram = client.get("/admin/").context["medidas"]
    assert (medida.quantos, medida.link) == (1, reverse(PAGINA))
    assert (voltaram.quantos, voltaram.link) == (1, "/escrever/")
    assert client.get(medida.link).status_code == 200
    _entrar(client, "Administração")
    medidas = {m.nome: m for m in client.get("/admin/").context["medidas"]}
    assert medidas["Revisões vencidas no Guia"].quantos == 2
    em_revisao = medidas["Textos do Guia em revisão"]
    assert client.get(em_revisao.link).context["cl"].result_count == em_revisao.quantos == 1

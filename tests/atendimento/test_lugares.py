"""Quem atende em dois lugares escolhe em qual está; a Praça que muda de nome leva tudo o que é seu."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, ContaDoDia, Turno
from atendimento.situacoes import Resultado
from contas.autor import SISTEMA
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Canal
from roteamento.acoes.unidades import nova_unidade, suceder
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db
INICIO = "/central/"


@pytest.fixture
def dos_dois() -> Usuario:
    """Atende na Central e na Praça Sé; pela sigla, a Central é a primeira."""
    quem = pedindo.atendente(pedindo.central())
    hoje = timezone.localdate()
    Lotacao.objects.create(usuario=quem, unidade=pedindo.praca(), papel=Papel.ATENDENTE, de=hoje)
    return quem


def test_escolhe_onde_atende_e_o_atendimento_comeca_la(dos_dois: Usuario, client: Client) -> None:
    """Fica na sessão; os outros aparelhos da pessoa não mudam."""
    praca, outro = pedindo.praca(), Client()
    for um in (client, outro):
        um.force_login(dos_dois)
    pagina = client.get(INICIO).content.decode()
    assert "<strong>Central 156</strong>" in pagina
    assert f"Atender em: {praca.nome}" in pagina
    assert client.post(reverse("central:onde"), {"unidade": praca.pk})["Location"] == INICIO
    assert f"<strong>{praca.nome}</strong>" in client.get(INICIO).content.decode()
    client.post(reverse("central:comecar"), {"q": "buraco"})
    este = Atendimento.objects.get()
    assert (este.unidade, este.canal) == (praca, Canal.PRACA)
    assert "<strong>Central 156</strong>" in outro.get(INICIO).content.decode()


def test_a_aba_aberta_noutro_lugar_continua_la(dos_dois: Usuario, client: Client) -> None:
    """O canal e o que se pode ver são os do lugar em que começou."""
    client.force_login(dos_dois)
    este = acoes.comecar(atendente=dos_dois, unidade=pedindo.praca())
    pagina = client.get(reverse("central:atendimento", args=[este.codigo]))
    assert pagina.status_code == 200
    assert f"<strong>{este.unidade.nome}</strong>" in pagina.content.decode()
    assert "Conferir o documento da pessoa" in pagina.content.decode()
    Lotacao.objects.filter(unidade=este.unidade).delete()
    assert client.get(reverse("central:atendimento", args=[este.codigo])).status_code == 403


@pytest.mark.parametrize("estranho", ["", "x", "0", "999999"])
def test_nao_se_escolhe_onde_nao_se_atende(dos_dois: Usuario, client: Client, estranho: str) -> None:
    client.force_login(dos_dois)
    client.post(reverse("central:onde"), {"unidade": estranho})
    assert "<strong>Central 156</strong>" in client.get(INICIO).content.decode()


def test_quem_atende_num_so_nao_ve_a_escolha(client: Client) -> None:
    client.force_login(pedindo.atendente(pedindo.central()))
    assert "Atender em:" not in client.get(INICIO).content.decode()


@pytest.fixture
def ana() -> Usuario:
    return elenco.servidor(pedindo.praca(), nome="Ana Atende", papel=Papel.ATENDENTE)


@pytest.fixture
def celia() -> Usuario:
    return elenco.servidor(pedindo.praca(), nome="Célia Chefia", papel=Papel.CHEFIA)


def mudar_de_nome() -> Unidade:
    """A Praça Sé passa a chamar-se outra coisa, hoje."""
    elenco.unidade(TRIAGEM, subprefeitura=None)
    antiga = pedindo.praca()
    nova = nova_unidade(antiga, sigla="PAT-Centro", nome="Praça de Atendimento Centro")
    suceder(antigas=[antiga], novas=[nova], em=timezone.localdate(), por=SISTEMA)
    return nova


def test_a_praca_que_muda_de_nome_leva_os_turnos_e_os_comunicados(
    ana: Usuario, celia: Usuario, client: Client
) -> None:
    """E o atendimento que estava aberto."""
    antiga, agora = pedindo.praca(), timezone.now()
    a_toda_hora = {"de": time.min, "ate": time.max}
    turno = acoes.por_turno(unidade=antiga, por=celia, usuario=ana, dias=list(range(7)), **a_toda_hora)
    aberto = acoes.comecar(atendente=ana, unidade=antiga)
    ate = agora + timedelta(hours=1)
    acoes.comunicar(texto="Sem sistema até o meio-dia.", unidade=antiga, de=agora, ate=ate, por=celia)
    nova = mudar_de_nome()
    client.force_login(ana)
    pagina = client.get(INICIO).content.decode()
    assert f"<strong>{nova.nome}</strong>" in pagina
    assert "Sem sistema até o meio-dia." in pagina
    assert "O seu turno aqui é das 0h às 23h59." in pagina
    assert client.get(reverse("central:atendimento", args=[aberto.codigo])).status_code == 200
    client.force_login(celia)
    lidos = client.get(reverse("central:pracas_comunicados")).content.decode()
    assert "Sem sistema até o meio-dia." in lidos
    dos_turnos = reverse("central:pracas_turnos_de", args=[nova.sigla])
    assert "Ana Atende" in client.get(dos_turnos).content.decode()
    client.post(reverse("central:pracas_tirar_turno", args=[nova.sigla, turno.pk]))
    assert not Turno.objects.em_uso().exists()


def test_a_chefia_continua_a_ver_os_numeros_de_antes(ana: Usuario, celia: Usuario, client: Client) -> None:
    """Os somados, os de hoje, a lista e cada atendimento; os de outra Praça, não."""
    antiga, hoje = pedindo.praca(), timezone.localdate()
    feito = acoes.comecar(atendente=ana, unidade=antiga)
    acoes.terminar(atendimento=feito, resultado=Resultado.INFORMACAO)
    ontem = hoje - timedelta(days=1)
    ContaDoDia.objects.create(dia=ontem, unidade=antiga, medida="canal", chave="praca", quantos=41)
    outra = pedindo.central()
    ContaDoDia.objects.create(dia=ontem, unidade=outra, medida="canal", chave="praca", quantos=500)
    nova = mudar_de_nome()
    client.force_login(celia)
    for filtro in ("", f"&lugar={nova.pk}"):
        pagina = client.get(f"{reverse('central:supervisao')}?periodo=semana{filtro}").content.decode()
        assert "<strong>42</strong>" in pagina
    for filtro in ("", f"?lugar={nova.pk}", f"?lugar={antiga.pk}"):
        lista = client.get(f"{reverse('central:supervisao_lista')}{filtro}").content.decode()
        assert str(feito.codigo) in lista
    assert client.get(reverse("central:supervisao_atendimento", args=[feito.codigo])).status_code == 200

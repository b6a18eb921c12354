"""O quadro vivo da supervisão: quem espera, quem está e em quê, o que está em risco, e o nível de serviço."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes, eventos
from atendimento.models import Conversa, RegraDaConversa
from atendimento.situacoes import DeQuem, Estado, SituacaoDaConversa
from atendimento.supervisao import agora as quadro
from atendimento.supervisao import riscos
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from tests.atendimento.conversando import atendida, comecada, diz, ha, local, na_fila, quem_atende, regra
from tests.medicao.carga_do_quadro import encher_o_quadro
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central, praca

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa
AGORA, CSV = "central:supervisao_conversas_agora", "central:supervisao_conversas_agora_csv"
MEIO_DIA = local("2026-12-01 12:00")
UM = timedelta(minutes=1)


def chefia(client: Client, onde: Unidade | None = None) -> Usuario:
    quem = elenco.servidor(onde or central(), nome="Sônia Chefia", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def texto(resposta: Resposta) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


# --- os riscos -------------------------------------------------------------------------

A_REGRA = RegraDaConversa(segundos_para_atender=60, minutos_na_fila=30, minutos_para_avisar=4)


@pytest.mark.parametrize(
    ("campos", "riscos_em"),
    [
        (
            {"situacao": S.NA_FILA, "na_fila_desde": MEIO_DIA},
            [(59, ""), (60, "Espera a mais"), (899, "Espera a mais"), (900, "Espera demais")],
        ),
        (
            {"situacao": S.NA_FILA, "na_fila_desde": MEIO_DIA - 20 * UM, "voltou_em": MEIO_DIA},
            [(30, ""), (60, "Espera a mais")],
        ),
        (
            {"situacao": S.COM_ATENDENTE, "sem_resposta_desde": MEIO_DIA},
            [(119, ""), (120, "Sem resposta"), (240, "Sem resposta há muito")],
        ),
        (
            {"situacao": S.PENDENTE, "responder_ate": MEIO_DIA + 150 * UM},
            [(1799, ""), (1800, "Prazo a acabar"), (9000, "Fora do prazo")],
        ),
        ({"situacao": S.COMECO}, [(9999, "")]),
        ({"situacao": S.ENCERRADA}, [(9999, "")]),
    ],
)
def test_o_risco_vem_do_tempo(campos: dict[str, datetime | str], riscos_em: list[tuple[int, str]]) -> None:
    """E a página sabe quando muda: um instante antes é outro."""
    desta = riscos.marcos(Conversa(**campos), A_REGRA)
    for segundos, dito in riscos_em:
        risco = riscos.de_agora(desta, MEIO_DIA + timedelta(seconds=segundos))
        assert (risco.dito if risco else "") == dito, segundos
    for marco in desta:
        assert riscos.o_seguinte(desta, marco.em - timedelta(seconds=1)) == marco.em
    if desta:
        assert riscos.o_seguinte(desta, desta[-1].em) is None
        assert [um.grave for um in desta] == [False, True]


def test_sem_resposta_conta_se_da_primeira_que_ninguem_respondeu(ana: Usuario) -> None:
    """Quem escreve muitas não recomeça a conta; a nota de um colega não é resposta."""
    respondida, sem_resposta = atendida(ana), atendida(ana)
    for uma in (respondida, sem_resposta):
        diz(uma, "Olá?")
    diz(sem_resposta, "Alguém?")
    ha(sem_resposta, timedelta(minutes=6))
    diz(sem_resposta, "Ainda aqui.")
    acoes.dizer(conversa=sem_resposta, de=DeQuem.NOTA, texto="Vai o Beto.", chave=uuid4(), autor=ana)
    ha(respondida, timedelta(minutes=6))
    diz(respondida, "Bom dia.", ana)
    lido = quadro.ler(timezone.now(), None)
    assert [(uma.conversa, uma.risco and uma.risco.dito) for uma in lido.esperam] == [
        (sem_resposta, "Sem resposta há muito")
    ]
    assert lido.em_risco == "1"


def test_as_piores_vem_primeiro_e_o_quadro_sabe_quando_muda(ana: Usuario) -> None:
    regra(segundos_para_atender=60, minutos_na_fila=30)
    nova = na_fila()
    a_mais, demais = ha(na_fila(), 2 * UM), ha(na_fila(), 16 * UM)
    atendida(ana)
    comecada()
    em = timezone.now()
    lido = quadro.ler(em, None)
    assert [uma.conversa for uma in lido.esperam] == [demais, a_mais, nova]
    assert timedelta(seconds=50) < lido.muda_em - em <= timedelta(seconds=60), "a nova entra em risco"
    assert (lido.atendidas, lido.pendentes, lido.fila["quantas"], lido.em_risco) == (1, 0, 3, "2")


# --- quem está ----------------------------------------------------------------------------


def test_quem_esta_e_em_que_estado_e_os_lugares_que_ha() -> None:
    regra(conversas_por_atendente=3, minutos_de_conversa=6)
    pessoas = {estado: quem_atende(recebe=False) for estado in Estado}
    for estado, quem in pessoas.items():
        acoes.por_a_disposicao(usuario=quem, unidade=central(), estado=estado)
    atendida(pessoas[Estado.RECEBE])
    em = timezone.now()
    lido = quadro.ler(em, None)
    assert {um.chave: [p.nome for p in um.pessoas] for um in lido.estados} == {
        estado: [pessoas[estado].nome] for estado in Estado if estado != Estado.FORA
    }
    assert (lido.livres, lido.espera) == (2, timedelta(0))
    assert lido.estados[0].em_linhas == f"{pessoas[Estado.RECEBE].nome}, {central().nome}: 1"
    ja_sairam = quadro.ler(em + timedelta(minutes=5), None)
    assert not any(um.pessoas for um in ja_sairam.estados)
    assert (ja_sairam.livres, ja_sairam.espera) == (0, None)


# --- o nível de serviço -------------------------------------------------------------------


def entrou(as_: str, *, esperou: int | None = None, saiu: int | None = None) -> Conversa:
    """Entrou na fila a esta hora de 1º de dezembro; esperou ou saiu depois de tantos segundos."""
    desde = local(f"2026-12-01 {as_}")
    campos = {"atendida_em": esperou, "sumiu_em": saiu}
    depois = {nome: desde + timedelta(seconds=tempo) for nome, tempo in campos.items() if tempo is not None}
    return Conversa.objects.create(situacao=S.NA_FILA, comecada_em=desde, na_fila_desde=desde, **depois)


def test_o_nivel_de_servico_por_meia_hora() -> None:
    regra(segundos_para_atender=60)
    for segundos in (0, 60, 61):
        entrou("09:05", esperou=segundos)
    entrou("09:29", saiu=30)  # desistiu dentro do tempo: não conta
    entrou("09:29", saiu=90)
    entrou("10:31", esperou=10)
    entrou("11:59")  # ainda espera, há 60 s
    entrou("11:40")
    lido = quadro.ler(MEIO_DIA, None)
    assert [(um.nome, um.contam, um.a_tempo, um.por_cento) for um in lido.por_meia_hora] == [
        ("09h00", 4, 2, 50),
        ("09h30", 0, 0, None),
        ("10h00", 0, 0, None),
        ("10h30", 1, 1, 100),
        ("11h00", 0, 0, None),
        ("11h30", 1, 0, 0),
    ]
    assert (lido.do_dia.contam, lido.do_dia.a_tempo, lido.do_dia.por_cento) == (6, 3, 50)
    assert quadro.ler(MEIO_DIA + timedelta(days=1), None).por_meia_hora == []


# --- a página -----------------------------------------------------------------------------


def test_o_quadro_diz_em_palavras_e_a_planilha_nao_diz_de_ninguem(client: Client, ana: Usuario) -> None:
    chefia(client)
    vazio = texto(client.get(reverse(AGORA)))
    assert "Nenhuma conversa espera, nem está em risco." in vazio
    assert "Ninguém recebe" in vazio
    esta = ha(na_fila(), 2 * UM)
    assert "Espera a mais há 2 minutos Na fila" in texto(client.get(reverse(AGORA)))
    linhas = client.get(reverse(CSV)).content.decode("utf-8-sig").splitlines()
    assert linhas[0] == "Quadro;O quê;Quantas;A tempo;%"
    assert "Agora;Na fila;1" in linhas
    assert "Quem está;Em pausa;1" in linhas
    assert any(linha.startswith(f"Em risco;nº {esta.pk}: Espera a mais;12") for linha in linhas)
    assert ana.nome not in "".join(linhas)


def test_a_chefia_da_central_passa_qualquer_uma(client: Client, esta: Conversa, ana: Usuario) -> None:
    chefe, bia = chefia(client), quem_atende()
    espera, comecada_so = na_fila(), comecada()
    for uma, tinha in ((esta, True), (espera, False)):
        endereco = reverse("central:supervisao_conversa_passar", args=[uma.codigo])
        assert bia.nome in client.get(endereco).content.decode()
        assert client.post(endereco, {"para": bia.pk, "motivo": ""}).status_code == 422
        client.post(endereco, {"para": bia.pk, "motivo": "A Ana está em apuros."})
        uma.refresh_from_db()
        assert uma.atendente == bia
        assert uma.mensagens.get(de=DeQuem.NOTA).autor == chefe
        assert uma.mensagens.filter(texto__contains="passou a conversa").exists() == tinha
    pessoas: dict[str, Any] = {"para": None, "motivo": "x", "por": chefe, "supervisiona": True}
    with pytest.raises(TransicaoProibida, match="já espera"):
        acoes.passar(conversa=na_fila(), **pessoas)
    with pytest.raises(TransicaoProibida, match="ainda não pediu"):
        acoes.passar(conversa=comecada_so, **pessoas)
    acoes.passar(conversa=esta, **pessoas)
    esta.refresh_from_db()
    assert esta.atendente is None
    chefia(client, praca())
    acoes.tomar(conversa=esta, por=ana, unidade=praca())
    assert client.get(reverse("central:supervisao_conversa_passar", args=[esta.codigo])).status_code == 403


def test_a_resposta_de_quem_atende_chega_ao_quadro(
    esta: Conversa,
    ana: Usuario,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    ditos: list[eventos.Evento] = []
    monkeypatch.setattr(eventos, "publicar", lambda *quais: ditos.extend(quais))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        diz(esta, "Bom dia.", ana)
        acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.ALMOCO)
    assert [(um["assunto"], um["tipo"]) for um in ditos if um["tipo"] == "fila"] == [
        ("c", "fila"),
        ("", "fila"),
    ]


# --- quanto custa --------------------------------------------------------------------------


def test_o_quadro_custa_o_mesmo_com_poucos_e_com_muitos(client: Client) -> None:
    """O tempo com quinhentos a atender diz-o docs/medicoes.md."""
    chefia(client)
    custos = []
    for quantos in (5, 60):
        feitos = [
            Usuario(nome=f"Atendente {n}", email=f"q{quantos}-{n}@exemplo.invalid") for n in range(quantos)
        ]
        encher_o_quadro(Usuario.objects.bulk_create(feitos), central())
        with CaptureQueriesContext(connection) as consultas:
            pagina = client.get(reverse(AGORA))
        custos.append(len(consultas))
    assert custos == [12, 12]
    assert "as primeiras 20" in texto(pagina)

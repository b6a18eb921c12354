"""Os painéis: os números são os dos pedidos, o pequeno não se acha, e cada página diz o que se publicou."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from roteamento.models.unidades import TRIAGEM
from solicitacoes.agregados.contar import contar
from solicitacoes.models import Satisfacao, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco
from tests.solicitacoes.dados_abertos import gravar, linha
from transparencia import tasks
from transparencia.celula import POUCOS
from transparencia.models import Edicao, Numeros
from transparencia.paineis.acoes import publicar
from transparencia.vigias import paineis_em_dia

pytestmark = pytest.mark.django_db
ANO = localdate().year - 1
MEIO = datetime(ANO, 6, 10, 12, tzinfo=timezone.get_default_timezone())
CANARIO = "Zumbaia"
"""Está no que se escreveu, no nome do serviço sigiloso e no da unidade de uma pessoa só."""
PORTA = reverse("paineis:porta")


def encerrados(quantos: int, **campos: Any) -> list[Solicitacao]:
    """Pedidos do meio do ano passado; o primeiro acabou no dia seguinte, o segundo em dois dias, e assim."""
    onde = campos.pop("onde", None) or elenco.unidade()
    valores = {
        "situacao": Situacao.FINALIZADA,
        "desfecho": Desfecho.REALIZADO,
        "encerrada_em": MEIO,
        **campos,
    }
    casos = elenco.iguais(quantos, onde, em=MEIO, descricao=CANARIO, **valores)
    for dias, caso in enumerate(casos, 1):
        caso.encerrada_em = MEIO + timedelta(days=dias)
    Solicitacao.objects.bulk_update(casos, ["encerrada_em"])
    return casos


@pytest.fixture
def edicao() -> Edicao:
    """Tapa-buraco, 30 feitos e 6 não achados; 3 podas; 25 importados; 7 sigilosos; uma unidade de um só."""
    buracos = encerrados(30)
    encerrados(6, desfecho=Desfecho.NAO_ENCONTRADO)
    Satisfacao.objects.bulk_create(
        Satisfacao(caso=caso, do_fim_em=caso.encerrada_em, em=caso.encerrada_em, resolveu=resolveu, nota=5)
        for caso, resolveu in zip(buracos, ["sim"] * 12 + ["nao"] * 6, strict=False)
        if caso.encerrada_em
    )
    encerrados(3, servico=elenco.servico("poda", "Poda"))
    encerrados(12, servico=elenco.servico("capina", "Capina"))
    importada = Solicitacao.Procedencia.IMPORTADA
    encerrados(25, servico=elenco.servico("entulho", "Entulho"), procedencia=importada)
    encerrados(7, servico=elenco.servico("abrigo", f"Abrigo {CANARIO}", sigilosa=True))
    encerrados(9, situacao=Situacao.CANCELADA, desfecho="")
    de_um_so = elenco.unidade("SO-UM", f"Unidade {CANARIO}", superior=elenco.unidade())
    elenco.servidor(de_um_so)
    encerrados(10, onde=de_um_so, servico=elenco.servico("capina", "Capina"))
    contar()
    return publicar(agora=timezone.now())


def resumo_de(pagina: str) -> list[str]:
    """O que a página diz em destaque, um número por item."""
    itens = lxml.html.fromstring(pagina).xpath("//ul[@class='sp-numeros']/li")
    return [" ".join(item.text_content().split()) for item in itens]


def contas(lugar: str = "", servico: str = "") -> dict[str, Any]:
    return Numeros.objects.do_recorte(str(ANO), lugar, servico).get().contas


def test_os_numeros_sao_os_dos_pedidos(edicao: Edicao) -> None:
    """Os três fatos que se publicam, contados outra vez nos pedidos: por ano, por resultado e a mediana."""
    casos = Solicitacao.objects.exclude(servico__slug="abrigo").filter(aberta_em__year=ANO)
    assert contas()["pedidos"] == [casos.count()]
    finais = Counter(caso.desfecho or "cancelado" for caso in casos)
    assert contas()["fim"] == {qual: [n] for qual, n in finais.items()}
    dias = sorted(
        (caso.encerrada_em - caso.aberta_em).days
        for caso in casos.filter(servico__slug="entulho")
        if caso.encerrada_em
    )
    assert contas(servico="servico-entulho")["dias"] == [dias[2], dias[12], dias[22], 25]
    buraco = contas(servico="servico-tapa-buraco")
    assert (buraco["resolvido"], buraco["prazo"], buraco["voltou"]) == ([12, 6], [36, 0, 0, 0], [0, 45])
    entulho = contas(servico="servico-entulho")
    medidas = ("prazo", "resolvido", "reaberto", "voltou", "prorrogado")
    assert {entulho[medida] for medida in medidas} == {None}, "não se registrou: nunca zero"
    saida = StringIO()
    call_command("publicar_paineis", "--json", stdout=saida)
    assert json.loads(saida.getvalue())["linhas"] == Numeros.objects.count(), "rodar de novo não repete"


def test_a_rotina_publica_a_semana_que_falta_uma_vez_e_o_vigia_diz_se_nao_publicou() -> None:
    encerrados(6)
    assert paineis_em_dia() == "Os painéis públicos nunca se publicaram."
    tasks.publicar_paineis()
    assert not Edicao.objects.exists(), "o que não se contou não se publica"
    contar()
    tasks.publicar_paineis()
    primeira = Edicao.objects.get().em
    assert paineis_em_dia() == ""
    tasks.publicar_paineis()
    assert Edicao.objects.get().em == primeira
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert "só vão até" in paineis_em_dia()
        tasks.publicar_paineis()
        assert Edicao.objects.count() == 1, "a semana nova ainda não se contou"


def test_o_pequeno_nao_se_acha(edicao: Edicao) -> None:
    """O serviço de três e o que o diria por subtração, o sigiloso, a unidade de uma pessoa só."""
    abertos = Numeros.objects.filter(periodo=str(ANO), lugar="", tipo_de_servico="servico")
    pedidos = {uma.servico: uma.contas["pedidos"] for uma in abertos}
    assert pedidos["servico-poda"] == POUCOS
    assert pedidos["servico-capina"] == POUCOS, "senão o da cidade menos os abertos diria a poda"
    assert edicao.reservados == [[f"{ANO}-06", 7]]
    unidades = Numeros.objects.filter(periodo=str(ANO), tipo_de_lugar="unidade")
    assert [uma.contas["pedidos"] for uma in unidades] == [contas()["pedidos"]], "a de cima tem os dela"
    guardado = json.dumps([*Numeros.objects.values_list("lugar", "servico", "contas"), edicao.nomes])
    assert CANARIO not in guardado
    assert "abrigo" not in guardado
    assert "so-um" not in guardado


def test_as_paginas_e_as_planilhas(edicao: Edicao, client: Client) -> None:
    """Cada página abre, revalida pela marca, e a planilha diz os números dela; nada do que se escreveu."""
    do_ano = f"periodo={ANO}"
    buraco, sub = "servico=servico-tapa-buraco", "lugar=subprefeitura-se"
    enderecos = [
        f"{PORTA}?{do_ano}",
        f"{PORTA}?{do_ano}&{buraco}",
        f"{PORTA}?{do_ano}&{buraco}&{sub}",
        f"{PORTA}?{do_ano}&servico=tema-rua",
        f"{PORTA}?{do_ano}&lugar=unidade-smpr-cpo-stm-se",
        f"{PORTA}planilha/?{do_ano}",
        f"{PORTA}comparar/?{do_ano}&{buraco}&periodo2={ANO}",
        f"{PORTA}comparar/planilha/?{do_ano}&periodo2=90",
        *(f"{PORTA}ranking/{de}/?{do_ano}&ordem=resolvido" for de in ("servicos", "temas", "unidades")),
        *(f"{PORTA}ranking/{de}/?{do_ano}&{buraco}" for de in ("distritos", "subprefeituras")),
        f"{PORTA}ranking/servicos/planilha/?{do_ano}",
        f"{PORTA}como-contamos/",
        f"{PORTA}?periodo=&lugar=marte&servico=%00&ordem=z",
    ]
    for endereco in enderecos:
        resposta = client.get(endereco)
        assert resposta.status_code == 200, endereco
        assert CANARIO not in resposta.text, endereco
        de_novo = client.get(endereco, headers={"if-none-match": resposta.headers["ETag"]})
        assert de_novo.status_code == 304, endereco
    linhas = list(csv.DictReader(StringIO(client.get(enderecos[5]).text.lstrip("\ufeff")), delimiter=";"))
    resumo = {linha["linha"]: linha["valor"] for linha in linhas if linha["quadro"] == "Resumo"}
    assert resumo["Pedidos"] == str(contas()["pedidos"][0])
    assert any(linha["quadro"] == "Como acabou" and linha["valor"] == "6" for linha in linhas)
    porta = client.get(enderecos[0]).text
    assert f"{resumo['Pedidos']} pedidos" in resumo_de(porta)
    assert "25 dos" in porta, "a cobertura: quantos são de antes deste portal"
    cruzado = client.get(f"{PORTA}?{do_ano}&{buraco}&lugar=unidade-smpr-cpo-stm-se").text
    assert "Isto não se publica" in cruzado
    for torto in (f"{PORTA}?em=2001-01-01", f"{PORTA}?em=x", f"{PORTA}ranking/nada/"):
        assert client.get(torto).status_code == 404, torto
    de_marte = f"?periodo={ANO - 9}"
    for de in (
        "",
        "planilha/",
        "ranking/servicos/",
        "ranking/servicos/planilha/",
        "comparar/",
        "comparar/planilha/",
    ):
        for torto in (f"{PORTA}{de}{de_marte}", f"{PORTA}{de}?periodo=x"):
            assert client.get(torto).status_code == 404, torto
    assert client.get(f"{PORTA}comparar/?{do_ano}&periodo2=x").status_code == 404


def test_o_que_se_importa_publica_se_logo_a_seguir(client: Client, tmp_path: Path) -> None:
    """Publicar sem contar o que se importou calava, sem o dizer, anos inteiros."""
    elenco.unidade(TRIAGEM, subprefeitura=None)
    elenco.distrito()
    elenco.servico()
    contar()
    linhas = [linha(Setor=str(vez)) for vez in range(8)]
    call_command(
        "importar_sp156", str(gravar(tmp_path / "a.csv", *linhas)), stdout=StringIO(), stderr=StringIO()
    )
    call_command("publicar_paineis", stdout=StringIO())
    assert resumo_de(client.get(f"{PORTA}?periodo=2018").text)[0] == "8 pedidos"


def test_a_primeira_publicacao_do_mes_fica(client: Client) -> None:
    """As outras dão lugar à seguinte; a guardada diz sempre o mesmo no seu endereço."""
    assert "Nada publicado ainda" in client.get(PORTA).text
    assert client.get(f"{PORTA}planilha/").status_code == 404
    encerrados(8)
    contar()
    primeira = timezone.now().replace(day=7, hour=3)
    publicar(agora=primeira)
    endereco = f"{PORTA}?periodo={ANO}&em={localdate(primeira)}"
    antes = client.get(endereco).text
    encerrados(20)
    contar()
    for semanas in (1, 2):
        publicar(agora=primeira + timedelta(weeks=semanas))
    dias = [uma.dia for uma in Edicao.objects.all()]
    assert dias == [localdate(primeira + timedelta(weeks=2)), localdate(primeira)]
    assert client.get(endereco).text == antes
    assert resumo_de(client.get(f"{PORTA}?periodo={ANO}").text)[0] == "28 pedidos"
    assert resumo_de(antes)[0] == "8 pedidos"
    tasks.publicar_paineis()

"""O sentido muda a ordem do que as palavras acharam, soma o que não viam, e acompanha o que se publica."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from guia.busca import indice, sentido
from guia.busca.aprendido import aprender
from guia.consultas import buscar
from guia.models import AprendidoDaBusca, Procura, Servico, VersaoDoServico
from tests.guia.factories import ServicoFactory

pytestmark = pytest.mark.django_db
BUSCA = "meu marido não consegue parar com a cachaça"


@pytest.fixture
def onibus() -> Servico:
    """As palavras acham este primeiro: “parar” está no nome."""
    servico: Servico = ServicoFactory.create(
        slug="onibus",
        versao__nome="Parar o ônibus no ponto",
        versao__o_que_e="Estuda pôr um ponto de ônibus na rua.",
        versao__palavras=["parar no ponto", "ônibus passa direto"],
    )
    return servico


@pytest.fixture
def caps() -> Servico:
    """O que a pessoa quer dizer é deste, que tem só uma das palavras."""
    servico: Servico = ServicoFactory.create(
        slug="caps-alcool-e-drogas",
        versao__nome="CAPS AD - Tratamento de álcool e drogas",
        versao__o_que_e="Ajuda a pessoa alcoólatra a largar a bebida, e a família dela também.",
        versao__palavras=["alcoolismo", "vício em cachaça", "largar a bebida"],
        versao__relatos=["meu marido não larga a cachaça", "não consegue ficar sem a cachaça"],
    )
    return servico


def slugs(busca: str) -> list[str]:
    return [servico.slug for servico in buscar(busca)]


def test_vem_antes_o_que_quer_dizer_o_mesmo(onibus: Servico, caps: Servico) -> None:
    assert slugs(BUSCA) == ["onibus", "caps-alcool-e-drogas"]
    assert aprender()
    assert slugs(BUSCA) == ["caps-alcool-e-drogas", "onibus"]


def mudar(servico: Servico, **campos: object) -> None:
    VersaoDoServico.objects.filter(servico=servico).update(**campos)
    indice.atualizar([servico.pk])


def test_so_se_aprende_outra_vez_se_algum_mudou(onibus: Servico, caps: Servico) -> None:
    aprender()
    antes = AprendidoDaBusca.objects.get().feito_em
    assert not aprender()
    mudar(caps, palavras=["guarda-chuva perdido"])
    assert aprender()
    assert AprendidoDaBusca.objects.get().feito_em > antes


def test_a_busca_segue_o_que_se_publicou_depois_dela(onibus: Servico, caps: Servico) -> None:
    """O que se aprendeu fica na memória de cada processo: aprendeu-se depois, lê-se outra vez."""
    aprender()
    assert slugs(BUSCA)[0] == "caps-alcool-e-drogas"
    mudar(onibus, palavras=["parar com a bebida", "marido viciado"], o_que_e="Trata quem bebe demais.")
    mudar(caps, palavras=["planta que vira cachaça"], o_que_e="Ensina a plantar cana.")
    aprender()
    assert slugs(BUSCA)[0] == "onibus"


def test_o_relato_serve_ao_sentido_e_nao_as_palavras(onibus: Servico, caps: Servico) -> None:
    """Nas palavras tornaria comum o que é raro; e quem o escreve não o lê na página."""
    relato = "meu homem volta do boteco trocando as pernas e não consegue parar"
    mudar(onibus, relatos=[relato, "o marido vive no boteco e não consegue parar com a cachaça"])
    assert slugs("boteco") == []
    aprender()
    assert slugs("boteco") == []
    assert slugs(BUSCA)[0] == "onibus"
    assert "boteco" not in Client().get(onibus.get_absolute_url()).content.decode()


def test_o_sentido_levanta_o_que_as_palavras_so_tocam(onibus: Servico, caps: Servico) -> None:
    """Uma palavra no meio de um texto não basta para mostrar um serviço; o sentido dele, sim."""
    for n, nome in enumerate(("Poda", "Bueiro", "Dengue", "Creche", "Iluminação", "Feira", "Táxi", "Ruído")):
        ServicoFactory.create(slug=f"outro-{n}", versao__nome=nome, versao__palavras=[nome.lower()])
    busca = "ele bebe e não consegue parar no ponto certo, toda noite volta embriagado"
    assert slugs(busca) == ["onibus"]
    mudar(
        caps,
        palavras=["volta da bebida", "vício em cachaça"],
        relatos=["ele bebe toda noite, volta embriagado e não consegue largar o copo"],
    )
    assert slugs(busca) == ["onibus"]
    aprender()
    assert "caps-alcool-e-drogas" in slugs(busca)


def test_o_que_ninguem_escreveu_o_sentido_nao_acha(onibus: Servico, caps: Servico) -> None:
    aprender()
    assert slugs("pinga") == []
    assert slugs("asdfgh qwerty") == []
    assert slugs("") == []


def test_o_que_ainda_nao_tem_sentido_vale_como_a_media(onibus: Servico, caps: Servico) -> None:
    """O que se acaba de publicar não perde o lugar que as palavras lhe dão."""
    aprender()
    novo = ServicoFactory.create(slug="guincho", versao__nome="Guincho", versao__palavras=["parar"])
    desvios = sentido.ler(BUSCA).servicos
    somas = sentido._somar(BUSCA, {novo.pk: 1.0, caps.pk: 0.9, onibus.pk: 0.8}, desvios)
    media = (desvios[caps.pk] + desvios[onibus.pk]) / 2
    assert somas[novo.pk] == pytest.approx(1 + sentido._forca(BUSCA) * media)
    assert "guincho" in slugs(BUSCA)


def test_o_servico_sem_palavras_nem_frases_tambem_se_aprende(db: None) -> None:
    vazio = ServicoFactory.create(slug="vazio")
    mudar(vazio, titulo="", palavras=[], **dict.fromkeys(indice.TEXTOS, ""))
    assert aprender()
    assert list(sentido.ler(BUSCA).servicos) == [vazio.pk]


def test_o_arquivado_leva_o_seu_e_aprende_se_sem_ele(onibus: Servico, caps: Servico) -> None:
    aprender()
    indice.retirar([onibus.pk])
    assert aprender()
    assert list(sentido.ler(BUSCA).servicos) == [caps.pk]
    assert slugs("cachaça") == ["caps-alcool-e-drogas"]


def test_sem_ninguem_esquece_se_o_que_se_sabia(onibus: Servico, caps: Servico) -> None:
    aprender()
    indice.retirar([onibus.pk, caps.pk])
    assert aprender()
    assert not aprender()
    assert not AprendidoDaBusca.objects.exists()
    assert sentido.ler(BUSCA) == sentido.Lido({}, None)


def test_quem_ainda_nao_tem_sentido_nao_sai_da_lista(onibus: Servico, caps: Servico) -> None:
    """Ainda que a soma de outro seja muito maior: o que se acaba de publicar não tem o que somar."""
    novo = ServicoFactory.create(slug="guincho", versao__nome="Guincho", versao__palavras=["parar"])
    achados, lido = [(novo.pk, 1.0), (caps.pk, 0.9)], sentido.Lido({caps.pk: 90.0, onibus.pk: -90.0}, None)
    assert sentido.reordenar(BUSCA, achados, lido) == [novo.pk, caps.pk]
    assert sentido.reordenar(BUSCA, achados, sentido.Lido({**lido.servicos, novo.pk: 0.0}, None)) == [caps.pk]


def test_o_comando_aprende_antes_de_buscar(onibus: Servico, caps: Servico) -> None:
    call_command("buscar_servico", BUSCA, json=True)
    assert len(sentido.ler(BUSCA).servicos) == 2


def test_numa_palavra_so_mandam_as_palavras(onibus: Servico, caps: Servico) -> None:
    """Quem escreve só “parar” quer o mais pedido dos que a têm, e não aquele em que mais se escreve."""
    Procura.objects.create(servico=onibus, pedidos_por_ano=5000)
    mudar(caps, palavras=["parar de beber", "parar com a cachaça", "parar o vício"])
    antes = slugs("parar")
    aprender()
    assert slugs("parar") == antes == ["onibus", "caps-alcool-e-drogas"]


def test_a_lista_acaba_antes_do_que_nada_tem_com_a_busca(onibus: Servico, caps: Servico) -> None:
    """O serviço que só tem uma palavra solta sai, quando outro quer dizer a frase inteira."""
    for n, nome in enumerate(("Poda", "Bueiro", "Dengue", "Creche", "Iluminação", "Feira", "Táxi", "Ruído")):
        ServicoFactory.create(slug=f"outro-{n}", versao__nome=nome, versao__palavras=[nome.lower()])
    ditas = ["volta embriagado toda noite", "não larga o copo", "bebe e some de noite"]
    mudar(caps, palavras=ditas, relatos=[f"meu marido {dita}" for dita in ditas])
    busca = "meu marido não larga o copo, volta embriagado e vem parar no ponto"
    assert set(slugs(busca)) == {"caps-alcool-e-drogas", "onibus"}
    aprender()
    assert slugs(busca) == ["caps-alcool-e-drogas"]

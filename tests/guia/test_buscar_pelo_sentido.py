"""O sentido muda a ordem do que as palavras acharam, soma o que não viam, e acompanha o que se publica."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from guia.busca import completar as por_completar
from guia.busca import indice, sentido
from guia.busca.completar import completar
from guia.consultas import buscar
from guia.models import AprendidoDaBusca, Procura, SentidoDeBusca, Servico, VersaoDoServico
from guia.tasks import completar_sentido_da_busca
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
    )
    return servico


def slugs(busca: str) -> list[str]:
    return [servico.slug for servico in buscar(busca)]


def test_vem_antes_o_que_quer_dizer_o_mesmo(onibus: Servico, caps: Servico) -> None:
    assert slugs(BUSCA) == ["onibus", "caps-alcool-e-drogas"]
    assert completar() == 2
    assert slugs(BUSCA) == ["caps-alcool-e-drogas", "onibus"]


def mudar(servico: Servico, **campos: object) -> None:
    VersaoDoServico.objects.filter(servico=servico).update(**campos)
    indice.atualizar([servico.pk])


def test_so_se_calcula_outra_vez_o_que_mudou(onibus: Servico, caps: Servico) -> None:
    completar()
    antes = SentidoDeBusca.objects.get(pk=onibus.pk)
    assert completar() == 0
    mudar(caps, palavras=["guarda-chuva perdido"], o_que_e="Guarda o que se esquece no trem.")
    completar_sentido_da_busca()
    assert SentidoDeBusca.objects.get(pk=onibus.pk).feito_em == antes.feito_em
    assert SentidoDeBusca.objects.get(pk=caps.pk).feito_em > antes.feito_em


def test_a_busca_segue_o_que_se_publicou_depois_dela(onibus: Servico, caps: Servico) -> None:
    """Os vetores ficam na memória de cada processo: mudou um, leem-se outra vez."""
    completar()
    assert slugs(BUSCA)[0] == "caps-alcool-e-drogas"
    mudar(onibus, palavras=["parar com a bebida", "marido viciado"], o_que_e="Trata quem bebe demais.")
    mudar(caps, palavras=["planta que vira cachaça"], o_que_e="Ensina a plantar cana.")
    completar()
    assert slugs(BUSCA)[0] == "onibus"


def test_o_relato_serve_ao_sentido_e_nao_as_palavras(onibus: Servico, caps: Servico) -> None:
    """Nas palavras tornaria comum o que é raro; e quem o escreve não o lê na página."""
    relato = "meu homem volta do boteco trocando as pernas e não consegue parar"
    mudar(onibus, relatos=[relato])
    assert slugs("boteco") == []
    completar()
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
    completar()
    assert "caps-alcool-e-drogas" in slugs(busca)


def test_o_que_ninguem_escreveu_o_sentido_nao_acha(onibus: Servico, caps: Servico) -> None:
    completar()
    assert slugs("pinga") == []
    assert slugs("asdfgh qwerty") == []
    assert slugs("") == []


def test_o_que_ainda_nao_tem_sentido_vale_como_a_media(onibus: Servico, caps: Servico) -> None:
    """O que se acaba de publicar não perde o lugar que as palavras lhe dão."""
    completar()
    novo = ServicoFactory.create(slug="guincho", versao__nome="Guincho", versao__palavras=["parar"])
    desvios = sentido.ler(BUSCA).servicos
    somas = sentido._somar(BUSCA, {novo.pk: 1.0, caps.pk: 0.9, onibus.pk: 0.8}, desvios)
    media = (desvios[caps.pk] + desvios[onibus.pk]) / 2
    assert somas[novo.pk] == pytest.approx(1 + sentido._forca(BUSCA) * media)
    assert "guincho" in slugs(BUSCA)


def test_pela_metade_nao_se_usa(onibus: Servico, caps: Servico, monkeypatch: pytest.MonkeyPatch) -> None:
    """O cálculo que cai no meio não deixa uns à frente dos outros."""
    monkeypatch.setattr(por_completar, "DE_UMA_VEZ", 1)
    feitos: list[por_completar.Ditos] = []
    calcular = por_completar.Ditos.calcular

    def cair(ditos: por_completar.Ditos) -> bytes:
        feitos.append(ditos)
        if len(feitos) == 2:
            raise MemoryError
        return calcular(ditos)

    monkeypatch.setattr(por_completar.Ditos, "calcular", cair)
    with pytest.raises(MemoryError):
        completar()
    assert not SentidoDeBusca.objects.exists()


def test_o_servico_sem_palavras_nem_frases_tambem_tem_sentido(db: None) -> None:
    vazio = ServicoFactory.create(slug="vazio")
    mudar(vazio, titulo="", palavras=[], **dict.fromkeys(indice.TEXTOS, ""))
    assert completar() == 1
    assert SentidoDeBusca.objects.get().vetores


def test_quem_ja_tinha_o_sentido_so_aprende(onibus: Servico, caps: Servico) -> None:
    """O banco de antes tem os vetores e não o que se aprende deles."""
    completar()
    AprendidoDaBusca.objects.all().delete()
    assert slugs(BUSCA)[0] == "onibus"
    assert completar() == 0
    assert slugs(BUSCA)[0] == "caps-alcool-e-drogas"


def test_o_arquivado_leva_o_seu_e_aprende_se_sem_ele(onibus: Servico, caps: Servico) -> None:
    completar()
    indice.retirar([onibus.pk])
    assert list(SentidoDeBusca.objects.values_list("pk", flat=True)) == [caps.pk]
    assert completar() == 0
    assert list(sentido.ler(BUSCA).servicos) == [caps.pk]
    assert slugs("cachaça") == ["caps-alcool-e-drogas"]


def test_sem_ninguem_esquece_se_o_que_se_sabia(onibus: Servico, caps: Servico) -> None:
    completar()
    indice.retirar([onibus.pk, caps.pk])
    assert completar() == 0
    assert not AprendidoDaBusca.objects.exists()
    assert sentido.ler(BUSCA) == sentido.Lido({}, {})


def test_quem_ainda_nao_tem_sentido_nao_sai_da_lista(onibus: Servico, caps: Servico) -> None:
    """Ainda que a soma de outro seja muito maior: o que se acaba de publicar não tem o que somar."""
    novo = ServicoFactory.create(slug="guincho", versao__nome="Guincho", versao__palavras=["parar"])
    achados, lido = [(novo.pk, 1.0), (caps.pk, 0.9)], sentido.Lido({caps.pk: 90.0, onibus.pk: -90.0}, {})
    assert sentido.reordenar(BUSCA, achados, lido) == [novo.pk, caps.pk]
    assert sentido.reordenar(BUSCA, achados, sentido.Lido({**lido.servicos, novo.pk: 0.0}, {})) == [caps.pk]


def test_o_comando_completa_antes_de_buscar(onibus: Servico, caps: Servico) -> None:
    call_command("buscar_servico", BUSCA, json=True)
    assert SentidoDeBusca.objects.count() == 2


def test_numa_palavra_so_mandam_as_palavras(onibus: Servico, caps: Servico) -> None:
    """Quem escreve só “parar” quer o mais pedido dos que a têm, e não aquele em que mais se escreve."""
    Procura.objects.create(servico=onibus, pedidos_por_ano=5000)
    mudar(caps, palavras=["parar de beber", "parar com a cachaça", "parar o vício"])
    antes = slugs("parar")
    completar()
    assert slugs("parar") == antes == ["onibus", "caps-alcool-e-drogas"]


def test_a_lista_acaba_antes_do_que_nada_tem_com_a_busca(onibus: Servico, caps: Servico) -> None:
    """O serviço que só tem uma palavra solta sai, quando outro quer dizer a frase inteira."""
    for n, nome in enumerate(("Poda", "Bueiro", "Dengue", "Creche", "Iluminação", "Feira", "Táxi", "Ruído")):
        ServicoFactory.create(slug=f"outro-{n}", versao__nome=nome, versao__palavras=[nome.lower()])
    ditas = ["volta embriagado toda noite", "não larga o copo", "bebe e some de noite"]
    mudar(caps, palavras=ditas, relatos=[f"meu marido {dita}" for dita in ditas])
    busca = "meu marido não larga o copo, volta embriagado e vem parar no ponto"
    assert set(slugs(busca)) == {"caps-alcool-e-drogas", "onibus"}
    completar()
    assert slugs(busca) == ["caps-alcool-e-drogas"]

"""Nome, documento, e-mail e telefone plantados em toda parte não saem em página pública nenhuma."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from contas.acoes import Identificacao
from esic import acoes as do_pedido
from esic.acoes import publicar as acoes
from esic.models import Anexo, Pedido, Publicacao
from esic.o_que_se_publica import estado, titulo_proposto
from esic.situacoes import Decisao, MotivoDeRecurso, Resultado
from esic.transparencia import acervo
from tests.documentos import pdfs
from tests.esic import elenco

pytestmark = pytest.mark.django_db

CANARIO = Identificacao(
    nome="Berenice Quaresma Tibiriçá",
    tipo_documento="cpf",
    documento="52998224725",
    email="berenice.canario@exemplo.invalid",
    telefone="11987654321",
    endereco="Rua dos Canários, 77",
)
DIZ = (
    "Meu nome é Berenice Quaresma Tibiriçá, CPF 529.982.247-25, e-mail berenice.canario@exemplo.invalid, "
    "telefone (11) 98765-4321, moro na Rua dos Canários, 77."
)
CANARIOS = (
    "berenic",
    "quaresm",
    "tibiri",
    "529.982",
    "52998224725",
    "98765",
    "987654321",
    "canari",
    "canári",
)


@pytest.fixture
def plantada() -> Publicacao:
    """Um pedido com os dados em cada texto, negado, recorrido, deferido e cumprido; e um anexo com eles."""
    caso = elenco.em_tramitacao(
        texto=f"{DIZ} Quantas árvores foram podadas em 2025? {DIZ}",
        autoriza_divulgar=True,
        identificacao=CANARIO,
    )
    _anexar(caso)
    negada = _negada()
    caso = do_pedido.responder(caso=caso, versao=caso.versao, por=elenco.sic(), resposta=negada)
    recurso = do_pedido.recorrer(
        caso=caso, por=elenco.municipe(caso.protocolo), motivo=MotivoDeRecurso.NEGADO, texto=f"Recorro. {DIZ}"
    )
    caso = do_pedido.decidir(
        recurso=recurso,
        versao=Pedido.objects.get(pk=caso.pk).versao,
        por=elenco.autoridade(),
        resultado=Resultado.DEFERIDO,
        fundamentacao=f"Dá-se razão a quem pede. {DIZ}",
    )
    caso = do_pedido.cumprir(
        caso=caso, versao=caso.versao, por=elenco.sic(), texto=f"Seguem os números das podas. {DIZ}"
    )
    return elenco.encerrado(caso).publicacao


def _negada() -> do_pedido.Resposta:
    return do_pedido.Resposta(
        decisao=Decisao.NEGADO,
        texto=f"Não podemos dar os números agora. {DIZ}",
        fundamento="pessoal",
        base_legal="LAI, art. 31, pedido de Berenice Quaresma Tibiriçá",
    )


def _anexar(caso: Pedido) -> Anexo:
    onde = default_storage.save("anexos/canario.pdf", ContentFile(pdfs.simples(texto=DIZ).read()))
    return Anexo.objects.create(
        caso=caso, ordem=1, arquivo=onde, nome="rg-berenice.pdf", sha256="9" * 64, papel="interessado"
    )


def _sem_canario(escrito: str, onde: str) -> None:
    achados = [canario for canario in CANARIOS if canario in escrito.lower()]
    assert not achados, (onde, achados)


def test_o_titulo_e_o_endereco_propostos_nao_dizem_quem_e(plantada: Publicacao) -> None:
    _sem_canario(titulo_proposto(list(plantada.textos.all())), "título proposto, nada decidido")
    conferida = elenco.conferida(plantada)
    proposto = titulo_proposto(list(conferida.textos.all()))
    _sem_canario(proposto, "título proposto")
    por = elenco.ogm()
    feita = acoes.intitular(publicacao=conferida, por=por, estado=estado(conferida), titulo=proposto)
    feita = acoes.publicar(publicacao=feita, por=por, estado=estado(feita))
    _sem_canario(feita.slug, "endereço")


def test_nada_aparece_em_pagina_publica_busca_sitemap_nem_arquivo(plantada: Publicacao) -> None:
    original = plantada.pedido.anexos.get()
    acoes.confirmar_copia(publicacao=plantada, anexo=original, por=elenco.ogm())
    no_ar = elenco.publicada(plantada, titulo="Árvores podadas em 2025")
    copia = Anexo.objects.get(limpo_de=original)
    publico = Client()
    onde = no_ar.get_absolute_url()
    arquivo = f"/e-sic/respostas/{no_ar.pk}/arquivos/{copia.pk}/"
    paginas = (
        onde,
        "/e-sic/respostas/",
        "/e-sic/respostas/?q=podadas",
        "/sitemap.xml",
        "/e-sic/informacoes-classificadas/lista.csv",
        "/e-sic/informacoes-classificadas/desclassificadas.csv",
    )
    for pagina in paginas:
        resposta = publico.get(pagina)
        assert resposta.status_code == 200
        _sem_canario(resposta.content.decode(), pagina)
        _sem_canario(str(resposta.headers), pagina)
    servido = publico.get(arquivo)
    _sem_canario(b"".join(servido).decode("latin-1"), arquivo)
    _sem_canario(str(servido.headers), arquivo)
    assert no_ar.titulo in publico.get("/e-sic/respostas/?q=podadas").content.decode()


def test_nem_se_acha_pelo_que_se_tirou(plantada: Publicacao) -> None:
    no_ar = elenco.publicada(plantada, titulo="Árvores podadas em 2025")
    publico = Client()
    for procurado in ("Berenice", "Tibiriçá", "52998224725", "529.982.247-25", "987654321"):
        pagina = publico.get("/e-sic/respostas/", {"q": procurado})
        assert no_ar.titulo not in pagina.content.decode(), procurado
    assert acervo.parecidas(CANARIO.nome) == []
    vetor = str(Publicacao.objects.values_list("busca", flat=True).get(pk=no_ar.pk))
    _sem_canario(vetor, "vetor da busca")

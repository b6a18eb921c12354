"""O pedido que nasce de uma conversa: o canal, as fotos dela, e quem é a pessoa."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes import contato
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import DeQuem, Fim, Providencia, Resultado
from contas.models import LeituraDePessoal
from contas.segredos import chaves
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.atendimento import conversando
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central, foto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture
def quem(client: Client) -> NaMesa:
    return NaMesa(client, central())


def manda_fotos(esta: Conversa, *fotos: SimpleUploadedFile, de: DeQuem = DeQuem.PESSOA) -> None:
    autor = esta.atendente if de == DeQuem.ATENDENTE else None
    acoes.dizer(conversa=esta, de=de, texto="Veja", chave=uuid4(), fotos=fotos, autor=autor)


def test_o_pedido_entra_pelo_chat_com_as_fotos_da_pessoa(quem: NaMesa) -> None:
    """As de quem atende não vão; a que já se trouxe não se repete; e o atendimento o anota."""
    esta = quem.conversar()
    manda_fotos(esta, foto("buraco.jpg"))
    manda_fotos(esta, foto("outra.jpg", cor="blue"), de=DeQuem.ATENDENTE)
    quem.consultar("tapa-buraco")
    assert "Trazer a foto da conversa" in quem.ver().content.decode()
    for _ in range(2):
        quem.mandar({"adicionar": "da_conversa"})
    assert quem.rascunho.arquivos.count() == 1
    assert quem.mandar(TUDO).status_code == 303
    caso = Solicitacao.objects.get()
    assert (caso.canal, caso.anexos.count()) == (Canal.CHAT, 1)
    assert quem.atendimento.atos.filter(tipo=Providencia.REGISTROU, protocolo=caso.protocolo).exists()
    assert quem.atendimento.canal == Canal.CHAT


def test_a_pessoa_acaba_enquanto_se_escreve_e_o_pedido_registra_se(quem: NaMesa) -> None:
    """Pelo tempo da regra; depois, o atendimento acaba-se sem mexer na conversa, que já acabou."""
    esta = quem.conversar()
    quem.consultar("tapa-buraco")
    acoes.acabar(conversa=esta, fim=Fim.PESSOA)
    assert quem.atendimento.resultado
    assert quem.mandar(TUDO).status_code == 303
    caso = Solicitacao.objects.get()
    assert (caso.canal, quem.atendimento.aberto) == (Canal.CHAT, True)
    assert quem.ver().status_code == 200
    feito = quem.client.post(quem.endereco("terminar"), {"resultado": Resultado.PEDIDO})
    assert feito.status_code == 302
    esta.refresh_from_db()
    assert (esta.fim, quem.atendimento.resultado) == (Fim.PESSOA, Resultado.PEDIDO)


def test_passado_o_tempo_ja_nao_se_registra(quem: NaMesa) -> None:
    conversando.regra(minutos_para_registrar=10)
    esta = quem.conversar()
    quem.consultar("tapa-buraco")
    acoes.acabar(conversa=esta, fim=Fim.PESSOA)
    Atendimento.objects.update(terminado_em=timezone.now() - timedelta(minutes=11))
    assert quem.mandar(TUDO).status_code == 409
    assert not Solicitacao.objects.exists()


def test_sem_foto_nao_se_oferece_traze_las(quem: NaMesa) -> None:
    quem.conversar()
    quem.consultar("tapa-buraco")
    assert "da conversa</button>" not in quem.ver().content.decode()


def test_a_denuncia_nao_se_registra_da_conversa(quem: NaMesa) -> None:
    """Leva à página que manda o formulário; nada se começa em nome da pessoa."""
    esta = quem.conversar()
    resposta = quem.client.post(quem.endereco("pessoa_ouvidoria"), {"tipo": "denuncia"})
    assert resposta["Location"] == f"/central/conversas/{esta.codigo}/denuncia/"
    assert not Rascunho.objects.exists()


# --- quem é ----------------------------------------------------------------------------


def provar(esta: Conversa) -> Conversa:
    """A pessoa acerta o código que foi ao contato que deixou."""
    esta = acoes.mandar_codigo(conversa=esta)
    codigo = chaves.decifrar(bytes(esta.prova or b""))["codigo"]
    return acoes.conferir_codigo(conversa=esta, codigo=codigo)


def test_o_codigo_do_contato_abre_os_casos_de_quem_conversa(quem: NaMesa) -> None:
    """Antes dele, nada; depois, só os que têm aquele contato, com a leitura escrita."""
    caso, esta = elenco.solicitacao(), quem.conversar()
    esta = acoes.deixar_contato(conversa=esta, nome="Maria", email=elenco.MARIA.email)
    casos = quem.endereco().replace(quem.codigo, f"conversas/{esta.codigo}/casos").replace("//", "/")
    assert quem.client.post(casos).status_code == 409
    assert caso.protocolo_escrito not in quem.ver().content.decode()
    assert (
        "Ela o escreve na página dela"
        in quem.client.post(casos.replace("/casos/", "/codigo/mandar/"), follow=True).content.decode()
    )
    esta.refresh_from_db()
    codigo = chaves.decifrar(bytes(esta.prova or b""))["codigo"]
    assert codigo not in quem.ver().content.decode()
    acoes.conferir_codigo(conversa=esta, codigo=codigo)
    assert contato.CONFIRMADO in quem.ver().content.decode()
    assert quem.client.post(casos).status_code == 303
    assert caso.protocolo_escrito in quem.ver().content.decode()
    assert quem.atendimento.reconhecido == caso.interessado
    assert LeituraDePessoal.objects.filter(interessado=caso.interessado).exists()


def test_quem_prova_o_contato_e_nao_tem_caso_nao_e_reconhecido(quem: NaMesa) -> None:
    elenco.solicitacao()
    esta = acoes.deixar_contato(conversa=quem.conversar(), nome="Outra", email="outra@exemplo.invalid")
    provar(esta)
    este = Atendimento.objects.get(codigo=quem.codigo)
    assert acoes.reconhecer_quem_conversa(atendimento=este) is None
    assert este.reconhecido is None


def test_o_codigo_so_vai_a_contato_que_ha(quem: NaMesa) -> None:
    esta = quem.conversar()
    endereco = f"/central/conversas/{esta.codigo}/codigo/mandar/"
    resposta = quem.client.post(endereco, follow=True)
    assert contato.SEM_CONTATO in resposta.content.decode()

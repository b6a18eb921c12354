"""Ler um caso à pessoa e agir em nome dela: só no que é dela, no atendimento aberto, os dois escritos."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.acoes import Identificacao, selar
from contas.models import ChaveDeAcesso, Interessado, LeituraDePessoal
from contas.papeis import Papel
from contas.segredos import chaves
from ouvidoria import acoes as da_ouvidoria
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import Achado
from solicitacoes.acoes import pedir_complemento
from solicitacoes.models import PedidoDeReabertura, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.atendimento.com_a_pessoa import TRES, Atendendo
from tests.atendimento.test_achar_a_pessoa import fora_de_toda_busca
from tests.esic import elenco as do_esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
PAGINAS = ("", "mandar/", "cancelar/", "chave/", "reclamar/")
JOAO = Identificacao("João Lima", "cpf", "11144477735", "joao@exemplo.invalid", "1132145678")


@pytest.fixture
def mesa() -> Atendendo:
    return Atendendo()


def _envio() -> str:
    return "0b0c7a5e-8f0a-4d53-9c55-2f6f0a2d7c11"


def _ultimo(caso: Achado) -> tuple[str, str, int | None]:
    passo = caso.andamentos.order_by("-ordem").first()
    assert passo
    return passo.tipo, passo.papel, passo.usuario_id


def test_ler_escreve_a_leitura_antes_de_mostrar(mesa: Atendendo) -> None:
    caso = elenco.solicitacao(descricao="Um buraco fundo.")
    mesa.reconhecida(caso)
    da_pagina = f"caso/{caso.protocolo}/"
    assert mesa.ver(da_pagina)["Location"] == f"/central/{mesa.codigo}/", "sem a leitura escrita, não"
    assert mesa.mandar(f"{da_pagina}ler/").status_code == 302
    lida = LeituraDePessoal.objects.latest("pk")
    assert (lida.o_que, lida.motivo) == ("o andamento, num atendimento", str(mesa.atendimento))
    pagina = mesa.ver(da_pagina)
    texto = pagina.content.decode()
    assert (pagina.status_code, "Pedido registrado" in texto) == (200, True)
    assert "Um buraco fundo." in texto
    assert texto.count("Imprimir o comprovante") == 1
    assert "Rua Líbero Badaró, 425, Sé" in texto
    assert chaves.chave_escrita(caso.protocolo) not in texto
    assert mesa.atos()[-1] == ("leu", caso.protocolo)


def test_le_a_resposta_dos_tres_processos(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    manifestacao, envio = ouvidoria.respondida(permite_identificar=True)
    conclusao = "A equipe já voltou ao local e refez o serviço ontem."
    da_ouvidoria.concluir(
        caso=manifestacao,
        versao=Manifestacao.objects.get(pk=manifestacao.pk).versao,
        por=ouvidoria.ogm(),
        resposta="atendida",
        conclusao=conclusao,
    )
    pedido = do_esic.respondido()
    mesa.reconhecida(caso)
    assert "3 casos da pessoa" in mesa.ver().content.decode()
    for achado, dito in ((manifestacao, conclusao), (pedido, pedido.resposta)):
        mesa.mandar(f"caso/{achado.protocolo}/ler/")
        assert dito in mesa.ver(f"caso/{achado.protocolo}/").content.decode()
    assert envio.pk


def test_responde_ao_complemento_com_foto_em_nome_dela(mesa: Atendendo) -> None:
    caso = elenco.na_situacao(Situacao.EM_ANDAMENTO)
    por = elenco.autor(elenco.pessoa(), caso.unidade)
    pedir_complemento(caso=caso, versao=caso.versao, por=por, pergunta="É perto da esquina?")
    mesa.lida(caso)
    lida = mesa.ver(f"caso/{caso.protocolo}/").content.decode()
    assert "Aguardando a resposta da pessoa" in lida
    assert "Aguardando a sua resposta" not in lida + mesa.ver().content.decode(), "quem lê é quem atende"
    assert "É perto da esquina?" in mesa.ver(f"caso/{caso.protocolo}/mandar/").content.decode()
    dados = {"texto": "É, na esquina.", "envio": _envio(), "fotos": pedindo.foto()}
    assert mesa.mandar(f"caso/{caso.protocolo}/mandar/", dados).status_code == 302
    caso.refresh_from_db()
    assert caso.situacao == Situacao.EM_ANDAMENTO
    assert _ultimo(caso) == (Tipo.COMPLEMENTO_RESPONDIDO, Papel.ATENDENTE, mesa.usuario.pk)
    assert caso.anexos.count() == 1
    assert mesa.atos()[-1] == ("completou", caso.protocolo)


def test_acrescenta_uma_vez_so_e_o_erro_nao_perde_o_texto(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.lida(caso)
    onde = f"caso/{caso.protocolo}/mandar/"
    assert mesa.mandar(onde, {"texto": "", "envio": _envio()}).status_code == 422
    for _ in range(2):
        assert mesa.mandar(onde, {"texto": "Piorou.", "envio": _envio()}).status_code == 302
    assert caso.andamentos.filter(tipo=Tipo.INFORMACAO, papel=Papel.ATENDENTE).count() == 1
    assert mesa.atos().count(("acrescentou", caso.protocolo)) == 1


def test_a_desistencia_avisa_o_contato_guardado(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.lida(caso)
    assert mesa.ver(f"caso/{caso.protocolo}/cancelar/").status_code == 200
    assert mesa.mandar(f"caso/{caso.protocolo}/cancelar/", {"motivo": "Não preciso mais"}).status_code == 302
    caso.refresh_from_db()
    assert caso.situacao == Situacao.CANCELADA
    aviso = Aviso.objects.get(protocolo=caso.protocolo, modelo="cancelado")
    assert aviso.interessado_id == caso.interessado_id
    assert "alguém que se identificou como você, por telefone, na Central 156, em" in aviso.corpo
    assert "Se não foi você, ligue 156" in aviso.corpo
    assert "Você desistiu" not in aviso.corpo
    assert mesa.atos()[-1] == ("cancelou", caso.protocolo)
    assert mesa.mandar(f"caso/{caso.protocolo}/cancelar/").status_code == 409


def test_desiste_e_acrescenta_na_ouvidoria(mesa: Atendendo) -> None:
    caso = ouvidoria.registrada(TipoDeManifestacao.ELOGIO, permite_identificar=True)
    mesa.reconhecer(elenco.MARIA.documento, {**TRES, "telefone": elenco.MARIA.telefone, "rua": ""})
    mesa.ler(caso)
    onde = f"caso/{caso.protocolo}/mandar/"
    assert mesa.mandar(onde, {"texto": "Mais.", "envio": _envio()}).status_code == 302
    assert mesa.mandar(f"caso/{caso.protocolo}/cancelar/").status_code == 302
    assert _ultimo(caso)[1:] == (Papel.ATENDENTE, mesa.usuario.pk)


def test_pede_a_reabertura_dizendo_que_nao_foi_resolvido(mesa: Atendendo) -> None:
    a_vista = elenco.servico("buraco", publica=True)
    caso = elenco.na_situacao(Situacao.FINALIZADA, servico=a_vista)
    mesa.lida(caso)
    onde = f"caso/{caso.protocolo}/reabrir/"
    assert mesa.mandar(onde, {"texto": "Continua aberto.", "envio": _envio()}).status_code == 422
    dados = {"texto": "Continua aberto.", "envio": _envio(), "fotos": pedindo.foto()}
    assert mesa.mandar(onde, dados).status_code == 302
    assert PedidoDeReabertura.objects.por_decidir().filter(caso=caso).exists()
    assert mesa.atos()[-1] == ("pediu_reabertura", caso.protocolo)
    assert mesa.ver(onde).status_code == 409


def test_a_chave_nova_vai_so_ao_contato_guardado(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.lida(caso)
    onde = f"caso/{caso.protocolo}/chave/"
    velha = chaves.chave_escrita(caso.protocolo)
    assert mesa.ver(onde).status_code == 200
    assert mesa.mandar(onde).status_code == 302
    nova = chaves.chave_escrita(caso.protocolo)
    assert nova != velha
    assert nova not in mesa.client.get(f"/central/{mesa.codigo}/").content.decode()
    aviso = Aviso.objects.get(modelo="chave_trocada", interessado=caso.interessado_id)
    assert (
        "Quem pediu a troca: alguém que se identificou como você, por telefone, na Central 156" in aviso.corpo
    )
    assert "Se não foi você, ligue 156" in aviso.corpo
    assert caso.andamentos.get(tipo="nota").usuario_id == mesa.usuario.pk
    assert mesa.atos()[-1] == ("mandou_chave", caso.protocolo)


def test_sem_contato_a_chave_so_se_da_na_mao_de_quem_se_comprovou(mesa: Atendendo) -> None:
    sem = Identificacao("Maria Silva", "cpf", elenco.MARIA.documento, "", elenco.MARIA.telefone)
    caso = elenco.solicitacao(identificacao=sem)
    ditos = {"nome": "Maria Silva", "telefone": elenco.MARIA.telefone, "rua": TRES["rua"]}
    assert mesa.reconhecer(caso.protocolo, ditos).status_code == 302
    mesa.ler(caso)
    onde = f"caso/{caso.protocolo}/chave/"
    assert mesa.mandar(onde).status_code == 409
    assert not ChaveDeAcesso.objects.filter(protocolo=caso.protocolo, serie__gt=1).exists()
    praca = Atendendo(pedindo.praca())
    praca.reconhecer(caso.protocolo, {"nome": sem.nome, "documento": sem.documento, "viu_documento": "on"})
    praca.ler(caso)
    dada = praca.mandar(onde)
    assert dada.status_code == 200
    assert chaves.chave_escrita(caso.protocolo) in dada.content.decode()
    assert chaves.chave_escrita(caso.protocolo) not in praca.ver(onde).content.decode()


def test_na_mao_so_a_chave_de_quem_se_viu_o_documento() -> None:
    """O que se pediu com a conta dela, mas em nome e CPF de outro, vai só ao e-mail do caso."""
    conta = elenco.pessoa("Maria Silva", email="maria@exemplo.invalid")
    dela, de_joao = elenco.solicitacao(), elenco.solicitacao(identificacao=JOAO)
    Interessado.objects.filter(solicitacao__in=[dela, de_joao]).update(usuario=conta)
    praca = Atendendo(pedindo.praca())
    visto = {"nome": "Maria Silva", "documento": elenco.MARIA.documento, "viu_documento": "on"}
    assert praca.reconhecer(dela.protocolo, visto).status_code == 302
    for caso, situacao in ((dela, 200), (de_joao, 302)):
        praca.mandar(f"caso/{caso.protocolo}/ler/")
        assert praca.mandar(f"caso/{caso.protocolo}/chave/").status_code == situacao


def test_a_guarda_de_cada_pagina(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    """Estranho, ninguém reconhecido, outra pessoa, atendimento acabado: nada se abre, e nada se diz."""
    caso, de_joao = elenco.solicitacao(), elenco.solicitacao(identificacao=JOAO)
    estranho = Client()
    estranho.force_login(elenco.servidor(elenco.unidade()))
    colega = Client()
    colega.force_login(elenco.servidor(pedindo.central(), nome="Bia", papel=Papel.ATENDENTE))

    def da_mesa(resto: str) -> int:
        return mesa.ver(resto).status_code

    def de(navegador: Client) -> Callable[[str], int]:
        return lambda resto: navegador.get(f"/central/{mesa.codigo}/{resto}").status_code

    def conferir(quem: str, ver: Callable[[str], int], protocolo: str, recusa: int = 403) -> None:
        for pagina in PAGINAS:
            with subtests.test(quem, pagina=pagina):
                assert ver(f"caso/{protocolo}/{pagina}") == recusa

    conferir("ninguém reconhecido", da_mesa, caso.protocolo)
    mesa.reconhecida(caso)
    for resto in ("mandar/", "cancelar/", "chave/"):
        with subtests.test("sem o ler antes", resto=resto):
            assert mesa.ver(f"caso/{caso.protocolo}/{resto}").status_code == 403
            assert mesa.mandar(f"caso/{caso.protocolo}/{resto}").status_code == 403
    conferir("outra pessoa", da_mesa, de_joao.protocolo)
    conferir("o que não existe", da_mesa, "100000000000000")
    conferir("quem não atende", de(estranho), caso.protocolo)
    conferir("outro atendente", de(colega), caso.protocolo)
    for resto in ("ler/", "mandar/", "cancelar/", "chave/"):
        with subtests.test("POST de outra pessoa", resto=resto):
            assert mesa.mandar(f"caso/{de_joao.protocolo}/{resto}").status_code == 403
    mesa.mandar("terminar/", {"resultado": "andamento"})
    conferir("acabado", da_mesa, caso.protocolo, recusa=409)
    dito = {"texto": "É a tampa de ferro da esquina."}
    resposta = mesa.mandar(f"caso/{caso.protocolo}/mandar/", dito)
    assert resposta.status_code == 409
    assert dito["texto"] in resposta.content.decode(), "o que se escreveu não se perde"
    assert not de_joao.andamentos.filter(papel=Papel.ATENDENTE).exists()


def test_o_que_se_sela_depois_de_reconhecido_fecha_se(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.reconhecida(caso)
    mesa.mandar(f"caso/{caso.protocolo}/ler/")
    selar(interessado=Interessado.objects.get(solicitacao=caso))
    assert mesa.ver(f"caso/{caso.protocolo}/").status_code == 403
    assert "Maria Silva" not in mesa.ver().content.decode()


def test_o_que_nunca_se_acha_tambem_nao_se_abre(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    mesa.reconhecida(elenco.solicitacao())
    for nome, caso in fora_de_toda_busca().items():
        with subtests.test(nome):
            assert mesa.ver(f"caso/{caso.protocolo}/").status_code == 403
            assert mesa.mandar(f"caso/{caso.protocolo}/ler/").status_code == 403
    with subtests.test("nem está na ficha"):
        assert "1 caso da pessoa" in mesa.ver().content.decode()


def test_a_pessoa_ve_que_foi_lida_num_atendimento(mesa: Atendendo) -> None:
    conta = elenco.pessoa("Maria Silva", email="maria@exemplo.invalid")
    caso = elenco.solicitacao()
    Interessado.objects.filter(solicitacao=caso).update(usuario=conta)
    mesa.reconhecida(caso)
    dela = Client()
    dela.force_login(conta)
    texto = dela.get("/area/meus-dados/quem-leu/").content.decode()
    assert "num atendimento" in texto
    assert "Ana Atende" not in texto


def test_o_pedido_velho_que_venceu_diz_o_prazo(mesa: Atendendo) -> None:
    caso = elenco.solicitacao(ha_dias=60)
    mesa.reconhecida(caso)
    mesa.mandar(f"caso/{caso.protocolo}/ler/")
    assert "atrasado" in mesa.ver(f"caso/{caso.protocolo}/").content.decode()
    assert Solicitacao.objects.get().vence_em < timezone.now() - timedelta(days=1)


def test_as_consultas_da_mesa_nao_crescem_com_os_casos(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.reconhecida(caso)
    mesa.mandar(f"caso/{caso.protocolo}/ler/")
    contagens: dict[str, list[int]] = {"": [], f"caso/{caso.protocolo}/": []}
    for _ in range(2):
        for pagina, contadas in contagens.items():
            with CaptureQueriesContext(connection) as consultas:
                assert mesa.ver(pagina).status_code == 200
            contadas.append(len(consultas))
        elenco.iguais(4, elenco.unidade(), identificacao=elenco.MARIA)
    assert "9 casos da pessoa" in mesa.ver().content.decode()
    for contadas in contagens.values():
        assert contadas[0] == contadas[1]
        assert contadas[0] <= 35, contagens

"""O pedido de informação pelo número (pouco) e com a chave (tudo), e o que a pessoa faz nele."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contas.segredos import chaves
from esic import acoes
from esic.models import Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Decisao, Instancia, MotivoDeRecurso, Resultado, Situacao, Tipo
from portal import consultas
from protocolo import numero
from protocolo.models import Andamento
from protocolo.prazos.em_palavras import dia
from tests.esic import elenco
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.ouvidoria.elenco import registrada

pytestmark = pytest.mark.django_db

S = Situacao
ATOS = ("recorrer", "reclamar", "cancelar")
OUTRO = {"motivo": "outro", "texto": "A planilha veio sem os distritos."}


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


def no_passado(caso: Pedido, **campos: int) -> Pedido:
    """O caso com cada momento `campo` há tantos dias."""
    momentos = {campo: timezone.now() - timedelta(days=dias) for campo, dias in campos.items()}
    Pedido.objects.filter(pk=caso.pk).update(**momentos)
    return Pedido.objects.get(pk=caso.pk)


# --- só o número --------------------------------------------------------------------


@pytest.mark.parametrize("situacao", S)
def test_pelo_numero_diz_pouco_em_toda_situacao(client: Client, situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    resposta = client.get(pagina(caso))
    lido = texto(resposta)
    for dito in ("Pedido de informação", "Secretaria das Subprefeituras", S(situacao).label):
        assert dito in lido
    for reservado in (elenco.PERGUNTA, elenco.FRASE, "Maria", "maria@", "recorrer", "Desistir"):
        assert reservado not in lido
    assert chaves.chave_escrita(caso.protocolo) not in resposta.content.decode()


def test_atrasado_diz_ha_quantos_dias_dos_dois_lados(client: Client) -> None:
    caso = no_passado(elenco.em_tramitacao(), vence_em=3)
    assert "atrasado há 3 dias" in texto(client.get(pagina(caso)))
    assert "atrasado há 3 dias" in texto(com_chave(caso).get(pagina(caso)))


def test_o_respondido_nao_atrasa(client: Client) -> None:
    caso = no_passado(elenco.respondido(), vence_em=3)
    assert "atrasado" not in texto(client.get(pagina(caso)))
    assert "atrasado" not in texto(com_chave(caso).get(pagina(caso)))


def test_procurar_com_a_chave_abre_por_inteiro(client: Client) -> None:
    caso = elenco.em_tramitacao()
    dados = {"protocolo": caso.protocolo_escrito, "chave": chaves.chave_escrita(caso.protocolo)}
    assert elenco.PERGUNTA in texto(client.post("/acompanhar/", dados, follow=True))


def test_a_chave_errada_nao_abre(client: Client) -> None:
    caso = elenco.em_tramitacao()
    resposta = client.post(pagina(caso, "abrir/"), {"chave": "AAAAAAAA"})
    assert resposta.status_code == 422
    assert elenco.PERGUNTA not in texto(resposta)


# --- com a chave ou a conta ---------------------------------------------------------


def test_com_a_chave_tudo_o_que_se_pediu() -> None:
    caso = elenco.com_anexo(elenco.em_tramitacao(), nome="mapa.pdf")
    lido = texto(com_chave(caso).get(pagina(caso)))
    for dito in (
        elenco.PERGUNTA,
        "Secretaria das Subprefeituras",
        "Pedido de informação recebido",
        "A Prefeitura recebeu o pedido em",
        caso.base_legal,
        "Baixar mapa.pdf",
        "Desistir do pedido",
        chaves.chave_escrita(caso.protocolo),
    ):
        assert dito in lido
    assert "Recorrer" not in lido


def test_a_conta_dona_abre_e_a_outra_nao(client: Client) -> None:
    dona = elenco.pessoa("Dora Dona")
    caso = elenco.em_tramitacao(identificacao=replace(elenco.MARIA, usuario=dona))
    client.force_login(elenco.pessoa("Outra"))
    assert elenco.PERGUNTA not in texto(client.get(pagina(caso)))
    client.force_login(dona)
    assert elenco.PERGUNTA in texto(client.get(pagina(caso)))
    assert caso.protocolo_escrito in texto(client.get("/area/"))


def test_a_area_diz_o_prazo_e_a_resposta(client: Client) -> None:
    dona = elenco.pessoa("Dora Dona")
    client.force_login(dona)
    caso = elenco.em_tramitacao(identificacao=replace(elenco.MARIA, usuario=dona))
    alheio = elenco.em_tramitacao()
    no_passado(caso, vence_em=4)
    lido = texto(client.get("/area/"))
    assert "atrasado há 4 dias" in lido
    assert alheio.protocolo_escrito not in lido
    elenco.respondido(caso=Pedido.objects.get(pk=caso.pk))
    assert "Você pode recorrer até" in texto(client.get("/area/"))


def test_a_negativa_diz_por_que_com_que_lei_e_como_recorrer() -> None:
    caso = elenco.respondido(Decisao.NEGADO)
    assert caso.recorrer_ate
    lido = texto(com_chave(caso).get(pagina(caso)))
    for dito in (
        "Resposta: acesso negado",
        elenco.FRASE,
        "Informação pessoal (LAI, art. 31)",
        "Base legal LAI, art. 31",
        f"recorrer até {dia(caso.recorrer_ate)}",
        "quem dirige o órgão (1ª instância)",
    ):
        assert dito in lido
    assert lido.count(elenco.FRASE) == 1


def test_a_decisao_do_recurso_e_a_instancia_seguinte() -> None:
    caso = elenco.decidido()
    lido = texto(com_chave(caso).get(pagina(caso)))
    for dito in (
        "Decisão: indeferido",
        "Negaram a informação".lower(),
        "a Controladoria Geral do Município (2ª",
    ):
        assert dito in lido


def test_o_deferido_diz_ate_quando_se_cumpre_e_nao_oferece_recurso() -> None:
    caso = elenco.decidido(Resultado.DEFERIDO)
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert "O órgão cumpre a decisão até" in lido
    assert "Não concorda?" not in lido


def test_o_que_e_interno_e_nome_de_quem_trabalha_nao_aparecem() -> None:
    caso = elenco.respondido()
    interno = {"alcance": Andamento.Alcance.INTERNO, "papel": "sic", "em": timezone.now()}
    caso.andamentos.create(ordem=99, tipo=Tipo.NOTA, texto="Só para o SIC", **interno)
    elenco.com_anexo(caso, ordem=99, papel="sic", nome="minuta.pdf")
    dono = com_chave(caso)
    lido = texto(dono.get(pagina(caso)))
    for dito in ("Só para o SIC", "minuta.pdf", "Simone"):
        assert dito not in lido
    assert dono.get(pagina(caso, f"arquivo/{caso.anexos.get().pk}/")).status_code == 404


def test_os_arquivos_se_baixam_so_com_a_chave(client: Client) -> None:
    caso = elenco.respondido()
    elenco.com_anexo(caso, ordem=caso.versao, papel="sic", nome="planilha.pdf")
    onde = pagina(caso, f"arquivo/{caso.anexos.get().pk}/")
    assert client.get(onde).status_code == 403
    dono = com_chave(caso)
    assert "Baixar planilha.pdf" in texto(dono.get(pagina(caso)))
    resposta = dono.get(onde)
    assert (b"".join(resposta), resposta["Cache-Control"]) == (b"arquivo", "private, no-store")
    outro = com_chave(elenco.em_tramitacao(), dono)
    alheio = pagina(elenco.em_tramitacao(), f"arquivo/{caso.anexos.get().pk}/")
    assert outro.get(alheio).status_code == 403


# --- desistir -----------------------------------------------------------------------


def test_a_copia_que_se_publica_nao_e_um_arquivo_a_mais() -> None:
    publicacao = elenco.a_revisar()
    caso = elenco.com_anexo(publicacao.pedido, nome="mapa.pdf")
    original = caso.anexos.get()
    copia = elenco.com_anexo(caso, papel="ouvidoria", nome="anexo-1.pdf").anexos.exclude(pk=original.pk).get()
    copia.limpo_de = original
    copia.save()
    dono = com_chave(caso)
    lida = texto(dono.get(pagina(caso)))
    assert "mapa.pdf" in lida
    assert "anexo-1.pdf" not in lida
    assert dono.get(pagina(caso, f"arquivo/{copia.pk}/")).status_code == 404
    assert "Uma parte foi conferida" not in lida


def test_desistir_pede_confirmacao_e_encerra() -> None:
    caso = elenco.em_tramitacao()
    dono = com_chave(caso)
    assert "Não dá para voltar atrás" in texto(dono.get(pagina(caso, "cancelar/")))
    assert Pedido.objects.get(pk=caso.pk).aberta
    assert "Você desistiu" in texto(dono.post(pagina(caso, "cancelar/"), follow=True))
    assert Pedido.objects.get(pk=caso.pk).situacao == S.DESISTENCIA
    assert dono.post(pagina(caso, "cancelar/")).status_code == 409


@pytest.mark.parametrize("situacao", [s for s in S if s != S.EM_TRAMITACAO])
def test_so_se_desiste_antes_da_resposta(situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    dono = com_chave(caso)
    assert "Desistir do pedido" not in texto(dono.get(pagina(caso)))
    pedida = texto(dono.get(pagina(caso, "cancelar/")))
    assert "já não se desiste" in pedida
    assert "Sim, desistir" not in pedida
    assert dono.post(pagina(caso, "cancelar/")).status_code == 409
    assert Pedido.objects.get(pk=caso.pk).situacao == situacao


# --- recorrer -----------------------------------------------------------------------


def test_recorrer_da_resposta_uma_vez_so() -> None:
    caso = elenco.respondido()
    dono = com_chave(caso)
    lido = texto(dono.get(pagina(caso, "recorrer/")))
    assert all(dito in lido for dito in ("1ª instância", elenco.FRASE, "A resposta veio incompleta"))
    assert MotivoDeRecurso.SEM_RESPOSTA.label not in lido
    depois = texto(dono.post(pagina(caso, "recorrer/"), OUTRO, follow=True))
    assert all(dito in depois for dito in ("Recebemos o seu recurso", OUTRO["texto"], "A decisão sai até"))
    recurso = caso.recursos.get()
    assert (recurso.instancia, recurso.motivo, recurso.de_oficio) == (Instancia.PRIMEIRA, "outro", False)
    assert dono.post(pagina(caso, "recorrer/"), OUTRO).status_code == 409
    assert caso.recursos.count() == 1


@pytest.mark.parametrize(
    ("dados", "dito"),
    [
        ({}, "Escolha por que você recorre."),
        ({"motivo": "outro"}, "Conte o motivo do recurso."),
        ({"motivo": "inventado", "texto": "Guarde isto"}, "Guarde isto"),
        ({"motivo": "sem_resposta", "texto": "Guarde isto"}, "Guarde isto"),
        ({"motivo": "outro", "texto": "x" * 3001}, "x" * 3001),
    ],
)
def test_recurso_mal_preenchido_volta_com_o_que_se_escreveu(dados: dict[str, str], dito: str) -> None:
    caso = elenco.respondido()
    resposta = com_chave(caso).post(pagina(caso, "recorrer/"), dados or {"nada": "x"})
    assert resposta.status_code == 422
    assert "<title>Erro:" in resposta.content.decode()
    assert dito in resposta.content.decode()
    assert not caso.recursos.exists()


def test_quem_recorre_fora_do_prazo_nao_perde_o_texto() -> None:
    caso = no_passado(elenco.respondido(), recorrer_ate=1)
    dono = com_chave(caso)
    assert "Recorrer" not in texto(dono.get(pagina(caso)))
    assert dono.get(pagina(caso, "recorrer/")).status_code == 409
    recusa = dono.post(pagina(caso, "recorrer/"), OUTRO)
    assert recusa.status_code == 409
    assert all(dito in recusa.content.decode() for dito in ("Agora não cabe recurso", OUTRO["texto"]))


def test_sem_resposta_no_prazo_recorre_se_da_falta_dela() -> None:
    caso = elenco.vencido()
    dono = com_chave(caso)
    assert "O prazo passou sem resposta" in texto(dono.get(pagina(caso)))
    lido = dono.get(pagina(caso, "recorrer/")).content.decode()
    assert "checked" in lido
    assert "Negaram" not in lido
    dono.post(pagina(caso, "recorrer/"), {"motivo": "sem_resposta"})
    assert caso.recursos.get().motivo == MotivoDeRecurso.SEM_RESPOSTA


def test_o_que_nao_se_decide_no_prazo_sobe() -> None:
    caso, recurso = elenco.em_recurso()
    dono = com_chave(caso)
    assert dono.get(pagina(caso, "recorrer/")).status_code == 409
    Recurso.objects.filter(pk=recurso.pk).update(vence_em=timezone.now() - timedelta(days=2))
    assert "O prazo da decisão passou" in texto(dono.get(pagina(caso)))
    dono.post(pagina(caso, "recorrer/"), OUTRO)
    assert [r.instancia for r in caso.recursos.all()] == [Instancia.PRIMEIRA, Instancia.SEGUNDA]


def test_o_que_so_se_entrega_ao_cumprir_a_decisao_tambem_se_baixa_e_se_recorre() -> None:
    """Sem resposta no prazo, o recurso deu a informação e o órgão a entregou em parte."""
    caso = elenco.decidido(Resultado.DEFERIDO, elenco.vencido())
    caso = acoes.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    elenco.com_anexo(caso, ordem=caso.versao, papel="sic", nome="entregue.pdf")
    dono = com_chave(caso)
    assert "Baixar entregue.pdf" in texto(dono.get(pagina(caso)))
    assert dono.post(pagina(caso, "recorrer/"), {"motivo": "incompleta"}).status_code == 302
    assert caso.recursos.count() == 2


# --- reclamar da falta de resposta --------------------------------------------------


def test_reclamar_depois_do_prazo_uma_de_cada_vez() -> None:
    caso = elenco.vencido()
    dono = com_chave(caso)
    assert "está atrasado há" in texto(dono.get(pagina(caso, "reclamar/")))
    assert not ReclamacaoPorOmissao.objects.exists()
    lido = texto(dono.post(pagina(caso, "reclamar/"), follow=True))
    assert all(dito in lido for dito in ("recebeu a sua reclamação", "A Ouvidoria decide até", "Recorrer"))
    assert "reclamar da falta" not in lido
    assert dono.post(pagina(caso, "reclamar/")).status_code == 409
    assert ReclamacaoPorOmissao.objects.get().pedido == caso


@pytest.mark.parametrize("situacao", S)
def test_no_prazo_ou_depois_da_resposta_nao_se_reclama(situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    dono = com_chave(caso)
    for resposta in (dono.get(pagina(caso, "reclamar/")), dono.post(pagina(caso, "reclamar/"))):
        assert resposta.status_code == 409
        assert "A reclamação cabe quando" in resposta.content.decode()
    assert not ReclamacaoPorOmissao.objects.exists()


# --- mau uso e custo ----------------------------------------------------------------


@pytest.mark.parametrize("ato", ATOS)
def test_estranho_nao_age_nem_com_a_chave_de_outro(client: Client, ato: str) -> None:
    caso = elenco.vencido()
    com_chave(elenco.em_tramitacao(), client)
    for metodo in (client.get, client.post):
        resposta = metodo(pagina(caso, f"{ato}/"))
        assert resposta.status_code == 403
        assert elenco.PERGUNTA not in texto(resposta)
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao


@pytest.mark.parametrize("ato", ATOS)
def test_metodo_errado_e_sem_o_segredo_nao_mudam_nada(ato: str) -> None:
    caso = elenco.vencido()
    rigoroso = com_chave(caso, Client(enforce_csrf_checks=True))
    assert rigoroso.post(pagina(caso, f"{ato}/"), OUTRO).status_code == 403
    assert com_chave(caso).delete(pagina(caso, f"{ato}/")).status_code == 405
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao


def test_cada_pagina_serve_so_ao_seu_processo() -> None:
    caso, manifestacao = elenco.em_tramitacao(), registrada()
    dono = com_chave(manifestacao, com_chave(caso))
    for resto in ("mandar/", "avaliar/", "revisar/", "consentir/"):
        assert dono.get(pagina(caso, resto)).status_code == 404
    for resto in ("recorrer/", "reclamar/", "arquivo/1/"):
        assert dono.get(pagina(manifestacao, resto)).status_code == 404
        assert dono.get(f"/acompanhar/{numero.gerar(numero.Processo.PEDIDO)}/{resto}").status_code == 404


def test_consultas_de_localizar_e_da_pagina_publica(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    caso = elenco.em_recurso()[0]
    with django_assert_num_queries(1):
        assert consultas.localizar(caso.protocolo) == caso
    with django_assert_num_queries(2):  # o pedido e a cidade
        client.get(pagina(caso))


@pytest.mark.parametrize("recursos", [1, 3])
def test_consultas_da_pagina_inteira_nao_crescem(
    recursos: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    caso = elenco.respondido(Decisao.NEGADO)
    for _ in range(recursos):
        caso = elenco.decidido(caso=caso)
        elenco.com_anexo(caso, ordem=caso.versao, papel="sic")
    dono = com_chave(caso)
    with django_assert_max_num_queries(12):  # duas são a série da chave; uma, se o caso vai para uma conta
        assert dono.get(pagina(caso)).status_code == 200


def test_a_resposta_atrasada_tira_o_objeto_da_reclamacao() -> None:
    caso = elenco.vencido()
    acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))
    caso = elenco.respondido(caso=Pedido.objects.get(pk=caso.pk))
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert "Decisão: já não é preciso decidir" in lido
    assert "Resposta: acesso concedido" in lido

"""A mesa de quem decide: a lista de cada instância, a página, cada ato com entrada ruim e a colisão."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from contas.segredos import chaves
from esic import acoes
from esic.models import Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Resultado, Situacao
from mesas import paginacao
from tests.esic import elenco
from tests.esic.mesas import botoes, entrar, escritos
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.mesa import sopa, texto

pytestmark = pytest.mark.django_db
DECISAO = {"resultado": "deferido", "fundamentacao": elenco.FRASE}
IMPEDIDO = "Quem respondeu ou já decidiu este pedido não decide o recurso."


def _mandar(client: Client, caso: Pedido, ato: str, **dados: Any) -> Any:
    return client.post(f"/recursos/{caso.protocolo}/{ato}/", {"versao": caso.versao, **dados})


def _linhas(resposta: Any) -> list[str]:
    return [th.get_text(strip=True) for th in sopa(resposta).select("tbody th")]


def _reclamado() -> Pedido:
    caso = elenco.vencido()
    acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))
    return Pedido.objects.get(pk=caso.pk)


def _atrasar(recurso: Recurso) -> None:
    Recurso.objects.filter(pk=recurso.pk).update(vence_em=timezone.now() - timedelta(days=2))


# --- a lista ------------------------------------------------------------------------------------


def test_cada_instancia_ve_os_seus_por_dias_que_faltam(client: Client) -> None:
    novo, _ = elenco.em_recurso()
    atrasado, recurso = elenco.em_recurso()
    _atrasar(recurso)
    alheio, _ = elenco.em_recurso(
        elenco.respondido("negado", elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Mobilidade")))
    )
    segundo, _ = elenco.na_instancia(2)
    terceiro, _ = elenco.na_instancia(3)
    entrar(client, elenco.autoridade())
    lista = client.get("/recursos/")
    assert _linhas(lista) == [atrasado.protocolo_escrito, novo.protocolo_escrito]
    assert "2 recursos por decidir 1 atrasado" in texto(lista)
    assert "atrasado há 2 dias" in texto(lista)
    assert _linhas(client.get("/recursos/?situacao=atrasados")) == [atrasado.protocolo_escrito]
    assert len(_linhas(client.get("/recursos/?situacao=decididos"))) == 2
    entrar(client, elenco.ogm())
    assert _linhas(client.get("/recursos/")) == [segundo.protocolo_escrito]
    entrar(client, elenco.cmai())
    lista = client.get("/recursos/")
    assert _linhas(lista) == [terceiro.protocolo_escrito]
    assert "fora de pauta" in texto(lista)
    assert alheio.protocolo_escrito not in texto(lista)


def test_a_ouvidoria_ve_as_reclamacoes_e_o_alerta_de_orgao_sem_autoridade(client: Client) -> None:
    elenco.autoridade()
    reclamado = _reclamado()
    sem = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Secretaria de Mobilidade"))
    sem, _ = elenco.em_recurso(elenco.respondido("negado", sem))
    elenco.em_recurso()
    entrar(client, elenco.ogm())
    lista = client.get("/recursos/")
    assert "1 reclamação por decidir" in texto(lista)
    alerta = sopa(lista).select_one("main .govuk-inset-text")
    assert alerta
    assert "Secretaria de Mobilidade (SMT)" in alerta.get_text()
    assert "SMSUB" not in alerta.get_text()
    so_eles = client.get("/recursos/?sem_autoridade=sim")
    assert _linhas(so_eles) == [sem.protocolo_escrito]
    assert "sem autoridade" in texto(so_eles)
    assert _linhas(client.get("/recursos/?que=reclamacoes")) == [reclamado.protocolo_escrito]
    pagina = client.get(f"/recursos/{sem.protocolo}/")
    assert "Quem decide este recurso é a 1ª instância" in texto(pagina)
    assert botoes(pagina) == []
    assert _mandar(client, sem, "decidir", **DECISAO, confirmar="sim").status_code == 409


def test_o_parado_na_comissao_e_o_que_espera_esclarecimento(client: Client) -> None:
    caso, recurso = elenco.na_instancia(3)
    elenco.na_instancia(3)
    Recurso.objects.filter(pk=recurso.pk).update(aberto_em=timezone.now() - timedelta(days=61))
    entrar(client, elenco.cmai())
    lista = client.get("/recursos/")
    assert "1 parado na Comissão" in texto(lista)
    assert "parado há 2 meses" in texto(lista)
    assert _linhas(client.get("/recursos/?parados=sim")) == [caso.protocolo_escrito]
    entrar(client, elenco.autoridade())
    perguntado = elenco.perguntado()
    elenco.em_recurso()
    assert _linhas(client.get("/recursos/?situacao=perguntados")) == [perguntado.protocolo_escrito]


def test_a_lista_vazia_a_paginada_e_o_endereco_estragado(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrar(client, elenco.ogm())
    assert "Nenhum recurso espera a sua decisão" in texto(client.get("/recursos/"))
    assert "Nenhuma reclamação espera decisão" in texto(client.get("/recursos/?que=reclamacoes"))
    assert "Nada com estes filtros" in texto(client.get("/recursos/?situacao=decididos"))
    assert client.get("/recursos/?que=x&situacao=nada&orgao=%00&apos=zz&parados=talvez").status_code == 200
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    casos = [elenco.em_recurso()[0] for _ in range(3)]
    entrar(client, elenco.autoridade())
    primeira = sopa(client.get("/recursos/"))
    assert len(primeira.select("tbody tr")) == 2
    proxima = primeira.select_one("a[rel=next]")
    assert proxima
    assert _linhas(client.get(f"/recursos/{proxima['href']}")) == [casos[2].protocolo_escrito]


LISTAS = ("/recursos/", "/recursos/?que=reclamacoes", "/recursos/?situacao=decididos")


def test_a_lista_custa_o_mesmo_com_uma_linha_e_com_cinco(client: Client, subtests: pytest.Subtests) -> None:
    entrar(client, elenco.ogm())

    def mais_um() -> None:
        _reclamado()
        elenco.na_instancia(2)
        elenco.decidido(caso=elenco.decidido())

    def consultas(onde: str) -> int:
        with CaptureQueriesContext(connection) as feitas:
            assert client.get(onde).status_code == 200
        return len(feitas)

    mais_um()
    com_uma = {onde: consultas(onde) for onde in LISTAS}
    for _ in range(4):
        mais_um()
    for onde in LISTAS:
        with subtests.test(onde):
            assert consultas(onde) == com_uma[onde]
            assert len(_linhas(client.get(onde))) == 5


# --- a página -----------------------------------------------------------------------------------


def test_a_pagina_diz_tudo_e_o_contato_so_por_post_que_fica_escrito(client: Client) -> None:
    caso = elenco.com_anexo(elenco.em_tramitacao(), nome="mapa.pdf")
    caso = elenco.decidido(caso=elenco.respondido("negado", caso))
    acoes.recorrer(
        caso=caso, por=elenco.municipe(caso.protocolo), motivo="incompleta", texto="Faltaram os distritos."
    )
    olga = entrar(client, elenco.ogm())
    pagina = texto(client.get(f"/recursos/{caso.protocolo}/"))
    for dito in (
        elenco.PERGUNTA,
        elenco.FRASE,
        "mapa.pdf",
        "Acesso negado".lower(),
        "Faltaram os distritos.",
        "Recurso à 2ª instância",
        "Recurso à 1ª instância",
        "Indeferido",
        "Aurora Autoridade",
        "Base legal: LAI, art. 31",
    ):
        assert dito in pagina
    assert elenco.MARIA.email not in pagina
    assert client.get(f"/recursos/{caso.protocolo}/contato/").status_code == 405
    assert not LeituraDePessoal.objects.exists()
    assert elenco.MARIA.email in texto(client.post(f"/recursos/{caso.protocolo}/contato/"))
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.usuario, leitura.papel) == (olga.usuario, "ouvidoria")
    anexo = caso.anexos.get()
    arquivo: Any = client.get(f"/recursos/{caso.protocolo}/anexos/{anexo.pk}/grande/")
    assert b"".join(arquivo) == b"arquivo"


def test_quem_e_de_fora_nao_ve_nem_age(client: Client) -> None:
    caso, _ = elenco.em_recurso()
    sem_recurso = elenco.respondido()
    de_fora = [
        designar(Papel.AUTORIDADE, "SMT", nome="De Fora"),
        designar(Papel.SIC, "SMSUB", nome="Simone"),
        designar(Papel.CMAI, "CGM", nome="Caio"),
        designar(Papel.AUTORIDADE, "SMSUB", nome="Já Foi", ate=timezone.localdate() - timedelta(days=1)),
        elenco.pessoa("Ninguém"),
    ]
    for quem in de_fora:
        client.force_login(quem)
        assert client.get(f"/recursos/{caso.protocolo}/").status_code == 403
        assert client.post(f"/recursos/{caso.protocolo}/contato/").status_code == 403
        assert _mandar(client, caso, "decidir", **DECISAO, confirmar="sim").status_code == 403
    entrar(client, elenco.autoridade())
    assert client.get(f"/recursos/{sem_recurso.protocolo}/").status_code == 403
    entrar(client, elenco.ogm())
    assert client.get(f"/recursos/{sem_recurso.protocolo}/").status_code == 404
    assert client.get("/recursos/100000000000000/").status_code == 404
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao
    assert not LeituraDePessoal.objects.exists()


def test_quem_respondeu_le_antes_de_tentar_que_nao_decide(client: Client) -> None:
    caso, _ = elenco.em_recurso()
    assert caso.respondido_por
    designar(Papel.AUTORIDADE, "SMSUB", usuario=caso.respondido_por)
    client.force_login(caso.respondido_por)
    pagina = client.get(f"/recursos/{caso.protocolo}/")
    assert IMPEDIDO in texto(pagina)
    assert botoes(pagina) == []
    for ato, dados in (("decidir", DECISAO), ("pedir-esclarecimento", {"pergunta": elenco.FRASE})):
        recusado = _mandar(client, caso, ato, **dados, confirmar="sim")
        assert recusado.status_code == 409
        assert IMPEDIDO in texto(recusado)


# --- decidir ------------------------------------------------------------------------------------


def test_decidir_explica_o_efeito_mostra_o_aviso_e_so_entao_decide(client: Client) -> None:
    caso, recurso = elenco.em_recurso()
    aurora = entrar(client, elenco.autoridade())
    assert botoes(client.get(f"/recursos/{caso.protocolo}/")) == ["Decidir o recurso", "Perguntar ao órgão"]
    formulario = texto(client.get(f"/recursos/{caso.protocolo}/decidir/"))
    assert "o órgão cumpre até" in formulario
    assert "2ª instância: Controladoria Geral do Município" in formulario
    previa = sopa(_mandar(client, caso, "decidir", **DECISAO)).select_one("article.sp-previa")
    assert previa
    assert "O órgão tem de cumprir a decisão até" in previa.get_text()
    assert Recurso.objects.get(pk=recurso.pk).decidido_em is None
    corrigir = _mandar(client, caso, "decidir", **DECISAO, corrigir="sim")
    assert (corrigir.status_code, escritos(corrigir, "fundamentacao")) == (200, [elenco.FRASE])
    feito = _mandar(client, caso, "decidir", **DECISAO, confirmar="sim")
    assert (feito.status_code, feito["Location"]) == (302, f"/recursos/{caso.protocolo}/")
    recurso.refresh_from_db()
    assert (recurso.resultado, recurso.decidido_por) == (Resultado.DEFERIDO, aurora.usuario)
    enviado = " ".join(Aviso.objects.latest("pk").corpo.split())
    assert "O órgão tem de cumprir a decisão até" in enviado
    assert "Decisão: " not in botoes(client.get(f"/recursos/{caso.protocolo}/"))


RUINS: list[tuple[str, dict[str, str], list[str]]] = [
    ("decidir", {}, ["Escolha a decisão.", "Escreva por que se decide assim."]),
    ("decidir", {"resultado": "talvez", "fundamentacao": elenco.FRASE}, ["Faça uma escolha válida"]),
    ("decidir", {"resultado": "deferido", "fundamentacao": "ok"}, ["Esta explicação é curta demais"]),
    ("pedir-esclarecimento", {}, ["Escreva o que o órgão precisa esclarecer."]),
    ("pedir-esclarecimento", {"pergunta": "POR QUE"}, ["Esta pergunta é curta demais"]),
]


@pytest.mark.parametrize(("ato", "dados", "erros"), RUINS)
def test_entrada_ruim_diz_o_que_falta_e_nao_perde_o_texto(
    client: Client, ato: str, dados: dict[str, str], erros: list[str]
) -> None:
    caso, _ = elenco.em_recurso()
    entrar(client, elenco.autoridade())
    resposta = _mandar(client, caso, ato, **dados, confirmar="sim")
    assert resposta.status_code == 422
    resumo = sopa(resposta).select_one(".govuk-error-summary")
    assert resumo
    for erro in erros:
        assert erro in resumo.get_text()
    for campo in dados.keys() & {"fundamentacao", "pergunta"}:
        assert escritos(resposta, campo) == [dados[campo]]
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao


def test_a_pergunta_vai_ao_orgao_e_a_resposta_volta_a_pagina(client: Client) -> None:
    caso, _ = elenco.em_recurso()
    entrar(client, elenco.autoridade())
    pergunta = "Há como entregar a planilha sem os nomes das pessoas?"
    assert _mandar(client, caso, "pedir-esclarecimento", pergunta=pergunta).status_code == 302
    caso = Pedido.objects.get(pk=caso.pk)
    pagina = client.get(f"/recursos/{caso.protocolo}/")
    assert "ele ainda não respondeu" in texto(pagina)
    assert botoes(pagina) == ["Decidir o recurso"]
    acoes.esclarecer(caso=caso, versao=caso.versao, por=elenco.sic(), texto="Sim, há uma versão sem nomes.")
    depois = client.get(f"/recursos/{caso.protocolo}/")
    assert "Sim, há uma versão sem nomes." in texto(depois)
    assert botoes(depois) == ["Decidir o recurso", "Perguntar ao órgão"]


# --- a reclamação -------------------------------------------------------------------------------


def test_a_ouvidoria_decide_a_reclamacao_e_manda_responder_ate_um_dia(client: Client) -> None:
    caso = _reclamado()
    entrar(client, elenco.ogm())
    pagina = client.get(f"/recursos/{caso.protocolo}/")
    assert "Reclamação pela falta de resposta" in texto(pagina)
    assert botoes(pagina) == ["Decidir a reclamação"]
    assert _mandar(client, caso, "decidir-reclamacao", confirmar="sim").status_code == 422
    dados = {"resultado": "procedente", "fundamentacao": elenco.FRASE}
    previa = texto(_mandar(client, caso, "decidir-reclamacao", **dados))
    assert "o órgão tem de responder até" in previa
    assert _mandar(client, caso, "decidir-reclamacao", **dados, confirmar="sim").status_code == 302
    reclamacao = ReclamacaoPorOmissao.objects.get()
    assert reclamacao.responder_ate
    assert f"O órgão responde até {timezone.localtime(reclamacao.responder_ate):%d/%m/%Y}" in texto(
        client.get(f"/recursos/{caso.protocolo}/")
    )
    assert _linhas(client.get("/recursos/?que=reclamacoes&situacao=decididos")) == [caso.protocolo_escrito]
    entrar(client, elenco.sic())
    assert "O órgão responde até" in texto(client.get(f"/sic/{caso.protocolo}/"))


# --- a colisão ----------------------------------------------------------------------------------


def test_outro_decide_enquanto_se_escreve_e_o_texto_fica(client: Client) -> None:
    caso, recurso = elenco.em_recurso()
    entrar(client, elenco.autoridade())
    acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=elenco.autoridade(),
        resultado="indeferido",
        fundamentacao="A informação pedida é mesmo pessoal e não pode ser entregue.",
    )
    colisao = _mandar(client, caso, "decidir", **DECISAO, confirmar="sim")
    assert colisao.status_code == 409
    assert "O recurso foi decidido" in texto(colisao)
    assert escritos(colisao, "fundamentacao") == [elenco.FRASE]
    assert escritos(colisao, "resultado") == ["Deferido: o órgão tem de entregar o que se pediu"]
    assert not sopa(colisao).select("main form[method=post]")


def test_o_orgao_responde_enquanto_se_decide_a_omissao(client: Client) -> None:
    caso, _ = elenco.em_recurso(elenco.vencido())
    entrar(client, elenco.autoridade())
    elenco.respondido(caso=Pedido.objects.get(pk=caso.pk))
    colisao = _mandar(client, caso, "decidir", **DECISAO, confirmar="sim")
    assert colisao.status_code == 409
    assert "Não há recurso à espera de decisão" in texto(colisao)
    assert Pedido.objects.get(pk=caso.pk).situacao == Situacao.RESPONDIDO


def test_esclareceu_enquanto_se_decide_e_ainda_se_pode_decidir(client: Client) -> None:
    caso = elenco.perguntado()
    entrar(client, elenco.autoridade())
    acoes.esclarecer(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    colisao = _mandar(client, caso, "decidir", **DECISAO, confirmar="sim")
    assert colisao.status_code == 409
    assert "O órgão respondeu a quem decide" in texto(colisao)
    versao = escritos(colisao, "versao")[0]
    de_novo = {**DECISAO, "versao": versao, "confirmar": "sim"}
    assert client.post(f"/recursos/{caso.protocolo}/decidir/", de_novo).status_code == 302


def test_o_409_de_quem_recorre_diz_o_motivo_pelo_nome(client: Client) -> None:
    caso = elenco.respondido("negado")
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    recusado = client.post(
        f"/acompanhar/{caso.protocolo}/recorrer/", {"motivo": "negado", "texto": "Faltou a lista."}
    )
    assert recusado.status_code == 409
    ditos = [campo.get_text().strip() for campo in sopa(recusado).select("main textarea")]
    assert ditos == ["Negaram a informação", "Faltou a lista."]


def test_quem_tem_dois_papeis_age_no_da_instancia(client: Client) -> None:
    caso, recurso = elenco.em_recurso()
    dupla = elenco.autoridade()
    assert dupla.usuario
    designar(Papel.CMAI, "CGM", usuario=dupla.usuario)
    entrar(client, dupla)
    assert _linhas(client.get("/recursos/")) == [caso.protocolo_escrito]
    assert _mandar(client, caso, "decidir", **DECISAO, confirmar="sim").status_code == 302
    recurso.refresh_from_db()
    assert recurso.pedido.andamentos.order_by("-ordem")[0].papel == Papel.AUTORIDADE
    assert isinstance(dupla, Autor)

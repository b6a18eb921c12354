"""Os atos da Ouvidoria: formulário, prévia do aviso, confirmação, erro e conflito."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from avisos.models import Aviso
from avisos.textos import LINK
from contas.autor import Autor
from esic.models import Pedido
from ouvidoria import acoes
from ouvidoria.mesa.atos import ATOS, AtoDaMesa
from ouvidoria.models import Manifestacao
from ouvidoria.notificacao import avisar
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from protocolo.models import Vinculo
from roteamento.models import Logradouro
from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao
from tests.bancos import desfeito
from tests.ouvidoria import elenco, mesa
from tests.referencia import gravar_linha
from tests.solicitacoes import elenco as solicitacoes

pytestmark = pytest.mark.django_db

S, T = Situacao, TipoDeManifestacao
PERGUNTA = "Em que dia e em que horário você foi atendido?"


@pytest.fixture(scope="module")
def prontas(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Uma manifestação em cada situação de que um ato parte, levadas até lá uma vez; cada teste se desfaz."""
    with django_db_blocker.unblock(), desfeito():
        solicitacoes.servico()
        solicitacoes.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
        lugar = {"distrito": solicitacoes.distrito(), "lat": -23.549, "lon": -46.635}
        gravar_linha(Logradouro(nome="Rua Direita", **lugar))
        partidas = {situacao for situacao, _, _ in CASOS.values()} | {S.CANCELADA}
        yield {situacao: elenco.na_situacao(situacao).pk for situacao in partidas}


@pytest.fixture
def por(client: Client, prontas: dict[str, int]) -> Autor:
    return mesa.entrar(client)


def _com_colega(caso: Manifestacao) -> dict[str, Any]:
    colega = elenco.ogm("Célia Colega").usuario
    assert colega
    return {"responsavel": colega.pk}


def _com_igual(_caso: Manifestacao) -> dict[str, Any]:
    return {"protocolos": elenco.em_analise().protocolo_escrito}


def _com_envio(caso: Manifestacao) -> dict[str, Any]:
    return {"envio": caso.encaminhamentos.get().pk, "motivo": elenco.FRASE}


Dados = dict[str, Any] | Callable[[Manifestacao], dict[str, Any]]

CASOS: dict[str, tuple[str, Dados, str]] = {
    # ato: a situação de que parte, o que se escreve e a situação em que acaba
    "atribuir": (S.REGISTRADA, _com_colega, S.EM_ANALISE),
    "reclassificar": (S.EM_ANALISE, {"tipo": T.SUGESTAO, "motivo": elenco.FRASE}, S.EM_ANALISE),
    "pedir-complemento": (S.EM_ANALISE, {"pergunta": PERGUNTA}, S.AGUARDANDO_MUNICIPE),
    "juntar": (S.EM_ANALISE, _com_igual, S.EM_ANALISE),
    "encaminhar": (
        S.EM_ANALISE,
        lambda _caso: {
            "orgaos": [elenco.orgao().pk, elenco.orgao("SMT", "Mobilidade").pk],
            "texto": "Expliquem.",
        },
        S.ENCAMINHADA,
    ),
    "devolver": (S.RESPOSTA_RECEBIDA, _com_envio, S.ENCAMINHADA),
    "recolher": (S.ENCAMINHADA, _com_envio, S.EM_ANALISE),
    "concluir": (S.RESPOSTA_RECEBIDA, {"resposta": "atendida", "conclusao": elenco.FRASE}, S.CONCLUIDA),
    "prorrogar": (S.ENCAMINHADA, {"motivo": elenco.FRASE}, S.ENCAMINHADA),
    "ao-servico": (
        S.EM_ANALISE,
        {
            "servico": "Tapa-buraco",
            "logradouro": "Rua Direita",
            "numero": "10",
            "descricao": "Tapar o buraco da rua.",
            "motivo": elenco.FRASE,
        },
        S.REDIRECIONADA,
    ),
    "ao-esic": (
        S.EM_ANALISE,
        lambda _caso: {
            "orgao": elenco.orgao().pk,
            "texto": "Quanto se gastou com asfalto em 2025?",
            "motivo": elenco.FRASE,
        },
        S.REDIRECIONADA,
    ),
    "para-fora": (S.EM_ANALISE, {"onde": "a Ouvidoria do Estado", "motivo": elenco.FRASE}, S.REDIRECIONADA),
}
SEM_CAMPOS = {"assumir", "separar"}
ABRE: dict[str, Any] = {"ao-servico": Solicitacao, "ao-esic": Pedido}
"""O caso novo, cujo número só existe depois de confirmar."""
COM_AVISO = sorted(nome for nome in CASOS if ATOS[nome].aviso)


def _preparar(ato: str, prontas: dict[str, int]) -> tuple[Manifestacao, dict[str, Any]]:
    situacao, dados, _ = CASOS[ato]
    caso = Manifestacao.objects.get(pk=prontas[situacao])
    return caso, {"versao": caso.versao, **(dados(caso) if callable(dados) else dados)}


def test_todo_ato_esta_nestes_testes() -> None:
    assert set(ATOS) == set(CASOS) | SEM_CAMPOS


def test_o_formulario_leva_a_versao_e_os_campos(
    client: Client, por: Autor, prontas: dict[str, int], subtests: pytest.Subtests
) -> None:
    for ato in CASOS:
        with subtests.test(ato):
            caso, dados = _preparar(ato, prontas)
            resposta = client.get(mesa.endereco(caso, ato))
            assert resposta.status_code == 200
            pagina = mesa.sopa(resposta)
            assert set(mesa.nos_campos(pagina)) >= dados.keys()
            assert pagina.select_one(f"input[name=versao][value='{caso.versao}']")


@pytest.mark.parametrize("ato", sorted(set(CASOS) - set(COM_AVISO)))
def test_sem_aviso_faz_na_primeira_vez(client: Client, por: Autor, prontas: dict[str, int], ato: str) -> None:
    caso, dados = _preparar(ato, prontas)
    avisos = Aviso.objects.count()
    if ATOS[ato].ao_orgao:  # o órgão lê o que se escreve: vê-se antes
        dados["confirmar"] = "sim"
    resposta = client.post(mesa.endereco(caso, ato), dados, follow=True)
    assert ATOS[ato].feito in mesa.texto(resposta)
    caso.refresh_from_db()
    assert caso.situacao == CASOS[ato][2]
    assert Aviso.objects.count() == avisos


@pytest.mark.parametrize("ato", COM_AVISO)
def test_a_previa_e_o_aviso_que_a_pessoa_recebe(
    client: Client, por: Autor, prontas: dict[str, int], ato: str
) -> None:
    """Ver o aviso não grava nada; confirmar manda o que se viu."""
    caso, dados = _preparar(ato, prontas)
    antes = set(Aviso.objects.values_list("pk", flat=True))
    pagina = mesa.sopa(client.post(mesa.endereco(caso, ato), {**dados, "ver": "sim"}))
    previa = pagina.select_one("article[aria-label='O aviso']")
    assert previa, pagina.get_text()
    assert Manifestacao.objects.get(pk=caso.pk).versao == caso.versao
    assert set(Aviso.objects.values_list("pk", flat=True)) == antes
    formulario = mesa.nos_campos(pagina)
    formulario.pop("corrigir")
    assert client.post(mesa.endereco(caso, ato), formulario).status_code == 302
    caso.refresh_from_db()
    assert caso.situacao == CASOS[ato][2]
    aviso = Aviso.objects.exclude(pk__in=antes).get(modelo__startswith="ouvidoria_")
    escrito = f"{aviso.assunto}{aviso.corpo}".replace(LINK, AtoDaMesa.link_na_previa)
    if ato in ABRE:
        novo = ABRE[ato].objects.get()
        escrito = escrito.replace(novo.protocolo_escrito, "(o número vem ao confirmar)")
    assert "".join(previa.get_text().split()) == "".join(escrito.split())


def test_em_branco_e_422_com_o_resumo_e_nada_gravado(
    client: Client, por: Autor, prontas: dict[str, int], subtests: pytest.Subtests
) -> None:
    for ato in CASOS:
        with subtests.test(ato):
            caso, dados = _preparar(ato, prontas)
            vazio = dict.fromkeys(dados, "") | {"versao": caso.versao}
            resposta = client.post(mesa.endereco(caso, ato), vazio)
            assert resposta.status_code == 422
            assert mesa.sopa(resposta).select_one(".govuk-error-summary")
            assert Manifestacao.objects.get(pk=caso.pk).versao == caso.versao


@pytest.mark.parametrize("ato", CASOS)
def test_quem_chega_depois_nao_perde_o_texto(
    client: Client, por: Autor, prontas: dict[str, int], ato: str
) -> None:
    """Outra pessoa anotou antes: 409, o que mudou, e o formulário com a versão nova."""
    caso, dados = _preparar(ato, prontas)
    acoes.anotar(caso=caso, por=elenco.ogm("Rita Rápida"), texto="Liguei para o órgão.")
    resposta = client.post(mesa.endereco(caso, ato), {**dados, "confirmar": "sim"})
    assert resposta.status_code == 409
    pagina = html.unescape(resposta.content.decode())
    assert "A manifestação mudou enquanto você escrevia" in pagina
    assert "Rita Rápida" in pagina
    for valor in dados.values():
        if isinstance(valor, str) and ato != "juntar":
            assert valor in pagina
    assert mesa.sopa(resposta).select_one(f"input[name=versao][value='{caso.versao + 1}']")
    assert Manifestacao.objects.get(pk=caso.pk).situacao == caso.situacao


def test_o_que_ja_nao_cabe_e_409_e_guarda_o_texto(
    client: Client, por: Autor, prontas: dict[str, int], subtests: pytest.Subtests
) -> None:
    caso = Manifestacao.objects.get(pk=prontas[S.CANCELADA])
    for ato in CASOS:
        with subtests.test(ato):
            resposta = client.post(mesa.endereco(caso, ato), {"versao": caso.versao, "motivo": elenco.FRASE})
            assert resposta.status_code == 409
            assert "já foi encerrada" in mesa.texto(resposta)
            if "motivo" in ATOS[ato].form.base_fields:
                assert elenco.FRASE in resposta.content.decode()


def test_versao_que_nao_e_numero_nao_quebra(client: Client, por: Autor) -> None:
    caso = elenco.na_situacao(S.EM_ANALISE)
    for versao in ("", "x", "9" * 40, "-1"):
        assert client.post(mesa.endereco(caso, "assumir"), {"versao": versao}).status_code == 409


def test_assumir_poe_em_analise_e_dar_a_colega_o_chama(client: Client, por: Autor) -> None:
    caso = elenco.registrada()
    client.post(mesa.endereco(caso, "assumir"), {"versao": caso.versao})
    caso.refresh_from_db()
    assert (caso.situacao, caso.responsavel) == (S.EM_ANALISE, por.usuario)
    colega = elenco.ogm("Célia Colega").usuario
    assert colega
    client.post(mesa.endereco(caso, "atribuir"), {"versao": caso.versao, "responsavel": colega.pk})
    assert colega.notificacoes.filter(texto__contains="Você é responsável").exists()


def test_separar_volta_a_lista(client: Client, por: Autor) -> None:
    caso, outra = elenco.em_analise(), elenco.em_analise()
    acoes.juntar(principal=caso, versao=caso.versao, por=por, outras=[outra])
    outra.refresh_from_db()
    assert outra.protocolo not in client.get("/mesa/").content.decode()
    client.post(mesa.endereco(outra, "separar"), {"versao": outra.versao})
    assert outra.protocolo in client.get("/mesa/").content.decode()


def test_concluir_responde_tambem_as_juntadas_e_o_diz_antes(client: Client, por: Autor) -> None:
    caso, outra = elenco.em_analise(), elenco.em_analise()
    caso = acoes.juntar(principal=caso, versao=caso.versao, por=por, outras=[outra])
    dados = {"versao": caso.versao, "resposta": "atendida", "conclusao": elenco.FRASE}
    previa = mesa.texto(client.post(mesa.endereco(caso, "concluir"), dados))
    assert "Vale para 2 protocolos" in previa
    assert outra.protocolo_escrito in previa
    client.post(mesa.endereco(caso, "concluir"), {**dados, "confirmar": "sim"})
    outra.refresh_from_db()
    assert outra.situacao == S.CONCLUIDA
    recusa = mesa.texto(client.get(mesa.endereco(outra, "concluir")))
    assert "já foi encerrada" in recusa


def test_ao_servico_abre_o_pedido_em_nome_da_pessoa_e_liga_os_dois(
    client: Client, por: Autor, prontas: dict[str, int]
) -> None:
    caso, dados = _preparar("ao-servico", prontas)
    client.post(mesa.endereco(caso, "ao-servico"), {**dados, "confirmar": "sim"})
    pedido = Solicitacao.objects.get()
    assert pedido.interessado
    assert (pedido.interessado.nome, pedido.logradouro) == ("Maria Silva", "Rua Direita")
    assert pedido.distrito == solicitacoes.distrito()
    assert Vinculo.objects.filter(de_protocolo=caso.protocolo, para_protocolo=pedido.protocolo).exists()
    assert pedido.protocolo_escrito in mesa.texto(client.get(mesa.endereco(caso)))


def test_ao_servico_oferece_os_parecidos_e_pergunta_o_lugar(
    client: Client, por: Autor, prontas: dict[str, int]
) -> None:
    caso, dados = _preparar("ao-servico", prontas)
    torto = client.post(
        mesa.endereco(caso, "ao-servico"), {**dados, "servico": "Tapa", "logradouro": "Rua X"}
    )
    assert torto.status_code == 422
    pagina = mesa.texto(torto)
    assert "Não há serviço com este nome" in pagina
    certo = client.post(mesa.endereco(caso, "ao-servico"), {**dados, "logradouro": "Rua que Ninguém Conhece"})
    assert certo.status_code == 422
    assert "Não sabemos ao certo onde é" in mesa.texto(certo)


def test_servico_que_nao_pede_endereco_se_abre_sem_ele(
    client: Client, por: Autor, prontas: dict[str, int]
) -> None:
    solicitacoes.servico("certidao", "Certidão", precisa_de_endereco=False)
    caso, dados = _preparar("ao-servico", prontas)
    sem = {**dados, "servico": "Certidão", "logradouro": "", "numero": "", "confirmar": "sim"}
    assert client.post(mesa.endereco(caso, "ao-servico"), sem).status_code == 302
    assert Solicitacao.objects.get().logradouro == ""


def test_o_aviso_diz_a_ouvidoria_uma_vez_e_no_genero_certo(subtests: pytest.Subtests) -> None:
    """“A Ouvidoria respondeu à sua reclamação à Ouvidoria” e “a sua elogio” não se dizem."""
    frases = {
        TipoDeManifestacao.RECLAMACAO: "à sua reclamação (",
        TipoDeManifestacao.ELOGIO: "à sua manifestação de elogio (",
        TipoDeManifestacao.DENUNCIA: "à sua manifestação (",
    }
    for tipo, frase in frases.items():
        with subtests.test(tipo.label):
            (aviso,) = avisar(
                elenco.em_analise(tipo=tipo),
                "ouvidoria_concluida",
                resultado="x",
                resposta="y",
                revisao_ate="z",
            )
            assert f"A Ouvidoria respondeu {frase}" in aviso.corpo

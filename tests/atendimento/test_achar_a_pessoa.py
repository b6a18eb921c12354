"""Achar a pessoa: por onde se acha, o que se mostra, o que fica escrito, e o que nunca aparece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atendimento.models import BuscaDePessoa
from atendimento.pessoa import busca
from atendimento.pessoa.forms import BuscarForm
from atendimento.pessoa.views import achar
from contas.acoes import selar
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import Achado
from protocolo import numero
from protocolo.models import Vinculo
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.contas.factories import anonimizar
from tests.esic import elenco as do_esic
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
CPF = elenco.MARIA.documento
CANARIO = "palavra-da-denuncia"
DE_MARIA = ("Maria", "Silva", CPF, "529.982", "maria@", "98765", "Badaró", "425")


@pytest.fixture
def mesa() -> Atendendo:
    return Atendendo()


def _termo(dado: str = "", **dados: str) -> busca.Termo:
    form = BuscarForm({"dado": dado, **dados})
    assert form.is_valid(), form.errors
    return form.termos[0]


def test_acha_por_cada_dado_e_so_mostra_servico_distrito_e_situacao(
    mesa: Atendendo, subtests: pytest.Subtests
) -> None:
    caso = elenco.solicitacao(descricao="O buraco de que falei")
    elenco.solicitacao(
        identificacao=replace(
            elenco.MARIA,
            nome="Ivo Souza",
            documento="11144477735",
            email="ivo@exemplo.invalid",
            telefone="11911112222",
        ),
        logradouro="Rua Direita",
    )
    jeitos: dict[str, dict[str, str]] = {
        "cpf": {"dado": "529.982.247-25"},
        "telefone": {"dado": "+55 (11) 98765-4321"},
        "email": {"dado": "Maria@Exemplo.invalid"},
        "protocolo": {"dado": numero.formatar(caso.protocolo)},
        "parte": {"dado": caso.protocolo[3:10]},
        "nome": {"nome": "maria SÍLVA", "rua": "R Libero Badaró"},
    }
    for por, dados in jeitos.items():
        with subtests.test(str(por)):
            resposta = mesa.procurar(**dados)
            lista = BeautifulSoup(resposta.content, "lxml").select_one(".sp-relacionados")
            assert lista
            assert " ".join(lista.get_text(" ").split()) == "Tapa-buraco Sé · Aguardando atendimento"
            resto = lista.prettify()
            assert [dito for dito in (*DE_MARIA, caso.protocolo, "buraco de que") if dito in resto] == []
            assert "no-store" in resposta["Cache-Control"]
            ultima = BuscaDePessoa.objects.latest("pk")
            assert (ultima.por, ultima.achados, ultima.atendimento) == (por, 1, mesa.atendimento)


def test_quem_se_achou_ve_que_o_acharam(mesa: Atendendo) -> None:
    casos = [elenco.solicitacao(), elenco.solicitacao()]
    mesa.procurar(CPF)
    lidas = LeituraDePessoal.objects.filter(usuario=mesa.usuario, motivo=str(mesa.atendimento))
    assert {lida.protocolo for lida in lidas} == {caso.protocolo for caso in casos}
    assert {lida.o_que for lida in lidas} == {"o serviço e a situação, numa procura"}


def test_a_busca_vazia_tambem_fica_escrita_e_o_que_se_escreveu_nao(mesa: Atendendo) -> None:
    resposta = mesa.procurar("11144477735")
    assert "Nada com este dado" in resposta.content.decode()
    (escrita,) = BuscaDePessoa.objects.values()
    assert (escrita["por"], escrita["achados"], len(escrita["impressao"])) == ("cpf", 0, 64)
    assert "11144477735" not in str(escrita)
    lida = LeituraDePessoal.objects.get()
    assert (lida.usuario, lida.quantos, lida.filtro) == (mesa.usuario, 0, "Atendimento: CPF")


@pytest.mark.parametrize(
    ("dados", "frase"),
    [
        ({}, "Escreva o CPF"),
        ({"dado": "abc"}, "Escreva o CPF"),
        ({"dado": "123"}, "Escreva o CPF"),
        ({"dado": "9" * 15}, "número"),
        ({"dado": "maria@"}, "e-mail"),
        ({"nome": "Maria"}, "a rua"),
        ({"rua": "Rua Direita"}, "o nome"),
        ({"nome": "da Silva", "rua": "Rua Direita"}, "o nome e o sobrenome"),
    ],
)
def test_entrada_ruim_volta_escrita_com_a_razao(mesa: Atendendo, dados: dict[str, str], frase: str) -> None:
    resposta = mesa.procurar(**dados)
    assert (resposta.status_code, not BuscaDePessoa.objects.exists()) == (422, True)
    erros = BeautifulSoup(resposta.content, "lxml").select_one(".govuk-error-summary")
    assert erros
    assert frase.lower() in erros.get_text().lower()
    assert all(valor in resposta.content.decode() for valor in dados.values())


def test_pelo_nome_so_com_ele_inteiro_e_poucas_vezes(
    mesa: Atendendo, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """Nem um pedaço do nome nem o número da porta dizem onde alguém mora."""
    elenco.solicitacao()
    rua = {"rua": "Rua Líbero Badaró"}
    with subtests.test("um pedaço não acha"):
        assert mesa.escolhas(nome="Mar Sil", **rua) == []
    with subtests.test("o número não muda nada"):
        assert len(mesa.escolhas(nome="Maria Silva", porta="9", **rua)) == 1
    monkeypatch.setattr(achar, "VAZIAS_PELO_NOME", 1)
    with subtests.test("a que nada acha tem o seu limite"):
        assert mesa.procurar(nome="Maria Silva", **rua).status_code == 422
        assert mesa.procurar(CPF).status_code == 200


def test_pelo_nome_sem_o_tipo_da_rua_nem_os_acentos(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    elenco.solicitacao()
    elenco.solicitacao(logradouro="Rua 7")
    for rua, quantos in {
        "Líbero Badaró": 1,
        "libero badaro": 1,
        "Av. Líbero Badaró, 425": 1,
        "Líbero Badaro 425": 1,
        "Rua 7": 1,
        "Líbero": 0,
        "Rua 8": 0,
        "Rua": 0,
    }.items():
        with subtests.test(rua):
            assert len(mesa.escolhas(nome="Maria Silva", rua=rua)) == quantos


def test_homonimas_distinguem_se_pela_data_e_pelo_lugar_e_o_mes_deixa_de_provar(mesa: Atendendo) -> None:
    """A data só se mostra onde o nome e a rua acham mais de um; com ela à vista, dizer o mês não prova."""
    caso = elenco.solicitacao(ha_dias=40)
    dia = f"{timezone.localtime(caso.aberta_em):%d/%m/%Y}"
    onde = {"nome": "Maria Silva", "rua": "Líbero Badaró"}
    (sozinha,) = mesa.escolhas(**onde)
    escolhida = mesa.ver(sozinha).content.decode()
    assert (dia in escolhida, 'name="mes"' in escolhida) == (False, True)
    homonima = replace(elenco.MARIA, documento="11144477735", email="outra@exemplo.invalid")
    elenco.solicitacao(identificacao=homonima, distrito=elenco.distrito(62, "Pinheiros"))
    lista = BeautifulSoup(mesa.procurar(**onde).content, "lxml").select(".sp-relacionados li")
    ditos = [um.get_text(" ", strip=True) for um in lista]
    assert ["Pinheiros · " in ditos[0], f"Sé · {dia} · " in ditos[1]] == [True, True]
    escolhida = mesa.ver(mesa.escolhas(**onde)[1]).content.decode()
    assert (dia in escolhida, 'name="mes"' in escolhida) == (True, False)


def test_muitas_procuras_param(mesa: Atendendo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(achar, "POR_HORA", 2)
    for _ in range(2):
        assert mesa.procurar(CPF).status_code == 200
    assert mesa.procurar(CPF).status_code == 422
    assert BuscaDePessoa.objects.count() == 2
    assert Atendendo().procurar(CPF).status_code == 200, "o limite é de cada atendente"


def _resguardado() -> Solicitacao:
    caso = elenco.solicitacao()
    Vinculo.objects.create(
        de_protocolo=numero.gerar(numero.Processo.MANIFESTACAO),
        para_protocolo=caso.protocolo,
        tipo=Vinculo.SEGUNDA_INSTANCIA,
        resguarda=True,
    )
    return caso


def _depois(acao: Callable[..., object]) -> Solicitacao:
    caso = elenco.solicitacao()
    acao(interessado=caso.interessado)
    return caso


def fora_de_toda_busca() -> dict[str, Achado]:
    """Um caso de cada jeito que nunca se acha, todos de Maria."""
    dito = [{"chave": "o_que", "rotulo": "O que aconteceu", "valor": CANARIO}]
    reservado = elenco.servico("violencia", "Violência", sigilosa=True)
    return {
        "denúncia": da_ouvidoria.registrada(TipoDeManifestacao.DENUNCIA, respostas=dito),
        "manifestação de quem não deixou dizer": da_ouvidoria.registrada(TipoDeManifestacao.ELOGIO),
        "selado": _depois(selar),
        "anonimizado": _depois(anonimizar),
        "sigiloso": elenco.solicitacao(servico=reservado),
        "importado": elenco.solicitacao(identificacao=None),
        "resguardado": _resguardado(),
    }


def test_fora_de_toda_busca(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    escondidos = fora_de_toda_busca()
    for nome, caso in escondidos.items():
        for dado in (caso.protocolo, caso.protocolo[4:12]):
            with subtests.test(nome, dado=len(dado)):
                assert mesa.escolhas(dado) == []
    for dado in (CPF, elenco.MARIA.telefone, elenco.MARIA.email):
        with subtests.test("pelo que é dela", dado=dado):
            assert mesa.escolhas(dado) == []
    with subtests.test("pelo nome"):
        assert mesa.escolhas(nome="Maria Silva", rua="Rua Líbero Badaró") == []


def test_acha_tambem_a_manifestacao_que_se_pode_dizer_e_o_pedido_de_informacao(mesa: Atendendo) -> None:
    da_ouvidoria.registrada(TipoDeManifestacao.ELOGIO, permite_identificar=True)
    do_esic.em_tramitacao()
    elenco.na_situacao(Situacao.FINALIZADA)
    assert len(mesa.escolhas(CPF)) == 3


def test_cada_busca_usa_o_seu_indice(subtests: pytest.Subtests) -> None:
    """Entre os pedidos de uma homônima, noutra rua: com um pedido só, ao banco qualquer índice serve."""
    homonima = replace(
        elenco.MARIA, documento="11144477735", email="outra@exemplo.invalid", telefone="11911112222"
    )
    elenco.iguais(100, elenco.unidade(), identificacao=homonima, logradouro="Rua Direita")
    caso = elenco.solicitacao()
    _contar_ao_banco()
    jeitos = {
        "contas_municipe": _termo(CPF),
        "interessado_telefone": _termo(elenco.MARIA.telefone),
        "interessado_email": _termo(elenco.MARIA.email),
        "solicitacao_protocolo_unico": _termo(caso.protocolo),
    }
    for indice, termo in jeitos.items():
        with subtests.test(indice):
            with CaptureQueriesContext(connection) as consultas:
                assert busca.achar(termo)
            assert indice in _plano(consultas.captured_queries[0]["sql"])
    with subtests.test("solicitacao_endereco"):
        _como_se_fossem_muitos()
        with CaptureQueriesContext(connection) as consultas:
            assert busca.achar(_termo(nome="Maria Silva", rua="Líbero Badaró")) == [caso]
        assert "solicitacao_endereco" in _plano(consultas.captured_queries[0]["sql"])


def test_o_cpf_de_ninguem_acaba_no_municipe() -> None:
    """Numa consulta só, onde outro CPF tem muitos casos, o banco lia as pessoas todas atrás do que não há."""
    elenco.solicitacao()
    with CaptureQueriesContext(connection) as consultas:
        assert busca.achar(_termo("111.444.777-35")) == []
    assert ["contas_interessado" in feita["sql"] for feita in consultas] == [False]


def test_pelo_nome_so_se_le_o_nome_de_quem_pediu_na_rua() -> None:
    """Numa pergunta só, o banco lia o nome da cidade inteira; com um caso ou com muitos, são três."""
    elenco.solicitacao(logradouro="Rua Direita")
    contagens = []
    for quantos in (1, 49):
        elenco.iguais(quantos, elenco.unidade(), identificacao=elenco.MARIA)
        with CaptureQueriesContext(connection) as consultas:
            assert busca.achar(_termo(nome="Maria Silva", rua="Líbero Badaró"))
        contagens.append(len(consultas))
        da_rua, dos_nomes, _ = (feita["sql"] for feita in consultas)
        assert "contas_interessado" not in da_rua
        assert '"contas_interessado"."id" IN (' in dos_nomes
    assert contagens == [3, 3]


def test_a_parte_do_protocolo_usa_o_indice_dos_pedacos() -> None:
    elenco.iguais(400, elenco.unidade(), identificacao=elenco.MARIA)
    caso = elenco.solicitacao()
    _contar_ao_banco()
    _como_se_fossem_muitos()
    with CaptureQueriesContext(connection) as consultas:
        assert busca.achar(_termo(caso.protocolo[3:11])) == [caso]
    assert "solicitacao_pedaco" in _plano(consultas.captured_queries[0]["sql"])


def _como_se_fossem_muitos() -> None:
    """Com poucos pedidos o banco prefere lê-los todos: faz-se caro ler cada linha."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cpu_tuple_cost = 10")


def _contar_ao_banco() -> None:
    """Sem isto ele escolhe o plano pelo que um teste anterior lhe disse das mesmas tabelas."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE solicitacoes_solicitacao, contas_interessado, contas_municipe")


def _plano(consulta: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {consulta}")
        return "\n".join(linha for (linha,) in cursor.fetchall())


def test_mais_que_o_limite_pede_outro_dado(mesa: Atendendo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busca, "ACHADOS", 2)
    monkeypatch.setattr(achar, "ACHADOS", 2)
    elenco.iguais(4, elenco.unidade(), identificacao=elenco.MARIA)
    pagina = mesa.procurar(CPF).content.decode()
    assert ("São muitos" in pagina, pagina.count("/reconhecer/")) == (True, 2)


def test_as_consultas_nao_crescem_com_o_que_se_acha(mesa: Atendendo) -> None:
    contagens = []
    for quantos in (1, 5):
        elenco.iguais(quantos, elenco.unidade(), identificacao=elenco.MARIA)
        with CaptureQueriesContext(connection) as consultas:
            achou = mesa.mandar("procurar/", {"dado": CPF})
        contagens.append(len(consultas))
        with CaptureQueriesContext(connection) as consultas:
            assert mesa.client.get(achou["Location"]).status_code == 200
        contagens.append(len(consultas))
    assert contagens[:2] == contagens[2:]
    assert max(contagens) <= 20


def test_o_atendimento_de_outro_ou_acabado_nao_procura(mesa: Atendendo) -> None:
    outra = Atendendo(quem=elenco.servidor(pedindo.central(), nome="Bia", papel=Papel.ATENDENTE))
    outra.codigo = mesa.codigo
    assert outra.procurar(CPF).status_code == 403
    praca = Atendendo(pedindo.praca(), quem=mesa.usuario)
    assert praca.ver().status_code == 403, "começado noutro lugar"
    mesa.mandar("terminar/", {"resultado": "informacao"})
    assert mesa.procurar(CPF).status_code == 409
    assert not BuscaDePessoa.objects.exists()

"""O território que vem com o projeto: completo, coerente, repetível, e de quem o editou."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guia.models import Orgao
from referencia.tabelas import Origem
from roteamento import carga
from roteamento.conferencia.cobertura import conferir_agora, servicos_abertos
from roteamento.localizacao.enderecos import cep_da_cidade, na_cidade
from roteamento.localizacao.grafias import abreviaturas, normalizar, simplificar
from roteamento.localizacao.trechos import PREFIXO_CERTO
from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Regra, Subprefeitura, Unidade
from tests.guia import lidos
from tests.roteamento.factories import de_ate

pytestmark = pytest.mark.django_db


def sortes(contas: dict[str, int]) -> Counter[str]:
    """Só o resultado ("igual", "criado"), somando as tabelas."""
    total: Counter[str] = Counter()
    for nome, quantas in contas.items():
        total[nome.partition(": ")[2]] += quantas
    return total


def test_vem_a_cidade_inteira(conteudo_do_projeto: None) -> None:
    assert Subprefeitura.objects.count() == 32
    assert Distrito.objects.count() == 96
    assert set(Subprefeitura.objects.filter(distritos=None)) == set()
    se = Distrito.objects.get(nome="Sé")
    assert (se.codigo, se.sigla, se.subprefeitura.sigla) == (78, "SEE", "SUB-SE")


def test_toda_subprefeitura_tem_as_mesmas_unidades_com_praca_aberta(conteudo_do_projeto: None) -> None:
    por_subprefeitura = Counter(
        Unidade.objects.exclude(subprefeitura=None).values_list("subprefeitura", flat=True)
    )
    assert len(por_subprefeitura) == 32
    assert set(por_subprefeitura.values()) == {10}
    pracas = Unidade.objects.pracas()
    assert len(pracas) == 32
    assert all(praca.endereco and praca.telefone and len(praca.faz) == 3 for praca in pracas)
    stm = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    assert stm.superior is not None
    assert stm.superior.superior is not None
    assert (stm.superior.sigla, stm.superior.superior.sigla) == ("SMPR-CPO-Sé", "SMPR-GAB-Sé")
    for sigla in (
        "TRIAGEM",
        "Central 156",
        "ILUME",
        "CET",
        "COVISA-DVZ",
        "PSIU",
        "OGM",
        "SMPR-PAT-M'Boi Mirim",
    ):
        assert Unidade.objects.filter(sigla=sigla).exists(), sigla


def test_vinte_mil_ruas_e_ao_menos_quatro_por_distrito(conteudo_do_projeto: None) -> None:
    nomes = set(Logradouro.objects.values_list("nome", "distrito_id"))
    por_distrito = Counter(distrito for _, distrito in nomes)
    assert len(nomes) >= 20_000
    assert len(por_distrito) == 96
    assert min(por_distrito.values()) >= 4
    assert Logradouro.objects.filter(nome="Rua Líbero Badaró", distrito__nome="Sé").exists()


def test_cada_linha_passa_no_que_se_exige_de_uma_pessoa(conteudo_do_projeto: None) -> None:
    for nome, busca, cep, lat, lon in Logradouro.objects.values_list(
        "nome", "nome_busca", "cep", "lat", "lon"
    ):
        assert not abreviaturas(nome), nome
        assert busca == simplificar(nome) == normalizar(nome), nome
        assert (lat is None) is (lon is None), nome
        assert lat is None or lon is None or na_cidade(lat, lon), nome
        assert not cep or cep_da_cidade(cep), cep
    for unidade in Unidade.objects.all():
        unidade.clean_fields()
    for distrito in Distrito.objects.all():
        assert na_cidade(distrito.lat, distrito.lon)
        assert distrito.nome_busca == simplificar(distrito.nome)


def test_as_faixas_de_uma_rua_nao_se_atropelam(conteudo_do_projeto: None) -> None:
    """Dois distritos da mesma rua, quando têm faixa, não disputam o mesmo número do mesmo lado.

    Salvo as homônimas, que o CEP separa: cada uma começa do começo.
    """
    trechos: dict[str, set[tuple[int | None, int, int, str]]] = {}
    for rua in Logradouro.objects.exclude(numero_de=None, numero_ate=None):
        faixa = (rua.distrito_id, rua.numero_de or 1, rua.numero_ate or 99_999, rua.lado)
        trechos.setdefault(rua.nome_busca, set()).add(faixa)
    assert len(trechos) > 5_000
    disputadas = {
        nome
        for nome, faixas in trechos.items()
        for um, de, ate, lado in faixas
        for outro, outro_de, outro_ate, outro_lado in faixas
        if um != outro
        and de > 1
        and ("ambos" in (lado, outro_lado) or lado == outro_lado)
        and not (ate < outro_de or outro_ate < de)
    }
    assert len(disputadas) < len(trechos) / 100, disputadas


def test_prefixos_somam_no_maximo_um_e_ficam_na_cidade(conteudo_do_projeto: None) -> None:
    soma: Counter[str] = Counter()
    for prefixo in PrefixoDeCep.objects.all():
        soma[prefixo.cep5] += round(prefixo.concordancia * 1000)
        assert cep_da_cidade(f"{prefixo.cep5}000"), prefixo.cep5
        assert prefixo.pedidos >= 10
    assert max(soma.values()) <= 1002
    certos = PrefixoDeCep.objects.filter(concordancia__gte=PREFIXO_CERTO).count()
    assert certos > len(soma) / 2


def test_todo_servico_que_se_pede_tem_uma_regra_que_cobre_a_cidade(conteudo_do_projeto: None) -> None:
    """O mesmo que se exige ao publicar cada um, numa conta só."""
    pedidos = {entrada["codigo"] for entrada in lidos.servicos() if entrada.get("solicitavel")}
    assert pedidos
    servicos = servicos_abertos().filter(codigo__in=pedidos)
    assert set(servicos.values_list("codigo", flat=True)) == pedidos
    assert conferir_agora(timezone.localdate(), servicos).furos == ()
    assert set(servicos.annotate(quantas=Count("regras")).values_list("quantas", flat=True)) == {1}


def test_carregar_de_novo_nao_muda_nada_e_custa_poucas_consultas(
    conteudo_do_projeto: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    antes = Regra.history.count(), Unidade.history.count(), Logradouro.history.count()
    with django_assert_max_num_queries(40):
        contas = carga.carregar()
    assert set(sortes(contas)) == {"igual"}
    assert (Regra.history.count(), Unidade.history.count(), Logradouro.history.count()) == antes


def test_o_que_uma_pessoa_mudou_fica_como_ela_deixou(conteudo_do_projeto: None) -> None:
    ilume = Unidade.objects.get(sigla="ILUME")
    ilume.telefone, ilume.origem = "(11) 1111-1111", Origem.EDICAO
    ilume.save()
    rua = Logradouro.objects.filter(nome="Rua Líbero Badaró").first()
    assert rua is not None
    rua.cep, rua.origem = "01010000", Origem.EDICAO
    rua.save()
    apagado = PrefixoDeCep.objects.first()
    assert apagado is not None
    apagado.delete()
    quantas = Logradouro.objects.count(), PrefixoDeCep.objects.count()

    contas = carga.carregar()

    ilume.refresh_from_db()
    assert ilume.telefone == "(11) 1111-1111"
    assert (Logradouro.objects.count(), PrefixoDeCep.objects.count()) == quantas
    assert contas["unidades: editado"] == contas["prefixos de CEP: editado"] == 1


def test_regra_trocada_por_uma_pessoa_nao_volta(conteudo_do_projeto: None) -> None:
    antiga = Regra.objects.get(servico__slug="tapa-buraco")
    antiga.vigencia, antiga.origem = de_ate(carga.DESDE, date(2027, 1, 1)), Origem.EDICAO
    antiga.save()
    nova = Regra.objects.create(
        servico=antiga.servico,
        unidade=Unidade.objects.get(sigla="SMSUB"),
        vigencia=de_ate(date(2027, 1, 1)),
    )
    carga.carregar()
    assert set(Regra.objects.filter(servico=antiga.servico)) == {antiga, nova}
    antiga.refresh_from_db()
    assert antiga.vigencia.upper == date(2027, 1, 1)


def test_o_que_mudou_no_arquivo_e_ninguem_editou_se_atualiza(conteudo_do_projeto: None) -> None:
    Unidade.objects.filter(sigla="ILUME").update(nome="Nome velho")
    contas = carga.carregar()
    assert contas["unidades: atualizado"] == 1
    ilume = Unidade.objects.get(sigla="ILUME")
    assert ilume.nome != "Nome velho"
    assert ilume.history.latest().nome == ilume.nome


def test_orgao_que_falta_e_dito_pelo_nome(conteudo_do_projeto: None) -> None:
    Orgao.objects.filter(sigla="CGM").update(sigla="CGM-2")
    with pytest.raises(carga.CargaInvalida, match="órgãos que o Guia não tem: CGM"):
        carga.carregar()


def test_destino_que_nao_existe_e_dito_pelo_nome(conteudo_do_projeto: None) -> None:
    Unidade.objects.filter(sigla="ILUME").update(sigla="ILUME-2")
    with pytest.raises(carga.CargaInvalida, match="unidades que não existem: ILUME"):
        carga._regras()


def test_a_funcao_do_banco_e_o_python_simplificam_igual() -> None:
    for texto in (
        "Olho D'Água, do Borges",
        "São João – nº 2",
        "Ibiúna Ñandú",
        "  M'Boi   Mirim ",
        "ÇÃÉÍÓÚÀÊÔÜ",
    ):
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.roteamento_simplificar(%s)", [texto])
            assert cursor.fetchone() == (simplificar(texto),)

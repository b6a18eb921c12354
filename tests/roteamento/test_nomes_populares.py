"""Os apelidos das ruas e os bairros que vêm com o projeto: todos levam ao que existe na base dele."""

import pytest

from referencia.tabelas import ler_yaml
from roteamento.localizacao.enderecos import separar_cep
from roteamento.localizacao.grafias import normalizar, simplificar
from roteamento.localizacao.nomes_populares import (
    DADOS,
    distritos_do_bairro,
    ruas_do_apelido,
    ruas_do_comeco,
)
from roteamento.models import Distrito, Logradouro
from roteamento.ruas.no_banco import localizar_distrito

MINHOCAO = ["Via Elevado Presidente João Goulart"]


def test_o_apelido_se_entende_com_artigo_sem_acento_e_pelo_comeco() -> None:
    for escrito in ("Minhocão", "o minhocao", "MINHOCÃO", "Elevado Costa e Silva"):
        assert ruas_do_apelido(escrito) == MINHOCAO, escrito
    assert ruas_do_comeco("minho") == MINHOCAO
    assert ruas_do_comeco("min") == []
    assert ruas_do_apelido("Rua Minho") == ()


def test_o_bairro_se_entende_abreviado() -> None:
    for escrito in ("Vila Madalena", "vl. madalena", "bairro da Vila Madalena"):
        assert distritos_do_bairro(escrito) == ["Pinheiros", "Alto de Pinheiros"], escrito
    assert distritos_do_bairro("Rua Madalena") == ()


@pytest.mark.parametrize(
    ("escrito", "lido"),
    [
        ("01310-100", ("01310100", "")),
        ("01310100", ("01310100", "")),
        ("01.310-100, 1578", ("01310100", "1578")),
        ("cep: 01310 100 nº 15B", ("01310100", "15B")),
        ("Rua 7, 01310100", ("", "")),
        ("1310100", ("", "")),
        ("013101001578", ("", "")),
        ("", ("", "")),
    ],
)
def test_o_cep_e_o_numero_escritos_juntos(escrito: str, lido: tuple[str, str]) -> None:
    assert separar_cep(escrito) == lido


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_tudo_o_que_as_listas_citam_existe() -> None:
    apelidos, bairros = ler_yaml(DADOS / "apelidos.yaml"), ler_yaml(DADOS / "bairros.yaml")
    citadas = {normalizar(rua) for apelido in apelidos for rua in apelido["ruas"]}
    assert citadas - set(Logradouro.objects.values_list("nome_busca", flat=True)) == set()
    nomes = dict(Distrito.objects.values_list("nome", "nome_busca"))
    assert {distrito for distritos in bairros.values() for distrito in distritos} - set(nomes) == set()
    assert {simplificar(bairro) for bairro in bairros} & set(nomes.values()) == set(), "já é um distrito"


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_o_distrito_de_um_bairro_se_acha_e_o_de_varios_se_escolhe() -> None:
    assert str(localizar_distrito("bixiga").certo.distrito) == "Bela Vista"  # type: ignore[union-attr]
    madalena = localizar_distrito("Vila Madalena")
    assert madalena.certo is None
    assert [str(distrito) for distrito in madalena.distritos] == ["Pinheiros", "Alto de Pinheiros"]

"""Grafias reais de endereços e o nome que todas querem dizer."""

import pytest

from roteamento.localizacao.enderecos import ler_cep, ler_numero, metros, na_cidade
from roteamento.localizacao.grafias import (
    abreviaturas,
    chave_da_rua,
    com_artigo,
    como_se_guarda,
    mesma_rua,
    nome_da_rua,
    normalizar,
    separar_numero,
    separar_tipo,
    simplificar,
)


@pytest.mark.parametrize(
    ("escrito", "por_extenso"),
    [
        ("R. Líbero Badaró", "rua libero badaro"),
        ("R LIBERO BADARO", "rua libero badaro"),
        ("Rua  Líbero   Badaró ", "rua libero badaro"),
        ("rua libero-badaró", "rua libero badaro"),
        ("Av. Brig. Faria Lima", "avenida brigadeiro faria lima"),
        ("AV BRIG LUIS ANTONIO", "avenida brigadeiro luis antonio"),
        ("AVENIDA DR GASTAO VIDIGAL", "avenida doutor gastao vidigal"),
        ("Av Prof. Francisco Morato", "avenida professor francisco morato"),
        ("AV ENG CAETANO ALVARES", "avenida engenheiro caetano alvares"),
        ("R GAL OSORIO", "rua general osorio"),
        ("R CEL DIOGO", "rua coronel diogo"),
        ("AV DEP EMILIO CARLOS", "avenida deputado emilio carlos"),
        ("AV SEN TEOTONIO VILELA", "avenida senador teotonio vilela"),
        ("AV MIN PETRONIO PORTELA", "avenida ministro petronio portela"),
        ("AV PDE JOSE MARIA", "avenida padre jose maria"),
        ("AV MARQ DE SAO VICENTE", "avenida marques de sao vicente"),
        ("R BR DE ITAPETININGA", "rua barao de itapetininga"),
        ("R S BENTO", "rua sao bento"),
        ("AV STO AMARO", "avenida santo amaro"),
        ("R STA CRUZ", "rua santa cruz"),
        ("AV NSRA DO O", "avenida nossa senhora do o"),
        ("INTERLAGOS, AV", "avenida interlagos"),
        ("Líbero Badaró, Rua", "rua libero badaro"),
        ("ES M´BOI MIRIM", "estrada m boi mirim"),
        ("Estrada do M'Boi Mirim", "estrada do m boi mirim"),
        ("PÇA. DA SÉ", "praca da se"),
        ("PC DA REPUBLICA", "praca da republica"),
        ("Lgo. do Arouche", "largo do arouche"),
        ("VD DO CHA", "viaduto do cha"),
        ("AL SANTOS", "alameda santos"),
        ("TV SOMOS TODOS IGUAIS", "travessa somos todos iguais"),
        ("Av. 9 de Julho", "avenida nove de julho"),
        ("R 25 de Março", "rua vinte e cinco de marco"),
        ("Av. 23 de Maio", "avenida vinte e tres de maio"),
        ("R. 15 de Novembro", "rua quinze de novembro"),
        ("Rua XV de Novembro", "rua quinze de novembro"),
        ("R. 7", "rua 7"),
        ("Al", "al"),
        ("", ""),
        ("  ,  ", ""),
    ],
)
def test_cada_grafia_vira_o_nome_por_extenso(escrito: str, por_extenso: str) -> None:
    assert normalizar(escrito) == por_extenso


def test_normalizar_duas_vezes_e_o_mesmo() -> None:
    for texto in ("Av. Dr. Gastão Vidigal", "Pça. da Sé", "R S BENTO", "Av. 9 de Julho"):
        assert normalizar(normalizar(texto)) == normalizar(texto)


@pytest.mark.parametrize(
    ("uma", "outra"),
    [
        ("Av. Faria Lima", "Avenida Brigadeiro Faria Lima"),
        ("AVENIDA JOAO", "Avenida São João"),
        ("R BARAO ITAPETININGA", "Rua Barão de Itapetininga"),
        ("Av Luis Carlos Berrini", "Avenida Engenheiro Luiz Carlos Berrini"),
        ("Rua Manoel Dutra", "R. Manuel Dutra"),
        ("R Thereza de Souza", "Rua Teresa de Sousa"),
        ("R Ruy Barbosa", "Rua Rui Barbosa"),
        ("Av Mattos", "Avenida Matos"),
    ],
)
def test_a_chave_junta_o_que_as_pessoas_omitem(uma: str, outra: str) -> None:
    assert chave_da_rua(uma) == chave_da_rua(outra)


@pytest.mark.parametrize(
    ("uma", "outra"),
    [("Rua Augusta", "Rua Augusto"), ("Rua São Bento", "Rua São Bernardo"), ("Rua Direita", "Rua da Mooca")],
)
def test_a_chave_nao_junta_ruas_diferentes(uma: str, outra: str) -> None:
    assert chave_da_rua(uma) != chave_da_rua(outra)


def test_nome_feito_so_de_titulos_continua_achavel() -> None:
    assert chave_da_rua("Rua do Marquês") == "marques"
    assert separar_tipo("rua do marques") == ("rua", "do marques")


@pytest.mark.parametrize(
    ("dita", "nome"),
    [
        ("R. Líbero Badaró, 425", "libero badaro"),
        ("libero badaro", "libero badaro"),
        ("Badaró 425", "badaro"),
        ("PAULISTA, AV", "paulista"),
        ("Av. 9 de Julho", "nove de julho"),
        ("Rua 7", "7"),
        ("Rua", "rua"),
    ],
)
def test_o_nome_da_rua_nao_tem_tipo_nem_numero_da_porta(dita: str, nome: str) -> None:
    assert nome_da_rua(dita) == nome


def test_a_rua_guarda_se_com_o_tipo_que_tem() -> None:
    assert {"rua libero badaro", "libero badaro", "avenida libero badaro"} <= {
        *como_se_guarda("Líbero Badaró")
    }
    assert "rua projetada 7" in como_se_guarda("Projetada 7")
    assert como_se_guarda("") == []


def test_abreviaturas_so_as_que_se_guardariam_por_extenso() -> None:
    assert abreviaturas("R. Dr. Falcão") == ["r", "dr"]
    assert abreviaturas("Rua Doutor Falcão") == []
    assert abreviaturas("Alameda Santos") == []
    assert simplificar("Olho D'Água") == "olho d agua"


@pytest.mark.parametrize(
    ("escrito", "numero"),
    [
        ("425", 425),
        (" 425 ", 425),
        ("nº 425", 425),
        ("n. 12", 12),
        ("425 A", 425),
        ("425/427", 425),
        ("120-A", 120),
        ("120 casa 2", 120),
        ("em frente ao 120", 120),
        ("próximo ao número 30", 30),
        ("altura do 500", 500),
        ("50 metros do 300", 300),
        ("1.578", 1578),
        ("km 12", None),
        ("km 12,5", None),
        ("lote 5 quadra 3", None),
        ("2º andar", None),
        ("esquina com 25 de março", None),
        ("12345678", None),
        ("0", None),
        ("00", None),
        ("s/n", None),
        ("S/N", None),
        ("sem número", None),
        ("", None),
        (None, None),
        (77, 77),
    ],
)
def test_numero_do_imovel(escrito: str | int | None, numero: int | None) -> None:
    assert ler_numero(escrito) == numero


@pytest.mark.parametrize(
    ("escrito", "cep"),
    [
        ("01009-000", "01009000"),
        ("01.009-000", "01009000"),
        (" 01009 000 ", "01009000"),
        ("1009000", "01009000"),
        ("0100900", "00100900"),
        ("010090001", ""),
        ("abc", ""),
        ("", ""),
    ],
)
def test_cep_escrito_de_varios_jeitos(escrito: str, cep: str) -> None:
    assert ler_cep(escrito) == cep


def test_distancias_e_limites() -> None:
    assert 110 < metros(-23.550, -46.63, -23.551, -46.63) < 112
    assert 101 < metros(-23.55, -46.630, -23.55, -46.631) < 103
    assert na_cidade(-23.55, -46.63)
    assert not na_cidade(-22.9, -43.2)


@pytest.mark.parametrize(
    ("escrito", "nome", "numero"),
    [
        ("av paulista 1578", "av paulista", "1578"),
        ("Av. Paulista, 1578 - Bela Vista", "Av. Paulista", "1578"),
        ("Rua Augusta, nº 500", "Rua Augusta", "500"),
        ("Rua Augusta 120B", "Rua Augusta", "120B"),
        ("Rua 7", "Rua 7", ""),
        ("Rua 25 de Março", "Rua 25 de Março", ""),
        ("Rua 25 de Março, 30", "Rua 25 de Março", "30"),
        ("Rodovia Raposo Tavares, km 12", "Rodovia Raposo Tavares, km 12", ""),
        ("", "", ""),
    ],
)
def test_numero_escrito_na_rua(escrito: str, nome: str, numero: str) -> None:
    assert separar_numero(escrito) == (nome, numero)


@pytest.mark.parametrize(
    ("procurado", "guardado", "mesma"),
    [
        ("avenida faria lima", "avenida brigadeiro faria lima", True),
        ("libero badaro", "rua libero badaro", True),
        ("rua luiz gama", "rua luis gama", True),
        ("rua faria lima", "avenida brigadeiro faria lima", False),
        ("rua doutor falcao", "rua falcao", False),
        ("rua conde de lima", "rua barao de lima", False),
        ("rua augusta", "rua augusto", False),
    ],
)
def test_a_mesma_rua_escrita_de_outro_jeito(procurado: str, guardado: str, *, mesma: bool) -> None:
    assert mesma_rua(procurado, guardado) is mesma


def test_o_nome_no_meio_da_frase() -> None:
    assert com_artigo("Rua Augusta") == "a Rua Augusta"
    assert com_artigo("Largo do Arouche") == "o Largo do Arouche"

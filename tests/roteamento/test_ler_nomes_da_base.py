"""O nome de rua como a base de CEPs o escreve: cada parte no seu campo."""

import pytest

from roteamento.importacao.nome_na_base_de_ceps import Nome, ler_nome, por_extenso
from roteamento.models.territorio import validar_por_extenso


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("Rua Filipe de Oliveira", Nome("Rua Filipe de Oliveira")),
        ("Praça da Sé, lado ímpar", Nome("Praça da Sé", lado="impar")),
        ("Avenida Rangel Pestana, até 499/500", Nome("Avenida Rangel Pestana", numero_ate=500)),
        ("Rua do Bosque, de 1161/1162 ao fim", Nome("Rua do Bosque", numero_de=1161)),
        (
            "Rua Doutor César, de 101/102 a 447/448",
            Nome("Rua Doutor César", numero_de=101, numero_ate=448),
        ),
        (
            "Avenida São João, de 650 a 1340 - lado par",
            Nome("Avenida São João", numero_de=650, numero_ate=1340, lado="par"),
        ),
        ("Rua São Bento, de 321 ao fim - lado ímpar", Nome("Rua São Bento", numero_de=321, lado="impar")),
        ("Rua dos Andradas, até 99999 - lado ímpar", Nome("Rua dos Andradas", lado="impar")),
        (
            "Avenida dos Remédios, de 502 a 1000 - lado par (lado ímpar pertence a(o) Osasco)",
            Nome("Avenida dos Remédios", numero_de=502, numero_ate=1000, lado="par"),
        ),
        (
            "Via Anchieta, do km 11 ao km 13,181 (trechos posteriores pertencem a(o) São Bernardo do Campo)",
            Nome("Via Anchieta", em_km=True),
        ),
        (
            "Rodovia dos Bandeirantes, até km 24,001 - lado ímpar",
            Nome("Rodovia dos Bandeirantes", em_km=True),
        ),
        (
            "UNESP - Universidade Estadual Júlio de Mesquita Filho, Praça da Sé, 108",
            Nome("Praça da Sé", "UNESP - Universidade Estadual Júlio de Mesquita Filho", 108, 108),
        ),
        (
            "OAB - Ordem dos Advogados do Brasil., Praça da Sé, 385",
            Nome("Praça da Sé", "OAB - Ordem dos Advogados do Brasil", 385, 385),
        ),
        (
            "Serv Carta, Cartão e Envelope - AC Central, Rua Líbero Badaró, 595",
            Nome("Rua Líbero Badaró", "Serv Carta, Cartão e Envelope - AC Central", 595, 595),
        ),
        (
            "Justiça Federal, Rua Líbero Badaró, 73 6º Andar",
            Nome("Rua Líbero Badaró", "Justiça Federal", 73, 73),
        ),
        ("CDD Sé, Praça Pedro Lessa, s/n", Nome("Praça Pedro Lessa", "CDD Sé")),
        ("Edifício Santa Lúcia, Rua Sílvia", Nome("Rua Sílvia", "Edifício Santa Lúcia")),
        (
            "Akzo Nobel, Rodovia Raposo Tavares 8015",
            Nome("Rodovia Raposo Tavares", "Akzo Nobel", 8015, 8015),
        ),
        (
            "Casa Branca, Rua Vitória nº 17 - Parque São Miguel",
            Nome("Rua Vitória", "Casa Branca", 17, 17),
        ),
        ("Parque dos Príncipes, Rua A, 9", Nome("Rua A", "Parque dos Príncipes", 9, 9)),
        ("Rua Paulo Sérgio Costábile, Cebola", Nome("Rua Paulo Sérgio Costábile")),
        ("Rua Faval (Bortolândia)", Nome("Rua Faval", observacao="Bortolândia")),
        ("Rua Um (Jd S Nicolau", Nome("Rua Um", observacao="Jd S Nicolau")),
        ("Quadra 1, Lote 2", Nome("Quadra 1, Lote 2")),
        ("", Nome("")),
    ],
)
def test_separa_as_partes(texto: str, esperado: Nome) -> None:
    assert ler_nome(texto) == esperado


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("R. Dr. Falcão Filho", "Rua Doutor Falcão Filho"),
        ("R.DR.FALCAO FILHO", "Rua Doutor Falcao Filho"),
        ("Av Eng Armando de A. Pereira", "Avenida Engenheiro Armando de A. Pereira"),
        ("Pça. Cap. Mor", "Praça Capitão Mor"),
        ("Travessa Antônio Fernandes Jr", "Travessa Antônio Fernandes Júnior"),
        ("Travessa Pé de Serra", "Travessa Pé de Serra"),
        ("RUA DA CONSOLACAO", "Rua da Consolacao"),
        ("AC", "AC"),
    ],
)
def test_escreve_por_extenso(texto: str, esperado: str) -> None:
    assert por_extenso(texto) == esperado
    if texto != "Travessa Pé de Serra":
        validar_por_extenso(esperado)

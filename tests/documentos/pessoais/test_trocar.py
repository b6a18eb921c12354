"""Os rótulos: numerados, e sempre os mesmos para a mesma pessoa."""

from __future__ import annotations

import pytest

from documentos.pessoais import Marca, Tipo, marcar, rotulos, trocar


def limpo(texto: str) -> str:
    return trocar(texto, marcar(texto))


def test_a_mesma_pessoa_tem_sempre_o_mesmo_numero() -> None:
    texto = "A Maria me cobrou. Depois Maria da Silva e o João riram. JOÃO sabia, disse a dona Maria Silva."
    assert limpo(texto) == (
        "A [pessoa 1] me cobrou. Depois [pessoa 1] e o [pessoa 2] riram. "
        "[pessoa 2] sabia, disse a dona [pessoa 1]."
    )


def test_se_ha_duas_marias_so_maria_e_outra_pessoa() -> None:
    """Dizer que é uma das duas seria inventar."""
    texto = "Maria Silva e Maria Souza estavam lá. A Maria assinou."
    assert limpo(texto) == "[pessoa 1] e [pessoa 2] estavam lá. A [pessoa 3] assinou."


def test_o_mesmo_dado_escrito_de_outro_jeito_tem_o_mesmo_numero() -> None:
    texto = (
        "tel (11) 98765-4321, zap 98765 4321, CPF 529.982.247-25 e cpf 52998224725, placa ABC-1234 e abc1234"
    )
    assert limpo(texto) == (
        "tel [telefone 1], zap [telefone 1], CPF [CPF 1] e cpf [CPF 1], placa [placa 1] e [placa 1]"
    )


@pytest.mark.parametrize(
    ("tipo", "rotulo"),
    [(Tipo.EMAIL, "e-mail"), (Tipo.ENDERECO, "endereço"), (Tipo.REDE, "perfil"), (Tipo.OUTRO, "trecho")],
)
def test_cada_tipo_tem_o_seu_rotulo(tipo: Tipo, rotulo: str) -> None:
    assert rotulos("um dois um", [Marca(0, 2, tipo), Marca(3, 7, tipo), Marca(8, 10, tipo)]) == [
        f"[{rotulo} 1]",
        f"[{rotulo} 2]",
        f"[{rotulo} 1]",
    ]


def test_sem_marca_nada_muda() -> None:
    assert trocar("O buraco continua.", []) == "O buraco continua."


def test_nome_que_e_so_titulo_nao_derruba() -> None:
    assert (
        trocar("o Dr. de Do", [Marca(2, 5, Tipo.NOME), Marca(9, 11, Tipo.NOME)])
        == "o [pessoa 1] de [pessoa 2]"
    )

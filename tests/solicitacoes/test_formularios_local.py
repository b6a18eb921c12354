"""O endereço como a pessoa o escreve."""

import pytest

from solicitacoes.forms.local import LocalForm

COMPLETO = {"logradouro": "Rua  Líbero   Badaró", "numero": "425"}


def formulario(**dados: str) -> LocalForm:
    return LocalForm(dados, sugestoes="/ruas/")


def test_junta_os_espacos_da_rua() -> None:
    form = formulario(**COMPLETO)
    assert form.is_valid()
    assert form.cleaned_data["logradouro"] == "Rua Líbero Badaró"
    assert (form.cleaned_data["lat"], form.cleaned_data["lon"]) == (None, None)


@pytest.mark.parametrize("escrito", ["01009-000", "01009000", " 01.009-000 "])
def test_cep_vai_so_com_algarismos(escrito: str) -> None:
    form = formulario(**COMPLETO, cep=escrito)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["cep"] == "01009000"


@pytest.mark.parametrize(
    ("dados", "campos"),
    [
        ({"logradouro": "Rua A"}, ["numero"]),
        ({"logradouro": "Rua A", "referencia": "perto da feira"}, []),
        ({"cep": "01009-000", "numero": "1"}, []),
        ({"cep": "1", "numero": "1"}, ["cep", "logradouro"]),
        ({"lat": "-23.55", "lon": "-46.63"}, []),
        ({"lat": "-23.55"}, ["logradouro", "numero"]),
        ({"lat": "-23.55", "lon": "x", "logradouro": "A", "numero": "1"}, ["lon"]),
        ({"logradouro": "A" * 151, "numero": "1"}, ["logradouro"]),
    ],
)
def test_exige_o_bastante_para_achar_o_lugar(dados: dict[str, str], campos: list[str]) -> None:
    assert sorted(formulario(**dados).errors) == sorted(campos)


def test_ponto_de_outra_cidade_e_desmarcado() -> None:
    form = formulario(**COMPLETO, lat="-22.9", lon="-43.2")
    assert not form.is_valid()
    assert form["lat"].value() == ""


def test_sugere_rua_por_um_endereco_de_verdade() -> None:
    assert formulario().fields["logradouro"].widget.attrs["hx-get"] == "/ruas/"

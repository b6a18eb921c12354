"""O endereço como a pessoa o escreve."""

import pytest

from solicitacoes.forms.local import LocalForm

pytestmark = pytest.mark.django_db

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
        ({"cep": "1", "numero": "1"}, ["cep"]),
        ({"lat": "-23.55", "lon": "-46.63"}, []),
        ({"lat": "-23.55"}, ["logradouro", "numero"]),
        ({"lat": "-23.55", "lon": "x", "logradouro": "A", "numero": "1"}, ["__all__"]),
        ({"logradouro": "A" * 151, "numero": "1"}, ["logradouro"]),
    ],
)
def test_exige_o_bastante_para_achar_o_lugar(dados: dict[str, str], campos: list[str]) -> None:
    assert sorted(formulario(**dados).errors) == sorted(campos)


@pytest.mark.parametrize(
    ("escrito", "numero", "referencia"),
    [
        ("425", "425", ""),
        ("nº 425", "425", ""),
        ("Número 425", "425", ""),
        ("425 A", "425 A", ""),
        ("em frente ao 120", "120", "em frente ao 120"),
        ("altura do 1.500", "1500", "altura do 1.500"),
        ("em frente à padaria do João", "s/n", "em frente à padaria do João"),
        ("120 ao lado da padaria do João", "120", "120 ao lado da padaria do João"),
        ("km 12", "s/n", "km 12"),
    ],
)
def test_numero_como_as_pessoas_escrevem(escrito: str, numero: str, referencia: str) -> None:
    form = formulario(logradouro="Rua A", numero=escrito)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["numero"], form.cleaned_data["referencia"]) == (numero, referencia)


@pytest.mark.parametrize("escrito", ["s/n", "S/N", "s/nº", "sn", "s.n.", "sem número", "Não tem", "0", "-"])
def test_sem_numero_pede_so_uma_referencia(escrito: str) -> None:
    form = formulario(logradouro="Rua A", numero=escrito)
    assert list(form.errors) == ["referencia"]
    assert form["numero"].value() == escrito, "o que foi escrito fica"
    for basta in ({"referencia": "em frente à feira"}, {"lat": "-23.55", "lon": "-46.63"}):
        form = formulario(logradouro="Rua A", numero=escrito, **basta)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["numero"] == "s/n"


def test_a_referencia_dita_no_numero_se_junta_a_outra() -> None:
    form = formulario(logradouro="Rua A", numero="em frente ao 120", referencia="portão azul")
    assert form.is_valid()
    assert form.cleaned_data["referencia"] == "em frente ao 120; portão azul"
    form = formulario(logradouro="Rua A", numero="em frente ao 120", referencia="x" * 195)
    assert list(form.errors) == ["referencia"]


def test_ponto_de_outra_cidade_e_desmarcado() -> None:
    form = formulario(**COMPLETO, lat="-22.9", lon="-43.2")
    assert not form.is_valid()
    assert form["lat"].value() == ""


def test_sugere_rua_por_um_endereco_de_verdade() -> None:
    assert formulario().fields["logradouro"].widget.attrs["hx-get"] == "/ruas/"

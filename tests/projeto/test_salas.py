"""As salas: um modelo só pede os de baixo, na ordem dos imports; para cima, só endereços listados."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from sp156.embutido.pastas import RAIZ

MODELOS = RAIZ / "templates"
PEDE = re.compile(r'{%\s*(?:include|extends)\s+"([^"]+)"')
CONTRATOS = {
    contrato["id"]: contrato
    for contrato in tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
CASAS = CONTRATOS["casas"]["layers"]
ALTURA = {sala: altura for altura, camada in enumerate(reversed(CASAS)) for sala in camada.split(" | ")}


def sala_de(modelo: str) -> str:
    """A pasta do modelo, se é de uma sala; vazio para os que são de todas (base, componentes, campos)."""
    pasta = modelo.partition("/")[0]
    return pasta if pasta in ALTURA else ""


def test_nenhum_modelo_pede_outro_de_cima(subtests: pytest.Subtests) -> None:
    vistos = 0
    for arquivo in sorted(MODELOS.rglob("*.html")):
        nome = arquivo.relative_to(MODELOS).as_posix()
        sala = sala_de(nome)
        for pedido in PEDE.findall(arquivo.read_text(encoding="utf-8")):
            if not (pedida := sala_de(pedido)):
                continue
            vistos += 1
            with subtests.test(f"{nome} → {pedido}"):
                assert sala, "o que é de todas as salas não conhece nenhuma"
                assert pedida == sala or ALTURA[pedida] < ALTURA[sala]
    assert vistos > 100


NOME_DE_ENDERECO = re.compile(r"""["']([a-z0-9_]+):([a-z_]+)["']""")
ESPACOS = {
    espaco: urls.relative_to(RAIZ).parts[0]
    for urls in [*RAIZ.glob("*/urls.py"), *RAIZ.glob("*/urls/*.py"), *RAIZ.glob("*/*/urls.py")]
    for espaco in re.findall(r'^app_name = "(\w+)"', urls.read_text(encoding="utf-8"), re.MULTILINE)
}
PARA_CIMA = yaml.safe_load((RAIZ / "tests/projeto/enderecos_para_cima.yaml").read_text(encoding="utf-8"))


def para_cima(sala: str) -> set[str]:
    """Os endereços que o código e os modelos da sala dizem e que são de uma de cima ou do lado."""
    arquivos = [*(RAIZ / sala).rglob("*.py"), *(MODELOS / sala).rglob("*.html")]
    ditos = {par for a in arquivos for par in NOME_DE_ENDERECO.findall(a.read_text(encoding="utf-8"))}
    donos = {f"{espaco}:{nome}": ESPACOS.get(espaco, sala) for espaco, nome in ditos}
    return {nome for nome, dono in donos.items() if dono != sala and ALTURA[dono] >= ALTURA[sala]}


def test_os_enderecos_de_cima_que_se_ligam_estao_listados_com_a_razao(subtests: pytest.Subtests) -> None:
    assert len(ESPACOS) > 10
    for sala in ALTURA:
        with subtests.test(sala):
            listados = PARA_CIMA.get(sala, {})
            assert para_cima(sala) == set(listados)
            assert all(len(razao.split()) > 3 for razao in listados.values())


def test_todo_aplicativo_e_toda_area_estao_nos_contratos() -> None:
    """O que se escreve num contrato e não existe é recusado; o que existe e não se escreve, também."""
    processos, camadas = CONTRATOS["areas"]["containers"], CONTRATOS["camadas"]["containers"]
    areas = {f"{p}.{views.parent.name}" for p in processos for views in RAIZ.glob(f"{p}/*/views*")}
    assert set(camadas) == {*ALTURA, *areas} - {"sp156"}
    ditas = {nome for camada in CONTRATOS["areas"]["layers"] for nome in re.findall(r"\w+", camada)}
    assert {area.partition(".")[2] for area in areas} <= ditas
    assert len(re.findall(r"\w+", " ".join(CONTRATOS["camadas"]["layers"]))) <= MAIOR_CONTRATO


MAIOR_CONTRATO = 20
"""Tipos de arquivo; o nome de um conceito não se escreve num contrato."""

NO_MAXIMO = 15


def test_na_raiz_de_um_aplicativo_ha_poucos_arquivos(subtests: pytest.Subtests) -> None:
    for sala in ALTURA:
        with subtests.test(sala):
            assert len([*(RAIZ / sala).glob("*.py")]) <= NO_MAXIMO, "o que passa disso pede uma pasta"


def test_toda_pasta_de_um_aplicativo_diz_o_que_ha_nela(subtests: pytest.Subtests) -> None:
    """Menos as que o nome já diz: `views`, `forms` e as do Django."""
    do_django = {"admin", "forms", "management", "commands", "migrations", "models", "templatetags", "views"}
    for sala in ALTURA:
        for pasta in (RAIZ / sala).rglob("__init__.py"):
            nome = pasta.parent.relative_to(RAIZ).as_posix()
            if "/" in nome and pasta.parent.name not in do_django | {"acoes"}:
                with subtests.test(nome):
                    assert pasta.read_text(encoding="utf-8").startswith('"""')

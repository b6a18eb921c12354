"""O registro de auditoria exportado: o que leva, e que mexer numa linha se nota."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from contas.models import LeituraDePessoal, RegistroDeAcesso
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
DIA = datetime(2026, 3, 10, 12, tzinfo=timezone.get_default_timezone())


def exportar(*opcoes: str) -> list[str]:
    saida = StringIO()
    call_command("exportar_auditoria", *opcoes, stdout=saida)
    return saida.getvalue().splitlines()


@pytest.fixture
def linhas() -> list[str]:
    quem = UsuarioFactory.create(nome="Jacira Tupinambá")
    for hora in range(3):
        em = DIA + timedelta(hours=hora)
        RegistroDeAcesso.objects.create(pessoa=quem, por=quem, ato=RegistroDeAcesso.Mudanca.SENHA, em=em)
    LeituraDePessoal.objects.create(
        conta=quem, usuario=quem, papel="servidor", o_que="a conta", em=DIA + timedelta(minutes=30)
    )
    RegistroDeAcesso.objects.create(pessoa=quem, ato="senha", em=DIA + timedelta(days=2))  # fora
    return exportar("--de", "2026-03-10", "--ate", "2026-03-11")


def test_leva_os_dois_dias_na_ordem_e_nenhum_nome(linhas: list[str]) -> None:
    assert [json.loads(linha)["tipo"] for linha in linhas] == ["acesso", "leitura", "acesso", "acesso"]
    assert "Jacira" not in "".join(linhas)
    assert linhas == exportar("--de", "2026-03-10", "--ate", "2026-03-11"), "duas vezes, o mesmo arquivo"


def test_mexer_numa_linha_nota_se(linhas: list[str], tmp_path: Path, subtests: pytest.Subtests) -> None:
    arquivo = tmp_path / "auditoria.ndjson"
    mexidas = {
        "mudada": (2, [linhas[0], linhas[1].replace("a conta", "outra"), *linhas[2:]]),
        "tirada": (2, [linhas[0], *linhas[2:]]),
        "trocadas": (2, [linhas[0], linhas[2], linhas[1], linhas[3]]),
        "de outro arquivo": (1, ["não é", *linhas]),
    }
    for nome, (onde, escritas) in mexidas.items():
        with subtests.test(nome):
            arquivo.write_text("\n".join(escritas), encoding="utf-8")
            with pytest.raises(CommandError, match=f"A linha {onde} "):
                exportar("--conferir", str(arquivo))
    arquivo.write_text("\n".join(linhas), encoding="utf-8")
    ultimo = json.loads(linhas[-1])["elo"]
    assert exportar("--conferir", str(arquivo)) == [
        f"4 linhas, todas como se exportaram. Último elo: {ultimo}"
    ]


def refeito_sem_chave(linhas: list[str]) -> list[str]:
    """O mesmo registro com os elos que qualquer um sabe calcular, como os de antes."""
    feitas, antes = [], "0" * 64
    for linha in linhas:
        fato = {**json.loads(linha), "antes": antes}
        del fato["elo"]
        antes = sha256(json.dumps(fato, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        feitas.append(json.dumps({**fato, "elo": antes}, ensure_ascii=False, sort_keys=True))
    return feitas


def test_quem_nao_tem_a_chave_nao_refaz_a_corrente(
    linhas: list[str], tmp_path: Path, settings: Settings
) -> None:
    """A chave trocada ainda confere; e o arquivo de antes das chaves, só a quem o diz."""
    arquivo = tmp_path / "auditoria.ndjson"
    arquivo.write_text("\n".join(refeito_sem_chave(linhas[1:])), encoding="utf-8")
    with pytest.raises(CommandError, match="A linha 1 "):
        exportar("--conferir", str(arquivo))
    assert exportar("--conferir", str(arquivo), "--sem-chave")[0].startswith("3 linhas")
    arquivo.write_text("\n".join(linhas), encoding="utf-8")
    with pytest.raises(CommandError, match="A linha 1 "):
        exportar("--conferir", str(arquivo), "--sem-chave")
    antiga = settings.CHAVES_DE_ACESSO
    settings.CHAVES_DE_ACESSO = ["n" * 40, *antiga]
    assert exportar("--conferir", str(arquivo))[0].startswith("4 linhas")
    settings.CHAVES_DE_ACESSO = ["n" * 40]
    with pytest.raises(CommandError, match="A linha 1 "):
        exportar("--conferir", str(arquivo))


def executar(comando: str) -> int:
    """Quantas linhas mudou."""
    with connection.cursor() as cursor:
        cursor.execute(comando)
        return int(cursor.rowcount)


def test_o_registro_so_se_acrescenta(linhas: list[str], subtests: pytest.Subtests) -> None:
    """Nem pela mão de quem tem a conexão do portal; só o texto se apaga, como manda a LGPD."""
    assert linhas
    so_o_texto = "UPDATE {} SET {} = ''"
    for tabela, texto in (("contas_registrodeacesso", "detalhe"), ("contas_leituradepessoal", "motivo")):
        for mexer in (
            "UPDATE {} SET em = now()",
            "UPDATE {} SET {} = 'outro'",
            f"{so_o_texto}, em = now()",
            "DELETE FROM {}",
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {}",
        ):
            recusa = pytest.raises(DatabaseError, match="só se acrescenta")
            with subtests.test(f"{tabela}: {mexer}"), recusa, transaction.atomic():
                executar(mexer.format(tabela, texto))
        assert executar(so_o_texto.format(tabela, texto))


def test_o_arquivo_seguinte_prende_se_ao_de_antes(linhas: list[str], tmp_path: Path) -> None:
    ultimo = json.loads(linhas[-1])["elo"]
    arquivo = tmp_path / "seguinte.ndjson"
    seguinte = exportar("--de", "2026-03-12", "--ate", "2026-03-12", "--depois-de", ultimo)
    arquivo.write_text("\n".join(seguinte), encoding="utf-8")
    assert exportar("--conferir", str(arquivo), "--depois-de", ultimo)
    with pytest.raises(CommandError, match="A linha 1 "):
        exportar("--conferir", str(arquivo), "--depois-de", "0" * 64)


@pytest.mark.parametrize(
    ("opcoes", "dito"),
    [
        ((), "Diga --de e --ate"),
        (("--de", "2026-03-12", "--ate", "2026-03-11"), "--de é depois"),
        (("--de", "2026-03-12", "--ate", "2999-01-01"), "ainda não acabou"),
        (("--conferir", "/nao/ha"), "Não se pôde ler"),
    ],
)
def test_recusa_numa_frase(opcoes: tuple[str, ...], dito: str) -> None:
    with pytest.raises(CommandError, match=dito):
        exportar(*opcoes)

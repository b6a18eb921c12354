"""Atrás do PgBouncer de verdade, em modo de transação e com o arquivo de `implantacao/pgbouncer`."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import ConnectionHandler

from avisos.models import ModeloDeAviso
from sp156.configuracao import ESPERAS_MS, banco
from sp156.embutido import postgres, processos
from sp156.embutido.pastas import NOBODY, RAIZ
from sp156.saude import estado
from tests.avisos.test_quedas import AGORA, abertos, detalhes, pedir, recebidas
from tests.bancos import url_na_rodada
from tests.instalacao import Instalacao, encerrar, esperar, instalar
from tests.navegante import Navegante
from tests.servidores.provedor import SEGREDO, Provedor

ARQUIVO = RAIZ / "implantacao" / "pgbouncer" / "pgbouncer.ini"
PRAZOS = "SELECT setting::int FROM pg_settings WHERE name ~ '^(lock|statement)_timeout$' ORDER BY name"
ESCRITO = "postgresql://sp156:s@pooler:6432/sp156_{processo}?pooler=transacao"


def test_atras_do_pooler_nada_se_pede_a_sessao() -> None:
    direto, atras = banco("postgresql://sp156:s@banco/sp156", "web"), banco(ESCRITO, "fila")
    assert direto["OPTIONS"]["options"] == "-c lock_timeout=3000 -c statement_timeout=10000"
    assert not direto["DISABLE_SERVER_SIDE_CURSORS"]
    assert (atras["NAME"], atras["HOST"], atras["DISABLE_SERVER_SIDE_CURSORS"]) == (
        "sp156_fila",
        "pooler",
        True,
    )
    assert not {"options", "pooler"} & atras["OPTIONS"].keys()
    assert atras["OPTIONS"]["prepare_threshold"] is None
    with pytest.raises(ImproperlyConfigured, match="pooler só pode ser transacao"):
        banco("postgresql://sp156:s@banco/sp156?pooler=sessao", "web")


# --- com o programa ----------------------------------------------------------------------


@contextlib.contextmanager
def pgbouncer(direto: str) -> Iterator[str]:
    """O da distribuição diante deste banco; a DATABASE_URL que leva a ele. Sem ele, o teste diz que falta."""
    programa = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if not programa:
        pytest.skip("sem o PgBouncer: instale o da distribuição (apt-get install pgbouncer)")
    dele = psycopg.conninfo.conninfo_to_dict(direto)
    quem = postgres.identidade()
    with tempfile.TemporaryDirectory(prefix="sp156-pgb") as nome:
        pasta = Path(nome)
        configurado = ARQUIVO.read_text(encoding="utf-8").replace(
            "host=postgres dbname=sp156", f"host={dele['host']} dbname={dele['dbname']} user=sp156"
        )
        for chave, valor in {
            "listen_addr": "",
            "unix_socket_dir": nome,
            "auth_type": "any",
            "auth_file": "",
            "default_pool_size": "4",
        }.items():
            configurado = re.sub(rf"(?m)^{chave} = .*$", "", configurado) + f"\n{chave} = {valor}\n"
        (pasta / "pgbouncer.ini").write_text(configurado, encoding="utf-8")
        if quem == "nobody":
            os.chown(pasta, NOBODY, NOBODY)
        with (pasta / "registro").open("wb") as saida:
            filho = processos.comecar(
                "pgbouncer", [programa, str(pasta / "pgbouncer.ini")], identidade=quem, saida=saida
            )
            try:
                dito = (pasta / "registro").read_text
                esperar((pasta / ".s.PGSQL.6432").exists, 10, falta=f"o pgbouncer: {dito(encoding='utf-8')}")
                yield ESCRITO.replace("sp156:s@pooler", f"sp156@{nome.replace('/', '%2F')}")
            finally:
                filho.parar()


@pytest.mark.django_db
@pytest.mark.processo
def test_no_pooler_os_prazos_sao_os_de_cada_processo_e_as_listas_longas_se_leem(
    subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pgbouncer(url_na_rodada(str(connection.settings_dict["NAME"]))) as url:
        como_antes = url.partition("?")[0].format(processo="web")
        with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
            psycopg.connect(como_antes, options="-c lock_timeout=3000")
        for processo, prazos in ESPERAS_MS.items():
            ligado = ConnectionHandler({"default": banco(url, processo)})["default"]
            with subtests.test(processo), contextlib.closing(ligado), ligado.cursor() as cursor:
                cursor.execute(PRAZOS)
                assert tuple(ms for (ms,) in cursor.fetchall()) == prazos
                cursor.execute("SHOW TimeZone")
                assert cursor.fetchone() == ("UTC",)
                monkeypatch.setattr("django.db.models.query.connections", {"default": ligado})
                assert len(list(ModeloDeAviso.objects.iterator(chunk_size=2))) > 2
                monkeypatch.undo()


@pytest.mark.django_db
def test_o_prazo_que_falta_se_diz_na_saude(monkeypatch: pytest.MonkeyPatch) -> None:
    """Aqui o processo é um comando, que só limita a espera por travas."""

    def dito() -> tuple[str, bool]:
        achada = next(p for p in estado.partes(com_banco=True) if p.chave == "prazos_do_banco")
        return achada.dito, achada.bem

    assert dito() == ("valem", True)
    monkeypatch.setitem(ESPERAS_MS, "comando", (30_000, 1))
    assert dito() == ("faltam: statement_timeout", False)


@pytest.fixture
def operadora() -> Iterator[Provedor]:
    with Provedor.no_ar() as provedor:
        yield provedor


@pytest.fixture
def atras(operadora: Provedor) -> Iterator[Instalacao]:
    """Web, trabalhador e agenda, todos pelo pooler."""
    with instalar() as feita, pgbouncer(feita.banco) as url:
        feita.ambiente.update(DATABASE_URL=url, SMS_URL=operadora.url, SMS_CHAVE="chave")
        feita.ambiente.update(SMS_REMETENTE="SP156", SEGREDO_DOS_RECIBOS=SEGREDO, SAUDE_SENHA=SEGREDO)
        feita.ambiente["AVISOS_POR_DIA_SEM_PROVA"] = "1000"
        for nome in ("trabalhador", "agenda", "web"):
            feita.subir(nome)
        yield feita
        encerrar(feita)  # antes do pooler, que eles usam
        print(feita.registros())  # noqa: T201 - o pytest só o mostra quando algo falha


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(600)
def test_pede_desiste_e_e_avisado_e_o_trabalhador_morto_nao_cala_o_canal(
    atras: Instalacao, operadora: Provedor
) -> None:
    protocolo = pedir(atras)
    esperar(lambda: recebidas(atras, protocolo), falta="o aviso do pedido")
    (corpo,) = [m.get_body(("plain",)).get_content() for m in atras.correio.mensagens]  # type: ignore[union-attr]
    link = re.search(rf"/acompanhar/{protocolo}/\S+/", corpo)
    assert link
    pessoa = Navegante(atras.porta)
    pessoa.get(link[0])
    assert (
        pessoa.post(f"/acompanhar/{protocolo}/cancelar/", {"motivo": "Pedi errado ou repetido"}).status_code
        == 302
    )
    esperar(lambda: len(recebidas(atras, protocolo)) == 2, falta="o aviso da desistência")
    assert detalhes(atras)["prazos_do_banco"] == {"dito": "valem", "bem": True}

    def morrer(_chegou: object) -> None:
        operadora.ao_receber = None
        atras.matar("trabalhador")

    operadora.ao_receber = morrer
    quem = "canal='sms', urgente=True, interessado__email='', interessado__telefone='11987654321'"
    atras.python(f"from tests.avisos.factories import AvisoFactory; AvisoFactory.create_batch(20, {quem})")
    esperar(lambda: "trabalhador" not in atras.filhos, falta="o trabalhador morrer com a vez")
    atras.subir("trabalhador")
    presa = (
        "SELECT 1 FROM avisos_vezdeentregar WHERE qual = 'sms' AND de_quem IS NOT NULL AND vale_ate > now()"
    )
    assert atras.ler(presa), "quem morreu levou a vez"
    atras.ler(AGORA)
    esperar(lambda: abertos(atras) == 0, 120, falta="outro tomar a vez e saírem todos")
    assert len({pedido.json["externalId"] for pedido in operadora.pedidos if pedido.corpo}) == 20
    assert not atras.ler("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")

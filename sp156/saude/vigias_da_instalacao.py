"""O que se vigia na instalação: o banco, a fila, o endereço público e o núcleo da máquina."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone
from redis import Redis

from referencia import limites, sql
from referencia.vigias import Vigia
from sp156.metricas.banco import CABEM, CONEXOES
from sp156.saude import estado

GRUPO = "Instalação"
MENOR_POSTGRES = 17
MAIOR_DIFERENCA = timedelta(seconds=5)
MIGRAR_PEDIDOS = Path("/proc/sys/net/ipv4/tcp_migrate_req")


def _uma(consulta: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(consulta)
        return (cursor.fetchone() or (None,))[0]


def versao_do_banco() -> str:
    versao = int(str(_uma("SHOW server_version_num"))) // 10_000
    return "" if versao >= MENOR_POSTGRES else f"O PostgreSQL é o {versao}; o portal pede o {MENOR_POSTGRES}."


def migracoes_feitas() -> str:
    executor = MigrationExecutor(connection)
    faltam = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"Faltam migrações: {faltam}." if faltam else ""


def indices_validos() -> str:
    """Um `CREATE INDEX CONCURRENTLY` que se interrompeu deixa um índice que não serve e custa."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1")
        nomes = [nome for (nome,) in cursor.fetchall()]
    return f"Índices por refazer: {', '.join(nomes)}." if nomes else ""


def ligacoes_do_banco() -> str:
    ligadas = sum(linha["quantas"] for linha in sql.ler(CONEXOES, {}))
    usadas = 100 * ligadas // int(str(_uma(CABEM)))
    return f"O banco tem ocupadas {usadas}% das ligações que aceita." if usadas >= limites.LIGACOES else ""


def relogio_certo() -> str:
    """O relógio desta máquina e o do banco, que se acertam cada um por si."""
    do_banco = _uma("SELECT clock_timestamp()")
    diferenca = abs(timezone.now() - do_banco)  # type: ignore[operator]
    segundos = int(diferenca.total_seconds())
    return "" if diferenca < MAIOR_DIFERENCA else f"O relógio do portal e o do banco diferem {segundos} s."


def fila_guarda() -> str:
    """A fila que apaga o que não cabe perde tarefas sem dizer."""
    prazo = estado.PRAZO_DA_FILA
    with Redis.from_url(settings.REDIS_URL, socket_timeout=prazo, socket_connect_timeout=prazo) as servidor:
        politica = servidor.info("memory").get("maxmemory_policy", "")
    return "" if politica in {"noeviction", ""} else f"A fila, cheia, apaga o que guarda ({politica})."


def estaticos_prontos() -> str:
    pronto = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return "" if pronto else "Os arquivos da interface não foram reunidos em STATIC_ROOT."


def https_ligado() -> str:
    cifrado = settings.HTTPS and settings.ENDERECO_PUBLICO.startswith("https://")
    return "" if cifrado else "O portal atende sem HTTPS."


def atras_de_proxy() -> str:
    """As páginas dizem-se cifradas e o limite de tentativas conta cada um, só se o proxy diz quem é quem."""
    if settings.SECURE_PROXY_SSL_HEADER and settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return ""
    return "O portal não lê os cabeçalhos do proxy (X-Forwarded-For e X-Forwarded-Proto)."


def endereco_com_nome() -> str:
    nome = urlsplit(settings.ENDERECO_PUBLICO).hostname or ""
    aceito = validate_host(nome, settings.ALLOWED_HOSTS)
    return "" if aceito else f"ENDERECO_PUBLICO leva a {nome}, que não está em ALLOWED_HOSTS."


def monitorado() -> str:
    return "" if settings.SAUDE_SENHA else "Nenhum monitoramento de fora pode ler o estado do portal."


def plantao() -> str:
    return "" if settings.ALERTAS_PARA else "Os alertas vão só a quem administra: não há plantão nem webhook."


def pedidos_migram() -> str:
    """Sem isto o núcleo pode largar a ligação que chega enquanto um processo da web se refaz."""
    if not MIGRAR_PEDIDOS.exists() or MIGRAR_PEDIDOS.read_text(encoding="ascii").strip() == "1":
        return ""
    return "O núcleo está com net.ipv4.tcp_migrate_req=0."


VIGIAS = (
    Vigia(
        codigo="versao_do_banco",
        nome="O PostgreSQL é de uma versão com que se testa",
        porque="Noutra, uma consulta pode falhar ou ficar lenta sem que ninguém o tenha visto antes.",
        conferir=versao_do_banco,
        conserto="No servidor, suba a versão do PostgreSQL",
    ),
    Vigia(
        codigo="migracoes_feitas",
        nome="O banco está na versão do programa",
        porque="A página que usa uma coluna que ainda não existe dá erro.",
        conferir=migracoes_feitas,
        conserto="No servidor, rode manage.py migrate",
    ),
    Vigia(
        codigo="indices_validos",
        nome="Os índices do banco servem",
        porque="O índice por refazer não se usa, e a lista que dependia dele fica lenta.",
        conferir=indices_validos,
        conserto="No servidor, REINDEX INDEX CONCURRENTLY em cada um",
    ),
    Vigia(
        codigo="ligacoes_do_banco",
        nome="O banco tem ligações de sobra",
        porque="Sem ligação livre, toda página responde que o portal está fora.",
        conferir=ligacoes_do_banco,
        conserto="No servidor, veja quem as segura (pg_stat_activity) ou aumente max_connections",
        alerta=True,
    ),
    Vigia(
        codigo="relogio_certo",
        nome="Os relógios estão certos",
        porque="Do relógio saem prazos, códigos de entrada e a ordem do que aconteceu.",
        conferir=relogio_certo,
        conserto="No servidor, acerte os relógios por NTP",
        alerta=True,
    ),
    Vigia(
        codigo="fila_guarda",
        nome="A fila não apaga o que guarda",
        porque="Uma tarefa apagada é um aviso que não sai e uma foto que não se confere.",
        conferir=fila_guarda,
        conserto="No servidor da fila, maxmemory-policy noeviction",
    ),
    Vigia(
        codigo="estaticos_prontos",
        nome="A interface está montada",
        porque="Sem ela toda página dá erro, e a sonda continua a dizer que o portal vive.",
        conferir=estaticos_prontos,
        conserto="No servidor, rode manage.py collectstatic",
    ),
    Vigia(
        codigo="https_ligado",
        nome="O portal atende por HTTPS",
        porque="Às claras, a senha e o pedido de cada pessoa se leem no caminho.",
        conferir=https_ligado,
        conserto="No servidor, HTTPS=1 e https:// em ENDERECO_PUBLICO",
        seguranca=True,
    ),
    Vigia(
        codigo="atras_de_proxy",
        nome="O proxy diz de quem é cada pedido",
        porque="Sem isso, a cidade toda divide um só limite de tentativas de entrada.",
        conferir=atras_de_proxy,
        conserto="No servidor, ATRAS_DE_PROXY=1 e, no proxy, os dois cabeçalhos",
        seguranca=True,
    ),
    Vigia(
        codigo="endereco_com_nome",
        nome="O endereço dos avisos é o do portal",
        porque="O link de todo aviso leva a ENDERECO_PUBLICO; se o nome não se aceita, não abre.",
        conferir=endereco_com_nome,
        conserto="No servidor, ponha o nome em ALLOWED_HOSTS ou corrija ENDERECO_PUBLICO",
    ),
    Vigia(
        codigo="monitorado",
        nome="Um monitoramento de fora lê o estado do portal",
        porque="Se a máquina toda cai, quem avisa não pode estar nela.",
        conferir=monitorado,
        conserto="No servidor, defina SAUDE_SENHA e dê-a a quem monitora /saude/detalhes/",
    ),
    Vigia(
        codigo="plantao",
        nome="Há um plantão que recebe os alertas",
        porque="De madrugada quem administra não lê o e-mail.",
        conferir=plantao,
        conserto="No servidor, ponha em ALERTAS_PARA o e-mail ou o webhook do plantão",
    ),
    Vigia(
        codigo="pedidos_migram",
        nome="Refazer um processo da web não larga ligações",
        porque="Quem chega nesse instante recebe um erro do navegador.",
        conferir=pedidos_migram,
        conserto="No servidor, sysctl -w net.ipv4.tcp_migrate_req=1",
    ),
)

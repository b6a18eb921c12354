"""O que settings.py calcula ou recusa: funções puras, testáveis sem o Django no ar."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from celery.schedules import crontab
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

SEGREDO_EMBUTIDO = "segredo-so-do-modo-embutido"
SELO_EMBUTIDO = "c28tZG8tbW9kby1lbWJ1dGlkby1zcDE1Ni0wMTIzISE="
ACESSO_EMBUTIDO = "acesso-so-do-modo-embutido-sp156-0123456789"
MENOR_SEGREDO = 50
MENOR_CHAVE_DE_ACESSO = 32
LOCAIS = {"localhost", "127.0.0.1", "::1"}
SEM_CORREIO = "nenhum"
"""Em CORREIO_URL: a cidade não manda e-mail, e os avisos que só têm e-mail esperam."""
PRAZO_DO_CORREIO = 10
ESPERAS_MS = {"web": (3_000, 10_000), "fila": (10_000, 120_000), "comando": (30_000, 0)}
"""Processo → quanto espera por uma trava e por um comando; 0 não acaba. Quem atende alguém espera menos."""
S3 = "s3://"
"""Como começa o endereço de um balde."""
SESSAO, TRANSACAO = "", "transacao"
"""O que se diz em `?pooler=`: a conexão é nossa, ou volta ao pooler no fim de cada transação."""


@dataclass(frozen=True)
class Producao:
    """O que precisa ser seguro fora do modo embutido."""

    banco: str
    fila: str
    debug: bool
    segredo: str
    chaves_de_selo: list[str]
    chaves_de_acesso: list[str]
    hosts: list[str]
    endereco_publico: str
    https: bool
    correio_url: str


def recusar_insegura(p: Producao) -> None:
    """Levanta `ImproperlyConfigured` com a frase do primeiro problema."""
    endereco = urlsplit(p.endereco_publico)
    recusas = [
        (not p.banco or not p.fila, "Defina DATABASE_URL e REDIS_URL no ambiente."),
        (p.debug, "DEBUG só pode ser ligado no modo embutido; desligue-o."),
        (not p.segredo, "Defina SECRET_KEY no ambiente: sem ela o portal não parte."),
        (
            len(p.segredo) < MENOR_SEGREDO or len(set(p.segredo)) < MENOR_SEGREDO // 5,
            f"SECRET_KEY é fraca: use ao menos {MENOR_SEGREDO} caracteres sorteados.",
        ),
        (not p.chaves_de_selo, "Defina CHAVES_DE_SELO no ambiente: sem ela não há selo de identidade."),
        (
            SELO_EMBUTIDO in p.chaves_de_selo or not all(map(chave_valida, p.chaves_de_selo)),
            "CHAVES_DE_SELO precisa de chaves Fernet próprias.",
        ),
        (p.segredo in p.chaves_de_selo, "CHAVES_DE_SELO e SECRET_KEY precisam ser diferentes."),
        (
            not p.chaves_de_acesso,
            "Defina CHAVES_DE_ACESSO no ambiente: sem ela não há chave para acompanhar um pedido.",
        ),
        (
            ACESSO_EMBUTIDO in p.chaves_de_acesso or not all(map(_sorteada, p.chaves_de_acesso)),
            f"CHAVES_DE_ACESSO é fraca: use ao menos {MENOR_CHAVE_DE_ACESSO} caracteres sorteados.",
        ),
        (
            not {p.segredo, *p.chaves_de_selo}.isdisjoint(p.chaves_de_acesso),
            "CHAVES_DE_ACESSO não pode repetir a SECRET_KEY nem uma das CHAVES_DE_SELO.",
        ),
        (not p.hosts or "*" in p.hosts, "Defina ALLOWED_HOSTS com os nomes do portal, sem “*”."),
        (
            not endereco.hostname,
            "Defina ENDERECO_PUBLICO: a origem do portal, como https://sp156.exemplo.gov.br.",
        ),
        (
            (not p.https or endereco.scheme != "https") and endereco.hostname not in LOCAIS,
            "Sem HTTPS o portal só atende na própria máquina: ligue-o e use https:// em ENDERECO_PUBLICO.",
        ),
        (
            not p.correio_url,
            "Defina CORREIO_URL, como smtp+tls://usuario:senha@servidor:587, ou nenhum, sem correio.",
        ),
        (
            senha_exposta(p.correio_url),
            "CORREIO_URL manda a senha às claras: use smtp+tls:// ou smtps://.",
        ),
    ]
    for recusa, frase in recusas:
        if recusa:
            raise ImproperlyConfigured(frase)


def recusar_embutido_falso(banco: str) -> None:
    """O modo embutido tem senhas de demonstração: só vale com o soquete de `sp156.embutido`."""
    if not unquote(urlsplit(banco).netloc.rpartition("@")[2]).startswith("/"):
        raise ImproperlyConfigured(
            "SP156_EMBUTIDO não se liga à mão: é só do modo embutido. Tire-o do ambiente."
        )


def chave_valida(chave: str) -> bool:
    try:
        Fernet(chave)
    except ValueError:
        return False
    return True


def _sorteada(chave: str) -> bool:
    """Comprida e variada o bastante para ter sido sorteada."""
    return len(chave) >= MENOR_CHAVE_DE_ACESSO and len(set(chave)) >= MENOR_CHAVE_DE_ACESSO // 4


def senha_exposta(correio_url: str) -> bool:
    partes = urlsplit(correio_url)
    return partes.scheme == "smtp" and bool(partes.password) and partes.hostname not in LOCAIS


def nome_do_cookie(nome: str, *, https: bool) -> str:
    """Com HTTPS, `__Host-`: o navegador o recusa de outro nome da prefeitura e de página sem cifra."""
    return f"__Host-{nome}" if https else nome


def fila_de(redis_url: str) -> str:
    """O endereço da fila na escrita do Celery: `unix:///s?db=0` é `redis+socket:///s?virtual_host=0`."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def banco(url: str, processo: str) -> dict[str, Any]:
    """O `DATABASES["default"]` do Django. `{processo}` na URL vira o tipo do processo.

    Atrás de um pooler (`?pooler=transacao`) nada pode ficar na sessão: nem os prazos, que ele recusaria ao
    partir e que passam a ser do pooler ou do papel (`implantacao/pgbouncer`), nem os cursores e os comandos
    preparados do servidor.
    """
    dito: dict[str, Any] = {
        **dj_database_url.parse(
            url.replace("{processo}", processo), conn_max_age=600, conn_health_checks=True
        ),
        "ATOMIC_REQUESTS": False,
    }
    opcoes = dito.setdefault("OPTIONS", {})
    pooler = opcoes.pop("pooler", SESSAO)
    if pooler not in {SESSAO, TRANSACAO}:
        raise ImproperlyConfigured(f"Em DATABASE_URL, pooler só pode ser {TRANSACAO}.")
    opcoes |= {
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,
        "application_name": f"sp156-{processo}",
    }
    if pooler == TRANSACAO:
        dito["DISABLE_SERVER_SIDE_CURSORS"] = True
        opcoes["prepare_threshold"] = None  # o comando preparado numa ligação não existe na seguinte
    else:
        trava, comando = ESPERAS_MS[processo]
        opcoes["options"] = f"-c lock_timeout={trava} -c statement_timeout={comando}"
    return dito


def mailers(correio_url: str, remetente: str) -> dict[str, dict[str, Any]]:
    """MAILERS a partir de CORREIO_URL: `smtp://`, `smtp+tls://` (STARTTLS) ou `smtps://`.

    Vazio, que só o modo embutido aceita, as mensagens ficam na caixa de demonstração; com `nenhum`, cada
    envio é recusado. Levanta ImproperlyConfigured se as mensagens sairiam de um endereço que não existe.
    """
    if not correio_url:
        return {"default": {"BACKEND": "avisos.demonstracao.correio.CaixaDeDemonstracao"}}
    if correio_url == SEM_CORREIO:
        return {"default": {"BACKEND": "avisos.canais.correio.SemCorreio"}}
    if not remetente or remetente.rstrip(" >").endswith(".invalid"):
        raise ImproperlyConfigured(
            "Defina CORREIO_REMETENTE: de quem são as mensagens, como SP156 <nao-responda@exemplo.gov.br>."
        )
    partes = urlsplit(correio_url)
    if partes.scheme not in {"smtp", "smtp+tls", "smtps"} or not partes.hostname:
        raise ImproperlyConfigured("CORREIO_URL deve ser smtp://, smtp+tls:// ou smtps:// e ter o servidor.")
    opcoes = {
        "host": partes.hostname,
        "port": partes.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[partes.scheme],
        "username": unquote(partes.username or ""),
        "password": unquote(partes.password or ""),
        "use_tls": partes.scheme == "smtp+tls",
        "use_ssl": partes.scheme == "smtps",
        "timeout": PRAZO_DO_CORREIO,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": opcoes}}


def arquivos(url: str) -> dict[str, Any]:
    """O STORAGES["default"]: o disco (MEDIA_ROOT) ou, dito ARQUIVOS_URL, um balde de S3."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "documentos.guardados.s3.ArquivosNoS3",
        "OPTIONS": balde(url, variavel="ARQUIVOS_URL"),
    }


def copias(destino: str) -> str:
    """COPIA_DESTINO, conferido se é um balde."""
    if destino.startswith(S3):
        balde(destino, variavel="COPIA_DESTINO")
    return destino


def balde(url: str, *, variavel: str) -> dict[str, Any]:
    """As opções do django-storages de um balde; ImproperlyConfigured, com o nome da variável, se não o é.

    `s3://CHAVE:SEGREDO@servidor:porta/balde?regiao=…`; com `&https=0`, às claras, só na rede de dentro.
    """
    partes, dito = urlsplit(url), parse_qs(urlsplit(url).query)
    nome = partes.path.strip("/")
    if not url.startswith(S3) or not (partes.hostname and partes.username and partes.password and nome):
        raise ImproperlyConfigured(f"{variavel} deve ser s3://CHAVE:SEGREDO@servidor/balde.")
    if "/" in nome or not dito.keys() <= {"regiao", "https"}:
        raise ImproperlyConfigured(f"{variavel} leva só o nome do balde e, depois do ?, regiao e https.")
    esquema = "http" if dito.get("https") == ["0"] else "https"
    return {
        "access_key": unquote(partes.username),
        "secret_key": unquote(partes.password),
        "bucket_name": nome,
        "endpoint_url": f"{esquema}://{partes.netloc.rpartition('@')[2]}",
        "region_name": dito.get("regiao", ["us-east-1"])[0],
    }


def alertas_para(destinos: list[str]) -> list[str]:
    """ALERTAS_PARA, conferido: e-mails, e webhooks que não passam às claras pela rede."""
    limpos = [limpo for destino in destinos if (limpo := destino.strip())]
    for destino in limpos:
        partes = urlsplit(destino)
        webhook = partes.scheme == "https" or (partes.scheme == "http" and partes.hostname in LOCAIS)
        if not (webhook and partes.hostname) and not eh_email(destino):
            raise ImproperlyConfigured(
                "ALERTAS_PARA leva e-mails e endereços que começam por https://, separados por vírgula."
            )
    return limpos


def eh_email(texto: str) -> bool:
    try:
        validate_email(texto)
    except ValidationError:
        return False
    return True


def govbr(*, cliente: str, segredo: str, emissor: str, enderecos: dict[str, str]) -> dict[str, Any]:
    """O SOCIALACCOUNT_PROVIDERS do gov.br; vazio enquanto não se configura.

    Cada endereço não dito é o do manual do Login Único, no emissor.
    """
    if not cliente:
        return {}
    if not segredo:
        raise ImproperlyConfigured("Com GOVBR_CLIENT_ID é preciso GOVBR_SEGREDO.")
    raiz = emissor.rstrip("/")
    ditos = {
        "authorization_endpoint": enderecos["autorizacao"] or f"{raiz}/authorize",
        "token_endpoint": enderecos["token"] or f"{raiz}/token",
        "jwks_uri": enderecos["chaves"] or f"{raiz}/jwk",
        "saida": enderecos["saida"] or f"{raiz}/logout",
    }
    app = {
        "provider_id": "govbr",
        "name": "gov.br",
        "client_id": cliente,
        "secret": segredo,
        "settings": {"emissor": emissor, "enderecos": ditos},
    }
    return {"govbr": {"APPS": [app]}}


def guia_carga(situacao: str) -> str:
    """Como entram os textos do Guia que vêm com o projeto: no ar ou esperando o órgão."""
    if situacao not in {"publicada", "em_revisao"}:
        raise ImproperlyConfigured("GUIA_CARGA deve ser publicada ou em_revisao.")
    return situacao


def geocodificador(url: str) -> str:
    """O endereço do geocodificador, conferido; vazio desliga."""
    partes = urlsplit(url)
    if url and (partes.scheme not in {"http", "https"} or not partes.hostname):
        raise ImproperlyConfigured(
            "GEOCODIFICADOR_URL deve começar por https:// ou http:// e ter o servidor."
        )
    return url


# --- a agenda das rotinas -----------------------------------------------------------

AGENDA: dict[str, float | crontab] = {
    # `aplicativo.tarefa`, a função de `tasks.py` → quando
    "avisos.entregar": 2.0,
    "avisos.entregar_urgentes": 2.0,
    "avisos.encerrar_avisos": 20.0,
    "avisos.ler_devolucoes": 300.0,
    "sp156.vigiar": 120.0,
    "sp156.guardar_copia": crontab(minute=6),
    "sp156.ensaiar_restauracao": crontab(hour=5, minute=6, day_of_week="sun"),
    "documentos.conferir": 2.0,
    "solicitacoes.continuar_lotes": 20.0,
    "entrada.efetivar_trocas": crontab(minute=12),
    "portal.mandar_os_numeros": crontab(),
    "solicitacoes.avisar_vencidas": crontab(minute=5),
    "solicitacoes.cuidar_complementos": crontab(minute=15),
    "solicitacoes.recalcular_relogios": crontab(minute=1),
    "solicitacoes.chamar_pelo_prazo": crontab(minute=25),
    "ouvidoria.avisar_vencidas": crontab(minute=8),
    "ouvidoria.cuidar_complementos": crontab(minute=18),
    "ouvidoria.notificar_quem_chegou": crontab(minute=28),
    "ouvidoria.recalcular_relogios": crontab(minute=2),
    "ouvidoria.lembrar_orgaos": crontab(hour=6, minute=44),
    "ouvidoria.lembrar_quem_apura": crontab(hour=6, minute=46),
    "ouvidoria.lembrar_ouvidoria": crontab(hour=6, minute=48),
    "esic.recalcular_relogios": crontab(minute=3),
    "esic.avisar_vencidos": crontab(minute=10),
    "esic.subir_de_oficio": crontab(minute=14),
    "esic.encerrar_passados": crontab(minute=20),
    "esic.notificar_quem_chegou": crontab(minute=30),
    "esic.lembrar": crontab(hour=6, minute=50),
    "guia.lembrar_prazos": crontab(hour=6, minute=52),
    "avisos.resumir_o_dia": crontab(hour=7, minute=0),
    "solicitacoes.mandar_resumo_da_semana": crontab(hour=7, minute=5, day_of_week="mon"),
    "avisos.limpar_notificacoes": crontab(hour=3, minute=35),
    "guia.lembrar_revisoes": crontab(hour=7, minute=10),
    "guia.guardar_buscas_sem_resultado": crontab(minute="*/10"),
    "guia.aprender_a_busca": 300.0,
    "guia.conferir_enderecos": crontab(hour=4, minute=10),
    "solicitacoes.mudar_de_unidade": crontab(minute=1),
    "roteamento.ligar_subordinadas": crontab(minute=2),
    "roteamento.conferir_rotas": crontab(hour=2, minute=50),
    "solicitacoes.medir_saidas": crontab(hour=3, minute=5),
    "solicitacoes.contar_a_quem_apoia": crontab(minute="*/10"),
    "solicitacoes.proteger_os_de_antes": crontab(minute="*/10"),
    "solicitacoes.contar_resolvidos": crontab(hour=3, minute=8),
    "solicitacoes.medir_tempos": crontab(hour=3, minute=11),
    "solicitacoes.contar_agregados": crontab(hour="0,6,9,12,15,18,21", minute=17),
    "solicitacoes.conferir_agregados": crontab(hour=3, minute=17),
    "portal.fazer_copias": 6.0,
    "contas.ler_planilhas": 6.0,
    "contas.esquecer_planilhas": crontab(minute=47),
    "portal.limpar_copias": crontab(minute=42),
    "portal.aplicar_retencao": crontab(hour=4, minute=40),
    "solicitacoes.cobrar_reaberturas": crontab(hour=6, minute=48),
    "atendimento.cuidar_das_conversas": 4.0,
    "atendimento.cuidar_das_paradas": 30.0,
    "atendimento.esquecer_redes": crontab(minute=37),
    "atendimento.acabar_esquecidos": 60.0,
    "atendimento.juntar_retornos": 300.0,
    "atendimento.esquecer_chamadas": crontab(minute=27),
    "atendimento.contar_os_dias": crontab(hour=3, minute=12),
    "atendimento.aplicar_a_guarda": crontab(hour=4, minute=50),
    "transparencia.publicar_dados": crontab(hour=1, minute=40),
    "transparencia.contar_avaliacao": crontab(hour=3, minute=14, day_of_week="mon"),
    "transparencia.publicar_avaliacao": crontab(hour=6, minute=40, month_of_year="3"),
    "transparencia.publicar_paineis": crontab(hour=3, minute=20),
    "transparencia.mandar_boletins": crontab(hour=7, minute=25),
    "transparencia.lembrar_medidas": crontab(hour=6, minute=42, month_of_year="1", day_of_month="5,15,25"),
    "transparencia.convidar_a_avaliar": crontab(hour=10, minute=30, day_of_week="tue"),
    "assistente.limpar_rascunhos": crontab(minute=22),
    "assistente.limpar_arquivos": crontab(hour=3, minute=20),
}
ENTRE_BATIDAS = 30.0
"""Segundos."""


def batidas(filas: Collection[str]) -> dict[str, dict[str, Any]]:
    """O `CELERY_BEAT_SCHEDULE`. O que expira antes da próxima volta não se acumula quando a fila para.

    Com `relative`, as de segundos caem em segundos inteiros, e sendo pares quase todas, juntas: a agenda
    acorda dez milésimos antes de cada hora que tem, e conta-os sem dormir.

    Por cada fila passa uma batida (`sp156.saude.estado`): a que ninguém lê fica sem ela, e diz-se qual é.
    """
    marcadas: dict[str, dict[str, Any]] = {
        nome: {
            "task": nome.replace(".", ".tasks.", 1),
            "schedule": quando,
            **({"options": {"expires": quando}, "relative": True} if isinstance(quando, float) else {}),
        }
        for nome, quando in AGENDA.items()
    }
    for fila in filas:
        marcadas[f"sp156.bater.{fila}"] = {
            "task": "sp156.tasks.bater",
            "schedule": ENTRE_BATIDAS,
            "relative": True,
            "args": (fila,),
            "options": {"expires": ENTRE_BATIDAS, "queue": fila},
        }
    return marcadas

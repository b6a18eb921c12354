"""Configuração única do projeto: tudo vem do ambiente.

Sem DATABASE_URL o projeto está no modo embutido (`sp156.embutido`), o único em que existem dados e senhas de
demonstração. Fora dele a partida é recusada quando falta segredo ou quando DEBUG está ligado.
"""

from pathlib import Path

import django_stubs_ext
from environs import FileAwareEnv

from sp156 import canais, configuracao, logs
from sp156.conta import *  # noqa: F403 - como se entra, igual em todo lugar
from sp156.metricas import defeitos
from sp156.web.csp import csp

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = FileAwareEnv()  # SECRET_KEY_FILE=/caminho também serve: é como os segredos chegam aos contêineres

# --- modo embutido e recusas -------------------------------------------------
EMBUTIDO = env.bool("SP156_EMBUTIDO", False)  # ligado só por `sp156.embutido`, que sobe os servidores locais
PASTA = env.path("SP156_PASTA", BASE_DIR / ".portal")  # os dados do modo embutido

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", configuracao.SEGREDO_EMBUTIDO if EMBUTIDO else "")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
CHAVES_DE_SELO: list[str] = env.list("CHAVES_DE_SELO", [configuracao.SELO_EMBUTIDO] if EMBUTIDO else [])
"""Chaves Fernet do selo de identidade, a mais nova primeiro; as outras só abrem. Troca: `girar_selo`."""
CHAVES_DE_ACESSO: list[str] = env.list("CHAVES_DE_ACESSO", [configuracao.ACESSO_EMBUTIDO] if EMBUTIDO else [])
"""Segredos de que derivam as chaves de acompanhar, o mais novo primeiro; tirar um mata os links dele."""
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["*"] if EMBUTIDO else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
ENDERECO_PUBLICO = env.str("ENDERECO_PUBLICO", "http://127.0.0.1:8000" if EMBUTIDO else "").rstrip("/")
"""Origem (esquema e nome) usada nos links dos avisos."""
HTTPS = env.bool("HTTPS", not EMBUTIDO)
CORREIO_URL = env.str("CORREIO_URL", "")
"""`smtp://usuario:senha@servidor:porta`, `smtp+tls://…` ou `smtps://…`; ou `nenhum`, e os avisos esperam."""
SEM_CORREIO = configuracao.SEM_CORREIO == CORREIO_URL
CORREIO_REMETENTE = env.str("CORREIO_REMETENTE", "")

if EMBUTIDO:
    configuracao.recusar_embutido_falso(env.str("DATABASE_URL"))
else:
    configuracao.recusar_insegura(
        configuracao.Producao(
            banco=env.str("DATABASE_URL", ""),
            fila=env.str("REDIS_URL", ""),
            debug=DEBUG,
            segredo=SECRET_KEY,
            chaves_de_selo=CHAVES_DE_SELO,
            chaves_de_acesso=CHAVES_DE_ACESSO,
            hosts=ALLOWED_HOSTS,
            endereco_publico=ENDERECO_PUBLICO,
            https=HTTPS,
            correio_url=CORREIO_URL,
        )
    )

# --- aplicativos ---------------------------------------------------------------
SALAS = [
    "contas",
    "avisos",
    "entrada",
    "protocolo",
    "documentos",
    "assistente",
    "guia",
    "roteamento",
    "solicitacoes",
    "esic",
    "ouvidoria",
    "portal",
    "atendimento",
    "transparencia",
]
"""Os nossos, de baixo para cima."""
INSTALLED_APPS = [
    "sp156.apps.Sp156Config",
    *SALAS,
    "entrada.govbr",
    "sp156.copia",
    "sp156.apps.AdministracaoConfig",  # o django.contrib.admin, com a nossa página inicial
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "import_export",
    "django.contrib.staticfiles",
    "django.forms",  # modelos de campos do Django, por baixo dos nossos em templates/django/forms
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "django_htmx",
    "simple_history",
]
if (BASE_DIR / "tests").is_dir():
    # os comandos medir_* e o ensaiar_falhas, que a imagem de produção não leva
    INSTALLED_APPS += ["tests.medicao", "tests.ensaio"]

MIDDLEWARE = [
    "sp156.metricas.pedidos.contadas",  # por fora: a demora e a situação são as que a pessoa tem
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # sem a CSP das páginas, que pesa meio KB por arquivo
    "sp156.web.middleware.numerado",
    "sp156.web.middleware.sem_guardar",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",  # por fora: também as recusas dos outros a levam
    "sp156.web.middleware.permissoes",
    "sp156.web.compressao.texto_comprimido",
    "transparencia.open311.guardas.erros_no_formato",  # por fora dos que respondem com uma página de erro
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "entrada.middleware.papeis_da_sessao",
    "sp156.web.middleware.conta_no_aparelho",
    "sp156.web.middleware.entrar_de_novo",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "sp156.web.depois_do_envio.endereco_proprio",
    "sp156.web.middleware.respostas_de_erro",
]

ROOT_URLCONF = "sp156.urls"
WSGI_APPLICATION = "sp156.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "avisos.context_processors.cidade",
            ],
            "builtins": [
                "django.contrib.humanize.templatetags.humanize",
                "portal.templatetags.pessoa",
                "portal.templatetags.portugues",
            ],
        },
    },
]

# --- acesso à informação ---------------------------------------------------------
ESIC_RECURSO_DE_OFICIO = env.bool("ESIC_RECURSO_DE_OFICIO", False)
"""O pedido, ou o recurso, que ninguém responde no prazo sobe sozinho à instância que cabe."""
ESIC_ORGAO_DE_QUEM_NAO_SABE = env.str("ESIC_ORGAO_DE_QUEM_NAO_SABE", "OGM")
"""A sigla do órgão que recebe o pedido de quem não sabe quem tem a informação, e o passa adiante."""

# --- o servidor web ---------------------------------------------------------------
WEB_PEDIDO_SEGUNDOS = env.float("WEB_PEDIDO_SEGUNDOS", 30.0)
"""Que uma página tem para responder; depois disso quem pediu recebe 503, e a thread conta como perdida."""
WEB_PERDIDAS_SEGUNDOS = env.float("WEB_PERDIDAS_SEGUNDOS", 60.0)
"""Que um processo fica com metade das threads perdida até sair, e outro entrar no lugar dele."""
WEB_MEMORIA_MB = env.int("WEB_MEMORIA_MB", 700)
"""Que cada processo da web pode ter; o que fica acima disto se refaz. Cheio, mediram-se 227 (ADR 0069)."""

# --- banco, cache e fila ---------------------------------------------------------
PROCESSO = env.str("SP156_PROCESSO", "comando")
"""Que tipo de processo é este: quem atende uma pessoa espera menos do banco do que uma rotina."""
DATABASES = {"default": configuracao.banco(env.str("DATABASE_URL"), PROCESSO)}
"""`?pooler=transacao` na URL diz que há um PgBouncer, ou outro, em modo de transação (`configuracao`)."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "sp156.cache.CacheTolerante",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}

CELERY_BROKER_URL = configuracao.fila_de(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "America/Sao_Paulo"
CELERY_TASK_ROUTES = {
    "documentos.tasks.conferir": {"queue": "arquivos"},
    "portal.tasks.fazer_copias": {"queue": "arquivos"},
    "contas.tasks.ler_planilhas": {"queue": "arquivos"},
    "avisos.tasks.entregar_no_canal": {"queue": "canais"},
    "atendimento.tasks.cuidar_das_conversas": {"queue": "segundos"},
    "avisos.tasks.entregar_urgentes": {"queue": "segundos"},
    "sp156.tasks.vigiar": {"queue": "canais"},
    "sp156.tasks.guardar_copia": {"queue": "copias"},
    "sp156.tasks.ensaiar_restauracao": {"queue": "copias"},
}
"""O que pode demorar tem fila e trabalhador seus: refazer um arquivo, copiar, o provedor lento.

O que tem segundos para agir também: mil e-mails por sair não seguram a fila das conversas nem o código de
quem entra.
"""
FILAS = ("celery", "canais", "segundos", "arquivos", "copias")
"""Cada uma com quem a leia: no embutido, o das tarefas lê a dos canais, e o dos arquivos a das cópias."""
CELERY_BEAT_SCHEDULE = configuracao.batidas(FILAS)

# --- arquivos ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", PASTA / "estaticos")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", PASTA / "arquivos")
ARQUIVOS_URL = env.str("ARQUIVOS_URL", "")
"""`s3://CHAVE:SEGREDO@servidor:porta/balde?regiao=…`: os arquivos num S3, que várias máquinas dividem."""
STORAGES = {
    "default": configuracao.arquivos(ARQUIVOS_URL),
    "staticfiles": {"BACKEND": "sp156.web.estaticos.ArmazenamentoComManifesto"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "documentos.limite_de_upload.LimiteDeEnvio",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documentos.limite_de_upload.ArquivoTemporario",
]
ESPACO_MINIMO_MB = env.int("ESPACO_MINIMO_MB", 500)
"""Com menos do que isto livre em MEDIA_ROOT, arquivos novos se recusam, e o resto do portal continua."""

# --- contas -----------------------------------------------------------------------
SOCIALACCOUNT_PROVIDERS = configuracao.govbr(
    cliente=env.str("GOVBR_CLIENT_ID", ""),
    segredo=env.str("GOVBR_SEGREDO", ""),
    emissor=env.str("GOVBR_EMISSOR", "https://sso.acesso.gov.br/"),
    enderecos={
        nome: env.str(f"GOVBR_{nome.upper()}", "") for nome in ("autorizacao", "token", "chaves", "saida")
    },
)
"""O gov.br, desligado sem GOVBR_CLIENT_ID. GOVBR_AUTORIZACAO, GOVBR_TOKEN, GOVBR_CHAVES e GOVBR_SAIDA trocam
os endereços do manual, um a um."""
AVISOS_POR_DIA_SEM_PROVA = env.int("AVISOS_POR_DIA_SEM_PROVA", 6)
"""Quantos avisos, de todos os casos, vão por dia a um e-mail ou celular que não é de uma conta; os outros
esperam o dia seguinte."""
AMOSTRA_MINIMO = env.int("AMOSTRA_MINIMO", 30)
"""Respostas a “foi resolvido?” que se buscam de cada serviço por trimestre; 0 não convida ninguém."""
AMOSTRA_POR_SEMANA = env.int("AMOSTRA_POR_SEMANA", 500)
"""Quantos convites, no máximo, saem numa rodada: cada um pode ser um SMS."""
QUEM_GUARDA_SIGILO = [
    "entrada.acesso.guarda_sigilo.pela_permissao",
    "roteamento.designados.quem_le_denuncias",
]
"""Consultas que dizem de quem o acesso só muda com duas pessoas (ADR 0035)."""
EFEITO_DA_DESIGNACAO = "roteamento.acoes.designacoes.designar"
"""O que faz uma proposta de designação, aceita."""
REGISTRADO_NO_ATENDIMENTO = "atendimento.acoes.registrado"
"""O que anota, no atendimento em que se registrou, a manifestação ou o pedido de informação."""
ENVIADO_DA_CONVERSA = "atendimento.acoes.pediu"
"""O que diz, na conversa que mandou um pedido já começado, que a pessoa o enviou."""
AO_SELAR = ["atendimento.acoes.desligar_do_selado"]
"""O que, ao selar, desliga do caso quem é a pessoa, fora de contas."""
AO_CONFERIR = ["atendimento.acoes.fotos_conferidas"]
"""O que se diz a quem mostra um arquivo, quando a quarentena o entrega ou o recusa."""
APARELHO_COOKIE_NAME = configuracao.nome_do_cookie("aparelho", https=HTTPS)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("ATRAS_DE_PROXY", False) else 0
"""Sem isto, atrás do proxy, a cidade toda dividiria um só limite de tentativas de entrada."""
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ONDE_TRABALHAM = ["roteamento.designados.onde_servem", "roteamento.designados.por_que_respondem"]
"""Caminhos chamados com o dia; cada um devolve, para uma lista de pessoas, o papel e onde se tem."""
INATIVIDADE_MINUTOS = env.int("INATIVIDADE_MINUTOS", 60)
"""Sem usar o portal por este tempo, quem entrou entra de novo (NIST SP 800-63B-4, 2.2.3). 0 desliga."""
ESPERA_DO_FATOR_NOVO_HORAS = env.int("ESPERA_DO_FATOR_NOVO_HORAS", 0 if EMBUTIDO else 24)
"""O segundo fator ligado há menos que isto não abre o selo: quem só tem a senha de outro não chega lá."""

DADOS_PESSOAIS = [f"{sala}.dados_pessoais" for sala in SALAS if sala not in {"entrada", "documentos"}]
"""O que cada aplicativo tem de uma pessoa: entregar, apagar, dizer por quê. De baixo para cima (ADR 0056)."""

# --- língua e tempo --------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
FORMAT_MODULE_PATH = ["sp156.formatos"]
TIME_ZONE = "America/Sao_Paulo"
USE_I18N = USE_TZ = True

# --- segurança -----------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^saude/(viva/)?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("ATRAS_DE_PROXY", False) else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = configuracao.nome_do_cookie("sessionid", https=HTTPS)
CSRF_FAILURE_VIEW = "sp156.web.falhas.sem_prova"
CSRF_COOKIE_NAME = configuracao.nome_do_cookie("csrftoken", https=HTTPS)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MAPA_TILES = env.str("MAPA_TILES", "") or env.str("MAPA_AZULEJOS", "")  # o nome de antes ainda vale
"""Modelo de endereço dos tiles do mapa, como `https://mapas.exemplo/{z}/{x}/{y}.png`. Vazio: sem mapa."""
MAPA_CREDITOS = env.str("MAPA_CREDITOS", "")
GEOCODIFICADOR_URL = configuracao.geocodificador(env.str("GEOCODIFICADOR_URL", ""))
"""Busca compatível com o Nominatim (`https://mapas.exemplo/search`), que recebe só a rua, o número e a
cidade, e só quando a base da cidade deixa dúvida. Vazio: nada sai daqui."""
SECURE_CSP = csp(MAPA_TILES, SOCIALACCOUNT_PROVIDERS)
PERMISSOES = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
"""O que as páginas podem pedir ao aparelho: só a localização, de quem marca o lugar do pedido."""

APLICATIVO_LIGADO = env.bool("APLICATIVO_LIGADO", True)
"""Desligado, o trabalhador de todo aparelho se apaga, com o que guardou, na primeira vez em que há rede."""

# --- saúde ------------------------------------------------------------------------------
SAUDE_SENHA = env.str("SAUDE_SENHA", "")
"""O que o monitoramento manda em `Authorization: Bearer …` a `/saude/detalhes/` e `/metricas/`. Vazia:
só quem entrou vê aquela, e ninguém esta."""
COPIA_DESTINO = configuracao.copias(env.str("COPIA_DESTINO", ""))
"""Onde a rotina põe as cópias: uma pasta noutro disco, ou um balde seu (`s3://…`). Vazia, não se fazem."""
COPIA_DESTINATARIO: list[str] = env.list("COPIA_DESTINATARIO", [])
"""As chaves públicas do age para que as cópias se cifram; a identidade, que as abre, guarda-se fora daqui."""
COPIA_IDENTIDADE = env.str("COPIA_IDENTIDADE", "")
"""O arquivo da identidade, só se o ensaio da semana se faz nesta máquina."""
COPIA_MARCA = env.str("COPIA_MARCA", "")
"""O arquivo que toca, quando acaba, quem copia por outro meio (pgBackRest)."""
ALERTAS_PARA = configuracao.alertas_para(env.list("ALERTAS_PARA", []))
"""A quem mais, além de quem administra, se diz o que está errado: e-mails e endereços https (webhooks)."""
VIGIAS = [
    "sp156.saude.vigias",
    "sp156.saude.vigias_da_instalacao",
    "sp156.copia.vigias",
    "avisos.alertas.vigias",
    "entrada.acesso.vigias",
    "documentos.refazer.vigias",
    "protocolo.rotinas.vigias",
    "guia.publicacao.vigias",
    "roteamento.conferencia.vigias",
    "solicitacoes.vigilancia.vigias",
    "transparencia.vigias",
]
"""Os módulos que dizem o que se vigia no portal, cada um com o seu GRUPO e os seus VIGIAS (ADR 0077)."""
DECISOES = [
    "guia.busca.decisoes",
    "roteamento.decisoes",
    "solicitacoes.decisoes",
    "protocolo.prazos.decisoes",
    "documentos.refazer.decisoes",
    "atendimento.conversa_municipe.decisoes",
    "esic.recursos.decisoes",
    "ouvidoria.manifestar.decisoes",
    "entrada.entrar.decisoes",
    "portal.meus_dados.decisoes",
    "transparencia.avaliacao.decisoes",
]
"""Os módulos que dizem o que o portal decide sozinho, cada um com o seu GRUPO e as suas DECISOES."""

# --- correio ----------------------------------------------------------------------------
MAILERS = configuracao.mailers(CORREIO_URL, CORREIO_REMETENTE)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CORREIO_REMETENTE or "SP156 <nao-responda@sp156.invalid>"
CANAIS = canais.do_ambiente(env, embutido=EMBUTIDO)
"""SMS, WhatsApp, aviso no aparelho e a caixa das devoluções: só os que a cidade ligou (`sp156.canais`)."""
SEGREDO_DA_TELEFONIA = canais.comprido("SEGREDO_DA_TELEFONIA", env.str("SEGREDO_DA_TELEFONIA", ""))
SEGREDO_DOS_RECIBOS = canais.segredo_dos_recibos(env.str("SEGREDO_DOS_RECIBOS", ""), CANAIS)

# --- planilhas do Guia ------------------------------------------------------------------
IMPORT_EXPORT_IMPORT_PERMISSION_CODE, IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "change", "view"
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"
"""Entre a prévia e a confirmação o arquivo fica no armazenamento privado, que todo processo vê."""

# --- rito do projeto ------------------------------------------------------------------------
REGRA_DE_CONTAGEM = env.str("REGRA_DE_CONTAGEM", "A")
"""A: o dia 1 é o primeiro dia útil depois do fato. B: o fato mais n dias. Ver `protocolo.prazos.contagem`."""

GUIA_CARGA = configuracao.guia_carga(env.str("GUIA_CARGA", "publicada"))
"""publicada: os textos que vêm com o projeto vão ao ar, com o aviso de que o órgão não os reviu.
em_revisao: esperam, fora do ar, que o órgão os publique. O que já está no ar não sai."""
GUIA_CONFERIR_ENDERECOS = env.bool("GUIA_CONFERIR_ENDERECOS", False)
"""De madrugada abrir os endereços oficiais do Guia, e só eles, e dizer à administração os que sumiram."""
HOSTS_DE_DENTRO: list[str] = env.list("HOSTS_DE_DENTRO", [])
"""Os servidores que não são da Internet toda e que essa rotina, ainda assim, pode abrir, na porta que for."""

PORTAL_ANTIGO = "https://sp156.prefeitura.sp.gov.br"
PORTAL_ANTIGO_NO_AR = env.bool("PORTAL_ANTIGO_NO_AR", ENDERECO_PUBLICO != PORTAL_ANTIGO)
"""Se o portal que atendia antes deste ainda atende. Não: o Guia deixa de mostrar as páginas dele, e a
administração as lista. De fábrica sim, salvo se este portal tomou o endereço dele."""

EXIGENCIAS_DE_PUBLICACAO = [
    "guia.publicacao.exigencias.campos",
    "roteamento.conferencia.exigencias.cobertura",
]
"""Caminhos chamados antes de publicar um serviço; cada um devolve a lista do que falta."""
AO_PUBLICAR_SIGILOSA = [
    "solicitacoes.acoes.sigilo.proteger_os_pedidos",
    "transparencia.sigiloso.tirar_do_ar",
]
"""O que as salas de cima fazem do que já têm do serviço, na transação que põe no ar a versão sigilosa."""
DESTINOS_DE_UM_SERVICO = "roteamento.consultas.destinos_por_extenso"  # lidos antes de publicar
PEDIDO_NUM_AVISO = "solicitacoes.admin.avisos.valores_do_pedido"  # o que um aviso diz de um pedido, na prévia
PEDIDOS_ABERTOS_DE_SERVICOS = "solicitacoes.consultas.abertos_por_servico"  # ditos antes de arquivar
SIMPLE_HISTORY_REVERT_DISABLED = True
LOGGING = logs.configuracao(env.str("NIVEL_DE_LOG", "INFO"), em_json=env.bool("LOG_EM_JSON", False))
defeitos.ligar(env.str("SENTRY_DSN", ""))

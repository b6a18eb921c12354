"""Como se entra, igual em todo lugar: a conta, a senha, o código por e-mail, o segundo fator."""

ACCOUNT_ADAPTER = "entrada.adaptador.Adaptador"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # o e-mail só se grava provado: pelo código, ou pela administração
ACCOUNT_FORMS = {
    "login": "entrada.forms.EntrarForm",
    "change_password": "entrada.forms.TrocarSenhaForm",
    "reset_password": "entrada.forms.PedirSenhaForm",
    "reset_password_from_key": "entrada.forms.EscolherSenhaForm",
    "reauthenticate": "entrada.forms.ConfirmarSenhaForm",
    "set_password": "entrada.forms.PrimeiraSenhaForm",
    "confirm_login_code": "entrada.forms.CodigoDoEmailForm",
    "confirm_reauthentication_code": "entrada.forms.ConfirmarPeloEmailForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a pessoa fica sabendo quando a senha ou o segundo fator mudam
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # a mensagem sai pela fila, e quem lê devagar tem tempo
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # para escolher a primeira senha; as outras páginas já o pedem
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # o computador da Praça é de todos: fechou o navegador, saiu
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/300s/key",
    "request_login_code": "5/600s/key",
    "reset_password": "20/m/ip",
}
"""Os erros de senha, os códigos e os links pedidos conta-os `entrada.entrar.tentativas`; este `login_failed`
é o dos números do aplicativo, por pessoa."""
MFA_ADAPTER = "entrada.adaptador.AdaptadorDeSegundoFator"
MFA_FORMS = {
    "authenticate": "entrada.forms.CodigoForm",
    "reauthenticate": "entrada.forms.ConfirmarCodigoForm",
    "activate_totp": "entrada.forms.LigarAplicativoForm",
    "add_webauthn": "entrada.forms.CadastrarChaveForm",
    "edit_webauthn": "entrada.forms.NomeDaChaveForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nada se adivinha: é só para não gastar a máquina
MFA_TOTP_TOLERANCE = 1  # o relógio do celular pode estar até 30 segundos fora
MFA_ALLOW_UNVERIFIED_EMAIL = True  # o e-mail da conta já está provado: ninguém toma o de outro
SOCIALACCOUNT_ADAPTER = "entrada.govbr.adaptador.AdaptadorDoGovBr"
SOCIALACCOUNT_EMAIL_REQUIRED = False  # há gov.br sem e-mail confirmado
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = False  # quem liga o gov.br à sua conta prova quem é antes de ir
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

AUTHENTICATION_BACKENDS = [
    "entrada.entrar.email_ou_cpf.EmailOuCpf",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "contas.segredos.senhas.SenhaAdivinhavel"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "contas.segredos.senhas.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # as de antes, trocadas quando a pessoa entra
]
AUTH_USER_MODEL = "contas.Usuario"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:area"
LOGOUT_REDIRECT_URL = "portal:inicio"
PAPEIS_DE_QUEM_ENTRA = ["roteamento.designados.papeis_de_quem_entra"]
"""Caminhos chamados com a pessoa e o dia; cada um devolve os papéis que ela tem."""
AO_SAIR = ["atendimento.conversa_atendente.saida.ao_sair"]
"""Caminhos chamados com quem sai; o que devolve um endereço leva lá antes, a dizer o que fica por fazer."""
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # vale também para quem só abriu um pedido com a chave

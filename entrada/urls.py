"""Endereços da conta: a lista exata das páginas do allauth que existem aqui.

Os nomes são os do allauth, que os procura. O que não está na lista não existe:
verificação por link e contas de redes sociais (do gov.br, só as nossas).
"""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as reserva
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as chave
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import path, re_path
from django.views.generic import View

from entrada import paginas_do_allauth, views
from entrada.entrar import por_codigo, por_email
from entrada.govbr.views import Sair, ir, saiu, volta
from entrada.views import recusar_com_422


def _de_todos(pagina: type[View]) -> Callable[..., HttpResponseBase]:
    """Uma página de entrar, que se abre sem ter entrado."""
    return login_not_required(recusar_com_422(pagina.as_view()))


urlpatterns = [
    path("", views.conta, name="conta"),
    path("login/", _de_todos(por_codigo.Entrar), name="account_login"),
    path("logout/", Sair.as_view(), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", recusar_com_422(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", recusar_com_422(account.password_change), name="account_change_password"),
    path("password/reset/", _de_todos(paginas_do_allauth.PedirSenha), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        recusar_com_422(paginas_do_allauth.EscolherSenha.as_view()),
        name="account_reset_password_from_key",
    ),
    path("govbr/", ir, name="govbr_login"),
    path("govbr/volta/", volta, name="govbr_volta"),
    path("govbr/saiu/", saiu, name="govbr_saiu"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", recusar_com_422(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", recusar_com_422(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "2fa/totp/activate/",
        recusar_com_422(paginas_do_allauth.LigarAplicativo.as_view()),
        name="mfa_activate_totp",
    ),
    path("2fa/totp/deactivate/", recusar_com_422(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", reserva.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        recusar_com_422(reserva.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        reserva.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/exigida/", views.segundo_fator_exigido, name="segundo_fator_exigido"),
    path("2fa/webauthn/", chave.list_webauthn, name="mfa_list_webauthn"),
    path(
        "2fa/webauthn/add/",
        recusar_com_422(paginas_do_allauth.CadastrarChave.as_view()),
        name="mfa_add_webauthn",
    ),
    path("2fa/webauthn/<int:pk>/edit/", recusar_com_422(chave.edit_webauthn), name="mfa_edit_webauthn"),
    path("2fa/webauthn/<int:pk>/remove/", chave.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/login/", login_not_required(chave.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        recusar_com_422(chave.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("sessions/", paginas_do_allauth.Aparelhos.as_view(), name="usersessions_list"),
    path("sessao/", views.sessao, name="sessao"),
    path(
        "password/set/",
        recusar_com_422(paginas_do_allauth.PrimeiraSenha.as_view()),
        name="account_set_password",
    ),
    path("criar/", _de_todos(por_codigo.CriarConta), name="account_signup"),
    path("criar/nome/", _de_todos(por_codigo.DizerONome), name="conta_nome"),
    path("seu-email/", recusar_com_422(por_email.PorEmail.as_view()), name="conta_email"),
    path(
        "seu-email/conferir/", recusar_com_422(por_email.ConferirEmail.as_view()), name="conta_email_codigo"
    ),
    path("troca/<str:token>/", views.recusar_troca, name="conta_recusar_troca"),
    path("codigo/", _de_todos(por_codigo.PedirCodigo), name="account_request_login_code"),
    path("codigo/conferir/", _de_todos(por_codigo.ConferirCodigo), name="account_confirm_login_code"),
    path(
        "reauthenticate/codigo/",
        recusar_com_422(account.request_reauthentication_code),
        name="account_request_reauthentication_code",
    ),
    path(
        "reauthenticate/codigo/conferir/",
        recusar_com_422(account.confirm_reauthentication_code),
        name="account_confirm_reauthentication_code",
    ),
]

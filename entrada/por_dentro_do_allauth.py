"""O que se usa do allauth e ele não promete manter: só daqui se importa, e um teste o confere.

- `record_authentication`: escrever na sessão por onde a pessoa passou. As portas que são nossas (o código, o
  gov.br, o fator ligado agora) têm de o dizer como as dele, e ele só o lê em público.
- `perform_login`: abrir a sessão de quem se provou por um código nosso, com as etapas dele (o segundo fator).
- `LoginCodeVerificationProcess`, `AbstractCodeVerificationProcess` e `login_stage_required`: o código à
  espera na sessão, as tentativas e a etapa em que ele está.
- `raise_if_reauthentication_required`: pedir que se confirme quem é; o decorador público não serve a uma
  página que só às vezes o pede.
- `LOGIN_SESSION_KEY`: onde fica quem espera o segundo fator, para dali tirar o CPF que o gov.br disse.
"""

from __future__ import annotations

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY

__all__ = [
    "LOGIN_SESSION_KEY",
    "AbstractCodeVerificationProcess",
    "LoginCodeVerificationProcess",
    "login_stage_required",
    "perform_login",
    "raise_if_reauthentication_required",
    "record_authentication",
]

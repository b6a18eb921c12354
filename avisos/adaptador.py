"""As mensagens da conta saem pela caixa de saída, e quem entra ou sai de um aparelho muda quem ele avisa."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override

from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from avisos import acoes
from avisos.models import Aviso
from avisos.textos import CODIGO, LINK
from contas.entrada import aparelhos
from contas.entrada.adaptador import Adaptador


class AdaptadorComCaixaDeSaida(Adaptador):
    """O do projeto (`contas.entrada.adaptador`), com o correio na fila dos avisos."""

    @override
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Os avisos de quem usava antes este aparelho não são de quem entra agora."""
        super().login(request, user)
        daqui = aparelhos.do_pedido(request)
        acoes.calar_aparelho(contas=daqui.get("c", []), aparelho=daqui.get("a", ""), menos=user.pk)

    @override
    def logout(self, request: HttpRequest) -> None:
        """Quem sai deixa de receber aqui."""
        aparelho = aparelhos.do_pedido(request).get("a", "")
        acoes.calar_aparelho(contas=[request.user.pk or 0], aparelho=aparelho)
        super().logout(request)

    @override
    def encerrar(self, request: HttpRequest, sessoes: Sequence[UserSession], *, todas: bool) -> None:
        """O aparelho em que se fecha a conta já não recebe avisos; fechando todas, só este recebe."""
        quem, daqui = request.user.pk or 0, aparelhos.do_pedido(request).get("a", "")
        if todas:
            acoes.calar_os_outros(conta=quem, aparelho=daqui)
        for aparelho in {aparelhos.da_sessao(sessao.session_key) for sessao in sessoes} - {daqui}:
            acoes.calar_aparelho(contas=[quem], aparelho=aparelho)
        super().encerrar(request, sessoes, todas=todas)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> Aviso:
        """Escreve o aviso; o link que escolhe a senha só nasce na entrega, e o código espera cifrado."""
        if codigo := context.get("code", ""):
            mensagem = self.render_mail(template_prefix, email, {**context, "code": CODIGO})
            return acoes.escrever_codigo(
                email=email, assunto=mensagem.subject, corpo=str(mensagem.body), codigo=codigo
            )
        if "password_reset_url" in context:
            context = {**context, "password_reset_url": LINK}
        mensagem = self.render_mail(template_prefix, email, context)
        return acoes.escrever_da_conta(
            qual=template_prefix, email=email, assunto=mensagem.subject, corpo=str(mensagem.body)
        )

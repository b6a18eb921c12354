"""As mensagens da conta saem pela caixa de saída: quem pede a senha não espera o servidor de correio."""

from __future__ import annotations

from typing import Any, override

from avisos import acoes
from avisos.models import Aviso
from avisos.textos import CODIGO, LINK
from contas.entrada.adaptador import Adaptador


class AdaptadorComCaixaDeSaida(Adaptador):
    """O do projeto (`contas.entrada.adaptador`), com o correio na fila dos avisos."""

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

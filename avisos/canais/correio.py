"""O e-mail, por SMTP: o primeiro canal, e o único que leva o texto inteiro e o link com a chave."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from avisos.canais.base import Resultado, adiado, recusado
from avisos.canais.destinos import saudacao
from avisos.models import Aviso, Cidade, Envio
from avisos.situacoes import SituacaoDoEnvio
from avisos.textos import CODIGO, LINK
from contas.segredos import chaves
from contas.segredos.link_da_chave import link_para_abrir
from contas.segredos.link_da_senha import link_para_escolher

RECUSA_PARA_SEMPRE = 500
"""Do 500 em diante a recusa é definitiva; 4xx é passageira (RFC 5321, 4.2.1)."""


class SemCorreio(BaseEmailBackend):
    """A cidade que não tem correio (CORREIO_URL=nenhum): nada se joga fora dizendo que saiu."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:  # noqa: ARG002
        raise OSError("CORREIO_URL diz nenhum: a cidade não manda e-mail.")


class Correio:
    """Uma conexão para o lote todo, que só serve a uma thread."""

    em_paralelo = 1

    def __init__(self) -> None:
        self.conexao, self.cidade = mailers.default, Cidade.atual()

    def enviar(self, envio: Envio, para: str, _texto: str) -> Resultado:
        """O aceite não diz que chegou: o que volta é lido depois (`avisos.recibos`)."""
        self.conexao.open()  # sem isto cada mensagem abriria, e fecharia, a sua
        try:
            self.conexao.send_messages([montar_mensagem(envio.aviso, para, self.cidade)])
        except smtplib.SMTPRecipientsRefused as recusa:
            codigo, motivo = next(iter(recusa.recipients.values()))
            if codigo < RECUSA_PARA_SEMPRE:
                raise
            return recusado(f"{codigo} {motivo.decode(errors='replace')}")
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as sem_resposta:
            self.fechar()
            return adiado(f"{type(sem_resposta).__name__}: {sem_resposta}", talvez=True)
        except ValueError:  # passou no formulário, mas não se escreve num envelope (IDN impossível)
            return recusado("O endereço de e-mail não existe.")
        return Resultado(SituacaoDoEnvio.ENVIANDO, id=envio.aviso.message_id)

    def fechar(self) -> None:
        self.conexao.close()


def link_de(protocolo: str) -> str:
    """Endereço que abre o caso por inteiro: leva a chave de acesso."""
    return f"{settings.ENDERECO_PUBLICO}/acompanhar/{protocolo}/{chaves.chave_de(protocolo)}/"


def _link_do(aviso: Aviso) -> str:
    """O que o texto pede: abrir o caso, trocar a chave dele ou, de quem tem conta, escolher a senha.

    Só existe na mensagem.
    """
    if LINK not in aviso.corpo:
        return ""
    if aviso.modelo == Aviso.CHAVE_PERDIDA:
        return link_para_abrir(aviso.protocolo)
    return link_para_escolher(aviso.usuario) if aviso.usuario else link_de(aviso.protocolo)


def _nome_do_link(aviso: Aviso) -> str:
    if aviso.modelo == Aviso.CHAVE_PERDIDA:
        return "Abrir com uma chave nova"
    return "Escolher a senha" if aviso.usuario_id else "Abrir a página do protocolo"


def _para_sair(endereco: str) -> dict[str, str]:
    """O que o programa de correio lê para oferecer deixar de receber com um toque (RFC 8058)."""
    if not endereco:
        return {}
    return {"List-Unsubscribe": f"<{endereco}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def montar_mensagem(aviso: Aviso, endereco: str, cidade: Cidade, link: str = "") -> EmailMultiAlternatives:
    """Texto e HTML do mesmo aviso, com o link posto agora; `link` só é dado nos exemplos."""
    link = link or _link_do(aviso)
    guardado = chaves.decifrar(bytes(aviso.para_cifrado)) if aviso.para_cifrado else {}
    corpo = aviso.corpo.replace(CODIGO, guardado.get("codigo", "")) if guardado else aviso.corpo
    paragrafos = corpo.split("\n\n")
    contexto = {
        "aviso": aviso,
        "paragrafos": paragrafos,
        "marca": LINK,
        "link": link,
        "texto_do_link": _nome_do_link(aviso),
        "saudacao": saudacao(aviso, endereco),
        "cidade": cidade,
    }
    texto = render_to_string("avisos/mensagem.txt", {**contexto, "corpo": corpo.replace(LINK, link)})
    mensagem = EmailMultiAlternatives(
        subject=aviso.assunto,
        body=texto,
        to=[endereco],
        headers={
            "Message-ID": aviso.message_id,
            "Auto-Submitted": "auto-generated",
            **_para_sair(guardado.get("sair", "")),
        },
    )
    mensagem.attach_alternative(render_to_string("avisos/mensagem.html", contexto), "text/html")
    return mensagem

"""O contato de quem conversa: deixá-lo, prová-lo com um código, e mandar a ele a resposta e a transcrição."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from atendimento.acoes.da_conversa import JA_ACABOU, gravar, travar_mesmo_acabada
from atendimento.acoes.da_conversa import escrever as escrever_mensagem
from atendimento.acoes.dizer import dizer
from atendimento.conversa import transcricao
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import SEM_NADA_DEPOIS, DeQuem, Fim
from avisos.acoes import chave_do_aviso, escrever
from avisos.canais.base import ligado
from avisos.canais.destinos import celular
from avisos.models import Aviso
from avisos.situacoes import Canal
from contas.models import Interessado, Usuario
from contas.nome_de_gente import primeiro_nome
from entrada.entrar import prova
from protocolo.erros import RecusaDeAcao, RecusaNoCampo, TransicaoProibida
from protocolo.prazos.em_palavras import dia
from referencia.enderecos import inteiro
from referencia.limite_de_tentativas import dentro_do_limite

TRANSCRICAO = "conversa_transcricao"
VALE = timedelta(seconds=prova.VALE)
UM_A_CADA = timedelta(minutes=1)
NUM_DIA = 6
"""Códigos que uma conversa manda, a quantos contatos forem."""
DA_REDE_POR_HORA = 20
PARA_A_COPIA = timedelta(days=1)
"""Depois do fim, por este tempo ainda se deixa um e-mail e se pede o código que o prova."""
COPIAS_POR_HORA = 3
"""Cópias da conversa que vão a um e-mail numa hora, de quantas conversas forem."""
SEM_CONTATO = "Deixe primeiro um e-mail ou um celular: o código vai para lá."
ESPERE = "O código já foi mandado. Espere um minuto para pedir outro."
NAO_CONFERE = "O código não confere. Veja se é o último que chegou."
NAO_VALE_MAIS = "Este código deixou de valer. Peça outro."
CODIGO_FOI = (
    "Mandamos um código de 6 números ao contato que você deixou. Escreva-o em “Escrever o código”, nesta "
    "página, e nunca na conversa."
)
CONFIRMADO = "O contato foi confirmado com o código."
MUITOS_DAQUI = "Já mandamos muitos códigos daqui. Baixe a cópia, ou tente mais tarde."
POR_PROVAR = "Prove primeiro que o e-mail é seu: mandamos um código a ele."
SEM_EMAIL = "Deixe um e-mail: a transcrição vai para lá."
MUITAS_COPIAS = "Já mandamos muitas cópias a este e-mail. Espere uma hora, ou baixe a sua."
DEIXE_O_CONTATO = (
    "Ainda não sei responder. Para onde mando a resposta? Toque em “Mais opções”, depois em “Deixar o meu "
    "contato”, e escreva um e-mail ou um telefone."
)
SEM_RESPOSTA = "Escreva a resposta antes de encerrar: é ela que vai ao contato."


@transaction.atomic
def deixar_contato(*, conversa: Conversa, nome: str, email: str = "", telefone: str = "") -> Conversa:
    """O que a pessoa declarou de si; outro contato deixa de estar provado, e outro nome no mesmo celular.

    O celular passa de mão em mão em casa: o que ele prova, prova do nome que se disse antes.

    Também no dia depois do fim, para levar a cópia; levanta TransicaoProibida passado ele.
    """
    travada = _travar_para_o_contato(conversa)
    quem = travada.interessado or Interessado(identidade=Interessado.Identidade.DECLARADA)
    outro_nome = not quem.email and quem.nome.casefold() != nome.casefold()
    if outro_nome or (quem.email, quem.telefone) != (email.lower(), telefone):
        travada.contato_provado_em, travada.prova = None, None
    if quem.pk and quem.email != email.lower():  # a cópia que ainda não saiu era para o de antes
        Aviso.objects.filter(interessado=quem, modelo=TRANSCRICAO, situacao=Aviso.Situacao.PENDENTE).delete()
    quem.nome, quem.email, quem.telefone = nome, email.lower(), telefone
    quem.save()
    travada.interessado = quem
    gravar(travada)
    return travada


def pedir_o_contato(*, conversa: Conversa, por: Usuario) -> Mensagem:
    """Quem atende pede, na conversa, aonde mandar a resposta que não dá já."""
    return dizer(conversa=conversa, de=DeQuem.ATENDENTE, texto=DEIXE_O_CONTATO, chave=uuid4(), autor=por)


def _travar_para_o_contato(conversa: Conversa) -> Conversa:
    travada = travar_mesmo_acabada(conversa)
    acabou = travada.encerrada_em
    if acabou and (travada.fim in SEM_NADA_DEPOIS or acabou < timezone.now() - PARA_A_COPIA):
        raise TransicaoProibida(JA_ACABOU)
    return travada


def tem_email_provado(conversa: Conversa) -> bool:
    """O e-mail é o da conta, que já o confirmou, ou o código que foi a ele voltou."""
    email = conversa.interessado.email if conversa.interessado else ""
    da_conta = conversa.conta.email if conversa.conta else ""
    return bool(email) and (conversa.contato_provado_em is not None or email == (da_conta or "").lower())


@transaction.atomic
def mandar_codigo(*, conversa: Conversa, rede: str = "") -> Conversa:
    """Um código de 6 números ao e-mail, ou ao celular, que a conversa já tem, e a nenhum outro.

    Levanta RecusaNoCampo se não há contato que o receba; RecusaDeAcao a quem pede muitos daqui. O que o
    contato já não recebe não vai, e nada o diz (`prova.mandar`).
    """
    travada, agora = _travar_para_o_contato(conversa), timezone.now()
    quem = travada.interessado
    email, numero = (quem.email, _celular(quem)) if quem else ("", "")
    if not (email or numero):
        raise RecusaNoCampo(SEM_CONTATO, "contato")
    if travada.prova_em and travada.prova_em > agora - UM_A_CADA:
        raise RecusaDeAcao(ESPERE)
    if not _dentro_do_limite_daqui(travada, rede):
        raise RecusaDeAcao(MUITOS_DAQUI)
    travada.prova = prova.mandar(email or numero, por_sms=not email).encode()
    travada.prova_em = agora
    travada.provas_erradas = 0
    _avisar(travada, CODIGO_FOI, agora)
    return travada


def _dentro_do_limite_daqui(travada: Conversa, rede: str) -> bool:
    """Ninguém usa a conversa para encher o e-mail dos outros."""
    da_conversa = dentro_do_limite("conversa-codigo-da", str(travada.pk), vezes=NUM_DIA, segundos=86400)
    if not da_conversa or not rede:
        return da_conversa
    return dentro_do_limite("conversa-codigo-rede", rede, vezes=DA_REDE_POR_HORA, segundos=3600)


def _avisar(travada: Conversa, texto: str, em: datetime) -> None:
    """Enquanto se conversa, fica dito nela; depois do fim não se acrescenta nada ao que se disse."""
    if travada.aberta:
        escrever_mensagem(travada, de=DeQuem.AVISO, texto=texto, em=em)
    gravar(travada)


def conferir_codigo(*, conversa: Conversa, codigo: str) -> Conversa:
    """Quem acerta provou que o contato é seu. Levanta RecusaNoCampo; o erro conta, e três acabam com ele."""
    travada, falta = _conferir(conversa, codigo)
    if falta:
        raise RecusaNoCampo(falta, "codigo")
    return travada


@transaction.atomic
def _conferir(conversa: Conversa, codigo: str) -> tuple[Conversa, str]:
    travada, agora = _travar_para_o_contato(conversa), timezone.now()
    if not travada.prova or not travada.prova_em or travada.prova_em < agora - VALE:
        return travada, NAO_VALE_MAIS
    try:
        certo = prova.confere(bytes(travada.prova).decode(), codigo)
    except InvalidToken:  # as chaves do selo mudaram no meio
        return travada, NAO_VALE_MAIS
    if certo:
        travada.contato_provado_em, travada.prova = agora, None
        _avisar(travada, CONFIRMADO, agora)
        return travada, ""
    travada.provas_erradas += 1
    if travada.provas_erradas >= prova.ERROS:
        travada.prova = None
    travada.save(update_fields=["provas_erradas", "prova"])
    return travada, NAO_CONFERE if travada.prova else NAO_VALE_MAIS


def _celular(quem: Interessado) -> str:
    return celular(quem.telefone) if ligado(Canal.SMS) else ""


@transaction.atomic
def mandar_transcricao(*, conversa: Conversa) -> Aviso:
    """A conversa inteira, por e-mail, ao que se provou; de novo, só se houve mais mensagens.

    Levanta RecusaNoCampo se não há e-mail, ou não se provou; RecusaDeAcao a quem pede muitas;
    TransicaoProibida se era denúncia: nada dela sai.
    """
    travada = travar_mesmo_acabada(conversa)
    if travada.fim == Fim.DENUNCIA:
        raise TransicaoProibida("Desta conversa não há transcrição.")
    if travada.interessado is None or not travada.interessado.email:
        raise RecusaNoCampo(SEM_EMAIL, "email")
    if not tem_email_provado(travada):
        raise RecusaNoCampo(POR_PROVAR, "email")
    marca = sha256(travada.interessado.email.encode()).hexdigest()
    if not dentro_do_limite("conversa-copia", marca, vezes=COPIAS_POR_HORA, segundos=3600):
        raise RecusaDeAcao(MUITAS_COPIAS)
    return _ao_contato(travada, travada.interessado, TRANSCRICAO, {"conversa": transcricao(travada)})


def mandar_resposta(travada: Conversa) -> None:
    """Ao contato, o que quem atende escreveu depois da última mensagem da pessoa.

    A pergunta e o nome só se repetem a quem provou o e-mail: noutro e-mail,
    seria um estranho a escrever em nosso nome.
    """
    da_pessoa = travada.mensagens.filter(de=DeQuem.PESSOA).order_by("-ordem").first()
    depois = travada.mensagens.filter(de=DeQuem.ATENDENTE, ordem__gt=da_pessoa.ordem if da_pessoa else 0)
    resposta = "\n\n".join(depois.order_by("ordem").values_list("texto", flat=True))
    if not resposta:
        raise TransicaoProibida(SEM_RESPOSTA)
    if travada.interessado:
        provado = tem_email_provado(travada)
        sem_conta = not travada.interessado.usuario_id  # a quem a tem, a saudação já diz o nome
        nome = primeiro_nome(travada.interessado.nome) if provado and sem_conta else ""
        contexto = {
            "resposta": resposta,
            "pergunta": da_pessoa.texto if da_pessoa and provado else "",
            "quem": f"você, {nome}," if nome else "você",
            "dia": dia(travada.comecada_em),
            "pagina": inteiro(reverse("conversa:inicio")),
        }
        _ao_contato(travada, travada.interessado, "conversa_respondida", contexto)


def _ao_contato(travada: Conversa, quem: Interessado, modelo: str, contexto: dict[str, str]) -> Aviso:
    """Na caixa de saída, uma vez só por mensagem a que a conversa chegou."""
    ordem = travada.ultima
    if ja := Aviso.objects.filter(chave=chave_do_aviso("", ordem, modelo, quem.pk)).first():
        return ja
    aviso = escrever(modelo=modelo, contexto=contexto, interessado=quem, protocolo="", ordem=ordem)
    aviso.canal = Canal.EMAIL if quem.email else aviso.canal
    aviso.save(force_insert=True)
    return aviso


def da_conta(conta: Usuario) -> Interessado:
    """Quem conversa com a conta já diz o nome e o contato dela."""
    return Interessado.objects.create(
        usuario=conta,
        identidade=Interessado.Identidade.DECLARADA,
        nome=conta.nome,
        email=conta.email or "",
        telefone=conta.celular or "",
    )

"""O boletim da semana de um distrito, por e-mail: assinar, deixar de receber e mandar.

A rotina passa todo dia, e cada assinatura guarda até que dia já se contou: o que parou no meio acaba no dia
seguinte, sem repetir nem perder. Semana sem novidade não tem boletim.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from cryptography.fernet import InvalidToken
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from avisos.acoes import escrever_ao_contato
from contas.segredos import chaves
from protocolo.erros import TransicaoProibida
from protocolo.prazos.em_palavras import contar
from protocolo.prazos.relogio import ultimo_domingo
from referencia.enderecos import inteiro
from transparencia.bairro.lugares import slug_de
from transparencia.bairro.novidades import UM_DIA, Lugar, novidades, ontem, quantas
from transparencia.models import AssinaturaDoBoletim

MODELO = "conta_boletim"
CITADAS = 20
"""Quantas novidades a mensagem escreve; as outras ficam na página."""
POR_EMAIL = 20
MUITOS = "Este e-mail já recebe muitos boletins. Deixe de receber algum antes."
SAL = "transparencia.boletim"


@transaction.atomic
def assinar(*, email: str, lugar: Lugar, agora: datetime) -> AssinaturaDoBoletim:
    """Quem provou este e-mail passa a receber; de novo, não muda nada. O primeiro conta desde hoje."""
    if lugar.distrito is None:
        raise ValueError("O boletim é de um distrito.")
    qual = {"contato": email, "distrito": lugar.distrito, "servico": lugar.servico}
    if AssinaturaDoBoletim.objects.filter(contato=email).count() >= POR_EMAIL:
        if achada := AssinaturaDoBoletim.objects.filter(**qual).first():
            return achada
        raise TransicaoProibida(MUITOS)
    novo = {"ate": ontem(agora), "desde": agora}
    return AssinaturaDoBoletim.objects.get_or_create(**qual, defaults=novo)[0]


def chave_de(assinatura: AssinaturaDoBoletim) -> str:
    """Vai só na mensagem, e nem quantos assinam se lê nela: com ela se deixa de receber."""
    return chaves.cifrar({"boletim": str(assinatura.pk)}).decode()


def pk_da(chave: str) -> int | None:
    """A assinatura de que é a chave, ainda que já não exista; None se não fomos nós que a assinamos."""
    with suppress(InvalidToken, KeyError):
        return int(chaves.decifrar(chave.encode())["boletim"])
    try:  # as que já saíram por e-mail eram só assinadas, e continuam a valer
        return int(signing.Signer(salt=SAL).unsign(chave))
    except (signing.BadSignature, ValueError):
        return None


def a_de(pk: int) -> AssinaturaDoBoletim | None:
    """A que ainda existe."""
    return AssinaturaDoBoletim.objects.select_related("distrito", "servico__publicada").filter(pk=pk).first()


def deixar(*, pk: int) -> None:
    """O e-mail se apaga; de novo, não muda nada."""
    AssinaturaDoBoletim.objects.filter(pk=pk).delete()


def mandar(agora: datetime) -> int:
    """Escreve na caixa de saída os boletins que faltam da semana que acabou; devolve quantos."""
    ate = ultimo_domingo(timezone.localdate(agora))
    a_contar = list(AssinaturaDoBoletim.objects.a_contar(ate).values_list("pk", flat=True))
    return sum(_mandar(pk, ate) for pk in a_contar)


@transaction.atomic
def _mandar(pk: int, ate: date) -> bool:
    """O aviso e o dia até que se contou gravam-se juntos, ou nenhum."""
    travadas = AssinaturaDoBoletim.objects.select_related("distrito", "servico__publicada").select_for_update(
        of=("self",)
    )
    assinatura = travadas.filter(pk=pk, ate__lt=ate).first()
    if assinatura is None:  # deixou de receber, ou outra rodada já o mandou
        return False
    de, assinatura.ate = assinatura.ate + UM_DIA, ate
    assinatura.save(update_fields=["ate"])
    contexto = _texto(assinatura, de, ate)
    aviso = contexto and escrever_ao_contato(
        modelo=MODELO,
        contexto=contexto,
        contato=assinatura.contato,
        chave=f"boletim/{assinatura.pk}/{ate.isoformat()}",
        sair=contexto["sair"],
    )
    if not aviso:
        return False
    aviso.save(force_insert=True)
    return True


def _texto(assinatura: AssinaturaDoBoletim, de: date, ate: date) -> dict[str, str]:
    """O que a mensagem diz; vazio se não houve nada."""
    lugar = Lugar(assinatura.distrito, assinatura.servico)
    abertos, encerrados = quantas(lugar, de, ate)
    if not abertos + encerrados:
        return {}
    pagina = inteiro(reverse("bairro:bairro", args=[slug_de(assinatura.distrito)]))
    linhas = [
        f"- {uma.dia:%d/%m}, {uma.o_que.lower()}: {uma.servico}\n  "
        + inteiro(reverse("solicitacoes:junto", args=[uma.chave]))
        for uma in novidades(lugar, de, ate, CITADAS)
    ]
    return {
        "lugar": str(lugar),
        "periodo": f"de {de:%d/%m} a {ate:%d/%m/%Y}",
        "quantos": " e ".join(
            [contar(abertos, "pedido", "pedidos"), contar(encerrados, "encerrado", "encerrados")]
        ),
        "lista": "\n".join(linhas),
        "pagina": f"{pagina}?servico={assinatura.servico.slug}" if assinatura.servico else pagina,
        "sair": inteiro(reverse("bairro:sair", args=[chave_de(assinatura)])),
    }

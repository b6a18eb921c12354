"""Pedir a cópia dos dados, fazê-la fora da página, e apagá-la quando vence."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from avisos.acoes import escrever_da_conta
from contas.dados_pessoais.pessoa import da_conta
from contas.models import CopiaDosDados, Usuario
from documentos.disco import gravando
from portal.meus_dados.pacote import escrever
from protocolo.erros import TransicaoProibida
from referencia.enderecos import inteiro

UMA_A_CADA = timedelta(hours=6)
VALE = timedelta(days=7)
PRESA = timedelta(minutes=10)
"""Quem a começou há mais tempo do que isto caiu: outro a toma."""
MAIS_TENTATIVAS = 3
PASTA = "copias"
CEDO = "Você já pediu uma cópia há menos de seis horas. Espere para pedir outra."
PRONTA = (
    "A cópia dos seus dados está pronta.\n\n"
    "Para baixá-la, entre na sua conta e abra: {endereco}\n\n"
    "Ela fica ali por sete dias e depois é apagada. Se não foi você que pediu, troque a sua senha."
)
registro = logging.getLogger(__name__)


def ultima(usuario: Usuario) -> CopiaDosDados | None:
    """A mais nova que ainda diz alguma coisa: a caminho, pronta ou que não deu."""
    return CopiaDosDados.objects.filter(usuario=usuario).order_by("-pedida_em").first()


def pode_pedir_em(usuario: Usuario) -> datetime:
    """Quando se pode pedir a próxima; a que não deu não conta."""
    que_valem = CopiaDosDados.objects.filter(usuario=usuario, falhou=False)
    nova = que_valem.order_by("-pedida_em").values_list("pedida_em", flat=True).first()
    return nova + UMA_A_CADA if nova else timezone.now()


@transaction.atomic
def pedir(*, usuario: Usuario) -> CopiaDosDados:
    """Uma a cada seis horas; a rotina a faz em segundos. Levanta TransicaoProibida."""
    Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)  # duas abas pedem uma só
    if pode_pedir_em(usuario) > timezone.now():
        raise TransicaoProibida(CEDO)
    return CopiaDosDados.objects.create(usuario=usuario)


def fazer_uma() -> bool:
    """Faz a mais antiga que espera; falso se nenhuma espera. A que falha três vezes fica dita à pessoa."""
    copia = _tomar(timezone.now())
    if copia is None or copia.falhou:
        return copia is not None
    try:
        nome = _gravar(copia)
    except Exception:  # noqa: BLE001  tenta-se de novo, e a que não dá se diz à pessoa
        registro.exception("a cópia %s não se fez na tentativa %s", copia.pk, copia.tentativas)
        if copia.tentativas >= MAIS_TENTATIVAS:
            CopiaDosDados.objects.filter(pk=copia.pk).update(falhou=True)
        return True
    _entregar(copia, nome)
    return True


@transaction.atomic
def _tomar(agora: datetime) -> CopiaDosDados | None:
    esperam = CopiaDosDados.objects.filter(pronta_em=None, falhou=False)
    livres = esperam.filter(Q(tomada_em=None) | Q(tomada_em__lt=agora - PRESA))
    copia = livres.select_for_update(skip_locked=True, of=("self",)).order_by("pedida_em").first()
    if copia is None:
        return None
    copia.tomada_em, copia.tentativas = agora, copia.tentativas + 1
    copia.falhou = copia.tentativas > MAIS_TENTATIVAS  # quem a fazia caiu, todas as vezes
    copia.save(update_fields=["tomada_em", "tentativas", "falhou"])
    return copia


def _gravar(copia: CopiaDosDados) -> str:
    """O nome é sorteado e o arquivo se grava antes da linha; interrompido, a limpeza o apaga."""
    with TemporaryFile() as pacote, gravando():
        escrever(da_conta(copia.usuario), pacote, timezone.now())
        pacote.seek(0)
        return default_storage.save(f"{PASTA}/{copia.pk}-{copia.tentativas}.zip", File(pacote))


@transaction.atomic
def _entregar(copia: CopiaDosDados, nome: str) -> None:
    """Se a conta se apagou enquanto isso, o pacote some com ela."""
    agora = timezone.now()
    feita = CopiaDosDados.objects.filter(pk=copia.pk, pronta_em=None)
    if not feita.update(arquivo=nome, pronta_em=agora, vence_em=agora + VALE):
        default_storage.delete(nome)
        return
    if copia.usuario.email:
        endereco = inteiro(reverse("portal:meus_dados_copia"))
        escrever_da_conta(
            qual="copia_dos_dados",
            email=copia.usuario.email,
            assunto="A cópia dos seus dados está pronta",
            corpo=PRONTA.format(endereco=endereco),
        )


def limpar(*, em: datetime) -> int:
    """Apaga as vencidas, as que não deram e os pacotes que ficaram sem linha; diz quantas linhas."""
    velhas = CopiaDosDados.objects.filter(Q(vence_em__lt=em) | Q(falhou=True, pedida_em__lt=em - VALE))
    nomes = [nome for nome in velhas.values_list("arquivo", flat=True) if nome]
    apagadas, _ = velhas.delete()
    for nome in [*nomes, *_sem_linha(em)]:
        default_storage.delete(nome)
    return apagadas


def _sem_linha(em: datetime) -> list[str]:
    try:
        _, soltos = default_storage.listdir(PASTA)
    except FileNotFoundError:
        return []
    nomes = {f"{PASTA}/{nome}" for nome in soltos}
    conhecidos = CopiaDosDados.objects.filter(arquivo__in=nomes).values_list("arquivo", flat=True)
    de_ninguem = nomes - set(conhecidos)
    return [nome for nome in de_ninguem if default_storage.get_modified_time(nome) < em - UMA_A_CADA]

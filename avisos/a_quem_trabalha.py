"""O e-mail a quem trabalha: se a pessoa o quer e como se escreve; e o que se diz a alguém da sua conta."""

from __future__ import annotations

from collections.abc import Mapping

from avisos.models import Aviso, ModeloDeAviso
from avisos.situacoes import Canal
from avisos.textos import renderizar
from contas.models import Usuario


def quer(quem: Usuario, qual: str) -> bool:
    """A pessoa entra no sistema, tem e-mail e não recusou este resumo; quem nada disse quer todos."""
    preferencia = getattr(quem, "preferencia_de_avisos", None)
    return bool(quem.is_active and quem.email and (preferencia is None or getattr(preferencia, qual)))


def escrever_a_quem_trabalha(
    quem: Usuario, modelo: str, chave: str, valores: Mapping[str, str], protocolo: str = ""
) -> Aviso:
    """A mensagem a um servidor, sem gravar; a chave e a pessoa garantem que ela não nasce duas vezes."""
    texto = renderizar(ModeloDeAviso.objects.get(chave=modelo), valores)
    return Aviso(
        chave=f"{chave}/u{quem.pk}",
        usuario=quem,
        protocolo=protocolo,
        modelo=modelo,
        assunto=texto.assunto,
        corpo=texto.corpo,
        canal=Canal.EMAIL if quem.email else "",
    )


def avisar_da_conta(quem: Usuario, modelo: str, chave: str, valores: Mapping[str, str]) -> None:
    """Põe na caixa de saída o que se diz a alguém da sua conta."""
    escrever_a_quem_trabalha(quem, modelo, chave, valores).save(force_insert=True)

"""O recado, no sino, a quem responde por um texto do Guia: voltou, foi ao ar, é hora de reler."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.autor import Autor
from contas.models import Usuario
from guia.models import PontoFocal, VersaoDoServico
from guia.publicacao.quatro_olhos import quem_escreveu

GUIA = Notificacao.Tipo.GUIA


def voltou(versao: VersaoDoServico, por: Autor) -> None:
    """A coordenação devolveu o texto: o recado leva ao que ela pediu."""
    notificar(
        _de_quem_e(versao, por),
        tipo=GUIA,
        chave=f"guia/voltou/{versao.pk}/{versao.devolvida_em:%Y%m%d%H%M%S}",
        texto=f"“{versao.chamado}” voltou para ajustes: leia o que a coordenação do Guia pediu",
        endereco=reverse("escrever:conferir", args=[versao.pk]),
    )


def foi_ao_ar(versao: VersaoDoServico, por: Autor) -> None:
    """Chama-se antes de a versão tomar o lugar da outra: é pela outra que se sabe quem a escreveu."""
    notificar(
        _de_quem_e(versao, por),
        tipo=GUIA,
        chave=f"guia/no_ar/{versao.pk}",
        texto=f"“{versao.chamado}” está no ar no Guia, com o texto novo",
        endereco=versao.servico.get_absolute_url(),
    )


def a_reler(pessoas: Iterable[Usuario], chave: str, texto: str) -> None:
    """A revisão de textos do órgão vence. O e-mail já saiu: não vai outra vez, no resumo do dia."""
    notificar(pessoas, tipo=GUIA, chave=chave, texto=texto, endereco=f"{reverse('escrever:inicio')}#vencem")
    Notificacao.objects.filter(chave=chave, resumida_em=None).update(resumida_em=timezone.now())


def _de_quem_e(versao: VersaoDoServico, por: Autor) -> list[Usuario]:
    """Quem responde pelo órgão e quem escreveu o texto, se ainda entram; menos quem faz isto agora."""
    vigentes = PontoFocal.objects.vigentes(timezone.localdate()).titulares()
    titulares = vigentes.filter(orgao=versao.servico.orgao_id).values("usuario")
    pessoas = Usuario.objects.filter(Q(pk__in=titulares) | Q(pk__in=quem_escreveu(versao)), is_active=True)
    autor = por.usuario_no_registro
    return list(pessoas.exclude(pk=autor.pk) if autor else pessoas)

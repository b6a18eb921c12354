"""A conversa do portal em cada situação, no navegador do dono, para quando as páginas se percorrem."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Conversa
from atendimento.situacoes import DeQuem, Estado, Fim, SituacaoDaConversa
from contas.models import Usuario
from roteamento.models import Unidade
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import QuemConversa

if TYPE_CHECKING:
    from django.test import Client

PAGINAS = ("conversa", "pessoa", "contato", "codigo", "mandar_copia", "acabar")
DO_DONO = (
    "conversa na fila",
    "conversa com quem atende",
    "conversa por responder",
    "conversa que se acabou",
    "conversa que parou",
    "conversa de uma denúncia",
)
"""Os estados da página da conversa, além do começo."""
CONTATO = {"nome": "Maria Silva", "email": "maria@exemplo.invalid"}


def montar(dono: Client, atendente: Usuario) -> dict[str, str]:
    """O endereço de cada página; a foto e o link estão na de quem atende."""
    acoes.por_a_disposicao(
        usuario=atendente, unidade=Unidade.objects.get(sigla="Central 156"), estado=Estado.PAUSA
    )
    feitas = {nome: _outra(dono) for nome in ("no começo", *DO_DONO)}
    na_fila, atendida, pendente, acabada, parada, denuncia = (feitas[nome] for nome in DO_DONO)
    agora = timezone.now()
    Conversa.objects.filter(codigo=na_fila.codigo).update(
        situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=agora
    )
    Conversa.objects.filter(codigo=pendente.codigo).update(
        situacao=SituacaoDaConversa.PENDENTE, responder_ate=agora
    )
    for quem in (atendida, parada, denuncia):
        _com(atendente, quem)
    acoes.levar_a_denuncia(conversa=denuncia.conversa, por=atendente)
    acoes.acabar(conversa=acabada.conversa, fim=Fim.PESSOA)
    Conversa.objects.filter(codigo=parada.codigo).update(avisada_em=agora - timedelta(hours=1))
    acoes.acabar_paradas(em=agora)
    comeco = feitas["no começo"]
    return {f"conversa:{pagina}": comeco.endereco(pagina) for pagina in PAGINAS} | {
        nome: feitas[nome].endereco() for nome in DO_DONO
    }


def _outra(dono: Client) -> QuemConversa:
    """Mais uma do mesmo navegador: cada uma começa como se a de antes tivesse acabado."""
    abertas = Conversa.objects.abertas()
    fechadas = {um.pk: um.situacao for um in abertas}
    abertas.update(situacao=SituacaoDaConversa.ENCERRADA, encerrada_em=timezone.now())
    nova = QuemConversa(dono)
    nova.comecar("tem um buraco na rua")
    acoes.deixar_contato(conversa=nova.conversa, **CONTATO)
    for pk, situacao in fechadas.items():
        Conversa.objects.filter(pk=pk).update(situacao=situacao, encerrada_em=None)
    return nova


def _com(atendente: Usuario, quem: QuemConversa) -> None:
    """Na fila, e já com quem atende, que responde."""
    Conversa.objects.filter(codigo=quem.codigo).update(
        situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=timezone.now()
    )
    esta = acoes.tomar(conversa=quem.conversa, por=atendente)
    texto = f"Bom dia! Veja aqui.\nTapa-buraco: http://127.0.0.1{reverse('guia:servicos')}"
    conversando.diz(esta, texto, por=atendente)
    assert esta.mensagens.filter(de=DeQuem.ATENDENTE).exists()

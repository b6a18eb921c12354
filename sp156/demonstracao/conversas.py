"""Conversas do portal de demonstração: umas que acabaram, uma por responder e uma na fila.

Só no modo embutido, uma vez, pelas mesmas ações que as pessoas usam.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from atendimento import acoes
from atendimento.models import AssuntoDaConversa, Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Estado, Fim, Resultado, SituacaoDaConversa
from contas.models import Usuario
from sp156.demonstracao.atendimentos import CENTRAL
from sp156.demonstracao.pessoas import exigir_embutido

FEITAS = (
    # há quantas horas, minutos de espera e de conversa, o que se disse, resultado e nota
    (3, 1, 6, ("Tem um poste apagado na minha rua.", "Pode dizer a rua e o número?"), Resultado.PEDIDO, 5),
    (
        5,
        4,
        9,
        ("Onde tiro a segunda via do IPTU?", "Pela internet, neste endereço."),
        Resultado.INFORMACAO,
        4,
    ),
    (27, 12, 3, ("O caminhão do lixo não passou.", "Já há pedido para a sua rua."), Resultado.ANDAMENTO, 2),
)
POR_RESPONDER = "Quando volta a vacinação de cães no meu bairro?"
NA_FILA = "Bom dia, preciso de ajuda com um bueiro entupido."


@transaction.atomic
def criar() -> int:
    """Cria o que falta; devolve quantas criou. Recusa rodar fora do modo embutido."""
    exigir_embutido("Conversas")
    if Conversa.objects.exists():
        return 0
    quem = Usuario.objects.get(email=CENTRAL)
    onde = quem.lotacoes.select_related("unidade").get().unidade
    assuntos = list(AssuntoDaConversa.objects.order_by("ordem"))
    acoes.por_a_disposicao(usuario=quem, unidade=onde, estado=Estado.PAUSA)
    for qual, feita in enumerate(FEITAS):
        _feita(quem, assuntos[qual % len(assuntos)] if assuntos else None, *feita)
    pendente = _na_fila(assuntos[0] if assuntos else None, POR_RESPONDER)
    acoes.deixar_contato(conversa=pendente, nome="Rita da Demonstração", email="rita@demo.invalid")
    tomada = acoes.tomar(conversa=pendente, por=quem)
    acoes.deixar_para_depois(conversa=tomada, motivo="Perguntar à Saúde as datas.", por=quem)
    _na_fila(assuntos[-1] if assuntos else None, NA_FILA)
    return Conversa.objects.count()


def _na_fila(assunto: AssuntoDaConversa | None, texto: str) -> Conversa:
    """Alguém que espera, com o que já escreveu."""
    nova, agora = acoes.comecar_conversa(rede="", conta=None), timezone.now()
    acoes.dizer(conversa=nova, de=DeQuem.PESSOA, texto=texto, chave=uuid4())
    Conversa.objects.filter(pk=nova.pk).update(
        situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=agora, assunto=assunto
    )
    nova.refresh_from_db()
    return nova


def _feita(  # noqa: PLR0913  cada argumento é um dado da conversa
    quem: Usuario,
    assunto: AssuntoDaConversa | None,
    ha: int,
    espera: int,
    durou: int,
    ditas: tuple[str, str],
    resultado: Resultado,
    nota: int,
) -> None:
    """Uma que acabou, há tantas horas, com a nota que a pessoa deu."""
    esta = acoes.tomar(conversa=_na_fila(assunto, ditas[0]), por=quem)
    acoes.dizer(conversa=esta, de=DeQuem.ATENDENTE, texto=ditas[1], chave=uuid4(), autor=quem)
    acoes.acabar(conversa=esta, fim=Fim.ATENDENTE, por=quem, resultado=resultado)
    acoes.avaliar(conversa=esta, nota=nota)
    fim = timezone.now() - timedelta(hours=ha)
    _mudar_as_horas(esta, fim - timedelta(minutes=durou + espera), fim - timedelta(minutes=durou), fim)


def _mudar_as_horas(esta: Conversa, fila: datetime, atendida: datetime, fim: datetime) -> None:
    Conversa.objects.filter(pk=esta.pk).update(
        comecada_em=fila, na_fila_desde=fila, atendida_em=atendida, ultima_em=fim, encerrada_em=fim
    )
    Mensagem.objects.filter(conversa=esta).update(em=atendida)
    Atendimento.objects.filter(conversa=esta).update(comecado_em=atendida, terminado_em=fim)

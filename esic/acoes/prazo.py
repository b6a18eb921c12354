"""O que o tempo causa: prazo vencido, prazo recalculado e o recurso que sobe sozinho."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.papeis import Papel
from esic.acoes.recorrer import pode_reclamar, pode_recorrer, recorrer
from esic.models import Andamento, Pedido, Recurso
from esic.notificacao import avisar, quem_decide
from esic.situacoes import MotivoDeRecurso, Situacao, Tipo
from protocolo import prazos_legais, vencimento
from protocolo.acoes import registrar, travar
from protocolo.calendario import Calendario, carregar_calendario
from protocolo.erros import TransicaoProibida
from protocolo.models import ComPrazo
from protocolo.prazos import relogio
from protocolo.prazos.em_palavras import dia

Alcance = Andamento.Alcance


@transaction.atomic
def avisar_vencimento(*, caso: Pedido, por: Autor) -> Pedido:
    """No dia seguinte ao prazo sem resposta: diz à pessoa o que ela já pode fazer. Uma vez só.

    Com o recurso de ofício ligado não há aviso aqui: o dele, que vem logo depois, diz tudo.
    """
    if por.papel != Papel.SISTEMA:
        raise TransicaoProibida("Quem avisa o vencimento é o sistema.")
    caso, agora = travar(caso), timezone.now()

    def avisos(atraso: str) -> list[Aviso]:
        if settings.ESIC_RECURSO_DE_OFICIO and pode_recorrer(caso, agora):
            return []
        return avisar(
            caso, "esic_vencido", era=dia(caso.vence_em), atraso=atraso, caminhos=_caminhos(caso, agora)
        )

    return vencimento.avisar(caso, por=por, unidade=caso.orgao.sigla, avisos=avisos)


def _caminhos(caso: Pedido, em: datetime) -> str:
    """O que cabe à pessoa enquanto durar o silêncio."""
    instancia = pode_recorrer(caso, em)
    recorre = f"recorrer: {quem_decide(instancia)} decide se você recebe a informação" if instancia else ""
    reclama = "reclamar da falta de resposta na Ouvidoria" if pode_reclamar(caso, em) else ""
    cabem = ", ou ".join(caminho for caminho in (reclama, recorre) if caminho)
    return f"Enquanto a resposta não chega, você pode {cabem}." if cabem else ""


@transaction.atomic
def subir_de_oficio(*, caso: Pedido, por: Autor) -> Recurso | None:
    """O prazo passou sem resposta ou sem decisão: o recurso se abre sozinho, na instância que cabe.

    Nada faz se, entretanto, a resposta ou a decisão chegou. Quem decide se a cidade o quer é a configuração
    ESIC_RECURSO_DE_OFICIO (recurso de ofício nos relatórios da LAI; norma municipal a confirmar).
    """
    caso = travar(caso)
    silencio = caso.situacao in (Situacao.EM_TRAMITACAO, Situacao.EM_RECURSO)
    if not silencio or pode_recorrer(caso, timezone.now()) is None:
        return None
    motivo = MotivoDeRecurso.SEM_RESPOSTA
    return recorrer(caso=caso, por=por, motivo=motivo, texto=_silencio(caso), de_oficio=True)


def _silencio(caso: Pedido) -> str:
    pendente = caso.recursos.filter(decidido_em=None).first()
    if pendente is None:
        return f"O órgão devia ter respondido até {dia(caso.vence_em)} e não respondeu."
    return f"A {pendente.instancia}ª instância devia ter decidido até {dia(pendente.vence_em)} e não decidiu."


# --- o calendário mudou ---------------------------------------------------------------------


class _Mudanca(NamedTuple):
    """Um prazo que cresceu: o nome do campo, de que é, e os dois dias."""

    campo: str
    de_que: str
    antes: str
    depois: str


@transaction.atomic
def recalcular_prazo(
    *, caso: Pedido, por: Autor, calendario: Calendario | None = None, em: datetime | None = None
) -> bool:
    """Refaz todas as contas do pedido: da resposta, da pessoa, de quem decide e de quem cumpre.

    Prazo já dito nunca encurta; a pessoa recebe um aviso só, com tudo o que mudou. Diz se mudou alguma.
    """
    caso = travar(caso)
    em, calendario = em or timezone.now(), calendario or carregar_calendario()
    mudancas = [*_da_resposta(caso, calendario, em), *_do_que_se_julga(caso, calendario, em)]
    mudancas += _da_pessoa(caso)
    caso.calculada_em = em
    if not mudancas:
        Pedido.objects.filter(pk=caso.pk).update(calculada_em=em)
        return False
    ditas = "\n".join(f"- {de_que}: de {antes} para {depois}." for _, de_que, antes, depois in mudancas)
    so_da_resposta = all(mudanca.campo == "prazo" for mudanca in mudancas)
    registrar(
        caso,
        tipo=Tipo.RECALCULO,
        por=por,
        alcance=Alcance.PUBLICO if so_da_resposta else Alcance.INTERESSADO,
        texto=f"O calendário da cidade mudou, e estes prazos ficaram maiores:\n\n{ditas}",
        mudancas={mudanca.campo: [mudanca.antes, mudanca.depois] for mudanca in mudancas},
        avisos=avisar(caso, "esic_recalculado", mudancas=ditas),
    )
    return True


def _da_resposta(caso: Pedido, calendario: Calendario, em: datetime) -> Iterator[_Mudanca]:
    """O prazo do órgão; o que deixou de estar vencido volta a poder vencer."""
    if caso.respondido_em:
        return
    yield from _do_relogio(caso, "prazo", "A resposta do órgão", calendario, em)
    if caso.vence_em >= em:
        caso.vencimento_avisado_em = None


def _do_que_se_julga(caso: Pedido, calendario: Calendario, em: datetime) -> Iterator[_Mudanca]:
    """Os recursos e as reclamações por decidir, e o que o órgão ainda tem de cumprir ou responder."""
    for recurso in caso.recursos.por_decidir() | caso.recursos.por_cumprir():
        if recurso.decidido_em is None:
            de_que = f"A decisão da {recurso.instancia}ª instância"
            yield from _do_relogio(recurso, "decidir_ate", de_que, calendario, em)
        else:
            cumpre = prazos_legais.vencimento("ESIC_CUMPRIMENTO", inicio=recurso.decidido_em)
            yield from _se_cresceu(recurso, "cumprir_ate", "O cumprimento da decisão", cumpre)
        recurso.save()
    for reclamacao in caso.reclamacoes.filter(Q(decidida_em=None) | Q(responder_ate__isnull=False)):
        if reclamacao.decidida_em is None:
            de_que = "A decisão da sua reclamação"
            yield from _do_relogio(reclamacao, "reclamacao_ate", de_que, calendario, em)
        elif not caso.respondido_em:
            responde = prazos_legais.vencimento("ESIC_CUMPRIMENTO", inicio=reclamacao.decidida_em)
            yield from _se_cresceu(
                reclamacao, "responder_ate", "A resposta que a Ouvidoria mandou dar", responde
            )
        reclamacao.save()


def _da_pessoa(caso: Pedido) -> Iterator[_Mudanca]:
    """O tempo de recorrer conta do último ato: a resposta, a decisão ou o cumprimento dela."""
    if caso.recorrer_ate is None:
        return
    dos_recursos = caso.recursos.values_list("decidido_em", "cumprido_em")
    momentos = [caso.respondido_em, *(momento for par in dos_recursos for momento in par)]
    novo = prazos_legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=max(filter(None, momentos)))
    yield from _se_cresceu(caso, "recorrer_ate", "O seu tempo de recorrer", novo)


def _do_relogio(
    linha: ComPrazo, campo: str, de_que: str, calendario: Calendario, em: datetime
) -> Iterator[_Mudanca]:
    antes = dia(linha.vence_em)
    if relogio.recalcular(linha, em=em, calendario=calendario):
        yield _Mudanca(campo, de_que, antes, dia(linha.vence_em))


def _se_cresceu(linha: ComPrazo, campo: str, de_que: str, novo: datetime) -> Iterator[_Mudanca]:
    antes: datetime = getattr(linha, campo)
    if novo > antes:
        setattr(linha, campo, novo)
        yield _Mudanca(campo, de_que, dia(antes), dia(novo))

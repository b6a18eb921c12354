"""O que os avisos do pedido de informação dizem, e o direito de recorrer que toda resposta mostra."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.models import Usuario
from esic.models import Pedido, Recurso
from esic.situacoes import QUEM_DECIDE, Fundamento, Instancia, ResultadoDaReclamacao
from protocolo.notificacao import Avisos
from protocolo.prazos.contagem import Contagem
from protocolo.prazos.em_palavras import dia

avisar = Avisos[Pedido](
    lambda caso: {"servico": "pedido de informação", "local": "", "orgao": caso.orgao.nome}
).avisar


def quando_decide(recurso: Recurso) -> str:
    """Até quando sai a decisão do recurso, e o que acontece se ela não sai."""
    if recurso.contagem == Contagem.SEM_PRAZO:
        return (
            "A Comissão se reúne uma vez por mês e não tem prazo em dias. "
            "Avisaremos quando o recurso entrar na pauta de uma reunião."
        )
    sobe = "o recurso sobe sozinho à instância seguinte"
    leva = "você pode levar o recurso à instância seguinte, pela página do pedido"
    depois = sobe if settings.ESIC_RECURSO_DE_OFICIO else leva
    return f"A decisão sai até {dia(recurso.vence_em)}. Se não sair, {depois}."


def texto_da_resposta(caso: Pedido) -> str:
    """A resposta como a pessoa a lê: a negativa diz por quê e com que base (LAI, art. 11, §1º, II)."""
    if not caso.fundamento:
        return caso.resposta
    porque = f"Por que se negou: {Fundamento(caso.fundamento).label}. Base legal: {caso.base_da_negativa}."
    qual = f" A informação classificada: {caso.classificada.em_palavras}." if caso.classificada else ""
    return f"{caso.resposta}\n\n{porque}{qual}"


def resultado_da_reclamacao(resultado: str, ate: datetime | None) -> str:
    """A decisão da reclamação e, procedente, até quando o órgão responde."""
    nome = ResultadoDaReclamacao(resultado).label
    return f"{nome} até {dia(ate)}" if ate else nome


@dataclass(frozen=True, slots=True)
class Efeito:
    """Até quando a pessoa recorre da decisão, a que instância, e até quando o órgão a cumpre."""

    proxima: Instancia | None
    recorrer_ate: datetime | None
    cumprir_ate: datetime | None


def direito_de_recorrer(proxima: Instancia | None, ate: datetime | None) -> str:
    """O direito, o prazo e a autoridade do recurso (LAI, art. 11, §4º); vazio quando não cabe mais."""
    if proxima is None or ate is None:
        return ""
    return f"Você pode recorrer até {dia(ate)}. Quem decide é {quem_decide(proxima)}."


def quem_decide(instancia: int) -> str:
    """`quem dirige o órgão (1ª instância)`: quem decide o recurso, dito a quem recorre."""
    return f"{QUEM_DECIDE[Instancia(instancia)]} ({instancia}ª instância)"


def efeito_da_decisao(efeito: Efeito) -> str:
    """O que acontece depois da decisão de um recurso, a quem recorreu."""
    frases = []
    if efeito.cumprir_ate:
        frases.append(f"O órgão tem de cumprir a decisão até {dia(efeito.cumprir_ate)}.")
    if direito := direito_de_recorrer(efeito.proxima, efeito.recorrer_ate):
        frases.append(direito)
    if efeito.proxima is None:
        frases.append("Não cabe outro recurso dentro da Prefeitura.")
    return " ".join(frases)


def chamar_quem_recebe(caso: Pedido, pessoa: Usuario, texto: str) -> None:
    """Deixa o recado ao colega que passa a cuidar do pedido, com o caminho da página dele."""
    tipo = Notificacao.Tipo.ATRIBUIDO
    notificar(
        [pessoa],
        tipo=tipo,
        chave=f"{caso.protocolo}/{caso.versao}/{tipo}",
        texto=f"{texto}: {caso.protocolo_escrito}",
        endereco=reverse("sic:pedido", args=[caso.protocolo]),
        protocolo=caso.protocolo,
    )

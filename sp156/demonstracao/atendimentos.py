"""Atendimentos de demonstração: uns que acabaram, um em curso, um esquecido, e ligações de retorno.

Só no modo embutido, uma vez, pelas mesmas ações que as pessoas usam.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Retorno
from atendimento.situacoes import Providencia, Resultado
from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito, Lotacao
from solicitacoes import acoes as solicitacoes
from solicitacoes.models import Solicitacao
from sp156.demonstracao.manifestacoes import CHAVE
from sp156.demonstracao.pessoas import exigir_embutido

CENTRAL, PRACA = "central@demo.invalid", "praca@demo.invalid"
FEITOS = (
    # quem, há quantos dias, minutos, serviço e resultado
    (CENTRAL, 0, 4, "tapa-buraco", Resultado.PEDIDO),
    (CENTRAL, 0, 2, "segunda-via-do-iptu", Resultado.INFORMACAO),
    (CENTRAL, 1, 3, "poda-ou-remocao-de-arvore-na-rua", Resultado.INFORMACAO),
    (CENTRAL, 1, 6, "tapa-buraco", Resultado.ANDAMENTO),
    (CENTRAL, 2, 1, "", Resultado.ENGANO),
    (CENTRAL, 4, 5, "", Resultado.OUVIDORIA),
    (PRACA, 0, 9, "segunda-via-do-iptu", Resultado.INFORMACAO),
    (PRACA, 3, 12, "tapa-buraco", Resultado.PEDIDO),
    (PRACA, 5, 31, "tapa-buraco", ""),
)
SO_TELEFONE = (
    ("Joana da Demonstração", "1133334444", ""),
    ("João da Demonstração", "1122223333", "Rua Direita, 10"),
)


@transaction.atomic
def criar() -> int:
    """Cria o que falta; devolve quantos retornos criou. Recusa rodar fora do modo embutido."""
    exigir_embutido("Atendimentos")
    if Atendimento.objects.exists():
        return 0
    for email, ha, minutos, servico, resultado in FEITOS:
        _feito(email, ha, minutos, servico, resultado)
    em_curso = _comecar(CENTRAL)
    acoes.anotar(atendimento=em_curso, tipo=Providencia.CONSULTOU, servico=_servico("tapa-buraco"))
    for quem in SO_TELEFONE:
        _sem_aviso(*quem)
    acoes.contar_os_dias(hoje=timezone.localdate())
    acoes.juntar_retornos(em=timezone.now())
    return Retorno.objects.count()


def _feito(email: str, ha: int, minutos: int, slug: str, resultado: str) -> None:
    """Um que acabou, há tantos dias; sem resultado, ficou esquecido."""
    novo = _comecar(email)
    fim = timezone.now() - timedelta(days=ha, minutes=10)
    if slug:
        acoes.anotar(atendimento=novo, tipo=Providencia.CONSULTOU, servico=_servico(slug))
        if resultado == Resultado.PEDIDO:
            acoes.anotar(atendimento=novo, tipo=Providencia.REGISTROU, servico=_servico(slug))
    comeco = fim - timedelta(minutes=minutos)
    novo.atos.update(em=comeco + timedelta(seconds=20))
    Atendimento.objects.filter(pk=novo.pk).update(comecado_em=comeco, terminado_em=fim, resultado=resultado)


def _comecar(email: str) -> Atendimento:
    """A pessoa de demonstração, onde ela atende."""
    onde = Lotacao.objects.select_related("unidade", "usuario").get(usuario__email=email)
    return acoes.comecar(atendente=onde.usuario, unidade=onde.unidade)


def _servico(slug: str) -> Servico:
    return Servico.objects.select_related("publicada").get(slug=slug)


def _sem_aviso(nome: str, telefone: str, endereco: str) -> Solicitacao:
    """Um pedido de quem só deixou telefone, e que por isso de nada soube."""
    quem = Identificacao(
        nome=nome, tipo_documento="cpf", documento="52998224725", telefone=telefone, endereco=endereco
    )
    nova = solicitacoes.NovaSolicitacao(
        servico=_servico("tapa-buraco"),
        local=Local(logradouro="Rua Líbero Badaró", numero="425", distrito=Distrito.objects.get(codigo=78)),
        chave_de_envio=f"{CHAVE}{telefone}",
        canal=Canal.CENTRAL,
        descricao="Um buraco na faixa de pedestres.",
        identificacao=quem,
    )
    por = Autor(papel=Papel.ATENDENTE, usuario=Usuario.objects.get(email=CENTRAL))
    caso = solicitacoes.abrir(nova, por=por, em=timezone.now())
    Aviso.objects.filter(protocolo=caso.protocolo).update(situacao=Aviso.Situacao.SEM_CONTATO)
    return caso

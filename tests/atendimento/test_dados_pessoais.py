"""O que o atendimento guarda de uma pessoa some com ela, e com o tempo de guarda do caso."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atendimento import acoes
from atendimento.dados_pessoais import anonimizar, exportar
from atendimento.models import Atendimento, Conversa, Reconhecimento, Retorno
from contas.dados_pessoais.pessoa import Pessoa
from contas.models import Interessado
from contas.papeis import Papel
from tests.atendimento import conversando
from tests.atendimento.ligando import central, na_lista
from tests.bancos import desfeito
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


def test_some_com_a_conta_e_com_o_tempo_de_guarda(subtests: pytest.Subtests) -> None:
    """De quem nunca teve conta só o tempo de guarda o apaga."""
    retorno = na_lista()
    dela = retorno.interessado
    quem = elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)
    este = acoes.comecar(atendente=quem, unidade=central())
    como = Interessado.Identidade.DECLARADA
    Atendimento.objects.filter(pk=este.pk).update(reconhecido=dela, identidade=como)
    Reconhecimento.objects.create(atendimento=este, interessado=dela, fatos="nome", conferiu=True)
    quais = frozenset({dela.pk})
    casos = {"a conta": Pessoa(interessados=quais), "o tempo": Pessoa(sem_guarda=quais)}
    for de_que, pessoa in casos.items():
        with subtests.test(de_que), desfeito():
            Retorno.objects.update(com=quem, pego_ate=timezone.now())
            anonimizar(pessoa)
            feito = Atendimento.objects.get()
            assert (feito.reconhecido, feito.identidade) == (None, "")
            assert not Reconhecimento.objects.exists()
            espera = Retorno.objects.get()
            assert (espera.situacao, espera.com) == (Retorno.Situacao.SEM_CONTATO, None)


def test_a_copia_da_pessoa_diz_o_que_se_conversou() -> None:
    """Os nomes dos arquivos são os que ela já baixou das outras vezes."""
    dela = na_lista().interessado
    conversa = conversando.atendida()
    Conversa.objects.filter(pk=conversa.pk).update(interessado=dela)
    conversando.diz(conversa, "O poste caiu na calçada.")
    copia = dict(exportar(Pessoa(interessados=frozenset({dela.pk}))))
    nomes = "atendimentos.json reconhecimentos.json ligacoes-de-retorno.json conversas.json"
    assert list(copia) == nomes.split()
    assert "O poste caiu na calçada." in copia["conversas.json"].decode()

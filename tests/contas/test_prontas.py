"""A consulta que se monta uma vez dá o mesmo que a que se monta sempre."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from contas.models import Usuario
from contas.models.prontas import pronta
from contas.papeis import Papel
from roteamento.models import Lotacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db]


def lotacoes(usuario: int, hoje: date) -> QuerySet[Lotacao]:
    """Com o que as de verdade têm: dia, junção, subconsulta e coluna calculada."""
    chefia = Lotacao.objects.filter(unidade=OuterRef("unidade"), papel=Papel.CHEFIA, de__lte=hoje)
    dela = Lotacao.objects.vigentes(hoje).filter(Q(usuario=usuario), papel=Papel.SERVIDOR)
    return dela.annotate(tem_chefia=Exists(chefia)).select_related("unidade").order_by("pk")


def test_da_as_mesmas_linhas_para_cada_valor() -> None:
    hoje, unidade = date(2026, 3, 2), elenco.unidade()
    ana, bia, caio = (elenco.pessoa(nome) for nome in ("ana", "bia", "caio"))
    for quem, papel in ((ana, Papel.SERVIDOR), (bia, Papel.SERVIDOR), (caio, Papel.CHEFIA)):
        Lotacao.objects.create(usuario=quem, unidade=unidade, papel=papel, de=hoje)
    uma = pronta(lotacoes)
    for quem in (ana, bia, caio):
        for dia in (hoje, hoje - timedelta(days=1)):
            de_sempre = list(lotacoes(quem.pk, dia))
            with CaptureQueriesContext(connection) as feitas:
                achadas = uma(quem.pk, dia)
                lidas = [(um, um.unidade.sigla, getattr(um, "tem_chefia")) for um in achadas]  # noqa: B009
            assert lidas == [(um, um.unidade.sigla, getattr(um, "tem_chefia")) for um in de_sempre]  # noqa: B009
            assert len(feitas) == 1
    assert [len(uma(quem.pk, hoje)) for quem in (ana, caio)] == [1, 0]


def test_monta_se_uma_vez_em_cada_linha() -> None:
    montadas: list[int] = []

    @pronta
    def de_numero(numero: int) -> QuerySet[Usuario]:
        montadas.append(threading.get_ident())
        return Usuario.objects.filter(pk=numero)

    ana, bia = elenco.pessoa("ana"), elenco.pessoa("bia")
    assert [de_numero(quem.pk) for quem in (ana, bia, ana)] == [[ana], [bia], [ana]]
    assert len(montadas) == 1

    def noutra() -> None:
        try:
            de_numero(0)
        finally:
            connection.close()

    linha = threading.Thread(target=noutra)
    linha.start()
    linha.join()
    assert len(set(montadas)) == len(montadas) == 2


def test_o_banco_a_guarda_preparada_e_volta_a_prepara_la_depois_de_desfeita() -> None:
    @pronta
    def de_nome(nome: str) -> QuerySet[Usuario]:
        return Usuario.objects.filter(nome=nome)

    def preparadas() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%contas_usuario%'"
            )
            return int(cursor.fetchone()[0])

    ana = elenco.pessoa("ana")
    antes = preparadas()
    assert de_nome(ana.nome) == [ana]
    assert preparadas() == antes + 1
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    assert [de_nome(nome) for nome in (ana.nome, "ninguém", "'; --")] == [[ana], [], []]

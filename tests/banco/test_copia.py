"""Depois de um teste que grava de verdade, o banco volta ao que a base traz, e só se mexe no que mudou."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from avisos.models import ModeloDeAviso
from contas.models import Usuario
from tests.banco.copia import repor

pytestmark = pytest.mark.django_db(transaction=True)


def onde_estao() -> list[str]:
    """O lugar de cada permissão no disco: muda se a tabela se regrava."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM auth_permission ORDER BY id")
        return [lugar for (lugar,) in cursor.fetchall()]


def test_o_que_mudou_o_que_sumiu_e_o_que_nasceu_voltam() -> None:
    antes = list(ModeloDeAviso.objects.order_by("pk").values())
    permissoes = onde_estao()
    primeiro, segundo = ModeloDeAviso.objects.order_by("pk")[:2]
    ModeloDeAviso.objects.filter(pk=primeiro.pk).update(curto="Outra frase.")
    ModeloDeAviso.objects.filter(pk=segundo.pk).delete()
    Usuario.objects.create(nome="De verdade", email="de.verdade@exemplo.invalid")
    repor()
    assert list(ModeloDeAviso.objects.order_by("pk").values()) == antes
    assert not Usuario.objects.exists()
    assert onde_estao() == permissoes


def test_a_linha_a_mais_numa_tabela_da_base_tambem_sai() -> None:
    antes = Permission.objects.count()
    tipo = ContentType.objects.get_for_model(Usuario)
    Permission.objects.create(content_type=tipo, codename="de_mais", name="De mais")
    repor()
    assert Permission.objects.count() == antes

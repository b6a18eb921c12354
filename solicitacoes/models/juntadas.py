"""Se um pedido aberto é tratado com o principal dele: a regra do banco, como filtro e como SQL.

O encerrado não segue ninguém; ela não o olha para que as contas dos abertos saiam só do índice da caixa.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q

SEGUE = Func(
    "principal",
    "unidade",
    "servico",
    function="public.solicitacoes_segue",
    output_field=models.BooleanField(),
)
"""De um aberto, o mesmo que `segue_o_principal` (migração 0001)."""
TRATADAS = Q(principal=None) | ~Q(SEGUE)
"""As `principais()`, para contar umas e outras numa leitura só."""
JUNTADA = "principal_id IS NOT NULL AND public.solicitacoes_segue(principal_id, unidade_id, servico_id)"
"""As `juntadas()`, para as contas escritas à mão."""

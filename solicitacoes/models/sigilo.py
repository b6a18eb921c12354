"""De que pedidos não se diz nada fora da unidade: os de serviço sigiloso."""

from django.db.models import Q


def sigilosa(caso: str = "") -> Q:
    """De serviço sigiloso hoje, ou quando se pediu. `caso` é o caminho até o pedido, como `caso__`."""
    return Q(**{f"{caso}versao_servico__sigilosa": True}) | Q(**{f"{caso}servico__publicada__sigilosa": True})


SIGILOSA = "versao.sigilosa OR COALESCE(publicada.sigilosa, false)"
"""A mesma regra em SQL, para as contas escritas à mão que dão estes nomes às duas versões do serviço."""

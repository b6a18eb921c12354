"""O campo em que se escreve o nome de um serviço: o simulador e a mudança de destino o têm igual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guia.consultas import buscar
from guia.models import Servico

PARECIDOS = 5
NAO_HA = "Não há serviço com este nome que se peça por aqui."


def que_se_pedem() -> Any:
    """Os serviços que recebem pedidos por aqui."""
    return Servico.objects.filter(arquivado_em=None, publicada__solicitavel=True).select_related("publicada")


class ServicoPeloNome(forms.Form):
    """Acha o serviço do campo `servico`; se o nome só se parece, guarda em `parecidos` os que respondem."""

    parecidos: Sequence[Servico] = ()

    def servicos(self) -> list[str]:
        """Os nomes para a lista do campo."""
        nomes = que_se_pedem().order_by("publicada__nome").values_list("publicada__nome", flat=True)
        return list(dict.fromkeys(nomes))

    def clean_servico(self) -> Servico:
        """Pelo endereço ou pelo nome; o nome parecido oferece os que respondem à busca."""
        escrito = self.cleaned_data["servico"].replace("\0", "").strip()
        for criterio in ({"slug": escrito}, {"publicada__nome__iexact": escrito}):
            achado: Servico | None = que_se_pedem().filter(**criterio).first()
            if achado:
                return achado
        ids = [servico.pk for servico in buscar(escrito)]
        aceitos = que_se_pedem().in_bulk(ids)
        self.parecidos = [aceitos[pk] for pk in ids if pk in aceitos][:PARECIDOS]
        raise ValidationError(self.oferecer() if self.parecidos else NAO_HA)

    def oferecer(self) -> str:
        """A frase que leva aos parecidos."""
        nomes = "; ".join(servico.nome for servico in self.parecidos)
        return f"Nenhum serviço tem exatamente este nome. Parecidos: {nomes}."

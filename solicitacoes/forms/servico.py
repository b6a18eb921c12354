"""O serviço pelo nome que se escreve, igual em toda página de quem trabalha que pergunta por um."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from guia.consultas import buscar
from guia.models import Servico
from guia.models.servicos import ServicoQuerySet
from roteamento.localizacao.grafias import simplificar

PARECIDOS = 5


class ServicoPeloNome(forms.Form):
    """Acha o serviço do campo `servico`; se o nome só se parece, guarda em `parecidos` os que respondem."""

    parecidos: Sequence[Servico] = ()
    nao_ha = "Não há serviço com este nome que se peça por aqui."

    def que_se_pedem(self) -> ServicoQuerySet:
        """Os que a lista do campo oferece."""
        return Servico.objects.no_guia().filter(publicada__solicitavel=True)

    def servicos(self) -> list[str]:
        """Os nomes para a lista do campo."""
        nomes = self.que_se_pedem().order_by("publicada__nome").values_list("publicada__nome", flat=True)
        return list(dict.fromkeys(nomes))

    def clean_servico(self) -> Servico:
        """Pelo endereço no Guia ou pelo nome, sem olhar acento; senão, oferecem-se os que a busca acha."""
        escrito = self.cleaned_data["servico"].replace("\0", "").strip()
        if achado := self._chamado(escrito):
            return achado
        self.parecidos = [s for s in buscar(escrito) if s.aceita_pedidos][:PARECIDOS]
        raise ValidationError(self.oferecer() if self.parecidos else self.nao_ha)

    def _chamado(self, escrito: str) -> Servico | None:
        """Um só; o nome repetido se diz pelo endereço do serviço no Guia."""
        todos = Servico.objects.no_guia().filter(publicada__solicitavel=True)
        procurado = simplificar(escrito)
        linhas = list(todos.values_list("pk", "slug", "publicada__nome"))
        iguais = [pk for pk, slug, _ in linhas if slug == escrito]
        iguais = iguais or [pk for pk, _, nome in linhas if simplificar(nome) == procurado]
        return todos.select_related("publicada").get(pk=iguais[0]) if len(iguais) == 1 else None

    def oferecer(self) -> str:
        """A frase que leva aos parecidos."""
        nomes = "; ".join(servico.nome for servico in self.parecidos)
        return f"Nenhum serviço tem exatamente este nome. Parecidos: {nomes}."

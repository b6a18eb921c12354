"""Designar a um papel que lê denúncias: só com a proposta de uma pessoa e o aceite de outra (ADR 0035)."""

from __future__ import annotations

from datetime import date
from typing import Any

from contas.models import PropostaDeAcesso, Usuario
from entrada.acesso import Proposto
from referencia.tabelas import Origem, assinar
from roteamento.designados import LEEM_DENUNCIAS
from roteamento.models import Designacao

O_QUE_AMPLIA = ("usuario_id", "orgao_id", "papel", "de")


def amplia(nova: Designacao) -> bool:
    """Se a designação, como se quer gravar, deixa alguém ler denúncias mais do que já deixava."""
    if nova.papel not in LEEM_DENUNCIAS:
        return False
    antes = Designacao.objects.filter(pk=nova.pk).first()
    if antes is None or any(getattr(antes, campo) != getattr(nova, campo) for campo in O_QUE_AMPLIA):
        return True
    return (nova.ate or date.max) > (antes.ate or date.max)


def proposta_de(nova: Designacao) -> Proposto:
    """O que se proporá a outra pessoa no lugar de gravar."""
    ate = f"até {nova.ate:%d/%m/%Y}" if nova.ate else "sem dia de acabar"
    return Proposto(
        tipo=PropostaDeAcesso.Tipo.DESIGNACAO,
        pessoa=nova.usuario,
        resumo=f"Designar {nova.usuario} ao papel {nova.get_papel_display()}, que lê denúncias, "
        f"pelo órgão {nova.orgao.sigla}, de {nova.de:%d/%m/%Y}, {ate}. Ato: {nova.ato}.",
        dados={
            "pk": nova.pk,
            "usuario": nova.usuario_id,
            "orgao": nova.orgao_id,
            "papel": nova.papel,
            "ato": nova.ato,
            "de": nova.de.isoformat(),
            "ate": nova.ate.isoformat() if nova.ate else None,
        },
    )


def designar(dados: dict[str, Any], por: Usuario | None) -> Designacao:
    """Grava a designação proposta, com o nome de quem a aceitou. Levanta ValidationError se já não cabe."""
    linha = Designacao.objects.filter(pk=dados["pk"]).first() or Designacao()
    linha.usuario_id, linha.orgao_id = dados["usuario"], dados["orgao"]
    linha.papel, linha.ato = dados["papel"], dados["ato"]
    linha.de = date.fromisoformat(dados["de"])
    linha.ate = date.fromisoformat(dados["ate"]) if dados["ate"] else None
    linha.origem = Origem.EDICAO
    linha.full_clean()
    assinar(linha, por)
    linha.save()
    return linha

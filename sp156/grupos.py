"""Grupos do Django: dizem só que telas da administração cada um vê. Quem serve onde é a Lotacao."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

TUDO = ("add", "change", "delete", "view")
EDITAR = ("add", "change", "view")
VER = ("view",)

GRUPOS: dict[str, dict[str, tuple[str, ...]]] = {
    "Administração": {
        "avisos.cidade": ("change", "view"),
        "avisos.modelodeaviso": ("change", "view"),
        "avisos.aviso": VER,
        "contas.usuario": EDITAR,
        "contas.leituradepessoal": VER,
        "guia.orgao": EDITAR,
        "guia.tema": EDITAR,
        "guia.assunto": EDITAR,
        "guia.servico": EDITAR,
        "guia.versaodoservico": ("add", "change", "view", "publicar"),
        "guia.pontofocal": TUDO,
        "guia.lugar": TUDO,
        "guia.comunicado": TUDO,
        "guia.suspensao": TUDO,
        "guia.opiniao": VER,
        "guia.buscasemresultado": VER,
        "protocolo.dianaoutil": EDITAR,
        "protocolo.prazolegal": EDITAR,
        "roteamento.importacao": VER,
        "roteamento.subprefeitura": EDITAR,
        "roteamento.distrito": EDITAR,
        "roteamento.prefixodecep": TUDO,
        "roteamento.logradouro": TUDO,
        "roteamento.unidade": EDITAR,
        "roteamento.regra": TUDO,
        "roteamento.lotacao": EDITAR,
        "roteamento.designacao": EDITAR,
        "solicitacoes.solicitacao": VER,
        "solicitacoes.escalonamento": EDITAR,
        "ouvidoria.lembrete": EDITAR,
        "esic.pedido": VER,
        "esic.recurso": VER,
        "esic.lembrete": EDITAR,
    },
    "Ponto focal": {
        "guia.servico": ("add", "view"),
        "guia.versaodoservico": EDITAR,
        "guia.tema": VER,
        "guia.assunto": VER,
        "guia.orgao": VER,
        "guia.lugar": EDITAR,
        "guia.opiniao": VER,
        "guia.pontofocal": EDITAR,
    },
    "Relatório da Ouvidoria": {
        "ouvidoria.relatorio": ("escrever_relatorio",),
    },
    "Identidade selada": {"contas.selo": ("abrir_selo",)},
    "Servidor": {},
    "Atendente": {},
}
"""Servidor e atendente não veem tela nenhuma da administração: trabalham na caixa e no balcão.

Quem é da Ouvidoria, da Corregedoria ou interlocutor é designado, e a Administração cuida disso. Os grupos do
relatório e da identidade selada não abrem tela nenhuma e só valem a quem já é da Ouvidoria: um deixa escrever
o relatório do ano; o outro, abrir a identidade de quem denunciou.
"""


def carregar() -> dict[str, int]:
    """Cria os grupos que faltam; o que a administração mudou num grupo existente fica."""
    criados = 0
    for nome, modelos in GRUPOS.items():
        grupo, novo = Group.objects.get_or_create(name=nome)
        if novo:
            grupo.permissions.set(_permissoes(modelos))
            criados += 1
    return {"grupos: criado": criados, "grupos: igual": len(GRUPOS) - criados}


def _permissoes(modelos: dict[str, tuple[str, ...]]) -> list[Permission]:
    todas = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    achadas = []
    for modelo, verbos in modelos.items():
        app, nome = modelo.split(".")
        codigos = [f"{verbo}_{nome}" if verbo in TUDO else verbo for verbo in verbos]
        achadas += [todas[f"{app}.{codigo}"] for codigo in codigos]
    return achadas

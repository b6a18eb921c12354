"""Todo campo que pode dizer de uma pessoa está num `dados_pessoais`, ou se diz ali por que não."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from contas.dados_pessoais.pessoa import modulos
from contas.models import Interessado, Municipe, Usuario

NOMES = {
    *("nome", "email", "cpf", "celular", "telefone", "documento", "endereco"),
    *("logradouro", "logradouro_busca", "numero", "complemento", "referencia", "cep", "lat", "lon"),
    *("ip", "user_agent", "session_key", "uid", "token", "token_secret", "password"),
    *("motivo", "texto", "detalhe", "comentario", "resumo", "assunto", "corpo", "erro"),
    *("ordem_de_servico", "externo", "a_quem", "curto", "endpoint", "p256dh", "auth", "id_no_provedor"),
}
"""Nomes de campos curtos que dizem, ou podem dizer, quem é alguém. Um que falte aqui, some-o."""
LIVRES = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
PESSOAS = (Interessado, Municipe)
DE_QUEM_TRABALHA = frozenset({"history_user", "responsavel", "atendente", "user_permissions"})
"""Ligações a quem age em nome da cidade; as que acabam em `_por` também são."""
SO_HISTORIA = frozenset({"history_change_reason"})


def pessoal(campo: models.Field[Any, Any]) -> bool:
    """Uma ligação a uma pessoa, um texto livre, um arquivo, um campo cifrado ou um nome da lista."""
    if campo.is_relation:
        if campo.related_model in PESSOAS:
            return True
        de_trabalho = campo.name in DE_QUEM_TRABALHA or campo.name.endswith("_por")
        return campo.related_model is Usuario and not de_trabalho
    if getattr(campo, "generated", False) or campo.choices:
        return False
    return isinstance(campo, LIVRES) or campo.name in NOMES


def ditos() -> tuple[dict[str, set[str]], dict[str, str]]:
    """O que os módulos dizem: modelo → campos que guardam, e o que não é de pessoa → por quê."""
    guardados: dict[str, set[str]] = {}
    fora: dict[str, str] = {}
    for modulo in modulos():
        fora |= modulo.SEM_PESSOA
        for guarda in modulo.GUARDA:
            for modelo, campos in guarda.campos.items():
                guardados.setdefault(modelo, set()).update(campos.split())
    return guardados, fora


def da_historia(modelo: type[models.Model]) -> str:
    """O modelo de que este é a história; vazio se não é história."""
    dono = getattr(modelo, "instance_type", None)
    return dono._meta.label if dono else ""


def test_todo_campo_pessoal_esta_num_modulo(subtests: pytest.Subtests) -> None:
    guardados, fora = ditos()
    vistos = 0
    for modelo in apps.get_models(include_auto_created=True):
        nome = modelo._meta.label
        if nome in fora or da_historia(modelo) in fora:
            continue
        for campo in modelo._meta.concrete_fields:
            onde = f"{nome}.{campo.name}"
            if campo.name in SO_HISTORIA or onde in fora or not pessoal(campo):
                continue
            vistos += 1
            with subtests.test(onde):
                assert campo.name in guardados.get(nome, set()), (
                    f"{onde} pode dizer de uma pessoa: ponha-o na GUARDA de um dados_pessoais (e em"
                    " exportar e anonimizar), ou em SEM_PESSOA, com a razão."
                )
    assert vistos > 60


def test_um_campo_novo_seria_notado() -> None:
    """A rede apanha o que promete: ligação, texto, cifrado, arquivo e nome conhecido."""
    apanhados = [
        models.ForeignKey(Interessado, models.CASCADE, name="parte"),
        models.ForeignKey(Usuario, models.CASCADE, name="dono"),
        models.TextField(name="relato"),
        models.BinaryField(name="segredo"),
        models.FileField(name="foto"),
        models.CharField(name="celular", max_length=11),
    ]
    assert all(pessoal(campo) for campo in apanhados)
    passam = [
        models.ForeignKey(Usuario, models.CASCADE, name="decidida_por"),
        models.CharField(name="situacao", max_length=20),
    ]
    assert not any(pessoal(campo) for campo in passam)


def test_o_que_se_diz_existe(subtests: pytest.Subtests) -> None:
    guardados, fora = ditos()
    tabelas = {m._meta.label: m for m in apps.get_models(include_auto_created=True)}
    for modelo, campos in guardados.items():
        with subtests.test(modelo):
            assert campos <= {campo.name for campo in tabelas[modelo]._meta.concrete_fields}
    for dito, razao in fora.items():
        with subtests.test(dito):
            app, modelo, campo = (*dito.split("."), "")[:3]
            tabela = tabelas[f"{app}.{modelo}"]
            assert not campo or tabela._meta.get_field(campo)
            assert len(razao.split()) > 2


def test_cada_guarda_se_diz_em_portugues_de_gente() -> None:
    for modulo in modulos():
        for guarda in modulo.GUARDA:
            assert all(frase.endswith(".") for frase in (guarda.para_que, guarda.ate_quando)), guarda.dado
            assert not {"token", "hash", "JSON"} & set(guarda.dado.split())

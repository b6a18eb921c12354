"""Interessado, selo e registro de leitura: o único lugar dos dados pessoais."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from contas.acoes import Identificacao, abrir_selo, identificar, registrar_leitura, selar
from contas.autor import Autor
from contas.models import Interessado, LeituraDePessoal, Municipe, Selo, Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from tests.contas.factories import InteressadoFactory, UsuarioFactory, anonimizar

pytestmark = pytest.mark.django_db
CPF = "52998224725"
OUTRA_CHAVE = "b3V0cmEtY2hhdmUtZGUtc2Vsby1kZS10ZXN0ZS0xMjM="


def _com_cpf(usuario: Usuario | None = None) -> Identificacao:
    return Identificacao(
        nome="Ana", tipo_documento="cpf", documento=CPF, email="Ana@Exemplo.invalid", usuario=usuario
    )


def test_anonimo_nao_guarda_nada() -> None:
    interessado = identificar(dados=Identificacao(nome="não devia", email="a@b.invalid"))
    interessado.refresh_from_db()
    assert interessado.anonimo
    assert [getattr(interessado, campo) for campo in Interessado.PESSOAIS] == [""] * len(Interessado.PESSOAIS)


def test_o_banco_recusa_anonimo_com_dado_pessoal() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Interessado.objects.create(identidade=Interessado.Identidade.ANONIMA, email="a@b.invalid")


def test_cpf_declarado_liga_ao_municipe_sem_mudar_nada_nele() -> None:
    dono = UsuarioFactory.create()
    Municipe.objects.create(cpf=CPF, usuario=dono)
    interessado = identificar(dados=_com_cpf())
    assert interessado.municipe is not None
    assert interessado.municipe.usuario == dono
    assert interessado.identidade == Interessado.Identidade.DECLARADA
    assert interessado.email == "ana@exemplo.invalid"


def test_so_o_dono_da_conta_tem_identidade_comprovada() -> None:
    dono, outro = UsuarioFactory.create_batch(2)
    Municipe.objects.create(cpf=CPF, usuario=dono)
    assert identificar(dados=_com_cpf(usuario=dono)).identidade == Interessado.Identidade.COMPROVADA
    assert identificar(dados=_com_cpf(usuario=outro)).identidade == Interessado.Identidade.DECLARADA


def test_selar_deixa_a_linha_em_branco_e_o_selo_cifrado() -> None:
    interessado = InteressadoFactory.create(nome="Maria das Dores")
    selo = selar(interessado=interessado)
    interessado.refresh_from_db()
    assert (interessado.nome, interessado.documento, interessado.email) == ("", "", "")
    assert interessado.selado_em
    assert b"Maria" not in bytes(selo.cifrado)


def test_selar_esquece_o_municipe_que_so_aquela_identificacao_criou() -> None:
    selar(interessado=identificar(dados=_com_cpf()))
    assert not Municipe.objects.exists()


def test_selar_deixa_o_municipe_de_outro_pedido_e_o_de_conta_comprovada() -> None:
    outro = identificar(dados=_com_cpf())
    selar(interessado=identificar(dados=_com_cpf()))
    assert outro.municipe == Municipe.objects.get()
    Municipe.objects.update(usuario=UsuarioFactory.create())
    selar(interessado=outro)
    assert Municipe.objects.get().cpf == CPF


def test_abrir_o_selo_exige_motivo_e_deixa_escrito() -> None:
    selo = selar(interessado=InteressadoFactory.create(nome="Maria das Dores"))
    ogm = Autor(papel=Papel.OUVIDORIA, usuario=UsuarioFactory.create())
    with pytest.raises(ValueError, match="motivo"):
        abrir_selo(selo=selo, por=ogm, protocolo="1", motivo="  ")
    assert not LeituraDePessoal.objects.exists()
    assert abrir_selo(selo=selo, por=ogm, protocolo="1", motivo="apuração")["nome"] == "Maria das Dores"
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.usuario, leitura.motivo, leitura.interessado) == (
        ogm.usuario,
        "apuração",
        selo.interessado,
    )


def test_chave_de_selo_trocada_ainda_abre_o_antigo(settings: Settings) -> None:
    selo = selar(interessado=InteressadoFactory.create(nome="Maria"))
    settings.CHAVES_DE_SELO = [OUTRA_CHAVE, *settings.CHAVES_DE_SELO]
    assert chaves.decifrar(bytes(selo.cifrado))["nome"] == "Maria"


def test_anonimizar_apaga_linha_e_selo_e_guarda_o_caso() -> None:
    interessado = InteressadoFactory.create()
    selar(interessado=interessado)
    anonimizar(interessado=interessado)
    interessado.refresh_from_db()
    assert interessado.anonimizado_em
    assert not interessado.documento
    assert not Selo.objects.exists()


def test_registrar_leitura_guarda_quem_leu_o_que() -> None:
    servidor = Autor(papel=Papel.SERVIDOR, usuario=UsuarioFactory.create())
    registrar_leitura(interessado=InteressadoFactory.create(), por=servidor, protocolo="123", o_que="contato")
    assert (
        LeituraDePessoal.objects.filter(usuario=servidor.usuario, protocolo="123", papel="servidor").count()
        == 1
    )

"""Abrir pelo Open311: as mesmas regras dos outros canais, uma vez só, e o erro que diz o parâmetro."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Interessado
from guia.models import Suspensao
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco, pedindo
from tests.transparencia.de_fora import BURACO, RAIZ, conferir, conforme, mandar, parceiro, servico
from transparencia.models import Parceiro, PedidoDoParceiro, UsoDoParceiro
from transparencia.open311.acoes import revogar_chave
from transparencia.open311.endereco import ler
from transparencia.open311.servicos import SO_CONVENIO

pytestmark = pytest.mark.django_db


def test_abre_na_unidade_certa_com_prazo_aviso_e_contato() -> None:
    servico()
    quem, chave = parceiro()
    resposta = mandar(chave, first_name="Maria", last_name="Silva", email="Maria@exemplo.invalid")
    assert resposta.status_code == 201
    (dito,) = conferir(resposta, "requests.json")
    assert conforme([dito], "Created")
    caso = Solicitacao.objects.get(identificador=dito["service_request_id"])
    assert caso.canal == Canal.INTEGRACAO
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    assert caso.distrito
    assert caso.interessado
    assert (caso.logradouro, caso.numero, caso.distrito.nome) == ("Rua Líbero Badaró", "425", "Sé")
    assert caso.respostas[0]["valor"] == "Menor que um prato"
    assert f"{timezone.localdate(caso.vence_em):%d/%m/%Y}" in dito["service_notice"]
    parte = caso.interessado
    assert (parte.identidade, parte.nome, parte.email) == (
        "declarada",
        "Maria Silva",
        "maria@exemplo.invalid",
    )
    assert Aviso.objects.get(protocolo=caso.protocolo).interessado == parte
    assert caso.andamentos.get().papel == "integracao"
    assert PedidoDoParceiro.objects.get(caso=caso).parceiro == quem
    rascunho = Rascunho.objects.get(pk=caso.chave_de_envio)
    assert rascunho.protocolo == caso.protocolo
    assert not rascunho.dados, "nada do que se mandou fica no rascunho"


def test_sem_contato_ninguem_se_identifica() -> None:
    servico()
    assert mandar(parceiro()[1]).status_code == 201
    assert Interessado.objects.get().identidade == Interessado.Identidade.ANONIMA


def test_o_ponto_basta_e_desempata_a_rua_de_dois_distritos(subtests: pytest.Subtests) -> None:
    """A Avenida Comprida passa pela Sé e por Pinheiros."""
    servico()
    _, chave = parceiro()
    rua = elenco.distrito()
    casos: list[tuple[str, dict[str, Any], int]] = [
        ("só o ponto", {"address_string": None, "lat": "-23.5466", "long": "-46.6367"}, 201),
        ("a rua em dúvida", {"address_string": "Avenida Comprida, 10"}, 400),
        ("a rua e o bairro", {"address_string": "Avenida Comprida, 12 - Pinheiros, São Paulo - SP"}, 201),
        ("a rua e o ponto", {"address_string": "Avenida Comprida, 14", "lat": rua.lat, "long": rua.lon}, 201),
        ("com o CEP", {"address_string": "Rua Líbero Badaró, 425, São Paulo - SP, 01009-000, Brasil"}, 201),
    ]
    for nome, muda, situacao in casos:
        with subtests.test(nome):
            resposta = mandar(chave, **muda)
            assert resposta.status_code == situacao, resposta.content.decode()
            if situacao == 400:
                (erro,) = resposta.json()
                assert erro["description"].startswith("address_string: ")
                assert "Pinheiros" in erro["description"]


def test_le_o_endereco_numa_linha(subtests: pytest.Subtests) -> None:
    for texto, campos, bairro in [
        ("Av. Paulista 1578", ("Av. Paulista 1578", "", ""), ""),
        ("Rua A, 12, Sé, São Paulo", ("Rua A", "12", ""), "Sé"),
        ("Rua A, nº 12 - Sé - São Paulo/SP", ("Rua A", "nº 12", ""), "Sé"),
        ("Praça da Sé, s/n", ("Praça da Sé", "s/n", ""), ""),
        ("01009-000, 425", ("425", "", "01009-000"), ""),
        ("", ("", "", ""), ""),
    ]:
        with subtests.test(texto):
            lido, dali = ler(texto)
            assert (tuple(lido.values()), dali) == (campos, bairro)


RECUSAS: list[tuple[dict[str, Any], int, str]] = [
    ({"service_code": None}, 400, "service_code: "),
    ({"service_code": "nao-existe"}, 404, "service_code: "),
    ({"address_string": None}, 400, "address_string: "),
    ({"address_string": None, "lat": "-23.5"}, 400, "long: "),
    ({"address_string": None, "long": "-46.6"}, 400, "lat: "),
    ({"address_string": None, "lat": "x", "long": "y"}, 400, "lat: "),
    ({"lat": "-22.9", "long": "-43.2"}, 400, "lat: "),
    ({"address_string": "Rua Líbero Badaró"}, 400, "address_string: "),
    ({"tamanho": None}, 400, "attribute[tamanho]: "),
    ({"tamanho": "enorme"}, 400, "attribute[tamanho]: "),
    ({"tamanho": "grande"}, 400, "attribute[largura]: "),
    ({"tamanho": "grande", "attribute[largura]": "muitos"}, 400, "attribute[largura]: "),
    ({"attribute[desde]": "ontem"}, 400, "attribute[desde]: "),
    ({"description": "x" * 4001}, 400, "description: "),
    ({"email": "sem arroba"}, 400, "email: "),
    ({"phone": "123"}, 400, "phone: "),
    ({"media_url": "https://fotos.exemplo.invalid/1.jpg"}, 400, "media_url: "),
    ({"media": SimpleUploadedFile("a.jpg", b"nada")}, 400, "media: "),
    ({"jurisdiction_id": "rio.rj.gov.br"}, 404, "jurisdiction_id: "),
    ({"api_key": "errada"}, 403, "api_key: "),
]


def test_o_que_nao_serve_se_recusa_dizendo_o_parametro(subtests: pytest.Subtests) -> None:
    servico()
    _, chave = parceiro(por_minuto=1000)
    for muda, situacao, comeco in RECUSAS:
        for formato in ("json", "xml"):
            with subtests.test(f"{formato} {muda}"):
                resposta = mandar(chave, formato=formato, **muda)
                assert resposta.status_code == situacao
                dito = conferir(resposta, f"requests.{formato}")
                erro = dito[0] if formato == "json" else {um.tag: um.text for um in dito[0]}
                assert erro["code"] == str(situacao)
                assert erro["description"].startswith(comeco)
    assert not Solicitacao.objects.exists()
    assert not Rascunho.objects.exists()
    uso = UsoDoParceiro.objects.get()
    assert uso.recusados == 2 * sum(s != 403 and not m.get("jurisdiction_id") for m, s, _ in RECUSAS)
    assert uso.ultimo_erro == "400 media"


def test_o_que_nao_se_conhece_se_ignora_e_o_vazio_e_como_ausente() -> None:
    servico()
    resposta = mandar(
        parceiro()[1],
        jurisdiction_id="",
        lat="",
        long="",
        media_url="",
        device_id="x",
        **{
            "attribute[de_outro]": "1",
            "attribute[largura]": "",
            "attribute[desde][]": "2026-11-05T03:00:00Z",
        },
    )
    assert resposta.status_code == 201
    assert [um["chave"] for um in Solicitacao.objects.get().respostas] == ["tamanho", "desde"]
    assert Solicitacao.objects.get().respostas[1]["valor"] == "05/11/2026"


def test_as_fotos_passam_pelo_tratamento_de_todas() -> None:
    servico()
    resposta = mandar(parceiro()[1], photo1=pedindo.foto(), photo2=pedindo.foto(cor="blue"))
    assert resposta.status_code == 201
    caso = Solicitacao.objects.get()
    assert caso.com_foto
    assert caso.anexos.count() == 2


def test_a_resposta_com_orientacao_abre_e_diz_o_que_fazer() -> None:
    servico()
    (dito,) = mandar(parceiro()[1], tamanho="risco").json()
    assert "Ligue já para o 199." in dito["service_notice"]


def test_o_envio_igual_em_minutos_e_o_mesmo_pedido() -> None:
    servico()
    _, chave = parceiro()
    with time_machine.travel(datetime(2026, 11, 5, 15, 9, 59, tzinfo=UTC), tick=False) as relogio:
        primeiro = mandar(chave)
        relogio.shift(timedelta(seconds=2))  # já noutro intervalo de dez minutos
        outro = mandar(chave)
        assert (primeiro.status_code, outro.status_code) == (201, 200)
        assert primeiro.json()[0]["service_request_id"] == outro.json()[0]["service_request_id"]
        assert mandar(chave, description="Outro buraco.").status_code == 201
        relogio.shift(timedelta(minutes=11))
        assert mandar(chave).status_code == 201
    assert Solicitacao.objects.count() == 3
    uso = UsoDoParceiro.objects.get()
    assert (uso.abertos, uso.repetidos) == (3, 1)


def test_a_chave_do_envio_vale_sempre_e_so_para_o_parceiro_dela() -> None:
    servico()
    (_, chave), (_, de_outro) = parceiro(), parceiro("Outro")
    com = {"Idempotency-Key": "pedido-7"}
    with time_machine.travel(datetime(2026, 11, 5, 15, tzinfo=UTC), tick=False) as relogio:
        assert mandar(chave, cabecalhos=com).status_code == 201
        relogio.shift(timedelta(days=20))
        assert mandar(chave, cabecalhos=com, description="Mudou.").status_code == 200
        assert mandar(de_outro, cabecalhos=com).status_code == 201
    assert mandar(chave, cabecalhos={"Idempotency-Key": "x" * 256}).status_code == 400


def test_o_que_pede_cpf_so_com_convenio() -> None:
    servico(identificacao="cpf")
    quem = {"first_name": "Maria", "last_name": "Silva", "attribute[cpf_de_quem_pede]": "529.982.247-25"}
    recusa = mandar(parceiro()[1], **quem)
    assert recusa.status_code == 403
    dita = recusa.json()[0]["description"]
    for diz in ("service_code: “Tapa-buraco”", "convênio", "attribute[cpf_de_quem_pede]", "/open311/#chave"):
        assert diz in dita
    (listado,) = Client().get(f"{RAIZ}/services.json").json()
    assert listado["keywords"].split(", ")[0] == SO_CONVENIO
    _, chave = parceiro("Com convênio", alcance=Parceiro.Alcance.CONVENIO)
    for falta, onde in [("attribute[cpf_de_quem_pede]",) * 2, ("first_name",) * 2]:
        resposta = mandar(chave, **{**quem, "last_name": "", falta: ""})
        assert resposta.status_code == 400
        assert resposta.json()[0]["description"].startswith(f"{onde}: ")
    assert mandar(chave, **quem).status_code == 201
    assert Interessado.objects.get().documento == "52998224725"


def test_o_suspenso_o_sigiloso_e_a_chave_que_so_le_nao_abrem() -> None:
    qual = servico()
    recusa = mandar(parceiro("Lê", alcance=Parceiro.Alcance.LER)[1])
    assert recusa.status_code == 403
    assert "“Tapa-buraco” pede uma chave que abra pedidos" in recusa.json()[0]["description"]
    _, chave = parceiro()
    Suspensao.objects.create(servico=qual, motivo="Chove.", alternativa="Espere.", de=elenco.DESDE)
    resposta = mandar(chave, photo1=pedindo.foto())
    assert resposta.status_code == 400
    assert "suspensos" in resposta.json()[0]["description"]
    Suspensao.objects.all().delete()
    elenco.publicar_outra(qual, publica=False, sigilosa=True)
    assert mandar(chave).status_code == 404
    assert not Solicitacao.objects.exists()


def test_a_chave_vale_no_corpo_no_endereco_e_no_cabecalho() -> None:
    servico()
    _, chave = parceiro()
    onde = f"{RAIZ}/requests.json"
    vieram = [
        Client().post(onde, {**BURACO, "api_key": chave}),
        Client().post(f"{onde}?api_key={chave}", {**BURACO, "api_key": ""}),
        Client().post(onde, BURACO, headers={"X-Api-Key": chave}),
    ]
    assert [veio.status_code for veio in vieram] == [201, 200, 200], "o mesmo envio"
    sem = Client().post(onde, BURACO)
    assert sem.status_code == 403
    assert "/open311/#chave" in sem.json()[0]["description"]


def test_duas_chaves_valem_a_revogada_nao_e_o_limite_e_por_parceiro() -> None:
    servico()
    quem, primeira = parceiro(por_minuto=3)
    _, segunda = parceiro()
    assert mandar(primeira).status_code == 201
    assert mandar(segunda).status_code == 200
    revogar_chave(chave=quem.chaves.earliest("pk"), por=None)
    assert mandar(primeira).status_code == 403
    assert mandar(segunda).status_code == 200
    resposta = mandar(segunda)
    assert resposta.status_code == 429
    assert conferir(resposta, "requests.json")[0]["code"] == "429"

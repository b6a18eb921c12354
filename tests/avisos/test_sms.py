"""SMS por um servidor de verdade: a forma, as partes, o custo, e o servidor que se comporta mal."""

from __future__ import annotations

from typing import Any

import pytest
import urllib3
from django.utils import timezone
from time_machine import Traveller

from avisos import acoes
from avisos.canais import http, texto_curto
from avisos.entrega import encaminhar, entregar_pendentes
from avisos.models import Aviso, Envio, ModeloDeAviso
from avisos.situacoes import Canal, SituacaoDoEnvio
from contas.segredos import chaves
from tests.avisos.conftest import CELULAR
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import InteressadoFactory
from tests.servidores.provedor import Provedor

pytestmark = pytest.mark.django_db


def por_sms(**campos: object) -> Aviso:
    return AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="", **campos)


def test_sai_na_forma_da_zenvia_sem_acento_sem_chave_e_sem_dado_pessoal(
    operadora: Provedor, meio_dia: Traveller
) -> None:
    aviso = por_sms(curto="SP156: a manifestação foi concluída – veja.")
    assert entregar_pendentes(Canal.SMS).enviados == 1
    (pedido,) = operadora.pedidos
    envio = aviso.envios.get()
    texto = pedido.json["contents"][0]["text"]
    assert pedido.caminho == "/v2/channels/sms/messages"
    assert pedido.cabecalhos["X-API-TOKEN"] == "chave-sms"
    assert (pedido.json["to"], pedido.json["externalId"]) == (f"55{CELULAR}", str(envio.pk))
    assert texto.startswith("SP156: a manifestacao foi concluida - veja. http")
    assert texto.isascii()
    assert chaves.chave_de(aviso.protocolo) not in texto
    assert aviso.interessado is not None
    assert aviso.interessado.nome not in texto
    assert (envio.situacao, envio.id_no_provedor) == (SituacaoDoEnvio.ENVIANDO, "p-1")
    assert (envio.partes, str(envio.custo)) == (1, "0.0500")
    aviso.refresh_from_db()
    assert (aviso.situacao, aviso.canal) == (Aviso.Situacao.ENVIADO, Canal.SMS)


@pytest.mark.parametrize(
    ("texto", "partes"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("[" * 80, 1), ("[" * 81, 2)],
)
def test_conta_as_partes_como_a_operadora(texto: str, partes: int) -> None:
    assert texto_curto.partes_de(texto) == partes


def test_translitera_tudo_o_que_a_lingua_usa() -> None:
    escrito = "ÁÂÃÀÇÉÊÍÓÔÕÚÜ áâãàçéêíóôõúü “ok” – 1º 2ª … 🙂"
    assert texto_curto.sem_acentos(escrito) == 'AAAACEEIOOOUU aaaaceeiooouu "ok" - 1o 2a ... '


RUINS: list[tuple[str, dict[str, Any], str, str]] = [
    ("fora do ar", {"codigo": 500}, Aviso.Situacao.PENDENTE, SituacaoDoEnvio.CRIADO),
    ("pedidos demais", {"codigo": 429}, Aviso.Situacao.PENDENTE, SituacaoDoEnvio.CRIADO),
    ("chave errada", {"codigo": 401}, Aviso.Situacao.PENDENTE, SituacaoDoEnvio.CRIADO),
    (
        "manda ir a outro lugar",
        {"codigo": 307, "cabecalhos": {"Location": "http://127.0.0.1:9/"}},
        Aviso.Situacao.PENDENTE,
        SituacaoDoEnvio.CRIADO,
    ),
    ("corta a conexão", {"cortar": True}, Aviso.Situacao.PENDENTE, SituacaoDoEnvio.CRIADO),
    ("não responde", {"demora": 0.6}, Aviso.Situacao.PENDENTE, SituacaoDoEnvio.CRIADO),
    ("recusa a mensagem", {"codigo": 422}, Aviso.Situacao.FALHOU, SituacaoDoEnvio.FALHA_PERMANENTE),
    ("aceita sem JSON", {"resposta": b"<html>ok"}, Aviso.Situacao.ENVIADO, SituacaoDoEnvio.ENVIANDO),
    ("fala demais", {"resposta": b"x" * 300_000}, Aviso.Situacao.ENVIADO, SituacaoDoEnvio.ENVIANDO),
    ("manda uma lista", {"resposta": b"[]"}, Aviso.Situacao.ENVIADO, SituacaoDoEnvio.ENVIANDO),
]


def test_o_provedor_que_se_comporta_mal(
    operadora: Provedor,
    meio_dia: Traveller,
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
) -> None:
    monkeypatch.setattr(http, "CONEXOES", urllib3.PoolManager(retries=False, timeout=0.2))
    for nome, jeito, do_aviso, do_envio in RUINS:
        with subtests.test(nome):
            vars(operadora).update(vars(Provedor(url=operadora.url)), **jeito)
            aviso = por_sms()
            entregar_pendentes(Canal.SMS)
            aviso.refresh_from_db()
            envio = aviso.envios.get()
            assert (aviso.situacao, envio.situacao) == (do_aviso, do_envio)
            assert len(operadora.pedidos) == 1
            if do_aviso == Aviso.Situacao.PENDENTE:
                assert aviso.proxima_em > timezone.now()
                assert aviso.erro
                assert entregar_pendentes(Canal.SMS).enviados == 0  # espera a hora
    assert CELULAR not in "".join(Envio.objects.values_list("erro", flat=True))


def test_sem_configuracao_quem_so_deixou_celular_fica_sem_contato(meio_dia: Traveller) -> None:
    aviso = por_sms()
    encaminhar(timezone.now())
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.SEM_CONTATO


def test_so_celular_recebe_e_quem_tem_email_nao_recebe_sms(operadora: Provedor, meio_dia: Traveller) -> None:
    fixo = AvisoFactory.create(interessado__email="", interessado__telefone="1133334444", canal="")
    com_email = AvisoFactory.create(interessado__telefone=CELULAR, canal="")
    encaminhar(timezone.now())
    fixo.refresh_from_db()
    com_email.refresh_from_db()
    assert fixo.situacao == Aviso.Situacao.SEM_CONTATO
    assert com_email.canal == Canal.EMAIL


def test_o_codigo_da_conta_sai_ja_e_nao_fica_no_banco(operadora: Provedor) -> None:
    aviso = acoes.escrever_sms_da_conta(celular=CELULAR, texto="SP156: seu código é 482913.")
    assert "482913" not in f"{aviso.assunto}{aviso.corpo}{aviso.curto}"
    assert CELULAR.encode() not in bytes(aviso.para_cifrado or b"")
    assert entregar_pendentes(Canal.SMS).enviados == 1
    (pedido,) = operadora.pedidos
    assert pedido.json["contents"][0]["text"] == "SP156: seu codigo e 482913."
    aviso.refresh_from_db()
    assert aviso.para_cifrado is None


def test_o_texto_curto_de_todo_modelo_so_diz_protocolo_e_datas(
    operadora: Provedor, subtests: pytest.Subtests
) -> None:
    """O canário está em toda variável que não é o protocolo nem uma data."""
    parte = InteressadoFactory.create(email="", telefone=CELULAR, nome="Canário")
    for modelo in ModeloDeAviso.objects.exclude(chave__contains="resumo"):
        with subtests.test(modelo.chave):
            nomes = {variavel["nome"] for variavel in modelo.variaveis} - {
                "protocolo",
                "prazo",
                "prazo_curto",
                "responder_ate",
            }
            contexto = dict.fromkeys(nomes, "Canário") | {
                "protocolo": "10293-84756-10293",
                "prazo": "08/01/2027",
                "prazo_curto": "Prazo: 08/01/2027.",
                "responder_ate": "05/12/2026",
            }
            aviso = acoes.escrever(
                modelo=modelo.chave,
                contexto=contexto,
                interessado=parte,
                protocolo="102938475610293",
                ordem=1,
            )
            assert "Canário" not in aviso.curto
            assert texto_curto.partes_de(texto_curto.para_sms(aviso.curto, aviso.protocolo)) == 1

"""O que a Ouvidoria diz que faz com cada tipo: no aviso, no comprovante e no papel da Praça."""

from __future__ import annotations

import pytest

from atendimento.pracas.papel import papel_de
from avisos.models import Aviso
from ouvidoria import acoes, o_que_acontece
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao as T
from protocolo.prazos.em_palavras import dia
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db
DE_QUEM_RECLAMA = ("quem pode resolver", "recebe a resposta", "pediu explicações")


@pytest.mark.parametrize(
    ("tipo", "faz", "conta"),
    [
        (T.ELOGIO, "para chegar a quem atendeu bem", "quem ficou sabendo do elogio até {}"),
        (T.SUGESTAO, "ao órgão que pode aproveitá-la", "o que o órgão decidiu da sugestão até {}"),
        (T.RECLAMACAO, "procura quem pode resolver", "Você recebe a resposta da Ouvidoria até {}"),
        (T.DENUNCIA, "procura quem pode resolver", "Você recebe a resposta da Ouvidoria até {}"),
    ],
)
def test_cada_tipo_diz_o_que_a_ouvidoria_faz_com_ele(tipo: T, faz: str, conta: str) -> None:
    caso = elenco.registrada(tipo, identificacao=elenco.MARIA)
    aviso = Aviso.objects.get(protocolo=caso.protocolo)
    conta = conta.format(dia(caso.vence_em))
    assert conta in aviso.corpo
    assert "Se for preciso mais tempo, avisaremos antes" in aviso.corpo
    assert faz in o_que_acontece.primeiro(caso)
    assert conta in o_que_acontece.depois(caso, dia(caso.vence_em))
    if tipo != T.DENUNCIA:
        assert papel_de(caso).agora == [o_que_acontece.primeiro(caso)]
    if tipo in {T.ELOGIO, T.SUGESTAO}:
        _enviar(caso)
        ditos = " ".join(um.assunto + um.corpo for um in Aviso.objects.filter(protocolo=caso.protocolo))
        assert ditos.count(conta) == 2, "ao receber e ao enviar ao órgão"
        assert not any(errada in ditos for errada in DE_QUEM_RECLAMA)


def _enviar(caso: Manifestacao) -> None:
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=elenco.ogm())
    envio = acoes.Envio(orgao=elenco.orgao(), texto=elenco.TEXTO)
    acoes.encaminhar(caso=caso, versao=caso.versao, por=elenco.ogm(), envios=[envio])

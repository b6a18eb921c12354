"""O que se sela deixa de se ligar ao atendimento em que se falou dele."""

from __future__ import annotations

import pytest

from atendimento.models import Reconhecimento
from contas.acoes import registrar_leitura, selar
from contas.autor import Autor
from contas.models import Interessado, LeituraDePessoal
from contas.papeis import Papel
from tests.atendimento.com_a_pessoa import Atendendo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


def test_selar_desliga_o_caso_do_atendimento(subtests: pytest.Subtests) -> None:
    """Nem o atendimento diz de quem era, nem a leitura em que atendimento foi, nem o ato de que caso."""
    mesa = Atendendo()
    outro, selado = elenco.solicitacao(), elenco.solicitacao()
    mesa.reconhecida(selado).mandar(f"caso/{selado.protocolo}/ler/")
    por_outro = Atendendo(quem=mesa.usuario).reconhecida(outro)
    por_outro.mandar(f"caso/{selado.protocolo}/ler/")
    escrito_por_alguem = "atendimento nº 12/2026, da ouvidoria"
    registrar_leitura(
        interessado=Interessado.objects.get(solicitacao=selado),
        por=Autor(papel=Papel.ATENDENTE, usuario=mesa.usuario),
        protocolo=selado.protocolo,
        o_que="o contato",
        motivo=escrito_por_alguem,
    )
    selar(interessado=Interessado.objects.get(solicitacao=selado))
    with subtests.test("quem"):
        assert (mesa.atendimento.reconhecido, mesa.atendimento.identidade) == (None, "")
        assert not Reconhecimento.objects.filter(interessado=selado.interessado).exists()
    with subtests.test("onde"):
        lidas = LeituraDePessoal.objects.filter(interessado=selado.interessado)
        assert set(lidas.values_list("motivo", flat=True)) == {"", escrito_por_alguem}
    with subtests.test("o quê"):
        assert selado.protocolo not in {protocolo for m in (mesa, por_outro) for _, protocolo in m.atos()}
    with subtests.test("a pessoa continua reconhecida pelo outro caso"):
        assert por_outro.atendimento.reconhecido == outro.interessado

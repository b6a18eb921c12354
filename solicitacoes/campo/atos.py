"""O que só se faz na rua: voltar sem ter feito."""

from __future__ import annotations

from mesas.atos import quando
from solicitacoes import acoes
from solicitacoes.caixa.atos import ENCERRADO, AtoDaCaixa
from solicitacoes.campo.forms import NaoDeuForm

NAO_DEU = AtoDaCaixa(
    nome="nao-deu",
    verbo="Não deu",
    explicacao="O pedido continua aberto, no mesmo prazo. O motivo e as fotos ficam na história dele, que o "
    "munícipe também lê; ninguém recebe mensagem.",
    feito="Está escrito por que não deu. O pedido continua aberto.",
    acao=acoes.voltar_sem_fazer,
    form=NaoDeuForm,
    impede=quando((lambda caso: not caso.aberta, ENCERRADO)),
)

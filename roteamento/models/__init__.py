"""Território, unidades, regras de destino e quem serve onde."""

from roteamento.models.campos import Lado
from roteamento.models.designacoes import Designacao
from roteamento.models.regras import ConferenciaDeRotas, Regra
from roteamento.models.territorio import (
    Contorno,
    Distrito,
    Importacao,
    Logradouro,
    OrigemDaRua,
    PrefixoDeCep,
    Subprefeitura,
)
from roteamento.models.unidades import Lotacao, Sucessao, Unidade

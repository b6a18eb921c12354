"""O que o quadro da denúncia precisa saber."""

from django import template

from contas.models import Usuario
from ouvidoria.models import Manifestacao
from ouvidoria.quadro import Quadro, quadro

register = template.Library()


@register.simple_tag
def quadro_da_denuncia(caso: Manifestacao, usuario: Usuario) -> Quadro:
    """`{% quadro_da_denuncia caso user as quadro %}`: só onde a guarda já conferiu que é da Ouvidoria."""
    return quadro(caso, usuario)

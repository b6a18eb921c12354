"""O que o quadro da denúncia precisa saber."""

from django import template

from ouvidoria.denuncia.o_que_falta import o_que_falta

register = template.Library()
register.simple_tag(o_que_falta, name="quadro_da_denuncia")
"""`{% quadro_da_denuncia caso user as quadro %}`: só onde a guarda já conferiu que é da Ouvidoria."""

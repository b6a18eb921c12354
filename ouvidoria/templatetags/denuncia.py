"""O quadro da denúncia na página do caso: leva ao modelo o que já se fez e o que falta."""

from django import template

from ouvidoria.denuncia.o_que_falta import o_que_falta

register = template.Library()
register.simple_tag(o_que_falta, name="quadro_da_denuncia")
"""`{% quadro_da_denuncia caso user as quadro %}`: só onde a guarda já conferiu que é da Ouvidoria."""

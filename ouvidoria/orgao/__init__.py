"""A mesa de quem a Ouvidoria consulta: os encaminhamentos recebidos e a resposta."""

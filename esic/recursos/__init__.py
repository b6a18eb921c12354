"""A mesa de quem decide recursos e reclamações por falta de resposta."""

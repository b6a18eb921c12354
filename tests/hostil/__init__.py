"""O portal diante de quem o quer quebrar."""

RELATO = "SP156_HOSTIS_RELATO"
"""A variável com o arquivo em que cada endereço anota, numa linha, o que respondeu."""

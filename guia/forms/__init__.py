"""Formulários do Guia: o que o munícipe responde, o que diz quem escreve, as telas da administração."""

"""Perto de mim: o que já se pediu em volta de um lugar, para qualquer pessoa."""

"""Meu bairro: o que se pediu num distrito, para ler, assinar num leitor de notícias ou receber por e-mail."""

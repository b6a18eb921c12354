"""Portal: o que não é de um processo só: o início, acompanhar e a área de quem entrou."""

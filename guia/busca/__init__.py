"""Achar um serviço: o índice, os sinônimos, a ordem dos achados e o que não é de nenhum serviço."""

"""Os arquivos de dados abertos dos pedidos, e o catálogo deles."""

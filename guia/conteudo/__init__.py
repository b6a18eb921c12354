"""Os arquivos de conteúdo do Guia (`guia/dados`): que forma têm, e a leitura deles."""

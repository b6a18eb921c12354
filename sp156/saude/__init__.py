"""A saúde do portal: viva, serve, detalhes, e a conferência dos contêineres, que não carrega o Django."""

"""A demonstração: pessoas e casos que só existem no modo embutido."""

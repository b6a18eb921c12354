"""Documentos: arquivos que se recebem e se mostram, planilhas e dados pessoais num texto."""

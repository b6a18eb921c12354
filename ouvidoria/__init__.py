"""Ouvidoria: a segunda instância e os cinco tipos de manifestação da lei."""

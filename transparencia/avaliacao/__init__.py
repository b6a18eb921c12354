"""A avaliação anual dos serviços (Lei 13.460/2017, art. 23)."""

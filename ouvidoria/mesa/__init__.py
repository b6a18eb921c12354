"""A mesa da Ouvidoria: a lista, a manifestação, os atos e o que se encaminha a um órgão."""

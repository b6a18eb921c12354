"""O relatório anual da Ouvidoria (Lei 13.460/2017, art. 15): contar, escrever e publicar."""

"""As ruas da cidade lidas do banco, da memória ou do geocodificador de fora."""

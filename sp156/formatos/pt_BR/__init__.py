"""Os formatos do português do Brasil que são nossos; os outros são os do Django."""

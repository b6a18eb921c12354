"""O portal para o servidor web: `application` é o WSGI do Django; `entrada`, o que o granian serve."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sp156.web.entrada import Entrada
from sp156.web.threads import Prazos

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
os.environ.setdefault("SP156_PROCESSO", "web")

gc.disable()  # o que se carrega aqui fica: enquanto isso, o coletor de lixo só o percorreria de novo
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

from sp156.saude import testemunha  # noqa: E402  idem
from sp156.web.correntes import Correntes  # noqa: E402  lê os modelos, que só há depois de o Django partir

_ = get_resolver().url_patterns  # o primeiro pedido de cada processo não espera que se leiam todas as páginas
prazos = Prazos(pedido=settings.WEB_PEDIDO_SEGUNDOS, perdidas=settings.WEB_PERDIDAS_SEGUNDOS)
entrada = Entrada(application, prazos=prazos, correntes=Correntes(), ao_partir=testemunha.comecar)
gc.collect()
gc.freeze()
gc.enable()

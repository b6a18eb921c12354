"""Os endereços que os provedores chamam."""

from django.urls import path

from avisos.views import recibos

app_name = "recibos"

urlpatterns = [
    path("avisos/recibos/<str:segredo>/sms/", recibos.sms, name="sms"),
    path("avisos/recibos/<str:segredo>/whatsapp/", recibos.whatsapp, name="whatsapp"),
    path("avisos/recibos/<str:segredo>/correio/", recibos.correio, name="correio"),
]

// A chave do aparelho (passkey): mostra os botões onde o navegador a tem e diz quando ela não foi usada.
if (window.PublicKeyCredential) {
  for (const parte of document.querySelectorAll("[data-com-chave]")) parte.hidden = false;
}

document.addEventListener("allauth.error", (evento) => {
  evento.preventDefault();
  const falha = document.getElementById("falha-da-chave");
  if (!falha) return;
  falha.hidden = false;
  falha.focus();
});

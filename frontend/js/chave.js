// A chave do aparelho (passkey): liga os botões onde o navegador a tem e diz quando ela não foi usada.
// A conversa com o aparelho é a do allauth (mfa/js), que vem antes deste programa.
const IDS = {
  add: "botao-da-chave",
  authenticate: "botao-da-chave",
  login: "botao-da-chave",
  credential: "id_credential",
  passwordless: "id_passwordless",
  data: "dados-da-chave",
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-chave]")) {
    window.allauth.webauthn.forms[`${form.dataset.chave}Form`]({ ids: IDS });
  }
  for (const parte of document.querySelectorAll("[data-com-chave]")) parte.hidden = false;
}

document.addEventListener("allauth.error", (evento) => {
  evento.preventDefault();
  const falha = document.getElementById("falha-da-chave");
  if (!falha) return;
  falha.hidden = false;
  falha.focus();
});

// Quem escreve há muito tempo continua na página: avisa-se o portal de vez em quando, e a sessão não acaba.
const INTERVALO = 5 * 60 * 1000;
let ultimo = Date.now();

document.addEventListener("input", async () => {
  if (Date.now() - ultimo < INTERVALO) return;
  ultimo = Date.now();
  try {
    const resposta = await fetch("/conta/sessao/", { redirect: "manual" });
    if (resposta.status === 204) return;
    const regiao = document.getElementById("falha");
    if (!regiao) return;
    regiao.querySelector("[data-texto]").textContent =
      "A sua sessão terminou. O que você escreveu continua aqui: entre de novo em outra janela antes de enviar.";
    regiao.hidden = false;
  } catch {
    ultimo = 0; // sem rede agora: tenta na próxima letra
  }
});

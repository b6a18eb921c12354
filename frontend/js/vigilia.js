// Quem escreve há muito tempo continua na página: avisa-se o portal de vez em quando, e a sessão não acaba.
// Se acabou e o que se escrevia está guardado, o elo leva a entrar e volta a esta página.
const INTERVALO = 5 * 60 * 1000;
const ENTRADA = "/conta/login/";
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

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (!xhr.getResponseHeader("Escrito-Guardado")) return;
  const entrar = document.createElement("a");
  entrar.className = "govuk-link";
  entrar.textContent = "Entrar de novo e continuar";
  entrar.href = `${ENTRADA}?${new URLSearchParams({ next: location.pathname + location.search })}`;
  document.querySelector("#falha [data-texto]")?.append(" ", entrar);
});

// Quem escreve há muito tempo continua na página: avisa-se o portal de vez em quando, e a sessão não acaba.
// Se acabou, o elo leva a entrar e volta a esta página: aqui mesmo só se o que se escrevia está guardado.
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
  if (xhr.status !== 401) return;
  const guardado = xhr.getResponseHeader("Escrito-Guardado");
  const entrar = document.createElement("a");
  entrar.className = "govuk-link";
  entrar.textContent = guardado ? "Entrar de novo e continuar" : "Entrar de novo em outra janela";
  if (!guardado) entrar.target = "_blank";
  entrar.href = `${ENTRADA}?${new URLSearchParams({ next: location.pathname + location.search })}`;
  document.querySelector("#falha [data-texto]")?.append(" ", entrar);
});

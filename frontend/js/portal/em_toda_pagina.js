// Em toda página: diz ao servidor se o portal foi aberto como aplicativo e, em quem o tem, traz o que ele mostra.
// Tela cheia não conta: é também o F11 de um navegador.
const ABERTO =
  ["standalone", "minimal-ui"].some((modo) => matchMedia(`(display-mode: ${modo})`).matches) || navigator.standalone === true;

// O aplicativo e o navegador do mesmo aparelho dividem os cookies: vale o da página que envia.
function dizerComoAbriu() {
  const seguro = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `aberto_por=aplicativo; path=/; samesite=lax${seguro}${ABERTO ? "" : "; max-age=0"}`;
}

dizerComoAbriu();
document.addEventListener("submit", dizerComoAbriu, true);

// O trabalhador só se instala nas páginas que o pedem (`data-trabalhador`); depois acompanha todas.
const trabalhador = navigator.serviceWorker;
const pede = document.querySelector("[data-trabalhador]");
if (trabalhador && pede) trabalhador.register(pede.dataset.trabalhador, { scope: "/", updateViaCache: "none" });
if (trabalhador && (pede || trabalhador.controller)) import("./com_trabalhador.js");

// Em toda página: diz ao servidor se o portal foi aberto como aplicativo e, em quem o tem, traz o que ele mostra.
import { comoAplicativo } from "../aplicativo/como_abriu.js";

// O aplicativo e o navegador do mesmo aparelho dividem os cookies: vale o da página que envia.
function dizerComoAbriu() {
  const seguro = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `aberto_por=aplicativo; path=/; samesite=lax${seguro}${comoAplicativo ? "" : "; max-age=0"}`;
}

dizerComoAbriu();
document.addEventListener("submit", dizerComoAbriu, true);

// O trabalhador só se instala nas páginas que o pedem (`data-trabalhador`); depois acompanha todas.
const trabalhador = navigator.serviceWorker;
const pede = document.querySelector("[data-trabalhador]");
if (trabalhador && pede) trabalhador.register(pede.dataset.trabalhador, { scope: "/", updateViaCache: "none" });
if (trabalhador && (pede || trabalhador.controller)) import("./com_trabalhador.js");

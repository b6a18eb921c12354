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
const trazer = () => import("./com_trabalhador.js");
if (trabalhador && (pede || trabalhador.controller)) trazer();
else trabalhador?.addEventListener("controllerchange", trazer, { once: true }); // instalou-se noutra janela

// No computador de todos, depois de se mandar esquecer, a página de antes que o Voltar traz da memória pede-se de novo.
// O servidor diz que se esqueceu; a hora é a daqui, a mesma de quando cada página se abriu.
const esquecido = () => document.cookie.match(/(?:^|; )esquecido=(\w+)/)?.[1];
if (esquecido() === "sim") {
  const seguro = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `esquecido=${Date.now()}; path=/; samesite=lax${seguro}`;
}
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted && performance.timeOrigin < Number(esquecido())) location.reload();
});

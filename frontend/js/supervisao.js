// A supervisão das conversas: a fila que anda troca o que se passa agora, no máximo uma vez por segundo; o tempo que passa, também:
// a página sabe quando muda o risco de alguma. O foco e o que está aberto ficam.
import { acompanhar } from "./acompanhar.js";
import { haQuanto } from "./ha_quanto.js";
import { aoAcaso } from "./rede.js";

const CADA_15 = 15_000;
const agora = document.getElementById("agora");
let alarme = 0;

const buscar = acompanhar({
  dados: () => agora.dataset,
  aoOuvir: (tipo) => tipo === "fila" && buscar(aoAcaso(1_000, 2_000)),
  aoChegar(html) {
    if (html) trocar(html);
    esperarQueMude();
  },
});

function trocar(html) {
  const abertos = [...agora.querySelectorAll("details[open]")].map(({ id }) => id);
  const foco = agora.contains(document.activeElement) ? document.activeElement.closest("[id]").id : "";
  agora.innerHTML = html;
  for (const id of abertos) document.getElementById(id)?.setAttribute("open", "");
  const onde = foco && document.getElementById(foco);
  if (onde) (onde.querySelector("summary") ?? onde).focus({ preventScroll: true });
}

function esperarQueMude() {
  clearTimeout(alarme);
  const segundos = Number(agora.querySelector("[data-muda-daqui-a]").dataset.mudaDaquiA);
  alarme = setTimeout(buscar, segundos * 1_000 + aoAcaso(0, 1_000));
}
esperarQueMude();

setInterval(() => {
  for (const um of agora.querySelectorAll("[data-desde]")) um.textContent = haQuanto(Date.now() - Date.parse(um.dataset.desde));
}, CADA_15);

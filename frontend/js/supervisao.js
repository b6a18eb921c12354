// A supervisão das conversas: a fila que anda troca o que se passa agora, no máximo uma vez por segundo.
import { acompanhar } from "./acompanhar.js";
import { aoAcaso } from "./rede.js";

const agora = document.getElementById("agora");
const buscar = acompanhar({
  dados: () => agora.dataset,
  aoOuvir: (tipo) => tipo === "fila" && buscar(aoAcaso(1_000, 2_000)),
  aoChegar(html) {
    if (html && !agora.contains(document.activeElement)) agora.innerHTML = html;
  },
});

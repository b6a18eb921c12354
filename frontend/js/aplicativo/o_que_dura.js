// O que este aparelho não garante do que guarda, dito antes de se contar com ele.
import { comoAplicativo, noIphone } from "./como_abriu.js";

const NO_IPHONE = "O iPhone pode apagar o que está guardado depois de uns dias sem abrir o portal; instalado na tela de início, dura mais.";
const SO_ABERTO = "Sem internet o pedido espera neste aparelho, e só é enviado com o portal aberto.";

export function dizerOQueDura(dito) {
  const ditas = [noIphone && !comoAplicativo && NO_IPHONE, !("SyncManager" in self) && SO_ABERTO].filter(Boolean);
  dito.textContent = ditas.join(" ");
  dito.hidden = !ditas.length;
}

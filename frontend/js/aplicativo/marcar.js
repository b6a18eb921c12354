// O número no ícone do aplicativo: o que espera neste aparelho e os avisos que chegaram e ninguém abriu. Na página e no
// trabalhador; onde o aparelho não sabe pôr número, nada muda.
import { itens, pendente } from "./fila.js";

async function porAbrir() {
  const registro = self.registration ?? (await navigator.serviceWorker?.getRegistration());
  const naTela = (await registro?.getNotifications?.()) ?? [];
  return naTela.filter(({ tag }) => !tag).length; // os da fila têm nome, e contam-se por ela
}

export async function marcar() {
  if (!navigator.setAppBadge) return;
  const esperam = (await itens()).filter((item) => pendente(item) && item.recado !== "outra_conta");
  const quantos = esperam.length + (await porAbrir());
  await (quantos ? navigator.setAppBadge(quantos) : navigator.clearAppBadge());
}

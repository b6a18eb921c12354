// No trabalhador: o guardado que só anda com a pessoa chama-a, uma vez por razão, e o que se mandou se diz, se ela deixou e não está
// a ver o SP156.
// A tela bloqueada não diz o que se pediu.
import { notificar } from "./empurrados.js";
import { itens, mudar, pendente } from "./guardados.js";

const PARA_ENVIAR = "/aplicativo/para-enviar/";
const PERTO_DE_VENCER = 24 * 60 * 60 * 1000;
const UM = "Um pedido guardado no aparelho precisa de você.";
const FOI = "Um pedido guardado no aparelho foi enviado.";
const FORAM = "Os pedidos guardados no aparelho foram enviados.";
const MUITOS = "Há pedidos guardados no aparelho que precisam de você.";

// Por que o guardado precisa da pessoa; vazio se anda sozinho, ou se só a outra conta o pode mandar.
function razao(item) {
  if (item.estado === "precisa_de_voce" || item.estado === "vencido") return item.estado;
  if (!pendente(item) || item.recado === "outra_conta") return "";
  if (item.expira - Date.now() < PERTO_DE_VENCER) return "vence";
  return item.recado === "entrar" ? "entrar" : "";
}

async function aVista() {
  const janelas = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return janelas.some(({ visibilityState }) => visibilityState === "visible");
}

const podeAvisar = async () => self.Notification?.permission === "granted" && !(await aVista());

// O que se mandou com o SP156 fechado.
export async function dizerQueFoi(foram) {
  if (!foram || !(await podeAvisar())) return;
  const body = foram === 1 ? FOI : FORAM;
  await notificar({ title: "SP156", body, navigate: PARA_ENVIAR, tag: "enviado", renotify: true });
}

export async function chamarSePreciso() {
  const novos = (await itens()).filter((item) => razao(item) && razao(item) !== item.chamado);
  if (!novos.length) return;
  if (await podeAvisar()) {
    const body = novos.length === 1 ? UM : MUITOS;
    await notificar({ title: "SP156", body, navigate: PARA_ENVIAR, tag: "fila", renotify: true });
  }
  for (const { chave } of novos) await mudar(chave, (item) => ({ chamado: razao(item) }));
}

// O aviso que chega com o SP156 fechado (push): mostra-o, abre a página dele, e segue o aparelho que muda de endereço.
import { marcar } from "./marcar.js";

const GERAL = { title: "SP156", body: "Há novidade no que você pediu.", navigate: "/area/" };
const FICHA = "/aplicativo/ficha/";
const RENOVAR = "/area/avisos/aparelhos/renovar/";

// Mesmo o que não se entende se mostra: o navegador tira a permissão de quem recebe calado.
function lido(dados) {
  try {
    return { ...GERAL, ...dados.json().notification };
  } catch {
    return GERAL;
  }
}

// O toque abre a página (`data`).
export function notificar({ title, body, navigate, ...mais }) {
  const data = daqui(navigate);
  return self.registration.showNotification(title, { body, lang: "pt-BR", icon: self.CASCA.icone, data, ...mais });
}

async function mostrar(dados) {
  const { title, body, navigate } = lido(dados);
  await notificar({ title, body, navigate });
  await marcar();
}

// Só se abre página nossa; de um esquema sem "/" (mailto:) o caminho colaria outro domínio ao nosso.
function daqui(endereco) {
  const { pathname, search } = new URL(endereco, self.location.origin);
  return self.location.origin + (pathname.startsWith("/") ? pathname + search : GERAL.navigate);
}

async function abrir(pagina) {
  const abertas = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const jaNela = abertas.find((aberta) => aberta.url === pagina);
  return jaNela ? jaNela.focus() : self.clients.openWindow(pagina);
}

// Quem sai da conta não deixa na tela os avisos que eram dela.
export async function recolher() {
  for (const aviso of await self.registration.getNotifications()) aviso.close();
  await marcar();
}

async function renovar({ oldSubscription, newSubscription }) {
  const como = oldSubscription?.options;
  const nova = newSubscription ?? (como && (await self.registration.pushManager.subscribe(como)));
  if (!nova) return;
  const { csrf } = await (await fetch(FICHA, { cache: "no-store" })).json();
  const { endpoint, keys } = nova.toJSON();
  const corpo = new URLSearchParams({ endpoint, ...keys });
  await fetch(RENOVAR, { method: "POST", body: corpo, headers: { "X-CSRFToken": csrf } });
}

self.addEventListener("notificationclose", (evento) => evento.waitUntil(marcar()));
self.addEventListener("push", (evento) => evento.waitUntil(mostrar(evento.data)));
self.addEventListener("notificationclick", (evento) => {
  evento.notification.close();
  evento.waitUntil(Promise.all([abrir(evento.notification.data), marcar()]));
});
self.addEventListener("pushsubscriptionchange", (evento) => evento.waitUntil(renovar(evento)));

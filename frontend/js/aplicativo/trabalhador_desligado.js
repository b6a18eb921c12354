// Toma o lugar do trabalhador quando a cidade desliga o aplicativo, ou o aparelho é de todos: apaga o que ele guardou e sai.
import { BANCO_DO_TURNO } from "./esquecer.js";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (evento) => evento.waitUntil(sair()));

async function sair() {
  for (const nome of await caches.keys()) await caches.delete(nome);
  indexedDB.deleteDatabase(BANCO_DO_TURNO);
  await self.registration.unregister();
  const janelas = await self.clients.matchAll({ type: "window" });
  for (const janela of janelas) janela.postMessage({ desligado: true });
}

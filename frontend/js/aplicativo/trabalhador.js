// O trabalhador do aplicativo: guarda a casca, responde sem rede, e espera a pessoa para trocar de versão.
import { recolher } from "./empurrados.js";
import { arquivo, guardarTodos, instalar, limpar, pagina, tirarAsVelhas } from "./casca.js";
import "./sincronia.js";

const { estaticos, aplicativo, sair } = self.CASCA;

self.addEventListener("install", (evento) => evento.waitUntil(instalar()));

self.addEventListener("activate", (evento) => evento.waitUntil(comecar()));

async function comecar() {
  await tirarAsVelhas();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (evento) => {
  const { request } = evento;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === sair) evento.waitUntil(Promise.allSettled([limpar(), recolher()]));
  if (request.mode === "navigate") evento.respondWith(pagina(evento));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith(estaticos)) evento.respondWith(arquivo(request));
  else if (pathname.startsWith(aplicativo)) evento.respondWith(pagina(evento));
});

const RECADOS = {
  assumir: () => self.skipWaiting(),
  guardar: ({ enderecos }, dizer) => guardarTodos(enderecos, (prontos) => dizer({ prontos })),
  limpar,
};

// Quem manda um recado por um canal (`MessageChannel`) sabe quando acabou, ou por que não deu.
self.addEventListener("message", (evento) => {
  const fazer = RECADOS[evento.data?.recado];
  if (!fazer) return;
  const dizer = (resposta) => evento.ports[0]?.postMessage(resposta);
  const feito = Promise.resolve(fazer(evento.data, dizer)).then(
    () => dizer({ pronto: true }),
    (falha) => dizer({ falhou: String(falha) }),
  );
  evento.waitUntil(feito);
});

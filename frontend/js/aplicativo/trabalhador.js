// O trabalhador do aplicativo: guarda a casca, responde sem rede, e espera a pessoa para trocar de versão.
import { recolher } from "./empurrados.js";
import { receberCompartilhadas } from "./compartilhadas.js";
import { arquivo, guardarTodos, instalar, limpar, pagina, tirarAsVelhas } from "./casca.js";
import "./sincronia.js";
import { apagarOTurno, fotoOuMapa, levarODia } from "./turno.js";

const { estaticos, aplicativo, sair, compartilhar, servicos, fotosEMapa } = self.CASCA;

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
  if (request.method === "POST" && pathname === sair) evento.waitUntil(Promise.allSettled([limpar(), recolher(), apagarOTurno()]));
  if (request.method === "POST" && pathname === compartilhar) evento.respondWith(receberCompartilhadas(request, servicos));
  else if (request.mode === "navigate") evento.respondWith(pagina(evento));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith(estaticos)) evento.respondWith(arquivo(request));
  else if (pathname.startsWith(aplicativo)) evento.respondWith(pagina(evento));
  else if (fotosEMapa.some((comeco) => pathname.startsWith(comeco))) evento.respondWith(fotoOuMapa(request));
});

const RECADOS = {
  assumir: () => self.skipWaiting(),
  guardar: ({ enderecos }, dizer) => guardarTodos(enderecos, (prontos) => dizer({ prontos })),
  levarODia: ({ endereco }) => levarODia(endereco),
  limpar,
};

// Quem manda um recado por um canal (`MessageChannel`) sabe quando acabou, ou por que não deu.
self.addEventListener("message", (evento) => {
  const fazer = RECADOS[evento.data?.recado];
  if (!fazer) return;
  const dizer = (resposta) => evento.ports[0]?.postMessage(resposta);
  const feito = Promise.resolve(fazer(evento.data, dizer)).then(
    (dito) => dizer({ pronto: true, ...dito }),
    (falha) => dizer({ falhou: String(falha) }),
  );
  evento.waitUntil(feito);
});

// No trabalhador: o navegador acorda-o quando a rede volta, ainda que não haja página aberta.
import { chamarSePreciso } from "./chamar.js";
import { TAG, enviarTudo } from "./fila.js";

self.addEventListener("sync", (evento) => {
  if (evento.tag === TAG) evento.waitUntil(mandar());
});

// O que falhou tem de falhar também para o navegador: é o que o faz tentar outra vez.
async function mandar() {
  const { ficou } = await enviarTudo({ sozinho: true });
  await chamarSePreciso();
  if (ficou) throw new Error("ainda há o que mandar");
}

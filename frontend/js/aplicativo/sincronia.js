// No trabalhador: o navegador acorda-o quando a rede volta, ainda que não haja página aberta.
import { chamarSePreciso, dizerQueFoi } from "./chamar.js";
import { TAG, enviarTudo } from "./fila.js";
import { marcar } from "./marcar.js";

self.addEventListener("sync", (evento) => {
  if (evento.tag === TAG) evento.waitUntil(mandar());
});

// O que falhou tem de falhar também para o navegador: é o que o faz tentar outra vez.
async function mandar() {
  const { ficou, foram } = await enviarTudo({ sozinho: true });
  await dizerQueFoi(foram);
  await chamarSePreciso();
  await marcar();
  if (ficou) throw new Error("ainda há o que mandar");
}

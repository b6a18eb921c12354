// O teclado na página do pedido: cada ato, a anotação e a história dizem a sua tecla em data-tecla.
// j e k vão ao próximo e ao anterior da lista de onde se veio, que a lista deixou escrita nesta aba.
import { ligarTeclas } from "./teclas.js";

function vizinhos() {
  let fila = [];
  try {
    fila = JSON.parse(sessionStorage.getItem("fila") ?? "[]");
  } catch {
    // Sem armazenamento não há lista a percorrer: fica o "Voltar à lista".
  }
  const aqui = fila.findIndex((endereco) => new URL(endereco, location.href).pathname === location.pathname);
  return aqui < 0 ? {} : { anterior: fila[aqui - 1], proximo: fila[aqui + 1] };
}

for (const [qual, endereco] of Object.entries(vizinhos())) {
  const elo = document.querySelector(`[data-${qual}]`);
  if (!elo || !endereco) continue;
  elo.href = endereco;
  elo.hidden = false;
}

ligarTeclas({
  a: () => (document.querySelector("#acoes .govuk-button") ?? document.getElementById("acoes"))?.focus(),
});

// O pedido de um serviço que já não se pede: o que levava vai com outro, ou copia-se; nada o apaga antes disso.
import { acrescentar } from "./fotos.js";
import { mudar } from "./preparo.js";

const SERVICOS = "/aplicativo/servicos/";
// O que serve a qualquer pedido; as respostas do serviço que saiu só se copiam.
const SERVEM = new Set(["logradouro", "numero", "complemento", "referencia", "cep", "sugerido", "descricao"]);

export function ligarRetirado(parte, item, maximo) {
  parte("retirado").hidden = false;
  parte("copiar").dataset.copiar = item.escrito.map(([rotulo, valor]) => `${rotulo}: ${valor}`).join("\n");
  parte("copiar").hidden = !item.escrito.length;
  parte("usar").addEventListener("click", async () => {
    await mudar((preparo) => trazer(preparo, item, Number(maximo)));
    location.assign(SERVICOS);
  });
  for (const [qual, legenda] of [...parte("fotos").querySelectorAll(".sp-fotos__nome")].entries()) baixavel(legenda, item.arquivos[qual]);
}

function baixavel(legenda, { blob, nome }) {
  const elo = Object.assign(document.createElement("a"), { className: "govuk-link", href: URL.createObjectURL(blob), download: nome });
  elo.textContent = `Baixar ${nome}`;
  legenda.replaceChildren(elo);
}

// Sai da lista quando o outro se guarda (`origem`); se uma foto não coube, fica.
export function trazer(preparo, { chave, campos, arquivos }, maximo) {
  const fotos = arquivos.filter(({ campo }) => campo === "fotos").map(({ blob, nome }) => new File([blob], nome, { type: blob.type }));
  const demais = acrescentar(preparo.fotos, fotos, maximo);
  const dito = Object.fromEntries(campos);
  preparo.trazido = campos.filter(([nome]) => SERVEM.has(nome));
  preparo.origem = demais ? "" : chave;
  if (dito.lat && dito.lon) {
    const { logradouro: rua = "", sugerido = "" } = dito;
    preparo.lugar = { ponto: [Number(dito.lat), Number(dito.lon)], rua, sugerido, palavras: rua };
  }
}

// Tira da trava o que não identifica o conteúdo do pacote: o endereço de onde
// veio e os pedidos de doação. A integridade de cada pacote fica.
// Uso: `npm run trava`, depois de mudar uma dependência; `npm run trava tests/lighthouse/package-lock.json`, a da noite.
import { readFileSync, writeFileSync } from "node:fs";

const arquivo = process.argv[2] ?? new URL("../package-lock.json", import.meta.url);
const trava = JSON.parse(readFileSync(arquivo, "utf8"));
for (const pacote of Object.values(trava.packages)) {
  delete pacote.resolved;
  delete pacote.funding;
}
writeFileSync(arquivo, `${JSON.stringify(trava, null, 2)}\n`);

// Prepara a interface: Sass → CSS, as entradas de JavaScript juntas com o que importam (esbuild), e a letra, só com o que se usa, e o mapa para
// static/compilado/, pasta ignorada pelo git. Nada de terceiros fica no repositório.
// Uso: node frontend/compilar.mjs
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild-wasm";
import * as sass from "sass";
import subsetFont from "subset-font";

const raiz = dirname(dirname(fileURLToPath(import.meta.url)));
const pacotes = join(raiz, "node_modules");
const destino = join(raiz, "static", "compilado");
const provisorio = `${destino}.${process.pid}`;

// Os mapas de origem não são servidos: sem eles o manifesto recusaria a referência.
const semMapa = (texto) => texto.replace(/\/[/*][#@] sourceMappingURL=\S+(\s*\*\/)?/g, "");

function copiarTexto(origem, nome, mudar = semMapa) {
  writeFileSync(join(provisorio, nome), mudar(readFileSync(origem, "utf8")));
}

function compilarEstilos() {
  for (const nome of ["portal", "formularios", "conversa", "servidor", "salas", "central", "administracao", "aplicativo"]) {
    const { css } = sass.compile(join(raiz, "frontend", "scss", `${nome}.scss`), {
      importers: [new sass.NodePackageImporter(raiz)],
      loadPaths: [join(raiz, "frontend", "scss")],
      quietDeps: true,
      style: "compressed",
    });
    writeFileSync(join(provisorio, `${nome}.css`), css);
  }
}

// Cada entrada sai num arquivo só, com as partes que importa: um pedido a mais pesa, só nos cabeçalhos, 300 bytes. Na raiz de js/ toda
// parte é também entrada. A que outra entrada traz (`./fila.js`), ou o que só vem quando é preciso, fica de fora dela e se serve ao lado.
const DO_APLICATIVO = ["com_trabalhador", "faixa", "fila", "aplicativo", "na_rua", "oferta"];
const MODULOS = ["portal/portal", ...DO_APLICATIVO.map((nome) => `aplicativo/${nome}`)];
const SO_QUANDO_E_PRECISO = ["./desenhar_mapa.js", "./leaflet/leaflet.js"];
const TRABALHADORES = ["aplicativo/trabalhador", "aplicativo/trabalhador_desligado"];

async function juntar() {
  const pasta = join(raiz, "frontend", "js");
  const soltas = readdirSync(pasta).filter((nome) => nome.endsWith(".js")).map((nome) => basename(nome, ".js"));
  const em = (nomes) => nomes.map((nome) => join(pasta, `${nome}.js`));
  const comum = {
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: "es2022",
    entryNames: "[name]",
    outdir: provisorio,
  };
  const vizinhas = new RegExp(`^\\./(${MODULOS.map((nome) => basename(nome)).join("|")})\\.js$`);
  const aoLado = ({ kind, path }) => (kind === "entry-point" ? undefined : { path, external: true });
  const deFora = { name: "vizinhas", setup: (obra) => obra.onResolve({ filter: vizinhas }, aoLado) };
  await esbuild.build({ ...comum, entryPoints: em(MODULOS), format: "esm", plugins: [deFora] });
  await esbuild.build({ ...comum, entryPoints: em(soltas), format: "esm", external: SO_QUANDO_E_PRECISO });
  await esbuild.build({ ...comum, entryPoints: em(TRABALHADORES), format: "iife" });
}

// As letras e os sinais de quem escreve em português, e os nomes das línguas que dividem as suas letras. As letras de outras
// línguas (Łukasz, Erdős) vêm à parte, e só à página que as tem (`unicode-range`, `_tokens.scss`).
const entre = (de, ate) => Array.from({ length: ate - de + 1 }, (_, qual) => String.fromCodePoint(de + qual)).join("");
const LETRAS = `${entre(0x20, 0x7e)}${entre(0xc0, 0xff)}\u00a0§ª«°²³·º»¼½¾¿ıŒœ–—‘’“”•…−€`;
const OUTRAS = `${entre(0x100, 0x24f)}${entre(0x1e00, 0x1eff)}`;

// Um arquivo só, em que o peso varia: menor do que dois, um de cada peso.
async function copiarFonte() {
  const letra = join(pacotes, "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next");
  const reduzir = (parte, letras) =>
    subsetFont(readFileSync(`${letra}-${parte}-wght-normal.woff2`), letras, {
      targetFormat: "woff2",
      noLayoutClosure: true,
      variationAxes: { wght: { min: 400, max: 700 } },
    });
  writeFileSync(join(provisorio, "fontes", "atkinson.woff2"), await reduzir("latin", LETRAS));
  writeFileSync(join(provisorio, "fontes", "outras-linguas.woff2"), await reduzir("latin-ext", OUTRAS));
}

function copiarMapa() {
  const pasta = join(pacotes, "leaflet/dist");
  copiarTexto(join(pasta, "leaflet.js"), "leaflet/leaflet.js");
  copiarTexto(join(pasta, "leaflet.css"), "leaflet/leaflet.css");
  cpSync(join(pasta, "images"), join(provisorio, "leaflet/images"), { recursive: true });
}

for (const pasta of ["fontes", "leaflet"]) mkdirSync(join(provisorio, pasta), { recursive: true });
try {
  compilarEstilos();
  await juntar();
  await copiarFonte();
  copiarMapa();
  rmSync(destino, { recursive: true, force: true });
  renameSync(provisorio, destino);
} finally {
  rmSync(provisorio, { recursive: true, force: true });
}

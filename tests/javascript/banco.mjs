// O IndexedDB de mentira, com a cara do `idb` e só o que o portal lhe pede. O que entra e o que sai são cópias, como no de verdade.
const bancos = new Map();

class Loja {
  #linhas = new Map();
  #caminho;

  constructor(caminho) {
    this.#caminho = caminho;
  }

  get = async (chave) => structuredClone(this.#linhas.get(chave));
  getAll = async () => structuredClone([...this.#linhas.values()]);
  put = async (linha, chave) => void this.#linhas.set(chave ?? linha[this.#caminho], structuredClone(linha));
  getAllKeys = async () => [...this.#linhas.keys()];
  delete = async (chave) => void this.#linhas.delete(chave);
  esvaziar = () => this.#linhas.clear();
}

export async function openDB(nome, _versao, { upgrade }) {
  if (!bancos.has(nome)) {
    const lojas = new Map();
    bancos.set(nome, lojas);
    upgrade({ createObjectStore: (loja, { keyPath } = {}) => lojas.set(loja, new Loja(keyPath)) });
  }
  const loja = (qual) => bancos.get(nome).get(qual);
  return {
    get: (qual, chave) => loja(qual).get(chave),
    getAll: (qual) => loja(qual).getAll(),
    getAllKeys: (qual) => loja(qual).getAllKeys(),
    put: (qual, linha, chave) => loja(qual).put(linha, chave),
    delete: (qual, chave) => loja(qual).delete(chave),
    clear: async (qual) => loja(qual).esvaziar(),
    transaction: (qual) => ({ store: loja(qual), done: Promise.resolve() }),
    close() {},
  };
}

export function esvaziarBancos() {
  for (const lojas of bancos.values()) for (const loja of lojas.values()) loja.esvaziar();
}

#!/bin/sh
# A sonda de um contêiner sem Python, como sp156/saude/healthcheck.py: roda o comando e, na terceira falta
# seguida, mata o que há ali, e o `restart` o traz de volta. O processo 1 tem de ser o do Docker (init: true).
faltas="${TMPDIR:-/tmp}/sonda-faltas"
if "$@"; then
    rm -f "$faltas"
    exit 0
fi
echo >>"$faltas"
if [ "$(wc -l <"$faltas")" -ge 3 ]; then
    rm -f "$faltas"
    kill -9 -1
fi
exit 1

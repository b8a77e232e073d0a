#!/bin/sh
# Make the files of a release from the last commit, in a new folder: wheel, sdist, SBOM, checksums.
# `scripts/release OUT [KEY.pem]`; with a key, an Ed25519 one, the checksums are signed.
# Wheel and sdist are built twice, in other folders, umasks and time zones, and must be the same.
set -eu
cd "$(dirname "$0")/../.."
say() { echo "scripts/release: $1" >&2; exit 2; }
[ $# -ge 1 ] && [ $# -le 2 ] || say "expected OUT [KEY.pem]."
case $1 in /*) out=$1 ;; *) out=$PWD/$1 ;; esac
key=${2:-}
[ ! -e "$out" ] || say "$out exists already; a release takes a new folder."
[ -z "$key" ] || [ -f "$key" ] || say "there is no key $key."
python=$PWD/.venv/bin/python
[ -x "$python" ] || scripts/setup
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build() ( # FOLDER UMASK ZONE: build the commit there
  umask "$2"
  mkdir -p "$work/$1"
  git archive HEAD | tar -x -C "$work/$1"
  cd "$work/$1"
  TZ=$3 LC_ALL=C "$python" -m hatchling build -t wheel -t sdist -d "$work/$1/dist" >"$work/said" 2>&1 ||
    { cat "$work/said" >&2; say "the build failed."; }
  cd dist
  sha256sum -- *.whl *.tar.gz
)
first=$(build one 022 UTC)
second=$(build another/place 077 Asia/Tehran)
[ "$first" = "$second" ] || say "built twice, and not the same:
$first
$second"

mkdir -p "$out"
cp "$work"/one/dist/*.whl "$work"/one/dist/*.tar.gz "$out"
(cd "$work/one" && "$python" scripts/releasing/sbom.py "$out"/*.whl >"$work/sbom")
wheel=$(basename "$out"/*.whl)
cp "$work/sbom" "$out/$(echo "$wheel" | cut -d- -f1,2).cdx.json"
(cd "$out" && sha256sum -- *.whl *.tar.gz *.cdx.json >SHA256SUMS)
chmod 644 "$out"/*
if [ -n "$key" ]; then
  openssl pkeyutl -sign -rawin -inkey "$key" -in "$out/SHA256SUMS" -out "$out/SHA256SUMS.sig"
  openssl pkey -in "$key" -pubout -out "$out/release.pub.pem"
fi
cat "$out/SHA256SUMS"

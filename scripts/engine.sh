# Sourced by scripts that build images: engine is ENGINE, or docker if its server answers, podman or buildah
engine=${ENGINE:-}
for candidate in docker podman buildah; do
  if [[ -z $engine ]] && command -v "$candidate" >/dev/null && "$candidate" info >/dev/null 2>&1; then engine=$candidate; fi
done
if [[ -z $engine ]]; then fail 'No program can build images: start docker, or apt-get install podman.'; fi

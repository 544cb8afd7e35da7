# Sourced by what builds images: engine is ENGINE, or docker with a server that answers, podman or buildah
engine=${ENGINE:-}
for candidate in docker podman buildah; do
  if [[ -z $engine ]] && command -v "$candidate" >/dev/null && "$candidate" info >/dev/null 2>&1; then engine=$candidate; fi
done
if [[ -z $engine ]]; then fail 'There is nothing to build images with: start docker, or apt-get install podman.'; fi

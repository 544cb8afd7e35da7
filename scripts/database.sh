# Sourced by scripts that need a database: DB_URL as given, or that of scripts/serve.
if [[ -z ${DB_URL:-} ]]; then
  if [[ ! -e .assay/database.url ]] || ! kill -0 "$(cat .assay/lock)" 2>/dev/null; then
    refuse 'A database is missing: scripts/serve does not run here, and DB_URL is not set.' \
      'Start scripts/serve, or set DB_URL=postgresql://user:password@host:5432/database'
  fi
  DB_URL=$(cat .assay/database.url)
  say "the database of scripts/serve, $DB_URL"
fi
export DB_URL

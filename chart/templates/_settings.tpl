{{/* The settings that are not secret: {NAME: "value"} as YAML; values from config win */}}
{{- define "assay.config" -}}
{{- $url := include "assay.publicUrl" . -}}
{{- $config := dict -}}
{{- if $url -}}
{{- $config = dict "PUBLIC_URL" $url "SAML_SP_BASE_URL" $url "FRONTEND_URL" (.Values.frontendUrl | default $url) -}}
{{- else if .Values.frontendUrl -}}
{{- $config = dict "FRONTEND_URL" .Values.frontendUrl -}}
{{- end -}}
{{- range $name, $value := .Values.config }}
{{- $_ := set $config $name (kindIs "float64" $value | ternary (printf "%.0f" (toString $value | float64)) (toString $value)) -}}
{{- end -}}
{{- range $name, $value := $config }}
{{ $name }}: {{ $value | quote }}
{{- end -}}
{{- end -}}

{{/* Seven eighths of a quantity, in bytes: the rest is for other files, because a Pod whose /tmp exceeds its limit is evicted */}}
{{- define "assay.spoolSize" -}}
{{- $units := dict "m" 0.001 "" 1 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18
  "ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 -}}
{{- $quantity := kindIs "float64" . | ternary (printf "%.0f" (toString . | float64)) (toString .) -}}
{{- $number := regexFind "^[0-9.]+" $quantity | float64 -}}
{{- $unit := regexFind "[A-Za-z]*$" $quantity | replace "Ki" "ki" -}}
{{- mulf $number (get $units $unit) 0.875 | int64 -}}
{{- end -}}

{{- define "assay.hasSecret" -}}
{{- if or .Values.secretConfig .Values.generateSecrets -}}true{{- end -}}
{{- end -}}

{{/* The value that a Secret of the cluster already has, base64; otherwise the given value. Without a cluster, as in helm template,
     lookup finds nothing */}}
{{- define "assay.kept" -}}
{{- $data := dict -}}
{{- if .root.Capabilities.APIVersions.Has "v1/Secret" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace .name | default dict -}}
{{- $data = $secret.data | default dict -}}
{{- end -}}
{{- index $data .key | default (.otherwise | b64enc) -}}
{{- end -}}

{{- define "assay.databaseName" -}}
{{ include "assay.fullname" . }}-postgresql
{{- end -}}

{{- define "assay.databaseSecret" -}}
{{ .Values.database.bundled.existingSecret | default (include "assay.databaseName" .) }}
{{- end -}}

{{- define "assay.databaseEnv" -}}
{{- $database := .Values.database -}}
{{- if eq $database.mode "bundled" }}
- name: DB_URL
  value: postgresql://assay@{{ include "assay.databaseName" . }}:5432/assay
- name: DB_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ include "assay.databaseSecret" . }}, key: password}
{{- else if eq $database.mode "cloudnativepg" }}
- name: DB_URL
  valueFrom:
    secretKeyRef: {name: {{ include "assay.databaseName" . }}-app, key: uri}
{{- else if $database.external.urlSecret.name }}
- name: DB_URL
  valueFrom:
    secretKeyRef: {name: {{ $database.external.urlSecret.name }}, key: {{ $database.external.urlSecret.key }}}
{{- else }}
{{- with $database.external }}
- name: DB_URL
  value: {{ printf "postgresql://%s@%s:%d/%s%s" .username .host (int .port) .name (.options | empty | ternary "" (printf "?%s" .options)) | quote }}
{{- if .passwordSecret.name }}
- name: DB_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .passwordSecret.name }}, key: {{ .passwordSecret.key }}}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "assay.envFrom" -}}
- configMapRef: {name: {{ include "assay.fullname" . }}}
{{- if include "assay.hasSecret" . }}
- secretRef: {name: {{ include "assay.fullname" . }}}
{{- end }}
{{- range .Values.existingSecrets }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- end -}}

{{/* KUBERNETES_CALLERS from the values; "none" removes earlier callers */}}
{{- define "assay.callers" -}}
{{- $entries := list -}}
{{- if .Values.inCluster.enabled -}}
{{- range .Values.inCluster.callers -}}
{{- $entries = append $entries (printf "%s/%s=%s:%s" (.namespace | default $.Release.Namespace) .serviceAccount .application (join "," .permissions)) -}}
{{- end -}}
{{- if .Values.test.enabled -}}
{{- $full := include "assay.fullname" . -}}
{{- $entries = append $entries (printf "%s/%s-test=%s-test:change_test,view_test" .Release.Namespace $full $full) -}}
{{- end -}}
{{- end -}}
{{ $entries | empty | ternary "none" (join ";" $entries) }}
{{- end -}}

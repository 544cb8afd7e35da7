{{- define "assay.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}

{{/* Short enough for the suffixes */}}
{{- define "assay.fullname" -}}
{{- $name := include "assay.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{/* The name of objects without a namespace */}}
{{- define "assay.clusterName" -}}
{{ .Release.Namespace }}-{{ include "assay.fullname" . }}
{{- end -}}

{{/* The name of the role's objects: {root, role} */}}
{{- define "assay.roleName" -}}
{{- $full := include "assay.fullname" .root -}}
{{ eq .role "api" | ternary $full (printf "%s-%s" $full .role) }}
{{- end -}}

{{/* {root, role} */}}
{{- define "assay.selector" -}}
app.kubernetes.io/name: {{ include "assay.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{/* {root, role} */}}
{{- define "assay.labels" -}}
{{ include "assay.selector" . }}
app.kubernetes.io/part-of: assay
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "assay.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* {root, role} */}}
{{- define "assay.serviceAccount" -}}
{{- $account := (index .root.Values .role).serviceAccount -}}
{{- if $account.name -}}
{{ $account.name }}
{{- else if $account.create -}}
{{ printf "%s-%s" (include "assay.fullname" .root) .role }}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* The public URL of Assay; empty if not set */}}
{{- define "assay.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{ .Values.publicUrl | trimSuffix "/" }}
{{- else if and .Values.ingress.enabled .Values.ingress.hosts -}}
{{ empty .Values.ingress.tls | ternary "http" "https" }}://{{ first .Values.ingress.hosts }}
{{- else if and .Values.httpRoute.enabled .Values.httpRoute.hostnames -}}
https://{{ first .Values.httpRoute.hostnames }}
{{- end -}}
{{- end -}}

{{/* The URL of the API for Pods of the cluster */}}
{{- define "assay.clusterUrl" -}}
http://{{ include "assay.fullname" . }}.{{ .Release.Namespace }}.svc:{{ .Values.service.port }}
{{- end -}}

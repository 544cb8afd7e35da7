{{/* For each of our containers: {root} */}}
{{- define "assay.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ .root.Values.readOnlyRootFilesystem }}
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "assay.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* A Deployment and what belongs to its Pods: {root, role, command, env, migrationEnv, ports} */}}
{{- define "assay.deployment" -}}
{{- $root := .root -}}
{{- $values := index $root.Values .role -}}
{{- $autoscaled := dig "autoscaling" "enabled" false $values -}}
{{- if $values.serviceAccount.create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "assay.serviceAccount" . }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "assay.labels" . | nindent 4 }}
  {{- with $values.serviceAccount.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
---
{{- end }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "assay.roleName" . }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "assay.labels" . | nindent 4 }}
spec:
  {{- if not $autoscaled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    {{- if and $root.Values.development.enabled (eq .role "operator") }}
    # There is no leader election
    type: Recreate
    {{- else }}
    type: RollingUpdate
    # Old Pods serve until new ones do
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
    {{- end }}
  selector:
    matchLabels: {{- include "assay.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "assay.labels" . | nindent 8 }}
        assay.dev/metrics: "true"
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        kubectl.kubernetes.io/default-container: assay
        # Settings are read at the start, so a change needs new Pods
        checksum/config: {{ include "assay.config" $root | sha256sum }}
        checksum/secret: {{ $root.Values.secretConfig | toJson | sha256sum }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "assay.serviceAccount" . }}
      automountServiceAccountToken: {{ .token }}
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
      securityContext: {{- include "assay.podSecurityContext" . | nindent 8 }}
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- if or $root.Values.migrations.enabled $root.Values.development.enabled }}
      initContainers:
      {{- end }}
      {{- if $root.Values.development.enabled }}
        # Once for each Pod, even if its containers restart, so that edits stay
        - name: sources
          image: {{ include "assay.image" $root | quote }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          command: [sh, -euc]
          args:
            - |
              if [ -e /sources/.filled ]; then exit; fi
              find /app -mindepth 1 -maxdepth 1 -exec cp --archive --target-directory=/sources {} +
              touch /sources/.filled
          securityContext: {{- include "assay.securityContext" . | nindent 12 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - {name: sources, mountPath: /sources}
      {{- end }}
      {{- if $root.Values.migrations.enabled }}
        # Waits for the database; one Pod migrates, the others wait
        - name: migrate
          image: {{ include "assay.image" $root | quote }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [migrate]
          securityContext: {{- include "assay.securityContext" . | nindent 12 }}
          envFrom: {{- include "assay.envFrom" $root | nindent 12 }}
          env:
            {{- include "assay.databaseEnv" $root | trim | nindent 12 }}
            {{- with .migrationEnv }}
            {{- . | trim | nindent 12 }}
            {{- end }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- if $root.Values.development.enabled }}
            - {name: sources, mountPath: /app}
            {{- end }}
            {{- with $values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      {{- end }}
      containers:
        - name: assay
          image: {{ include "assay.image" $root | quote }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [{{ .command }}]
          securityContext: {{- include "assay.securityContext" . | nindent 12 }}
          envFrom: {{- include "assay.envFrom" $root | nindent 12 }}
          env:
            {{- include "assay.databaseEnv" $root | trim | nindent 12 }}
            - {name: METRICS_PORT, value: "9090"}
            {{- with .env }}
            {{- . | trim | nindent 12 }}
            {{- end }}
            {{- if $root.Values.development.debug }}
            - {name: DEBUG_PORT, value: {{ get (dict "api" "5005" "operator" "5006" "worker" "5007") .role | quote }}}
            {{- end }}
            {{- with $values.javaOptions }}
            - name: JAVA_OPTS
              value: {{ . | quote }}
            {{- end }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            {{- if eq .role "api" }}
            - {name: http, containerPort: 30000}
            {{- end }}
            - {name: management, containerPort: 9090}
          {{- if not $root.Values.development.enabled }}
          # A start on a busy node may take a minute
          startupProbe:
            httpGet: {path: /health/liveness, port: management}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /health/liveness, port: management}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          {{- end }}
          readinessProbe:
            httpGet: {path: /health/readiness, port: management}
            periodSeconds: 5
            timeoutSeconds: 6
            failureThreshold: 3
          {{- with $values.drainSeconds }}
          lifecycle:
            preStop:
              sleep: {seconds: {{ . }}}
          {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- if $root.Values.development.enabled }}
            - {name: sources, mountPath: /app}
            {{- end }}
            {{- with $values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: {{ $values.tmpSizeLimit }}}
        {{- if $root.Values.development.enabled }}
        - name: sources
          emptyDir: {sizeLimit: 4Gi}
        {{- end }}
        {{- with $values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      topologySpreadConstraints:
        {{- if $values.topologySpreadConstraints }}
        {{- toYaml $values.topologySpreadConstraints | nindent 8 }}
        {{- else }}
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - topologyKey: {{ . }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "assay.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
        {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
{{- if and $values.disruptionBudget.enabled (or $autoscaled (gt (int $values.replicas) 1)) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "assay.roleName" . }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "assay.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ $values.disruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "assay.selector" . | nindent 6 }}
{{- end }}
{{- end -}}

{{/* The deployment's name: what the old feature's commands call deployment/authentik-worker. */}}
{{- define "backup.name" -}}
{{- printf "%s-worker" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The service that tells metrics. */}}
{{- define "backup.metrics" -}}
{{- printf "%s-metrics" (include "backup.name" . | trunc 55 | trimSuffix "-") -}}
{{- end -}}

{{/* Whatever belongs to the release. */}}
{{- define "backup.release" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The worker alone: the pod of Helm's test is none of the deployment's. */}}
{{- define "backup.selector" -}}
{{ include "backup.release" . }}
app.kubernetes.io/component: worker
{{- end -}}

{{- define "backup.origin" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "backup.labels" -}}
{{ include "backup.selector" . }}
{{ include "backup.origin" . }}
{{- end -}}

{{- define "backup.account" -}}
{{- .Values.serviceAccount.name | default (ternary (include "backup.name" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- define "backup.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}

{{- define "backup.claim" -}}
{{- .Values.persistence.existingClaim | default (printf "%s-backups" .Release.Name) -}}
{{- end -}}

{{- define "backup.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

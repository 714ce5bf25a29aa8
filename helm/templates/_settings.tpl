{{/*
The tree of settings as lines "NAME: value" of YAML: path in upper case, parts joined by two underscores, lists by commas.
Takes a dict: path (a list, without the prefix), value, secret (whether the secret ones are wanted, or the others).
*/}}
{{- define "backup.variables" -}}
{{- $wanted := .secret -}}
{{- if kindIs "map" .value -}}
{{- $path := .path -}}
{{- range $key, $value := .value }}
{{- include "backup.variables" (dict "path" (append $path $key) "value" $value "secret" $wanted) }}
{{- end -}}
{{- else if not (kindIs "invalid" .value) -}}
{{- $name := join "__" .path | upper | printf "AUTHENTIK_%s" -}}
{{- $secret := regexMatch "PASSWORD|SECRET|ACCESS_KEY|IDENTITY|TOKEN|NOTIFY" $name -}}
{{- if eq $secret $wanted }}
{{ $name }}: {{ include "backup.text" .value | toJson }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A value as text: whole numbers without an exponent. */}}
{{- define "backup.text" -}}
{{- if kindIs "slice" . -}}
{{- $texts := list -}}
{{- range . }}{{ $texts = append $texts (include "backup.text" .) }}{{ end -}}
{{- join "," $texts -}}
{{- else if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- int64 . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* The settings, with the database's usual host when none is named. */}}
{{- define "backup.settings" -}}
{{- $settings := deepCopy .Values.authentik -}}
{{- $postgresql := default dict $settings.postgresql -}}
{{- if not $postgresql.host -}}
{{- $postgresql = set $postgresql "host" (printf "%s-postgresql" .Release.Name) -}}
{{- end -}}
{{- set $settings "postgresql" $postgresql | toJson -}}
{{- end -}}

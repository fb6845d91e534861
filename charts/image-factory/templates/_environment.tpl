{{/* Configuration keys as environment variables; quoted, so that numbers keep their notation. */}}
{{- define "image-factory.config" -}}
{{- range $key, $value := . -}}
- name: {{ upper $key }}
  value: {{ include "image-factory.text" $value | quote }}
{{ end -}}
{{- end -}}

{{/* Helm parses numbers as floats: print integers without an exponent. */}}
{{- define "image-factory.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{- define "image-factory.shieldAddress" -}}
{{- if .Values.agent.shieldAddress -}}
{{- .Values.agent.shieldAddress -}}
{{- else -}}
{{- printf "http://%s.%s:%v" (include "image-factory.shield" .) .Release.Namespace (int .Values.shield.service.port) -}}
{{- end -}}
{{- end -}}

{{/* Empty with engine commits only, which need nothing from the node except the socket. */}}
{{- define "image-factory.savesDirectly" -}}
{{- if ne (get .Values.agent.config "save_mode" | default "auto") "engine" }}true{{ end -}}
{{- end -}}

{{/* Accepts numbers as text, as the first chart did. */}}
{{- define "image-factory.replicas" -}}
{{- int .Values.shield.replicaCount -}}
{{- end -}}

{{/* The path prefix that clients use; empty without an ingress, or if the configuration sets base_path. */}}
{{- define "image-factory.basePath" -}}
{{- $path := .Values.ingress.path | trimSuffix "*" | trimSuffix "/" -}}
{{- if and .Values.ingress.enabled (not (hasKey .Values.shield.config "base_path")) -}}
{{- $path -}}
{{- end -}}
{{- end -}}

{{- define "image-factory.usesSqlite" -}}
{{- if eq .Values.shield.database.type "sqlite" }}true{{ end -}}
{{- end -}}

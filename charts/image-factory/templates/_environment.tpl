{{/* Keys of a configuration as environment variables; quoted, so that numbers stay as they were written. */}}
{{- define "image-factory.config" -}}
{{- range $key, $value := . -}}
- name: {{ upper $key }}
  value: {{ include "image-factory.text" $value | quote }}
{{ end -}}
{{- end -}}

{{/* Numbers of values are floating: whole ones are written without an exponent. */}}
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

{{/* Empty where saves go through the engine alone, which takes nothing of the node but the socket. */}}
{{- define "image-factory.savesDirectly" -}}
{{- if ne (get .Values.agent.config "save_mode" | default "auto") "engine" }}true{{ end -}}
{{- end -}}

{{/* Text is taken for a number, as the first chart did. */}}
{{- define "image-factory.replicas" -}}
{{- int .Values.shield.replicaCount -}}
{{- end -}}

{{/* What clients see in front of the shield's paths; empty without an ingress, or where the configuration names it. */}}
{{- define "image-factory.basePath" -}}
{{- $path := .Values.ingress.path | trimSuffix "*" | trimSuffix "/" -}}
{{- if and .Values.ingress.enabled (not (hasKey .Values.shield.config "base_path")) -}}
{{- $path -}}
{{- end -}}
{{- end -}}

{{- define "image-factory.usesSqlite" -}}
{{- if eq .Values.shield.database.type "sqlite" }}true{{ end -}}
{{- end -}}

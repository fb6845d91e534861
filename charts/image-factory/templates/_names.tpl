{{/* Names and labels match the first chart, so that an upgrade finds the objects of its release. */}}

{{- define "image-factory.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "image-factory.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "image-factory.shield" -}}
{{- printf "%s-shield" (include "image-factory.fullname" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "image-factory.agent" -}}
{{- printf "%s-agent" (include "image-factory.fullname" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/*
For agent objects that the first chart did not have: truncation gives shield and agent the same name in a very long
release, and two objects of one kind cannot share a name.
*/}}
{{- define "image-factory.agentAlone" -}}
{{- $name := include "image-factory.agent" . -}}
{{- if eq $name (include "image-factory.shield" .) -}}
{{- $name = printf "%s-agent" (include "image-factory.fullname" . | trunc 57 | trimSuffix "-") -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* Takes (list context part), where part is shield or agent, like all templates below. */}}
{{- define "image-factory.selectorLabels" -}}
{{- $context := index . 0 -}}
{{- $part := index . 1 -}}
app.kubernetes.io/name: {{ $part }}
app.kubernetes.io/instance: {{ include (printf "image-factory.%s" $part) $context }}
app.kubernetes.io/part-of: {{ include "image-factory.name" $context }}
{{- end -}}

{{- define "image-factory.labels" -}}
{{- $context := index . 0 -}}
{{ include "image-factory.commonLabels" $context }}
{{ include "image-factory.selectorLabels" . }}
{{- end -}}

{{- define "image-factory.commonLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "image-factory.serviceAccount" -}}
{{- $context := index . 0 -}}
{{- $part := index . 1 -}}
{{- $account := (index $context.Values $part).serviceAccount -}}
{{- if $account.create -}}
{{- default (include (ternary "image-factory.agentAlone" "image-factory.shield" (eq $part "agent")) $context) $account.name -}}
{{- else -}}
{{- default "default" $account.name -}}
{{- end -}}
{{- end -}}

{{/* An address may end in a slash, as the first chart required. */}}
{{- define "image-factory.image" -}}
{{- $context := index . 0 -}}
{{- $image := (index $context.Values (index . 1)).image -}}
{{- $repository := $context.Values.global.image.repository -}}
{{- $path := compact (list (trimAll "/" $repository.address) (trimAll "/" $repository.pathname) $image.name) | join "/" -}}
{{- printf "%s:%s" $path (default $context.Chart.AppVersion (include "image-factory.text" $image.tag)) -}}
{{- end -}}
